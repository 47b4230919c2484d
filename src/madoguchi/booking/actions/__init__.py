"""What can be done with sessions and reservations, one family of verbs a file."""
