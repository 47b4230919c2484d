"""What is done at doors; one family of verbs a file."""
