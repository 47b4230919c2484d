"""What can be counted: effect, growth, yearly statistics. Reads all, writes only what explains figures."""
