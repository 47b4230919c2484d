"""What officers can do with the register, one family of verbs a file."""
