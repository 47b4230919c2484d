"""Telling many on LINE at once, and stopping or resuming it: one of them, or all of LINE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.messaging import texts
from madoguchi.messaging.line import broadcasts, channel
from madoguchi.messaging.models import REACHED, Friend, LineBroadcast, LineChannel, OutgoingMessage
from madoguchi.rules import line_messages
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_messages import Message
from madoguchi.rules.line_sending import Stop, Unsendable
from madoguchi.rules.messages import LOST_AFTER, WAITING, Channel, Lane, Status, Template


class CannotBroadcast(Exception):
    """Nobody is told, and why."""

    def __init__(self, why: Unsendable) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def broadcast(  # noqa: PLR0913 - a promise is all of these, and callers read them by name
    *,
    key: str,
    title: str,
    messages: Mapping[str, Sequence[Message]],
    to: QuerySet[Friend],
    lane: Lane,
    expires_at: datetime,
    by: Actor,
    now: datetime,
    section: str = "",
) -> LineBroadcast:
    """Promise to tell these friends, each in their language; under the same key it is promised once.

    Recipients are frozen now, in one statement: whoever blocks the city later is passed over by LINE. Who was
    told too often within the hour is held back, emergencies apart. Raises CannotBroadcast.
    """
    if why := rules.unsendable(messages, expires_at=expires_at, now=now):
        raise CannotBroadcast(why)
    row, is_new = LineBroadcast.objects.get_or_create(
        key=key,
        defaults={
            "title": title,
            "section": section,
            "lane": lane,
            "messages": {language: list(words) for language, words in messages.items()},
            "queued_at": now,
            "expires_at": expires_at,
        },
    )
    if is_new:
        _expand(row, to.filter(REACHED))
        audit.record(
            verb="line.broadcast",
            about=("line_broadcast", str(row.pk)),
            by=by,
            now=now,
            details={"key": key, "recipients": row.recipients, "held_back": row.held_back},
        )
        broadcasts.defer()
    return row


@transaction.atomic
def stop_broadcast(*, broadcast: UUID, by: Actor, now: datetime) -> None:
    """Send no more of it; what is on its way arrives."""
    going = LineBroadcast.objects.filter(pk=broadcast, stopped_at=None)
    if going.update(stopped_at=now, stopped_why=Stop.BY_HAND):
        audit.record(verb="line.broadcast_stopped", about=("line_broadcast", str(broadcast)), by=by, now=now)


@transaction.atomic
def resume_broadcast(*, broadcast: UUID, by: Actor, now: datetime) -> None:
    """Go on exactly where it stopped: who was told is not told again."""
    stopped = LineBroadcast.objects.filter(pk=broadcast, stopped_at__isnull=False)
    if stopped.update(stopped_at=None, stopped_why=""):
        audit.record(verb="line.broadcast_resumed", about=("line_broadcast", str(broadcast)), by=by, now=now)
        broadcasts.defer()


@transaction.atomic
def mail_many(
    *,
    to: Iterable[tuple[UUID | None, str, str]],
    words: Mapping[str, Mapping[str, str]],
    about: tuple[str, str],
    lane: Lane,
    expires_at: datetime,
    now: datetime,
) -> int:
    """Promise mail of these words to many (resident, address, language); each address once for one thing.

    No job each: the sweeper finds them, so many at a time. The caller's own audit line stands for it.
    """
    drawn = {
        code: texts.draw(texts.MAIL, Template.NEWS, reader=code, values=said) for code, said in words.items()
    }
    rows = [
        OutgoingMessage(
            dedupe_key=f"{about[0]}:{about[1]}:{ref or address}",
            channel=Channel.MAIL,
            resident_ref=ref,
            address=address,
            language=code if code in drawn else rules.FALLBACK,
            template=Template.NEWS,
            subject=drawn.get(code, drawn[rules.FALLBACK]).subject,
            body="\n\n".join(drawn.get(code, drawn[rules.FALLBACK]).paragraphs),
            about_kind=about[0],
            about_ref=about[1],
            lane=lane,
            status=Status.QUEUED,
            queued_at=now,
            next_attempt_at=now - LOST_AFTER,
            expires_at=expires_at,
        )
        for ref, address, code in to
    ]
    OutgoingMessage.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def hold_mail(*, about: tuple[str, str], now: datetime) -> int:
    """Send no more mail about this; the caller's audit line stands for it."""
    waits = OutgoingMessage.objects.filter(about_kind=about[0], about_ref=about[1], status__in=WAITING)
    return waits.update(status=Status.WITHHELD, next_attempt_at=now)


@transaction.atomic
def send_held_mail(*, about: tuple[str, str], now: datetime) -> int:
    """Go on with the mail about this, or find it too late; the caller's audit line stands for it."""
    held = OutgoingMessage.objects.filter(about_kind=about[0], about_ref=about[1], status=Status.WITHHELD)
    return held.update(status=Status.QUEUED, next_attempt_at=now - LOST_AFTER)


@transaction.atomic
def stop_line(*, by: Actor, now: datetime) -> None:
    """Send nothing more by LINE: who has another way is told that way, everything else waits."""
    going = LineChannel.objects.filter(pk=channel.known().pk, stopped_at=None)
    if going.update(stopped_at=now, stopped_by=by.ref or ""):
        audit.record(verb="line.stopped", about=("line_channel", settings.LINE_CHANNEL_ID), by=by, now=now)


@transaction.atomic
def start_line(*, by: Actor, now: datetime) -> None:
    """Send by LINE again, and what waited first."""
    stopped = LineChannel.objects.filter(pk=channel.known().pk, stopped_at__isnull=False)
    if stopped.update(stopped_at=None, stopped_by="", ailing_since=None, ailment=""):
        audit.record(verb="line.started", about=("line_channel", settings.LINE_CHANNEL_ID), by=by, now=now)
        broadcasts.defer()


def _expand(row: LineBroadcast, to: QuerySet[Friend]) -> None:
    asked, parameters = to.order_by().values("id", "line_user_id", "language").query.sql_with_params()
    words = {each: line_messages.payload(messages=said) for each, said in row.messages.items()}
    given: dict[str, Any] = {
        "broadcast": row.pk,
        "lane": row.lane,
        "languages": list(words),
        "fingerprints": [rules.fingerprint(said) for said in words.values()],
        "fallback": rules.FALLBACK,
        "most": rules.MOST_RECIPIENTS,
        "since": row.queued_at - rules.AN_HOUR,
        "often": rules.MOST_IN_AN_HOUR,
        "emergency": Lane.EMERGENCY.value,
        "queued": Status.QUEUED.value,
        "now": row.queued_at,
        "expires": row.expires_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE asked (id bigint, line_user_id text, language text) ON COMMIT DROP"
        )
        cursor.execute(f"INSERT INTO asked {asked}", parameters)  # noqa: S608 - written by the ORM
        cursor.execute(EXPAND, given)
        row.recipients = cursor.rowcount
        cursor.execute("SELECT count(*) FROM asked")
        row.held_back = cursor.fetchone()[0] - row.recipients
        cursor.execute("DROP TABLE asked")
    if not row.recipients:
        raise CannotBroadcast(Unsendable.HELD_BACK if row.held_back else Unsendable.NOBODY)
    row.save(update_fields=["recipients", "held_back"])


EXPAND: Final = """
WITH often AS (
    SELECT friend_id FROM messaging_linerecipient AS told
    JOIN messaging_linebroadcast AS before ON before.id = told.broadcast_id
    WHERE before.queued_at > %(since)s AND %(lane)s <> %(emergency)s
    GROUP BY friend_id HAVING count(*) >= %(often)s
), words AS (
    SELECT * FROM unnest(%(languages)s::text[], %(fingerprints)s::text[]) AS w (language, fingerprint)
), read AS (
    SELECT asked.id, line_user_id, coalesce(words.language, %(fallback)s) AS language
    FROM asked LEFT JOIN words ON words.language = asked.language
    WHERE NOT EXISTS (SELECT FROM often WHERE friend_id = asked.id)
), placed AS MATERIALIZED (
    SELECT *, (row_number() OVER (PARTITION BY language ORDER BY line_user_id) - 1) / %(most)s AS part
    FROM read
), parts AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, language, part, row_number() OVER (ORDER BY language, part) AS number,
        array_agg(line_user_id ORDER BY line_user_id) AS recipients
    FROM placed GROUP BY language, part
), chunks AS (
    INSERT INTO messaging_linechunk (id, broadcast_id, language, number, recipients, payload_hash, lane,
        status, attempts, queued_at, next_attempt_at, expires_at, last_error, request_id)
    SELECT parts.id, %(broadcast)s, language, number, recipients,
        encode(sha256(convert_to(fingerprint || array_to_string(recipients, ','), 'UTF8')), 'hex'),
        %(lane)s, %(queued)s, 0, %(now)s, %(now)s, %(expires)s, '', ''
    FROM parts JOIN words USING (language)
)
INSERT INTO messaging_linerecipient (broadcast_id, friend_id, chunk_id)
SELECT %(broadcast)s, placed.id, parts.id FROM placed JOIN parts USING (language, part)
"""
