"""The sentences about runs: what one waits for, how a wish came out, why a child moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from madoguchi.base.texts import say, say_plain
from madoguchi.rules.allocation import Direction, Kind
from madoguchi.rules.confirming import Refusal as NotConfirmed
from madoguchi.rules.drawing import Refusal

# What a run waits for, or why it was stopped: {count} things, {name} of a colleague.
REFUSALS: Final[Mapping[str, str]] = {
    "not_preparing": "Places of this round have been given.",
    "still_arriving": "Applications still arrive. A run is made after the last day.",
    "before_the_first": "The round whose free places this one gives has no result yet.",
    "no_criteria": "Choose the criteria of the round first.",
    "criteria_unconfirmed": "The criteria are not confirmed. Another officer confirms them.",
    "seats_missing": "Somebody wishes for a club of which no seats were said.",
    "seats_unsigned": "{count} clubs have not signed their seats.",
    "findings_open": "{count} applications have findings that nobody has confirmed.",
    "second_look_open": "{count} applications wait for a second look.",
    "doubles_open": "{count} pairs may be for one child. Say or withdraw them first.",
    "pre_assignments_open": "{count} places outside the order are not approved.",
    "lottery_not_committed": "The lottery is not promised. Promise it before the last day to apply.",
    "lottery_late": "The lottery was promised after the last day to apply.",
    "lottery_not_revealed": "Show the number of the lottery first, so that everybody can check it.",
    "another_run": "{name} has started a run that is being calculated. Please wait for it.",
    "nobody_applied": "No application takes part in this round.",
    "points_faulty": "The points of some applications cannot be counted. Look at their findings again.",
    "problem_faulty": "Some applications cannot be placed as they are. Look at their wishes again.",
    "engines_differ": "The two calculations differ. Nothing was kept; tell whoever runs the system.",
}
# Where each is mended: the page, and what follows its address.
MENDED_AT: Final[Mapping[str, tuple[str, str]]] = {
    "no_criteria": ("selection:edit_round", ""),
    "criteria_unconfirmed": ("selection:criteria_list", ""),
    "seats_missing": ("selection:seats", ""),
    "seats_unsigned": ("selection:seats", ""),
    "findings_open": ("selection:findings_list", "?pile=open"),
    "second_look_open": ("selection:findings_list", "?pile=check"),
    "doubles_open": ("selection:doubles", ""),
    "pre_assignments_open": ("selection:pre_assignments", ""),
    "lottery_not_committed": ("selection:runs", "#lottery"),
    "lottery_not_revealed": ("selection:runs", "#lottery"),
}
LOTTERY_REFUSALS: Final[Mapping[Refusal, str]] = {
    Refusal.NOT_PREPARING: "Places of this round have been given.",
    Refusal.ALREADY_COMMITTED: "The lottery is promised already. A promise is given once.",
    Refusal.NOT_COMMITTED: "The lottery is not promised. Promise it before the last day to apply.",
    Refusal.ALREADY_REVEALED: "The number is shown already.",
    Refusal.STILL_ARRIVING: "The number is shown when the last day to apply is over.",
}
CONFIRM_REFUSALS: Final[Mapping[NotConfirmed, str]] = {
    NotConfirmed.NOT_REAL: "A trial is not proposed. Start the real run.",
    NotConfirmed.NOT_DONE: "This run has no result.",
    NotConfirmed.NOT_PREPARING: "Places of this round have been given.",
    NotConfirmed.CHANGED: "Something has changed since this run. Make a new one; this one stays to be read.",
    NotConfirmed.DECIDED_BY_ID: "A place hangs on the order of receipt numbers alone. Complete the criteria.",
    NotConfirmed.TITLE_MISSING: "Please write the heading of the proposal.",
    NotConfirmed.BEING_DECIDED: "Take its proposal back first.",
}
# Why points cannot be worked out, in a few words behind a receipt number.
POINT_CODES: Final[Mapping[str, str]] = {
    "missing_finding": "something the criteria need is not confirmed",
    "no_reason": "no reason is confirmed for a guardian",
    "no_guardians": "no guardian is confirmed",
    "too_many_guardians": "more guardians than the criteria know",
    "contradicting": "two findings say different things",
    "exclusive_twice": "two findings that exclude each other",
    "out_of_range": "a value outside of the range",
}
# How a wish came out. {own}, {last}: points; {label}: of the step that decided; {seats}: of the club.
WISHES: Final[Mapping[str, str]] = {
    "placed": "Has the place.",
    "not_asked": "Not looked at: a place was given outside the order.",
    "no_band": "The club takes no children of this grade.",
    "better": "A club that is wished for more was given.",
    "no_seats": "The club has no seats in this round.",
    "siblings": "There would be a seat, but not for brothers and sisters together.",
    "settled": "All {seats} seats were given outside the order or are reserved.",
    "phase": "Those who come first by the order of the round have filled the seats.",
    "points": "{own} points; the last one placed has {last}.",
    "choice_rank": "Equal points; others wish for this club more.",
    "tie": "Equal points; decided by: {label}.",
    "lottery": "Equal in everything; others drew a smaller number.",
    "id": "Equal in everything. Do not approve this run: the criteria decide nothing here.",
}
SEATS_FULL: Final = "Wish {rank}, {place}: number {position} of {count} who wished for it, for {seats} seats."
GRADES_FULL: Final = (
    "Wish {rank}, {place}: number {position} of {count} who wished for it, for {seats} seats."
    " The number of children it takes of these grades was reached."
)
DIRECTIONS: Final[Mapping[Direction, str]] = {
    Direction.BETTER: "A wish that stands higher",
    Direction.WORSE: "A wish that stands lower, or none",
    Direction.OTHER: "Other wishes",
    Direction.NEW: "Takes part anew",
    Direction.GONE: "Takes part no more",
}
CAUSES: Final[Mapping[Kind, str]] = {
    Kind.POINTS: "Points at {place}: {before}, then {after}",
    Kind.CHOICES: "The wishes are other ones",
    Kind.CLAIM: "The order among equal points is another one",
    Kind.PREASSIGNED: "A place outside the order",
    Kind.SEATS: "{place} takes another number of children",
    Kind.OTHERS: "Others moved the line at {place}",
}


def refusal(written: Mapping[str, Any]) -> str:
    """Why a run cannot begin, or was stopped; `written` as the run keeps it."""
    facts = {"count": "", "name": "", **written["facts"]}
    return say(REFUSALS[written["reason"]], count=facts["count"], name=facts["name"])


def refused(written: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What it is about, one line each: receipt number and what is wrong with it, or a place."""
    facts = written["facts"]
    children = [(each["reference"], point_faults(each["codes"])) for each in facts.get("children", ())]
    faults = [(each["reference"] or each["path"], each["code"]) for each in facts.get("faults", ())]
    return [*children, *faults, *((each, "") for each in (*facts.get("places", ()), *facts.get("paths", ())))]


def point_faults(codes: Sequence[str]) -> str:
    """Why points cannot be worked out; a code without any says that a value does not fit."""
    words = dict.fromkeys(POINT_CODES.get(code, "a value does not fit its finding") for code in codes)
    return " · ".join(say_plain(each) for each in words)


def wish(reason: str, *, own: Any, last: Any, label: str, seats: int | None, is_limited: bool = False) -> str:
    """How a wish came out. `is_limited`: among children of its grades, who reached their number."""
    words = say(WISHES[reason], own=own, last="－" if last is None else last, label=label, seats=seats or 0)
    if not is_limited:
        return words
    return say("The number for these grades is reached. Among them: {words}", words=words)


def below(*, own: Any, least: Any) -> str:
    """That a child has too few points for any place, as its letter says it."""
    return say_plain("The points are {own}; a place needs at least {least}.", own=own, least=least)


def direction(of: Direction) -> str:
    """What a move means for the child, by its own wishes."""
    return say(DIRECTIONS[of])


def cause(kind: Kind, *, place: str, before: Any, after: Any) -> str:
    """One thing a move comes from."""
    return say(CAUSES[kind], place=place, before=before, after=after)


def ground(choice: Mapping[str, Any] | None, *, place: str) -> str:
    """How a wish came out, as a letter says it without any name or figure of somebody else."""
    if choice is None:
        return say_plain("No club was wished for that could take the child.")
    if choice["position"] is None:
        return say_plain(
            "Wish {rank}, {place}: it takes no children of this grade.", rank=choice["rank"], place=place
        )
    return say_plain(
        GRADES_FULL if choice.get("limit") else SEATS_FULL,
        rank=choice["rank"],
        place=place,
        position=choice["position"],
        count=choice["of"],
        seats=choice["seats"],
    )
