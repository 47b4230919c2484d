"""A stand-in for LINE on your own machine. See README.md; nothing here knows who uses it."""
