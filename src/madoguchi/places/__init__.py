"""The city's facilities: where they are, who runs them, whom they serve."""
