"""What changes people: who works where, and signing in."""
