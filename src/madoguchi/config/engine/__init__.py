"""PostgreSQL, as Django wants it named in the settings."""
