"""The words officers and residents read for charges: message ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.payments.actions import filing, reducing
from madoguchi.rules.charges import Code, Left, State
from madoguchi.rules.fees import Line, Reason
from madoguchi.rules.fees.table import percent

STATES: Final[Mapping[State, str]] = {
    State.OPEN: "Not paid yet",
    State.PAID: "Paid",
    State.FAILED: "Direct debit failed",
    State.REFUNDED: "Refunded",
}
TONES: Final[Mapping[State, str]] = {
    State.OPEN: "neutral",
    State.PAID: "success",
    State.FAILED: "error",
    State.REFUNDED: "info",
}
REASONS: Final[Mapping[Reason, str]] = {
    Reason.BASE: "",
    Reason.ZERO_MONTH: "There is no fee in this month.",
    Reason.LEAVE: "On leave for the whole month.",
    Reason.PARTIAL: "Enrolled on {days} of {of} days.",
    Reason.SIBLING: "Child number {rank} of the household pays {percent} %.",
    Reason.REDUCTION: "Reduction",
    Reason.OPTION: "",
    Reason.OPTION_ZERO_MONTH: "There is no fee in this month.",
    Reason.OPTION_PARTIAL: "Used on {days} of {of} days.",
    Reason.OPTION_REDUCTION: "Reduction",
    Reason.SPOT: "{daily} yen on {days} days",
    Reason.SPOT_CAP: "No more than the most for a month.",
}
# What keeps somebody from being charged, by its code.
ERRORS: Final[Mapping[str, str]] = {
    "not_in_force": "The table of fees is not in force in this month.",
    "no_base": "The table has no fee for this grade or club.",
    "below_one": "The rank among siblings is not known.",
    "ends_before_it_begins": "The enrolment ends before it begins.",
    "unknown": "The table does not have this option, class or band: {path}",
    "other_month": "A day stands in another month: {path}",
    "same_day_twice": "A day stands twice: {path}",
    "changed_afterwards": "Charge {path} would be another today, but has been handed over. Please correct it"
    " in the collection system.",
}
NOT_FILED: Final[Mapping[filing.Refusal, str]] = {
    filing.Refusal.UNFINISHED: "No file was made: charging this month has not come to its end. Please charge"
    " it again first.",
    filing.Refusal.NOTHING: "No file was made: everything of this month has been handed over already.",
    filing.Refusal.CHANGED: "No file was made: the charges have changed since you looked. Please look again.",
}
NOT_REDUCED: Final[Mapping[reducing.Refusal, tuple[str, str]]] = {
    reducing.Refusal.UNKNOWN_CLASS: ("class_id", "Please choose a class."),
    reducing.Refusal.NO_PERIOD: ("until", "The last month is before the first."),
    reducing.Refusal.NO_REASON: ("reason", "Please write what you decided it by."),
    reducing.Refusal.OVERLAPS: ("since", "The same reduction holds in some of these months already."),
}
FAULTS: Final[Mapping[Code, str]] = {
    Code.TOO_LARGE: "The file is too large: {limit} lines are the most.",
    Code.UNREADABLE: "The file cannot be read. Please choose a CSV in CP932 (Shift_JIS) or UTF-8.",
    Code.NO_LINES: "The file has no lines below its heading.",
    Code.NO_COLUMN: "There is no column “{column}”.",
    Code.CELLS: "Line {line}: has fewer columns than the heading.",
    Code.NUMBER: "Line {line}: this is not a charge number.",
    Code.RESULT: "Line {line}: the result is none of 1 (paid), 2 (failed) and 3 (refunded).",
    Code.DAY: "Line {line}: this is not a day that exists.",
    Code.AMOUNT: "Line {line}: the amount is not a number.",
    Code.TWICE: "The same charge stands in lines {lines}.",
}
LEFT: Final[Mapping[Left, str]] = {
    Left.UNKNOWN: "No charge with this number was handed over.",
    Left.OTHER_AMOUNT: "The amount differs from the charge.",
    Left.NOT_NOW: "This cannot follow on how the charge stands.",
}


def error_of(fault: Mapping[str, Any]) -> SafeString:
    """Why somebody was not charged."""
    return say(ERRORS[fault["code"]], path=fault["path"])


def fault_of(code: Code, facts: Mapping[str, Any]) -> SafeString:
    """What is wrong with a file of results."""
    written = {name: _written(value) for name, value in facts.items()}
    return say(FAULTS[code], **written)


def lines_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines of a charge as pages show them: what, why, and how much."""
    return [{"title": line.title, "why": _why(line), "amount": line.amount} for line in lines]


def _why(line: Line) -> SafeString:
    message = REASONS[line.reason]
    facts = {**line.facts, "percent": percent(str(line.facts.get("rate", "1")))}
    return say(message, **facts) if message else SafeString()


def _written(value: object) -> object:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else value
