"""Pack files: a procedure that travels between cities, with all that belongs to it, as one file."""

from madoguchi.rules.packs.archive import read, write
from madoguchi.rules.packs.manifest import SCHEMA, Figures, Kind, Manifest, Slot
from madoguchi.rules.packs.merging import Choice, Difference, Merged, merge
from madoguchi.rules.packs.pack import Pack, made
from madoguchi.rules.packs.slots import empty, fill

__all__ = [
    "SCHEMA",
    "Choice",
    "Difference",
    "Figures",
    "Kind",
    "Manifest",
    "Merged",
    "Pack",
    "Slot",
    "empty",
    "fill",
    "made",
    "merge",
    "read",
    "write",
]
