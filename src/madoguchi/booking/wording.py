"""How sessions and reservations are called, and why something cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.booking.queries import terms_of
from madoguchi.rules.doors import Medium
from madoguchi.rules.entitlements import Code
from madoguchi.rules.slots import Mark, Once, Reason, Refusal, Standing, State, Terms, Waiting
from madoguchi.rules.waiting import Why

if TYPE_CHECKING:
    from madoguchi.booking.models import Reservation, WaitEntry

STATES: Final = {
    State.HELD: ("Kept for a moment", "warning"),
    State.OFFERED: ("Offered, waits for an answer", "warning"),
    State.REQUESTED: ("Waits for approval", "warning"),
    State.CONFIRMED: ("Reserved", "info"),
    State.ATTENDED: ("Has come", "success"),
    State.MISSED: ("Did not come", "error"),
    State.CANCELLED: ("Cancelled", "neutral"),
    State.DECLINED: ("Not approved", "neutral"),
    State.EXPIRED: ("No answer in time", "neutral"),
}
NEWS: Final = {  # what somebody who just reserved is told
    State.CONFIRMED: "You have a reservation.",
    State.REQUESTED: "We have your request.",
}
STANDINGS: Final = {
    Standing.DRAFT: ("Reservations are not open yet", "neutral"),
    Standing.OPEN: ("Open", "success"),
    Standing.PAUSED: ("Paused", "warning"),
    Standing.CANCELLED: ("Called off", "error"),
}
REASONS: Final = {
    Reason.FULL: "There are no places left for so many people. Please choose another time.",
    Reason.TAKEN: "The room is taken at that time. Please choose another time.",
    Reason.CLOSED: "No reservations are taken for this at the moment.",
    Reason.OVER: "It has begun already. Please choose another time.",
    Reason.TOO_EARLY: "Reservations open {at}.",
    Reason.TOO_LATE: "This was possible until {at}. Please call the section.",
    Reason.PARTY_EMPTY: "Please enter how many people come.",
    Reason.PARTY_TOO_LARGE: "At most {limit} people can come together. For more, please call the section.",
    Reason.UNKNOWN_BAND: "Please enter again how many people come.",
    Reason.ALREADY: "There is a reservation already; one person can have one at a time.",
    Reason.NO_ENTITLEMENT: "This number is not known. Please look at the number on your ticket again.",
    Reason.WRONG_COUNT: "Please choose {limit} times.",
    Reason.WRONG_GAP: "The times lie too near to each other or too far apart: at least {limit} days.",
    Reason.OTHER_PLACE: "Please choose times at the same place.",
    Reason.DAY_CLOSED: "The place is closed then: {at}. Please choose another day.",
    Reason.NOT_HOURS: "Please choose a beginning and an end within the opening hours.",
    Reason.NOT_FROM_HERE: "This has changed meanwhile. Please look at how it stands now.",
}
ACTS: Final = {
    "booked": "Reserved",
    "reduced": "The fee is reduced",
    "offered": "Offered from the waiting list",
    "moved": "Moved to another time",
    "answered": "An application answers its questions",
    "confirm": "Taken",
    "ask": "Asked for",
    "approve": "The section approved it",
    "decline": "Not approved",
    "cancel": "Cancelled",
    "expire": "No answer in time",
    "attend": "Has come",
    "miss": "Did not come",
    "undo": "Tick taken back",
}
MARKS: Final = {
    Mark.PLENTY: ("◎", "Plenty of places"),
    Mark.SOME: ("○", "Places left"),
    Mark.FEW: ("△", "Few places left"),
    Mark.NONE: ("×", "Full"),
}
MEDIA: Final = {
    Medium.ONLINE: "Online",
    Medium.COUNTER: "At the counter",
    Medium.PHONE: "By telephone",
    Medium.POST: "By post",
    Medium.BOX: "By post",
}
PASSED: Final = {
    Why.TOO_MANY: "More people than places are free",
    Why.SAVED_UP: "Places are being saved up for this party",
    Why.NEVER: "There are fewer places by now than this party has people",
    Why.ALONE: "The times that belong to it cannot be had with it",
}
LIST_FAULTS: Final = {
    Code.NO_ROWS: "Please paste numbers, one a line, or choose a file.",
    Code.TOO_MANY: "Please take in at most 20,000 numbers at a time.",
    Code.CHARACTERS: (
        "A number has letters, digits and hyphens only. In spreadsheets, format the column as text."
    ),
    Code.LENGTH: "A number has 3 to 30 letters and digits.",
}
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WAITING: Final = {
    Waiting.NONE: "No waiting list",
    Waiting.IN_ORDER: "In the order of asking; a place is kept until the answer",
    Waiting.FIRST_ANSWER: "Everybody who waits is told; who answers first has it",
}
ONCE: Final = {
    Once.NEVER_MIND: "As often as they like",
    Once.SESSION: "Once for each time",
    Once.OFFERING: "One reservation at a time",
}

GROUP: Final = {
    "ja": "Group, in Japanese",
    "easy": "In easy Japanese",
    "en": "In English",
    "places": "Places of its own",
}


ROOM: Final = {
    "ja": "Room, in Japanese",
    "easy": "In easy Japanese",
    "en": "In English",
    "seats": "Seats of the room",
    "place": "Place",
}
REDUCTION: Final = {
    "ja": "Reduction, in Japanese",
    "easy": "In easy Japanese",
    "en": "In English",
    "percent": "Percent off",
}


def refused(refusal: Refusal) -> SafeString:
    """Why not, in the reader's language."""
    return say(REASONS[refusal.reason], limit=refusal.limit, at=refusal.at)


def row_of(held: Reservation) -> dict[str, Any]:
    """A reservation as lists draw it, with how it stands."""
    words, tone = STATES[State(held.state)]
    return {"held": held, "words": say(words), "tone": tone}


def row_with_rooms(held: Reservation) -> dict[str, Any]:
    """The same with what its rooms are called."""
    return row_of(held) | {"rooms": rooms_of(held)}


def rooms_of(held: Reservation) -> list[dict[str, str]]:
    """What the rooms of a reservation are called, where its hours were read with it."""
    return [block.resource.title for block in held.blocks.all()]


def party_of(held: Reservation) -> list[tuple[dict[str, str], int]]:
    """Who comes by group, where groups are counted apart; without those of which nobody comes."""
    terms = terms_of(held.offering)
    counted = zip(terms.bands, counts_of(held, terms), strict=True)
    return [(band.title.root, count) for band, count in counted if count]


def counts_of(held: Reservation | WaitEntry, terms: Terms) -> list[int]:
    """How many of each group come."""
    return [held.party.get(band.id, 0) for band in terms.bands]
