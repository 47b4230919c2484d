"""The contractors' entrance: their own children, live, as far as the city permits. It owns no tables."""
