"""Residents, officers, organisations; how they sign in and what they may reach."""
