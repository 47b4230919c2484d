"""What can be counted: the effect of going online, the yearly statistics. Reads all, writes nothing."""
