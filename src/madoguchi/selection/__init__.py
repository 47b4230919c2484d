"""Choosing who gets a place: criteria, rounds, seats, findings, and the sheet of points of each child."""
