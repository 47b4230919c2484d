"""Madoguchi: the counter a city opens on everybody's phone."""

VERSION = "0.1.0"
