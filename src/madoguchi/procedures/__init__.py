"""The catalogue of procedures and their immutable versions."""
