"""The residents' entrance: catalogue, my page, following by number."""
