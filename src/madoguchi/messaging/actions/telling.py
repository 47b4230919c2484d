"""Promising to tell, stopping what was promised, telling again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import jobs, rows
from madoguchi.base.entrances import Entrance, url_in_line, url_of
from madoguchi.messaging import friends, texts
from madoguchi.messaging.models import Friend, InboxMessage, OutgoingMessage, ReminderWish
from madoguchi.rules import messages as rules
from madoguchi.rules import reminders
from madoguchi.rules.messages import URGENCY, Act, Channel, Closing, Lane, Refusal, Status, Template

MY_PAGE = "/me/"
FOLLOW_PAGE = "/inquiry/"


class CannotChangeMessage(Exception):
    """The message is past being stopped, or has nothing left to send."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@transaction.atomic(savepoint=False)
def tell(  # noqa: PLR0913 - a promise is all of these, and callers read them by name
    *,
    resident_ref: UUID | None,
    contact_kind: str,
    contact: str,
    language: str,
    template: str,
    values: Mapping[str, Any],
    about: tuple[str, str],
    dedupe_key: str,
    now: datetime,
    expires_at: datetime | None = None,
    section: str = "",
) -> None:
    """Promise, in the caller's transaction, to tell one person one thing; telling it twice is told once.

    The full text stands in the inbox of the account, or for who has none on the page of what it is about.
    What leaves the house carries no personal data: LINE and mail say only that there is something to read,
    and where. Who is reached on LINE is told there; the way they chose takes over where LINE fails.
    Who has no mail address is put on the list of those an officer calls or writes to, in words to be spoken.
    `values` holds what the words of the template name (`title`, `reference`, `due_on` …), no personal data;
    `link` only where the template is itself a link.
    A reminder waits for the morning, and stays in the inbox where its reader does without it.
    One statement, a look for the friend where the city is on LINE, and for a reminder one for what
    its reader wishes. The caller's own audit line stands for it.
    """
    kind = Template(template)
    _require(kind, values)
    promise = _Promise(
        template=kind,
        values=values,
        about=about,
        dedupe_key=dedupe_key,
        resident_ref=resident_ref,
        contact=contact,
        language=language,
        section=section,
        now=now,
        expires_at=expires_at,
    )
    with rows.together():
        if kind not in rules.SECRET:
            _put_in_inbox(promise)
        if not _is_unwished(resident_ref, kind):
            _send_out(promise, contact_kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    """What one person is to be told."""

    template: Template
    values: Mapping[str, Any]
    about: tuple[str, str]
    dedupe_key: str
    resident_ref: UUID | None
    contact: str
    language: str
    section: str
    now: datetime
    expires_at: datetime | None


def _put_in_inbox(promise: _Promise) -> None:
    rows.put(
        InboxMessage,
        unless_there=True,
        resident_ref=promise.resident_ref,
        dedupe_key=promise.dedupe_key,
        template=promise.template,
        values=texts.storable(promise.values),
        about_kind=promise.about[0],
        about_ref=promise.about[1],
        arrived_at=promise.now,
    )


def _send_out(promise: _Promise, contact_kind: str) -> None:
    """One message for each way by which it leaves the house; none where there is no way."""
    way = rules.channel_for(contact_kind=contact_kind, template=promise.template)
    if way is Channel.MAIL and not promise.contact:
        way = None
    friend = friends.reached(promise.resident_ref, has_other_way=way is not None, now=promise.now)
    ways = rules.ways(
        way,
        template=promise.template,
        on_line=friend is not None,
        mail_too=bool(friend and friend.mail_too),
    )
    for is_first, (channel, instead) in zip((True, False), ways, strict=False):
        key = promise.dedupe_key if is_first else f"{promise.dedupe_key}:{channel}"
        _put_message(
            promise, key, channel, friend=friend if channel is Channel.LINE else None, instead=instead
        )


def _put_message(
    promise: _Promise, dedupe_key: str, channel: Channel, *, friend: Friend | None, instead: Channel | None
) -> None:
    link = promise.values.get("link") or (MY_PAGE if promise.resident_ref is not None else FOLLOW_PAGE)
    status = rules.first_status(channel)
    lane = reminders.lane_of(promise.template)
    leaves_at = reminders.leaves_at(promise.template, promise.now)
    key = uuid4()
    rows.put(
        OutgoingMessage,
        unless_there=True,
        id=key,
        dedupe_key=dedupe_key,
        channel=channel,
        resident_ref=promise.resident_ref,
        address=promise.contact,
        friend_id=friend.pk if friend else None,
        instead=instead or "",
        language=promise.language,
        template=promise.template,
        **_words(channel, promise.template, promise.language, promise.values, link),
        about_kind=promise.about[0],
        about_ref=promise.about[1],
        section=promise.section,
        lane=lane,
        status=status,
        queued_at=promise.now,
        next_attempt_at=leaves_at,
        expires_at=promise.expires_at,
        due_on=promise.values.get("due_on"),
    )
    if status is Status.QUEUED and leaves_at <= promise.now:  # the sweep finds the others in the morning
        _wake(key, lane)


@transaction.atomic
def choose_reminders(
    *, resident_ref: UUID, wanted: Collection[str], by: Actor, now: datetime
) -> ReminderWish:
    """Note which reminders a resident does without; words that mean none are left aside."""
    wish, _ = ReminderWish.objects.update_or_create(
        resident_ref=resident_ref, defaults={"off": [each.value for each in reminders.off(wanted)]}
    )
    audit.record(verb="reminders.chosen", about=("resident", str(resident_ref)), by=by, now=now)
    return wish


@transaction.atomic
def change_message(*, message: UUID, act: Act, by: Actor, now: datetime) -> OutgoingMessage:
    """Withhold, release, cancel, send again, or note as told by hand. Raises CannotChangeMessage.

    Sending again is a new message, so that the old one keeps saying what became of it.
    """
    row = OutgoingMessage.objects.select_for_update().get(pk=message)
    to = rules.next_status(
        status=Status(row.status),
        act=act,
        channel=Channel(row.channel),
        has_text=bool(row.body),
        expires_at=row.expires_at,
        now=now,
    )
    if isinstance(to, Refusal):
        raise CannotChangeMessage(to)
    if act is Act.RESEND:
        row = _copy(row, now)
    _move(row, to, now, by=by if act is Act.DONE else None)
    audit.record(
        verb=f"message.{act}",
        about=(row.about_kind, row.about_ref),
        by=by,
        now=now,
        details={"message": str(message), "template": row.template},
    )
    if to is Status.QUEUED:
        _defer(row)
    return row


@transaction.atomic
def note_not_reached(*, message: UUID, again_at: datetime, by: Actor, now: datetime) -> None:
    """Nobody answered the call: it stays on the list and comes up again then. Raises CannotChangeMessage.

    The caller has seen that `again_at` lies ahead.
    """
    row = OutgoingMessage.objects.select_for_update().get(pk=message)
    if row.status != Status.BY_HAND:
        raise CannotChangeMessage(Refusal(rules.Reason.NOT_FROM_HERE, Status(row.status), Act.DONE))
    row.attempts += 1
    row.next_attempt_at = again_at
    row.save(update_fields=["attempts", "next_attempt_at"])
    audit.record(
        verb="message.not_reached",
        about=(row.about_kind, row.about_ref),
        by=by,
        now=now,
        details={"message": str(message), "attempts": row.attempts},
    )


@transaction.atomic
def close_by_hand(
    *, about: tuple[str, str], why: Closing, by: Actor, now: datetime, channel: Channel | None = None
) -> None:
    """Nobody has to be told any more what `why` makes needless: off the list, and shown with the reason."""
    needless = OutgoingMessage.objects.filter(
        about_kind=about[0], about_ref=about[1], status=Status.BY_HAND, template__in=rules.CLOSES[why]
    )
    if channel is not None:
        needless = needless.filter(channel=channel)
    if needless.update(status=Status.CANCELLED, closed_why=why, settled_at=now):
        audit.record(verb="message.closed", about=about, by=by, now=now, details={"why": why.value})


@transaction.atomic
def tell_by_hand(*, message: UUID, channel: Channel, contact: str, by: Actor, now: datetime) -> None:
    """A mail that failed for good goes on the list of those to call or write to, in words to be spoken."""
    row = OutgoingMessage.objects.select_for_update().get(pk=message)
    if row.status != Status.FAILED:
        return
    row.channel, row.address, row.attempts = channel, contact, 0
    for name, said in _words(channel, Template(row.template), row.language, _said_in(row)).items():
        setattr(row, name, said)
    _move(row, Status.BY_HAND, now)
    audit.record(
        verb="message.by_hand",
        about=(row.about_kind, row.about_ref),
        by=by,
        now=now,
        details={"message": str(message), "channel": channel.value},
    )


def tell_instead(*, message: OutgoingMessage, now: datetime) -> None:
    """What LINE could not tell goes the other way its reader chose, in the caller's transaction."""
    channel = Channel(message.instead)
    link = MY_PAGE if message.resident_ref is not None else FOLLOW_PAGE
    words = _words(channel, Template(message.template), message.language, _said_in(message), link)
    row = _copy(message, now)
    row.dedupe_key = f"instead:{message.pk}"
    row.channel, row.friend, row.instead = channel, None, ""
    row.status, row.next_attempt_at = rules.first_status(channel), now
    row.subject, row.body = words["subject"], words["body"]
    rows.add(row, unless_there=True)
    _defer(row)


@transaction.atomic
def mark_read(*, resident_ref: UUID, message: int, by: Actor, now: datetime) -> None:
    """Note when a resident first opened a message of theirs; another's is left alone."""
    unread = InboxMessage.objects.filter(pk=message, resident_ref=resident_ref, read_at=None)
    if unread.update(read_at=now):
        audit.record(verb="message.read", about=("message", str(message)), by=by, now=now)


@transaction.atomic
def forget(*, about: tuple[str, str], now: datetime) -> None:
    """Remove every message about something that goes; the caller's audit line stands for it."""
    for messages in (OutgoingMessage.objects, InboxMessage.objects):
        messages.filter(about_kind=about[0], about_ref=about[1]).delete()


def _is_unwished(resident_ref: UUID | None, template: Template) -> bool:
    if resident_ref is None or template not in reminders.KINDS:
        return False
    return ReminderWish.objects.filter(resident_ref=resident_ref, off__contains=[template.value]).exists()


def _require(template: Template, values: Mapping[str, Any]) -> None:
    needed = texts.needs(texts.MAIL, template)
    if template not in rules.SECRET:
        needed |= texts.needs(texts.INBOX, template)
        needed -= {"link"}
        needed |= texts.needs(texts.LINE, template) - {"link"}
    if template in rules.TOLD_BY_HAND:
        needed |= texts.needs(texts.HAND, template)
    if missing := needed - values.keys() - {"city"}:
        raise ValueError(f"{template} needs {', '.join(sorted(missing))}")


def _words(
    channel: Channel, template: Template, language: str, values: Mapping[str, Any], link: str = ""
) -> dict[str, str]:
    """Subject and body as that channel says them."""
    folder = texts.FOLDERS.get(channel, texts.HAND)
    where = {"link": _absolute(link, channel)}
    drawn = texts.draw(folder, template, reader=language, values={**values, **where})
    return {"subject": drawn.subject, "body": "\n\n".join(drawn.paragraphs)}


def _said_in(row: OutgoingMessage) -> dict[str, Any]:
    """The values of what stands in the inbox: a message that was sent again has its words from there, too."""
    told = InboxMessage.objects.filter(
        template=row.template, about_kind=row.about_kind, about_ref=row.about_ref
    )
    said: dict[str, Any] = told.order_by("-arrived_at").values_list("values", flat=True)[0]
    return said


def _defer(message: OutgoingMessage) -> None:
    """A worker sends it; who is told by hand waits for an officer."""
    if message.status == Status.QUEUED:
        _wake(message.pk, Lane(message.lane))


def _wake(message: UUID, lane: Lane) -> None:
    jobs.defer("messaging.deliver", priority=URGENCY[lane], message=str(message))


def _absolute(link: str, channel: Channel) -> str:
    if urlsplit(link).scheme:
        return link
    return url_in_line(link) if channel is Channel.LINE else url_of(Entrance.PORTAL, link)


def _copy(row: OutgoingMessage, now: datetime) -> OutgoingMessage:
    row.pk = uuid4()
    row.dedupe_key = f"again:{row.pk}"
    row.attempts = 0
    row.queued_at = now
    row.last_error = row.request_id = ""
    row.sending_since = row.unsure_since = row.sent_at = None
    row._state.adding = True
    return row


def _move(row: OutgoingMessage, to: Status, now: datetime, by: Actor | None = None) -> None:
    row.status = to
    row.settled_at = now if by else None
    row.settled_by = (by.ref or "") if by else ""
    row.next_attempt_at = now
    row.sent_at = now if to is Status.SENT else None
    row.save()
