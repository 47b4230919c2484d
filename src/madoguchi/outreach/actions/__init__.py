"""What is kept of residents, and what many are told; one family of verbs a file."""
