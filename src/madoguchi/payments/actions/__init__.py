"""What officers can do with money, one family of verbs a file."""
