"""What can be done with drafts and applications, one family of verbs a file."""
