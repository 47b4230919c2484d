"""Who listens to what, and where facts come from: all indirect flow on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from madoguchi.applications import listeners as writing
from madoguchi.applications import queries as applications
from madoguchi.applications.announcements import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AskedAgain,
    CorrectionSubmitted,
    EntryMended,
)
from madoguchi.base import announce
from madoguchi.base.announce import Listener
from madoguchi.booking import listeners as booking
from madoguchi.booking.announcements import ReservationMoves
from madoguchi.checkin import listeners as checkin
from madoguchi.enrolment import chargeable, waiting
from madoguchi.enrolment import listeners as enrolment
from madoguchi.enrolment.announcements import EnrolmentChanged, PlaceFreed
from madoguchi.messaging import hiding
from madoguchi.messaging import listeners as messaging
from madoguchi.messaging.announcements import FriendChanged, MessageFailed
from madoguchi.messaging.hiding import Protected
from madoguchi.outreach import listeners as outreach
from madoguchi.payments import queries as payments
from madoguchi.payments import sources
from madoguchi.payments.sources import Source
from madoguchi.people import records
from madoguchi.people.announcements import ResidentEntered, ResidentsJoined
from madoguchi.people.records import SectionOf
from madoguchi.procedures.announcements import ClosingExtended, DraftSaved, ProcedurePublished
from madoguchi.review import listeners as review
from madoguchi.review.announcements import ApplicationDecided
from madoguchi.selection import listeners as selection
from madoguchi.selection.queries.waiting import next_of
from madoguchi.studio import listeners as studio

LISTENERS: Final[dict[type, Sequence[Listener]]] = {
    ResidentEntered: [writing.on_entry, outreach.on_entry],
    ResidentsJoined: [messaging.on_joined, booking.on_joined, writing.on_joined, outreach.on_joined],
    ApplicationSubmitted: [enrolment.on_submission, checkin.on_submission],
    AskedAgain: [review.on_asked_again],
    ApplicationDecided: [
        review.on_decision,
        selection.on_decision,
        enrolment.on_decision,
    ],
    ApplicationWithdrawn: [review.on_withdrawal, enrolment.on_withdrawal, checkin.on_withdrawal],
    ClosingExtended: [writing.on_extension],
    CorrectionSubmitted: [review.on_correction, selection.on_correction, checkin.on_correction],
    EntryMended: [enrolment.on_mended, checkin.on_mended],
    ReservationMoves: [writing.on_move],
    EnrolmentChanged: [outreach.on_enrolment],
    FriendChanged: [outreach.on_friend],
    PlaceFreed: [enrolment.on_freed],
    DraftSaved: [studio.on_draft_saved],
    ProcedurePublished: [writing.on_publication],
    MessageFailed: [review.on_failed_message],
}

# Which section may ask who looked at a thing, by kind of thing in the record.
SECTIONS_OF: Final[Mapping[str, SectionOf]] = {
    "application": applications.section_of,
    "charge": payments.section_of,
}


# Which of some things belong to protected households: their messages show no address in lists.
PROTECTED: Final[Mapping[str, Protected]] = {
    "application": applications.protected_among,
}

# What costs money in a month, by the kind that a table of fees names.
CHARGEABLE: Final[Mapping[str, Source]] = {chargeable.KIND: chargeable.list_chargeable}


def connect() -> None:
    """Hand the tables over. Called once, when Django is ready."""
    announce.wire(LISTENERS)
    records.wire(SECTIONS_OF)
    hiding.wire(PROTECTED)
    waiting.wire(queue=next_of)
    sources.wire(CHARGEABLE)
