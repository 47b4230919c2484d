"""Telling the people of a wave whose time has come: on LINE, by mail, and on my page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.messaging import actions as messaging
from madoguchi.messaging.actions import CannotBroadcast
from madoguchi.messaging.line import channel
from madoguchi.messaging.models import Friend, LineBroadcast, LineRecipient
from madoguchi.outreach import drawing
from madoguchi.outreach.actions.broadcasts import KIND
from madoguchi.outreach.audiences import plan_of
from madoguchi.outreach.models import Broadcast, Profile, Recipient, Wave
from madoguchi.people.models import Resident
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import State
from madoguchi.rules.messages import BROADCASTS_KEPT, Channel, Lane


def tell_due(*, now: datetime) -> int:
    """Tell whoever is to be told by now, each wave in a transaction of its own; how many waves."""
    stopped = LineBroadcast.objects.filter(stopped_at__isnull=False).values("pk")  # the month may be used up
    waits = Wave.objects.filter(
        begun_at=None, leaves_at__lte=now, broadcast__state=State.RELEASED, broadcast__stopped_at=None
    ).exclude(broadcast__in=Wave.objects.filter(on_line__in=stopped).values("broadcast"))
    due = list(waits.order_by("-broadcast__is_emergency", "leaves_at").values_list("pk", flat=True))
    return sum(begin(wave=pk, now=now) for pk in due)


@transaction.atomic
def begin(*, wave: int, now: datetime) -> bool:
    """Tell the people of this wave, once, if it is still to be told, but for who took a consent back."""
    row = Broadcast.objects.select_for_update().get(waves=wave)
    this = row.waves.get(pk=wave)
    may = row.state == State.RELEASED and row.stopped_at is None and this.begun_at is None
    if not may or not rules.is_due(is_emergency=row.is_emergency, now=now):
        return False
    theirs = Recipient.objects.filter(broadcast=row, wave=this.number)
    if row.by_consent:
        theirs.filter(resident__in=Profile.objects.filter(agreed_at=None).values("pk")).update(withdrew=True)
    due = theirs.filter(withdrew=False)
    expires = rules.expires_at(plan_of(row), this.leaves_at)
    if expires > now:
        _expect_many()
        this.on_line = _on_line(row, this, due, expires, now)
        _note_told(due, this.on_line, now)
        _by_mail(row, this, due, expires, now)
    this.begun_at = now
    this.save(update_fields=["begun_at", "on_line"])
    details = {"wave": this.number, "people": this.people}
    audit.record(verb="broadcast.begun", about=(KIND, str(row.pk)), by=SYSTEM, now=now, details=details)
    return True


def _expect_many() -> None:
    """Rows written since the last look of the planner seem few to it: it would seek each by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def _lane(row: Broadcast) -> Lane:
    return Lane.EMERGENCY if row.is_emergency else Lane.BULK


def _on_line(
    row: Broadcast, wave: Wave, due: QuerySet[Recipient], expires: datetime, now: datetime
) -> UUID | None:
    """Friends are looked up now: who blocked or unlinked since the release is not among them."""
    if not channel.is_set_up():
        return None
    before = row.waves.filter(on_line__isnull=False).values("on_line")
    to = Friend.objects.filter(
        Q(resident_ref__in=due.filter(friend=None).values("resident__reference"))
        | Q(pk__in=due.filter(resident=None).values("friend"))
    ).exclude(pk__in=LineRecipient.objects.filter(broadcast__in=before).values("friend"))
    try:
        sent = messaging.broadcast(
            key=f"{KIND}:{row.pk}:{wave.number}",
            title=row.name,
            section=row.section,
            messages={code: [drawing.bubble(row, wave, code)] for code in rules.written(row.words)},
            to=to,
            lane=_lane(row),
            expires_at=expires,
            by=SYSTEM,
            now=now,
        )
    except CannotBroadcast:
        return None  # nobody of them is on LINE, or everybody was told too often
    return sent.pk


def _note_told(due: QuerySet[Recipient], on_line: UUID | None, now: datetime) -> None:
    """Residents read it on their page in any case; of the others only whom LINE is asked to tell is told.

    Each row is written once: of a hundred thousand, every second time would cost seconds.
    """
    if on_line is not None:
        told = LineRecipient.objects.filter(broadcast=on_line)
        linked = Resident.objects.filter(reference__in=told.values("friend__resident_ref"))
        due.filter(resident__in=linked.values("pk")).update(told_at=now, way=Channel.LINE)
        due.filter(friend__in=told.values("friend")).update(told_at=now, way=Channel.LINE)
    due.filter(friend=None, told_at=None).update(told_at=now)


def _by_mail(row: Broadcast, wave: Wave, due: QuerySet[Recipient], expires: datetime, now: datetime) -> None:
    """Who is not told on LINE, has a mail address, and agreed to be sent news; in an emergency unasked."""
    wished = Friend.objects.filter(mail_too=True, resident_ref__isnull=False).values("resident_ref")
    agreed = Profile.objects.filter(agreed_at__isnull=False).values("pk")
    reached = due.filter(friend=None, resident__account__isnull=False).exclude(resident__account__email="")
    to = reached.filter(Q(way="") | Q(resident__reference__in=wished))
    if not row.is_emergency:
        to = to.filter(resident__in=agreed)
    who = to.values_list("resident__reference", "resident__account__email", "resident__language")
    messaging.mail_many(
        to=who,
        words={code: drawing.mailed(row, wave, code) for code in rules.written(row.words)},
        about=(KIND, str(row.pk)),
        lane=_lane(row),
        expires_at=expires,
        now=now,
    )
    to.filter(way="").update(way=Channel.MAIL)


def count_opening(*, wave: Wave, button: int, now: datetime) -> None:
    """One more has followed the button within this hour; who, nobody notes."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outreach_opening AS so_far (wave_id, button, hour, count) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (wave_id, button, hour) DO UPDATE SET count = so_far.count + 1",
            [wave.pk, button, hour],
        )


@transaction.atomic
def mark_read(*, told: Recipient, by: Actor, now: datetime) -> None:
    """Note when a resident first opened it on their page."""
    if Recipient.objects.filter(pk=told.pk, read_at=None).update(read_at=now):
        audit.record(verb="broadcast.read", about=(KIND, str(told.broadcast_id)), by=by, now=now)


@transaction.atomic
def forget_recipients(*, now: datetime) -> int:
    """Long afterwards nobody asks any more who was told; what was told, and how many, stays."""
    old = Broadcast.objects.filter(released_at__lt=now - BROADCASTS_KEPT)
    gone = Recipient.objects.filter(broadcast__in=old).delete()[0]
    if gone:
        details: dict[str, Any] = {"recipients": gone}
        audit.record(verb="broadcast.forgotten", about=(KIND, ""), by=SYSTEM, now=now, details=details)
    return gone
