"""Madoguchi: the counter a city opens on everybody's phone."""
