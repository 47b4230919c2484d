"""May this draft become the version in force?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.rules.problems import Fault


class Reason(StrEnum):
    """Why a procedure is not published, not withdrawn, or a draft not taken."""

    NO_DRAFT = "no_draft"
    CHANGED_MEANWHILE = "changed_meanwhile"
    FAULTY = "faulty"
    UNCHANGED = "unchanged"
    NOT_OFFERED = "not_offered"
    GUARDED = "guarded"  # something on the guard's list is not green
    PROMISED = "promised"  # the end was moved: until then nobody is shut out
    UNKNOWN_SECTION = "unknown_section"
    OTHER_SECTION = "other_section"
    ID_TAKEN = "id_taken"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why; `faults` where the document itself is at fault."""

    reason: Reason
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision rests on. Digests are of canonical texts; None where there is no such text."""

    draft: str | None
    seen: str  # of the draft the officer looked at
    current: str | None  # of the version in force
    faults: Sequence[Fault]  # of the analysis, golden examples included
    breaks_promise: bool = False  # it would shut out those to whom a later end was promised


def refuse(facts: Facts) -> Refusal | None:
    """None when the draft may be published."""
    if facts.draft is None:
        return Refusal(Reason.NO_DRAFT)
    if facts.draft != facts.seen:
        return Refusal(Reason.CHANGED_MEANWHILE)
    if facts.draft == facts.current:
        return Refusal(Reason.UNCHANGED)
    if facts.faults:
        return Refusal(Reason.FAULTY, tuple(facts.faults))
    if facts.breaks_promise:
        return Refusal(Reason.PROMISED)
    return None
