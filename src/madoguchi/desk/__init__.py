"""The officers' entrance: home, search, navigation of the day's work."""
