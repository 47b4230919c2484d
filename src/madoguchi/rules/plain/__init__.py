"""The second engines: slow, obvious, and sharing nothing with the fast ones (docs/rules/)."""
