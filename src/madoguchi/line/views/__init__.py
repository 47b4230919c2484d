"""The pages of this entrance."""
