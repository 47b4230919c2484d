"""Reading what belongs to selection, one topic a file."""
