"""The sentences of this room, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.rules import certificates, findings, free_places, pre_assigning, seating
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
    "tells_shortfalls": (
        "Show families the detailed reason",
        "After the results: how many points more each wish needed, where both calculations say so",
    ),
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
# Why something cannot be confirmed so.
FINDING_REASONS: Final[Mapping[findings.Reason, str]] = {
    findings.Reason.UNKNOWN: "The criteria do not ask for this. Please open the page again.",
    findings.Reason.WRONG_VALUE: "This value cannot be read. Please check what was typed.",
    findings.Reason.OUT_OF_RANGE: "The number is outside what the criteria allow.",
    findings.Reason.REASON_MISSING: "Please write why: it is not what was proposed, or the paper is too old.",
    findings.Reason.REASON_TOO_LONG: "Please write the reason in 500 characters at most.",
    findings.Reason.NO_CRITERIA: "Choose the criteria of the round first.",
    findings.Reason.NOT_PREPARING: "Places of this round have been given. Its findings no longer change.",
    findings.Reason.CHANGED: "The application was corrected meanwhile. Please look at the answers again.",
    findings.Reason.NOT_CHECKED: "An officer typed this application. Compare it with its paper first.",
    findings.Reason.SAME_PERSON: "You confirmed findings of this application. Somebody else looks again.",
    findings.Reason.STILL_OPEN: "Something is not confirmed yet.",
}
VOIDS: Final[Mapping[str, str]] = {
    "corrected": "The answer was corrected",
    "replaced": "The certificate was replaced",
    "changed": "Changed by an officer",
    "disputed": "Sent back by the second officer",
    "criteria": "Other criteria",
}
# Label and hint of each item of a certificate of work.
CERTIFICATE_ITEMS: Final[Mapping[str, tuple[str, str]]] = {
    "issued_on": ("Dated", ""),
    "employer": ("Employer", ""),
    "name": ("Name on the certificate", ""),
    "begins_on": ("Work begins on", ""),
    "ends_on": ("Work ends on", "Empty: without an end"),
    "week": ("Ticked days of the week", ""),
    "minutes_per_month": ("Hours a month, in minutes", "160 hours: 9600"),
    "break_per_month": ("Breaks of them, in minutes", ""),
    "days_per_month": ("Days a month", ""),
    "days_per_week": ("Days a week", ""),
    "from": ("Weekdays from", ""),
    "until": ("Weekdays until", ""),
    "saturday_from": ("Saturdays from", ""),
    "saturday_until": ("Saturdays until", ""),
    "leave_from": ("Leave from", "Before or after birth, childcare, other"),
    "leave_until": ("Leave until", ""),
    "returns_on": ("Back at work on", ""),
    "remarks": ("Remarks", ""),
}
CERTIFICATE_FAULTS: Final[Mapping[certificates.Fault, str]] = {
    certificates.Fault.NEEDED: "Please fill this in from the paper.",
    certificates.Fault.NO_DAY: "There is no such day. Write it like 2027-04-01 or R9.4.1.",
    certificates.Fault.NO_TIME: "Please write the time like 9:00 or 17:15.",
    certificates.Fault.NO_COUNT: "Please enter a whole number that is possible.",
    certificates.Fault.FUTURE: "That day is still to come.",
    certificates.Fault.BACKWARDS: "It ends before it begins. Please check both.",
    certificates.Fault.CONTRADICTS: "More days than are ticked above. Please check both.",
}
PRE_ASSIGNMENT_REASONS: Final[Mapping[pre_assigning.Reason, str]] = {
    pre_assigning.Reason.NOT_IN_ROUND: "No application of this round has that receipt number.",
    pre_assigning.Reason.NO_SUCH_PLACE: "First say how many children this club takes.",
    pre_assigning.Reason.REASON_MISSING: "Please write why this child gets a place outside the order.",
    pre_assigning.Reason.REASON_TOO_LONG: "Please write the reason in 500 characters at most.",
    pre_assigning.Reason.NO_SEAT_LEFT: "All seats of this club are given outside the order already.",
    pre_assigning.Reason.NOT_PREPARING: "Places of this round have been given.",
    pre_assigning.Reason.SAME_PERSON: "You noted it yourself. Another officer approves it.",
    pre_assigning.Reason.ALREADY_APPROVED: "It is approved already.",
    pre_assigning.Reason.CHANGED: "It was noted anew since you looked. Please look again.",
}
FREE_REASONS: Final[Mapping[free_places.Reason, str]] = {
    free_places.Reason.FIRST_ROUND: "Free places are shown for a second or a monthly round.",
    free_places.Reason.NO_SEATS: "First say how many children the clubs take.",
    free_places.Reason.NOT_SIGNED: "Some clubs have not signed their seats yet.",
    free_places.Reason.PAST: "That instant has passed.",
    free_places.Reason.TOO_FAR: "Please choose an instant within a year.",
    free_places.Reason.NOT_PREPARING: "Places of this round have been given.",
}
# What is wrong with a case that was typed in.
CASE_CODES: Final[Mapping[str, str]] = {
    "wrong_type": "This is not a value of this finding. Please check how it is written.",
    "out_of_range": "This lies outside of the range the criteria set.",
    "not_an_option": "Please choose one of the options.",
    "missing_finding": "This has to be known. Please enter it.",
    "contradicting": "Two findings say different things. Please keep the right one.",
    "exclusive_twice": "Only one of this group can be. Please keep one.",
    "no_reason": "Nothing is entered why this guardian cannot be at home.",
    "no_guardians": "Please enter at least one guardian.",
    "too_many_guardians": "There are more guardians than the criteria know.",
}
