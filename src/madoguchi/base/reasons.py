"""What is wrong with a document, in words an officer reads.

Faults are written in English, for programs and for whoever reads the specification beside them. Each is a few
pieces: a reason, what was expected, what was found. A piece that is not in the tables stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from madoguchi.base.fault_words import SENTENCES, SHAPES, THINGS
from madoguchi.base.texts import say
from madoguchi.rules.problems import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fault as the page shows it: where, and what is wrong there."""

    path: str
    pieces: tuple[SafeString | str, ...]


def told(faults: Iterable[Fault]) -> tuple[Told, ...]:
    """Each fault, said."""
    return tuple(Told(path=fault.path, pieces=_pieces(fault.message)) for fault in faults)


def _pieces(message: str) -> tuple[SafeString | str, ...]:
    begins = r"; (?=expected |found |did you mean |it is the id |write |decimals |'[^']*' is )"
    wrong_keys = r", (?='[^']*' is (?:missing|unknown))"
    pieces = re.split(f"{begins}|{wrong_keys}", message)
    return tuple(_said(piece, SENTENCES) or piece for piece in pieces)


def _said(piece: str, table: Mapping[str, str]) -> SafeString | None:
    for pattern, message in table.items():
        if found := re.fullmatch(pattern, piece, re.DOTALL):
            values = found.groupdict()
            return say(message, **{**values, "what": _thing(values.get("what", ""))})
    return None


def _thing(said: str) -> SafeString | str:
    """What was expected or found."""
    if said in THINGS:
        return say(THINGS[said])
    if shape := _said(said, SHAPES):
        return shape
    parts = re.split(r"(?<!yes) or | and ", said)
    if all(part in THINGS for part in parts):
        return "、".join(say(THINGS[part]) for part in parts)
    return said
