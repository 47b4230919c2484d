"""Every decision of the city hall: pure, explained, without Django, database, clock or network."""
