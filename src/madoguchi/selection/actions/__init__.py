"""What officers and clubs do in selection, one family of verbs a file."""
