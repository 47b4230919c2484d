"""The expression language of procedure documents: closed, typed, with explicit missing values."""
