"""What may become of a message on its way: which channel, when to try again, what an officer may do to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar


class Template(StrEnum):
    """What there is to tell. The words stand in messaging's templates, one file per language and channel."""

    RECEIVED = "received"
    NOTED = "noted"
    RETURNED = "returned"
    RETURN_DUE = "return_due"
    ASKED_AGAIN = "asked_again"
    CORRECTED_RECEIVED = "corrected_received"
    DECIDED = "decided"
    PLACE_OFFERED = "place_offered"
    OFFER_DUE = "offer_due"
    OFFER_LAPSED = "offer_lapsed"
    PLACE_CHANGED = "place_changed"
    PLACE_ENDS = "place_ends"
    PLACE_GOES_ON = "place_goes_on"
    TALK_SOON = "talk_soon"
    RESERVED = "reserved"
    RESERVATION_OFF = "reservation_off"
    RESERVATION_SOON = "reservation_soon"
    SLOT_OFFERED = "slot_offered"
    SLOT_FREE = "slot_free"
    WAIT_OFF = "wait_off"
    WITHDRAWN = "withdrawn"
    DRAFT_CLOSING = "draft_closing"
    DRAFT_CLOSED = "draft_closed"
    DRAFT_WAITS = "draft_waits"
    CLOSING_EXTENDED = "closing_extended"
    COLLECTION_SOON = "collection_soon"
    NEWS = "news"  # what an officer wrote for many
    RESUME_LINK = "resume_link"


class Channel(StrEnum):
    """How a person is reached."""

    LINE = "line"
    MAIL = "mail"
    PHONE = "phone"
    POST = "post"


class Lane(StrEnum):
    """What goes first: whoever waits in a lane goes before all of the lanes below it."""

    EMERGENCY = "emergency"
    ONE_TO_ONE = "one_to_one"
    REMINDER = "reminder"
    BULK = "bulk"


class Status(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"  # handed over to the mail server or to LINE; or told by an officer
    FAILED = "failed"
    WITHHELD = "withheld"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REPLACED = "replaced"  # did not arrive, and was told another way instead
    BY_HAND = "by_hand"  # waits for an officer to call or to write


class Act(StrEnum):
    """What an officer may do to a message."""

    WITHHOLD = "withhold"
    RELEASE = "release"
    CANCEL = "cancel"
    RESEND = "resend"
    DONE = "done"


class Reason(StrEnum):
    """Why an act is refused."""

    NOT_FROM_HERE = "not_from_here"
    TOO_LATE = "too_late"
    TEXT_GONE = "text_gone"


class Closing(StrEnum):
    """Why nobody has to be told by hand any more."""

    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    CORRECTED = "corrected"
    LETTER_POSTED = "letter_posted"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason
    status: Status
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows from one attempt."""

    status: Status
    next_attempt_at: datetime | None = None
    is_attempt: bool = True  # False: it waited for a reason that is not its own


CHANNEL_OF: Final = {"email": Channel.MAIL, "phone": Channel.PHONE, "post": Channel.POST}

# What a person without mail must learn from an officer; the rest stands on their receipt.
TOLD_BY_HAND: Final = frozenset(
    {
        Template.RETURNED,
        Template.RETURN_DUE,
        Template.ASKED_AGAIN,
        Template.DECIDED,
        Template.DRAFT_CLOSING,
        Template.PLACE_OFFERED,
        Template.OFFER_DUE,
        Template.OFFER_LAPSED,
        Template.PLACE_ENDS,
        Template.RESERVATION_OFF,
    }
)
BY_HAND: Final = (Channel.PHONE, Channel.POST)

TO_CORRECT: Final = frozenset({Template.RETURNED, Template.RETURN_DUE, Template.ASKED_AGAIN})

# What makes a message needless that still waits for an officer, and which messages those are.
CLOSES: Final = {
    Closing.WITHDRAWN: TO_CORRECT,
    Closing.DECIDED: TO_CORRECT,
    Closing.CORRECTED: TO_CORRECT,
    Closing.LETTER_POSTED: frozenset({Template.DECIDED}),
    Closing.ANSWERED: frozenset({Template.PLACE_OFFERED, Template.OFFER_DUE}),
}
MORNING, NOON, EVENING = time(9), time(12, 15), time(16, 45)  # when people answer, in office hours
LATEST_TRY: Final = timedelta(days=30)

# Whose text opens a draft for whoever holds it: never in an inbox, forgotten once it is sent.
SECRET: Final = frozenset({Template.RESUME_LINK})

# Workers take the higher number first.
URGENCY: Final = {Lane.EMERGENCY: 20, Lane.ONE_TO_ONE: 10, Lane.REMINDER: 0, Lane.BULK: -10}
WAITING: Final = (Status.QUEUED, Status.RETRY)
UNSENT: Final = (*WAITING, Status.SENDING)
RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
STUCK_AFTER: Final = timedelta(minutes=10)  # far beyond the time-outs of a mail server
EVENTS_KEPT: Final = timedelta(days=30)  # what LINE told us, and what was answered
NEWS_KEPT: Final = timedelta(days=90)  # what many were mailed, with their addresses
BROADCASTS_KEPT: Final = timedelta(days=730)
LOST_AFTER: Final = timedelta(minutes=2)  # a queued message whose job never came

# A person to be told by hand leaves the list told, or for a reason of `Closing`; cancelling would hide them.
MOVES: Final = {
    (Status.QUEUED, Act.WITHHOLD): Status.WITHHELD,
    (Status.RETRY, Act.WITHHOLD): Status.WITHHELD,
    (Status.WITHHELD, Act.RELEASE): Status.QUEUED,
    (Status.BY_HAND, Act.DONE): Status.SENT,
    (Status.SENT, Act.RESEND): Status.QUEUED,
    (Status.FAILED, Act.RESEND): Status.QUEUED,
    (Status.CANCELLED, Act.RESEND): Status.QUEUED,
    (Status.QUEUED, Act.CANCEL): Status.CANCELLED,
    (Status.RETRY, Act.CANCEL): Status.CANCELLED,
    (Status.WITHHELD, Act.CANCEL): Status.CANCELLED,
    (Status.FAILED, Act.CANCEL): Status.CANCELLED,
}


def channel_for(*, contact_kind: str, template: Template) -> Channel | None:
    """How to tell this person this. None: nothing leaves the house, the person reads it where they follow."""
    channel = CHANNEL_OF.get(contact_kind)
    if channel in (None, Channel.MAIL):
        return channel
    return channel if template in TOLD_BY_HAND else None


def ways(
    way: Channel | None, *, template: Template, on_line: bool, mail_too: bool
) -> tuple[tuple[Channel, Channel | None], ...]:
    """On which channels this goes out, each with the one that takes over where it fails.

    Who is reached on LINE is told there, and by mail beside it only if they wish; what is a secret itself
    never goes by LINE.
    """
    if not on_line or template in SECRET:
        return ((way, None),) if way else ()
    if mail_too and way is Channel.MAIL:
        return (Channel.LINE, None), (Channel.MAIL, None)
    return ((Channel.LINE, way),)


def retry_at(*, attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None: give up."""
    if not 1 <= attempts <= len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts - 1]


def after_failure(
    *, attempts: int, is_permanent: bool, expires_at: datetime | None, now: datetime
) -> Outcome:
    """What follows from a failed attempt: again later, or the end."""
    again_at = None if is_permanent else retry_at(attempts=attempts, now=now)
    if again_at is None:
        return Outcome(status=Status.FAILED)
    if expires_at is not None and again_at >= expires_at:
        return Outcome(status=Status.EXPIRED)
    return Outcome(status=Status.RETRY, next_attempt_at=again_at)


def next_status(
    *,
    status: Status,
    act: Act,
    channel: Channel,
    has_text: bool,
    expires_at: datetime | None,
    now: datetime,
) -> Status | Refusal:
    """Where an officer's act leads, or why it may not be done."""
    to = MOVES.get((status, act))
    if to is None:
        return Refusal(Reason.NOT_FROM_HERE, status, act)
    if to is Status.QUEUED and not has_text:
        return Refusal(Reason.TEXT_GONE, status, act)
    if to is Status.QUEUED and expires_at is not None and expires_at <= now:
        return Refusal(Reason.TOO_LATE, status, act)
    return first_status(channel) if to is Status.QUEUED else to


def first_status(channel: Channel) -> Status:
    """Where a message on this channel begins: a worker sends it, or it waits for an officer."""
    return Status.BY_HAND if channel in BY_HAND else Status.QUEUED


def acts_from(status: Status) -> tuple[Act, ...]:
    """What an officer may do now: the buttons of the page."""
    return tuple(act for start, act in MOVES if start is status)


def hand_channel(*, phone: str, has_address: bool) -> Channel | None:
    """How to reach by hand whom no mail reached; None: there is no other way."""
    if phone:
        return Channel.PHONE
    return Channel.POST if has_address else None


def may_try_again(again_at: datetime, *, now: datetime) -> bool:
    """Whether a call that nobody answered may be put off until then."""
    return now < again_at <= now + LATEST_TRY


def moments_to_try(*, now: datetime, closed_days: Collection[date]) -> tuple[datetime, ...]:
    """When to call again whom nobody answered for: in an hour, today or tomorrow."""
    today = calendar.local_day(now)
    following = calendar.business_days_after(today, 1, frozenset(closed_days))
    offered = (
        (now + timedelta(hours=1)).replace(second=0, microsecond=0),
        _at(today, EVENING),
        _at(following, MORNING),
        _at(following, NOON),
        _at(following, EVENING),
    )
    return tuple(sorted({moment for moment in offered if moment > now}))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, calendar.TOKYO)
