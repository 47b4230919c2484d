"""What officers can do with an application, one family of verbs a file."""
