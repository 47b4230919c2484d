"""What the studio shows, one topic a file."""

from madoguchi.studio.queries.benches import (
    Bench,
    Draft,
    Example,
    Listed,
    Reach,
    access_bench,
    access_document,
    list_procedures,
    objections,
    reach_of,
)

__all__ = [
    "Bench",
    "Draft",
    "Example",
    "Listed",
    "Reach",
    "access_bench",
    "access_document",
    "list_procedures",
    "objections",
    "reach_of",
]
