"""Who did what, to what, and why: append-only lines, sealed in chained batches."""
