"""Pages of the residents' entrance."""
