"""What keeps a problem from being allocated, and where. Sentences for people are written where shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """The faults of docs/rules/allocation.md."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    CHILD_TWICE = "child_twice"
    FACILITY_TWICE = "facility_twice"
    BAND_TWICE = "band_twice"
    LIMIT_TWICE = "limit_twice"
    LIMITS_AND_BANDS = "limits_and_bands"
    RESERVE_TWICE = "reserve_twice"
    UNKNOWN_FACILITY = "unknown_facility"
    UNKNOWN_CHILD = "unknown_child"
    UNKNOWN_BAND = "unknown_band"
    CHOICE_TWICE = "choice_twice"
    CAPACITY_MISSING = "capacity_missing"
    CAPACITY_UNUSABLE = "capacity_unusable"
    CAPACITY_NOT_SUM = "capacity_not_sum"
    GRADE_IN_TWO_BANDS = "grade_in_two_bands"
    GRADE_MISSING = "grade_missing"
    NO_BAND = "no_band"
    RESERVED_EXCEEDS = "reserved_exceeds"
    NUMBER_UNUSABLE = "number_unusable"
    POINTS_MISSING = "points_missing"
    TIE_LENGTH = "tie_length"
    PHASE_UNUSABLE = "phase_unusable"
    PRIORITY_UNKNOWN = "priority_unknown"
    PRIORITY_TWICE = "priority_twice"
    SEED_SHORT = "seed_short"
    LOTTERY_AND_SEED = "lottery_and_seed"
    HOLDS_AND_PREASSIGNED = "holds_and_preassigned"
    OVER_CAPACITY = "over_capacity"
    POLICY_UNKNOWN = "policy_unknown"
    SIBLING_TWICE = "sibling_twice"
    SETTLED_SIBLING = "settled_sibling"
    FAMILY_TOO_LARGE = "family_too_large"


MESSAGES: Final = {
    Code.UNKNOWN_KEY: "this key means nothing here",
    Code.CHILD_TWICE: "there is a child {id} already",
    Code.FACILITY_TWICE: "there is a facility {id} already",
    Code.BAND_TWICE: "the facility has a band {id} already",
    Code.LIMIT_TWICE: "the facility has a limit {id} already",
    Code.LIMITS_AND_BANDS: "a facility has either bands or limits",
    Code.RESERVE_TWICE: "seats are reserved for {id} there already",
    Code.UNKNOWN_FACILITY: "there is no facility {id}",
    Code.UNKNOWN_CHILD: "there is no child {id}",
    Code.UNKNOWN_BAND: "the facility has no such band",
    Code.CHOICE_TWICE: "{id} is wished already",
    Code.CAPACITY_MISSING: "capacity is missing; 0 is legal",
    Code.CAPACITY_UNUSABLE: "expected a whole number of seats from 0",
    Code.CAPACITY_NOT_SUM: "the capacity must be the sum of its bands, {sum}, or be left out",
    Code.GRADE_IN_TWO_BANDS: "grade {id} stands in another band or limit already",
    Code.GRADE_MISSING: "{id} asks for the grade, and the child has none",
    Code.NO_BAND: "no band of {id} takes the grade of this child",
    Code.RESERVED_EXCEEDS: "more seats are reserved than the {seats} there are",
    Code.NUMBER_UNUSABLE: "expected a number of at most 18 digits before and 6 after the point",
    Code.POINTS_MISSING: "points for {id} are missing",
    Code.TIE_LENGTH: "expected {expected} tie numbers, as for the children before; found {found}",
    Code.PHASE_UNUSABLE: "expected a whole number from 1 to 1000",
    Code.PRIORITY_UNKNOWN: "expected points, choice_rank, tie or lottery",
    Code.PRIORITY_TWICE: "{id} stands in the priority already",
    Code.SEED_SHORT: "expected at least 32 characters",
    Code.LOTTERY_AND_SEED: "numbers are drawn from the seed; this child has one of its own",
    Code.HOLDS_AND_PREASSIGNED: "the child holds a seat and is preassigned one",
    Code.OVER_CAPACITY: "no seat is left for {id}, which has one there already",
    Code.POLICY_UNKNOWN: "this is no policy",
    Code.SIBLING_TWICE: "{id} stands in another family already",
    Code.SETTLED_SIBLING: "{id} has a seat already and cannot be bound to siblings",
    Code.FAMILY_TOO_LARGE: "more than 10,000 joint wishes",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: the path of what is wrong, a code for programs, and the facts of its sentence."""

    path: str
    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence for whoever works with files."""
        return MESSAGES.get(self.code, "{why}").format_map(self.facts)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"
