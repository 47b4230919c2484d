"""What can be done about a child's place, one family of verbs a file."""
