"""The sentences of this room, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.rules.recruiting import Reason

KINDS: Final[Mapping[str, str]] = {
    "first": "First round",
    "second": "Second round",
    "monthly": "Monthly round",
}
SECOND_CHECKS: Final[Mapping[str, str]] = {
    "none": "Nobody looks again",
    "sample": "Another officer looks at a sample again",
    "all": "Another officer looks at all again",
}
# Why a round cannot be so, and beside which box that is said.
ROUND_REASONS: Final[Mapping[Reason, tuple[str, str]]] = {
    Reason.TITLE_MISSING: ("title", "Please give the round a name of up to 100 characters."),
    Reason.TITLE_TAKEN: ("title", "Another round of that fiscal year has this name. Choose another one."),
    Reason.NO_PROCEDURE: ("procedures", "Please choose at least one procedure."),
    Reason.ARRIVAL_BACKWARDS: ("arrived_until", "The last day stands before the first. Please check both."),
    Reason.OTHER_YEAR: ("starts_on", "That day is not in the fiscal year of the round."),
    Reason.BASIS_TOO_LATE: ("basis_on", "Facts are looked at on a day before the places begin."),
    Reason.REPLACED_TOO_EARLY: ("replace_by", "Work that is planned cannot have begun by then."),
    Reason.FOLLOWS_NOTHING: (
        "follows",
        "A second round gives the places that another one left. Choose that one.",
    ),
    Reason.BAD_SHARE: ("second_check_percent", "Please enter a share from 1 to 100."),
    Reason.ALREADY_PLACED: ("title", "Places of this round have been given. It no longer changes."),
}
# Label and hint of each box of a round.
ROUND_FIELDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Name of the round", "For example: first round for April 2027"),
    "kind": ("Which round", ""),
    "fiscal_year": ("Fiscal year of the places", ""),
    "procedures": ("Applications of these procedures", ""),
    "arrived_from": ("Arrived from", "Empty: from the beginning"),
    "arrived_until": ("Arrived until", "Empty: whenever they come"),
    "basis_on": ("Facts as of", "The day on which work, family and grade must be so"),
    "starts_on": ("Places begin on", ""),
    "replace_by": ("Certificates of planned work replaced by", "Empty: none is asked for"),
    "criteria": ("Criteria", "Only confirmed editions stand here"),
    "follows": ("Gives the places left by", "For a second or a monthly round"),
    "second_check": ("Second look at findings", ""),
    "second_check_percent": ("Share of a sample (%)", ""),
}
