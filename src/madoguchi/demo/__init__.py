"""Hibari City, a fictional city to try everything in; installed only with MADOGUCHI_DEMO=1."""
