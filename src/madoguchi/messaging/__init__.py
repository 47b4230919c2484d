"""What the city promised to tell people: outbox, mail, and the resident's own inbox."""
