"""Measured figures, each a ratio against a floor or a peer; and pictures of the pages."""
