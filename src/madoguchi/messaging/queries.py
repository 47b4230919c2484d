"""Reading what was told: the inbox of a resident, and for officers what was told, and whether it arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Min, QuerySet
from django.http import Http404

from madoguchi.messaging import hiding, texts
from madoguchi.messaging.models import Conversation, InboxMessage, OutgoingMessage, ReminderWish
from madoguchi.rules import messages as rules
from madoguchi.rules import reminders
from madoguchi.rules.messages import Act, Channel, Status, Template
from madoguchi.rules.protection import NOT_SHOWN

MOST_SETTLED: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message in the inbox, drawn as HTML in the language of the page."""

    id: int
    title: str
    paragraphs: tuple[str, ...]
    about_kind: str
    about_ref: str
    arrived_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told on one channel, and what became of it. The address is for officers' eyes."""

    id: UUID
    template: Template
    channel: Channel
    address: str
    subject: str
    body: str
    about_kind: str
    about_ref: str
    status: Status
    queued_at: datetime
    sent_at: datetime | None
    next_attempt_at: datetime | None  # while it waits for another attempt
    last_error: str
    attempts: int
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody to be told by telephone or post, or who was; the address is for officers' eyes."""

    id: UUID
    template: Template
    channel: Channel
    address: str
    subject: str
    body: str
    about_kind: str
    about_ref: str
    since: datetime
    due_on: date | None
    attempts: int  # calls that nobody answered
    again_at: datetime | None  # before then it makes no sense to call
    failed_on: str  # the channel on which it did not arrive before; empty: it was never tried otherwise
    settled_at: datetime | None
    settled_by: str
    closed_why: str


def list_inbox(resident_ref: UUID) -> list[Received]:
    """All messages of a resident, the newest first."""
    rows = InboxMessage.objects.filter(resident_ref=resident_ref).order_by("-arrived_at", "-id")
    return [_received(row) for row in rows]


def list_inbox_about(kind: str, ref: str) -> list[Received]:
    """What a resident was told about one thing, the newest first. The caller has seen to who may read it."""
    rows = InboxMessage.objects.filter(about_kind=kind, about_ref=ref).order_by("-arrived_at", "-id")
    return [_received(row) for row in rows]


def access_inbox_message(resident_ref: UUID, message: int) -> Received:
    """One message of this resident; another's is not found."""
    row = InboxMessage.objects.filter(resident_ref=resident_ref, pk=message).first()
    if row is None:
        raise Http404
    return _received(row)


def count_unread(resident_ref: UUID) -> int:
    """How many messages the resident has not opened."""
    return InboxMessage.objects.filter(resident_ref=resident_ref, read_at=None).count()


def list_about(kind: str, ref: str, *, opened: bool = False) -> list[Told]:
    """What left the house about one thing, the newest first. The caller has seen to who may read it.

    Where its household is protected, addresses are shown to who has `opened` it.
    """
    rows = list(OutgoingMessage.objects.filter(about_kind=kind, about_ref=ref).order_by("-queued_at", "-id"))
    return [_told(row) for row in rows] if opened else _masked(rows)


def reminders_wanted(resident_ref: UUID) -> frozenset[Template]:
    """Of what a resident is reminded by LINE or mail: everything, unless they do without it."""
    wish = ReminderWish.objects.filter(pk=resident_ref).first()
    return frozenset(reminders.KINDS) - set(wish.off if wish else ())


def promised(keys: Iterable[str]) -> frozenset[str]:
    """Which of these keys a message was promised under, however it went."""
    rows = InboxMessage.objects.filter(dedupe_key__in=list(keys))
    return frozenset(rows.values_list("dedupe_key", flat=True))


def status_of(dedupe_key: str) -> Status | None:
    """What became of the message promised under that key; None where none was."""
    found = OutgoingMessage.objects.filter(dedupe_key=dedupe_key).values_list("status", flat=True).first()
    return Status(found) if found else None


def list_open(sections: Collection[str], statuses: Collection[Status]) -> list[Told]:
    """What officers of these sections have to see to, the oldest first."""
    rows = OutgoingMessage.objects.filter(section__in=sections, status__in=statuses)
    return _masked(list(rows.order_by("queued_at", "id")))


def count_open(sections: Collection[str]) -> dict[Status, int]:
    """How many messages wait for these sections' officers, by what is to be done."""
    statuses = (Status.FAILED, Status.WITHHELD)
    rows = OutgoingMessage.objects.filter(section__in=sections, status__in=statuses)
    found = list(rows.values_list("status", flat=True))
    return {status: found.count(status) for status in statuses}


def list_by_hand(sections: Collection[str], channel: Channel) -> list[Call]:
    """Whom officers of these sections have to call or write to, the most pressing first."""
    rows = _by_hand(sections).filter(channel=channel)
    return _calls(list(rows.order_by(F("due_on").asc(nulls_last=True), "queued_at", "id")))


def list_settled(sections: Collection[str], since: datetime) -> list[Call]:
    """Who was told by hand since then, or need not be told any more and why; the latest first."""
    rows = OutgoingMessage.objects.filter(
        section__in=sections, channel__in=rules.BY_HAND, settled_at__gte=since
    )
    return _calls(list(rows.order_by("-settled_at", "id")[:MOST_SETTLED]))


def count_by_hand(sections: Collection[str]) -> dict[Channel, int]:
    """How many wait to be called and to be written to."""
    found = list(_by_hand(sections).values_list("channel", flat=True))
    return {channel: found.count(channel) for channel in rules.BY_HAND}


def count_about(kind: str, ref: str) -> dict[str, int]:
    """How many messages about one thing stand where, by status."""
    about = OutgoingMessage.objects.filter(about_kind=kind, about_ref=ref)
    return dict(about.order_by().values_list("status").annotate(count=Count("pk")))


def why_failed_about(kind: str, ref: str) -> list[tuple[str, int]]:
    """Why mail about one thing failed, by the kind of fault alone: its words may name an address."""
    about = OutgoingMessage.objects.filter(about_kind=kind, about_ref=ref, status=Status.FAILED)
    said = Counter(each.split(":")[0] for each in about.values_list("last_error", flat=True))
    return sorted(said.items())


def list_told(resident_ref: UUID, sections: Collection[str]) -> list[Told]:
    """What left the house to one resident about matters of these sections, the newest first."""
    rows = OutgoingMessage.objects.filter(resident_ref=resident_ref, section__in=sections)
    return _masked(list(rows.order_by("-queued_at", "-id")[:MOST_SETTLED]))


def waiting_talks(sections: Collection[str]) -> tuple[int, datetime | None]:
    """How many on LINE wait for a word of these sections' officers, and since when the first of them."""
    waiting = Conversation.objects.filter(section__in=sections, closed_at=None, heard_at__isnull=False)
    found = waiting.aggregate(count=Count("pk"), since=Min("heard_at"))
    return found["count"], found["since"]


def access_call(message: UUID, sections: Collection[str]) -> Call:
    """One message told by telephone or post in these sections, waiting or settled.

    The caller opens what it is about, and with it the right to see the address of a protected household.
    """
    row = OutgoingMessage.objects.filter(pk=message, section__in=sections, channel__in=rules.BY_HAND).first()
    if row is None:
        raise Http404
    return _call(row)


def access_message(message: UUID, sections: Collection[str]) -> Told:
    """One outgoing message of these sections."""
    row = OutgoingMessage.objects.filter(pk=message, section__in=sections).first()
    if row is None:
        raise Http404
    return _masked([row])[0]


def _received(row: InboxMessage) -> Received:
    drawn = texts.draw_page(Template(row.template), values=row.values)
    return Received(
        id=row.pk,
        title=drawn.subject,
        paragraphs=drawn.paragraphs,
        about_kind=row.about_kind,
        about_ref=row.about_ref,
        arrived_at=row.arrived_at,
        is_read=row.read_at is not None,
    )


def _masked(rows: Collection[OutgoingMessage]) -> list[Told]:
    """The rows for officers, without the addresses of protected households."""
    hidden = hiding.hidden({(row.about_kind, row.about_ref) for row in rows})
    return [
        replace(told, address=NOT_SHOWN, last_error="")
        if (told.about_kind, told.about_ref) in hidden
        else told
        for told in map(_told, rows)
    ]


def _by_hand(sections: Collection[str]) -> QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(section__in=sections, status=Status.BY_HAND)


def _calls(rows: Collection[OutgoingMessage]) -> list[Call]:
    """The rows for a list, without the addresses of protected households."""
    hidden = hiding.hidden({(row.about_kind, row.about_ref) for row in rows})
    return [
        replace(call, address=NOT_SHOWN) if (call.about_kind, call.about_ref) in hidden else call
        for call in map(_call, rows)
    ]


def _call(row: OutgoingMessage) -> Call:
    is_put_off = row.status == Status.BY_HAND and row.attempts > 0
    return Call(
        id=row.pk,
        template=Template(row.template),
        channel=Channel(row.channel),
        address=row.address,
        subject=row.subject,
        body=row.body,
        about_kind=row.about_kind,
        about_ref=row.about_ref,
        since=row.queued_at,
        due_on=row.due_on,
        attempts=row.attempts,
        again_at=row.next_attempt_at if is_put_off else None,
        failed_on=_failed_on(row),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        closed_why=row.closed_why,
    )


def _failed_on(row: OutgoingMessage) -> str:
    """Whoever is told by hand instead has a friend on the row where that was LINE."""
    if not row.last_error:
        return ""
    return Channel.LINE if row.friend_id else Channel.MAIL


def _told(row: OutgoingMessage) -> Told:
    status = Status(row.status)
    return Told(
        id=row.pk,
        template=Template(row.template),
        channel=Channel(row.channel),
        address=row.address,
        subject=row.subject,
        body="" if row.template in rules.SECRET else row.body,
        about_kind=row.about_kind,
        about_ref=row.about_ref,
        status=status,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        next_attempt_at=row.next_attempt_at if status is Status.RETRY else None,
        last_error=row.last_error,
        attempts=row.attempts,
        acts=rules.acts_from(status),
    )
