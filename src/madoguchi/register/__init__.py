"""Comparing applications with the resident register: extracts, proposals, and what officers chose."""
