"""Settings, table of contents (urls), wiring, periodic work, command line, embedded PostgreSQL."""
