"""Reading the record: which section a thing belongs to (told by `config.wiring`), and in what words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.audit.models import Line
from madoguchi.base.texts import say
from madoguchi.people.queries import member_names, officer_names

SectionOf = Callable[[str], str | None]

_sections_of: dict[str, SectionOf] = {}


def wire(sections_of: Mapping[str, SectionOf]) -> None:
    """Replace the table: kind of thing → the code of the section of a reference, None for an unknown one."""
    _sections_of.clear()
    _sections_of.update(sections_of)


def kinds() -> dict[str, str]:
    """The kinds that can be asked for, in words."""
    return {kind: KINDS.get(kind, kind) for kind in sorted(_sections_of)}


def section_of(kind: str, ref: str) -> str | None:
    """The section in charge; None for what is unknown."""
    found = _sections_of.get(kind)
    return found(ref) if found and ref else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line as an administrator reads it."""

    at: datetime
    who: str
    number: str  # where an officer or a member acted
    what: SafeString
    verb: str  # as it stands in the record
    entrance: str


KINDS: Final = {"application": "Application", "charge": "Charge of a month"}
_ACTORS: Final = {"resident": "Resident", "system": "System", "stranger": "Somebody not signed in"}
_VERBS: Final = {
    "viewed": "Looked at it",
    "listed": "Saw it in a list",
    "exported": "Took it out as a file",
    "printed": "Printed it in a list",
    "submitted": "Filed it",
    "corrected": "Corrected it",
    "returned": "Asked for a correction",
    "decided": "Decided",
    "withdrawn": "Withdrew it",
    "matched": "Said who it is in the resident register",
    "unmatched": "Took back who it is in the resident register",
    "confirmed": "Confirmed it together with others",
    "asked": "Asked who looked",
}


def entries(lines: Iterable[Line]) -> list[Entry]:
    """The lines in words, officers by name."""
    held = list(lines)
    names = officer_names({line.actor_ref for line in held if line.actor_kind == "officer"})
    names |= member_names({line.actor_ref for line in held if line.actor_kind == "member"})
    return [_entry(line, names) for line in held]


def _entry(line: Line, names: Mapping[str, str]) -> Entry:
    is_named = line.actor_kind in {"officer", "member"}
    stranger = say(_ACTORS.get(line.actor_kind, line.actor_kind))
    word = _VERBS.get(line.verb.rpartition(".")[2])
    return Entry(
        at=line.at,
        who=names.get(line.actor_ref, line.actor_ref) if is_named else stranger,
        number=line.actor_ref if is_named else "",
        what=say(word) if word else SafeString(),
        verb=line.verb,
        entrance=line.entrance,
    )
