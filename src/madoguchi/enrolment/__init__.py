"""A child's place for a school year: offered, accepted, begun, changed, ended, and who is next."""
