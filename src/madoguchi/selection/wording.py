"""The sentences of this room, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.rules import seating
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
# Why seats cannot stand or be signed so.
SEATS_REASONS: Final[Mapping[seating.Reason, str]] = {
    seating.Reason.NO_NUMBER: "Please enter whole numbers. A club that takes nobody has 0.",
    seating.Reason.TOO_MANY: "A club takes 999 children at most. Please check the number.",
    seating.Reason.RESERVED_OVER: "More seats are reserved than there are.",
    seating.Reason.BAND_UNREADABLE: "Write grades and seats like 1-3:30 4-6:10.",
    seating.Reason.BAND_TWICE: "A grade stands in two bands.",
    seating.Reason.BAND_OVER: "A band has more seats than the club.",
    seating.Reason.UNKNOWN_PLACE: "No club of this round is called so.",
    seating.Reason.PLACE_TWICE: "The club stands there twice.",
    seating.Reason.NO_COLUMN: "The file needs a heading with the club and its seats.",
    seating.Reason.NOT_PREPARING: "Places of this round have been given. Its seats no longer change.",
    seating.Reason.SAME_PERSON: "You proposed these seats yourself. Somebody else signs them.",
    seating.Reason.ALREADY_SIGNED: "These seats are signed already.",
    seating.Reason.CHANGED: "The seats have changed since you looked. Please look again before you sign.",
}
