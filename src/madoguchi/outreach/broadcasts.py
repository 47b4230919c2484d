"""Reading broadcasts: for officers how far each is, for residents what the city told them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.http import Http404

from madoguchi.messaging import channel_state
from madoguchi.messaging import queries as messages
from madoguchi.outreach.actions.broadcasts import KIND
from madoguchi.outreach.models import Broadcast, Opening, Recipient, Wave
from madoguchi.people.models import Resident
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import Standing, State
from madoguchi.rules.line_sending import Stop
from madoguchi.rules.messages import UNSENT, Status

MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How many stand where on one channel."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a broadcast is: figures, nobody's name."""

    standing: Standing
    people: int
    begun: int  # of waves that left
    told: int
    waiting: int  # their wave has not left, or a channel has not taken it yet
    withdrew: int
    missed: int  # known to LINE alone and not reached there any more, or their wave left too late
    line: Way
    mail: Way
    page: int
    read: int
    opened: int
    why: list[tuple[str, int]]

    @property
    def percent(self) -> int:
        """Of those it can still tell."""
        return round(100 * (self.people - self.waiting) / self.people) if self.people else 0

    @property
    def mark(self) -> str:
        """Changes when anything of it does."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def list_broadcasts(sections: Collection[str]) -> list[tuple[Broadcast, Standing]]:
    """Those of these sections, the latest first, each with how it stands."""
    waits = Count("waves", filter=Q(waves__begun_at=None))
    rows = Broadcast.objects.filter(section__in=sections).annotate(waits=waits, begun=Count("waves") - waits)
    return [(row, _shortly(row)) for row in rows.order_by("-written_at")[:MOST_LISTED]]


def _shortly(row: Broadcast) -> Standing:
    """Without asking the channels."""
    waits, begun = row.waits, row.begun  # type: ignore[attr-defined] # annotated
    stopped = row.stopped_at is not None
    return rules.standing(State(row.state), is_stopped=stopped, has_begun=begun > 0, waits=waits > 0)


def access_broadcast(broadcast: UUID, sections: Collection[str]) -> Broadcast:
    """One of these sections; another's is not found."""
    rows = Broadcast.objects.filter(pk=broadcast, section__in=sections)
    row = rows.select_related("segment", "corrects", "picture").first()
    if row is None:
        raise Http404
    return row


def access_public(broadcast: UUID) -> Broadcast:
    """One that is let go: everybody may see its picture."""
    row = Broadcast.objects.filter(pk=broadcast, state=State.RELEASED).first()
    if row is None:
        raise Http404
    return row


def progress(row: Broadcast) -> Progress:
    """How far it is, on every channel."""
    waves = list(row.waves.order_by("number"))
    on_line = [each.on_line for each in waves if each.on_line]
    line = _way(channel_state.sum_recipients(on_line))
    mail = _way(messages.count_about(KIND, str(row.pk)))
    counted = row.recipients.aggregate(
        told=Count("pk", filter=Q(told_at__isnull=False)),
        withdrew=Count("pk", filter=Q(withdrew=True)),
        page=Count("pk", filter=Q(told_at__isnull=False, resident__isnull=False)),
        read=Count("pk", filter=Q(read_at__isnull=False)),
    )
    begun = sum(each.people for each in waves if each.begun_at)
    people = sum(each.people for each in waves)
    opened = Opening.objects.filter(wave__broadcast=row).aggregate(all=Sum("count"))["all"] or 0
    waiting = people - begun + line.waiting + mail.waiting
    why = [*channel_state.why_failed(on_line), *messages.why_failed_about(KIND, str(row.pk))]
    return Progress(
        standing=_standing(row, waves, on_line, waiting), people=people, begun=begun, waiting=waiting,
        missed=begun - counted["told"] - counted["withdrew"], line=line, mail=mail, opened=opened, why=why,
        **counted,
    )  # fmt: skip


def _standing(row: Broadcast, waves: list[Wave], on_line: list[UUID], waiting: int) -> Standing:
    why = channel_state.why_stopped(on_line)
    return rules.standing(
        State(row.state),
        is_stopped=row.stopped_at is not None or Stop.BY_HAND in why,
        is_held=bool(why),
        has_begun=any(each.begun_at for each in waves),
        waits=waiting > 0,
    )


def _way(counted: dict[str, int]) -> Way:
    return Way(
        sent=counted.get(Status.SENT, 0),
        waiting=sum(counted.get(each, 0) for each in (*UNSENT, Status.WITHHELD)),
        failed=counted.get(Status.FAILED, 0),
        expired=counted.get(Status.EXPIRED, 0),
    )


def openings(row: Broadcast) -> tuple[list[tuple[Wave, int]], dict[datetime, int]]:
    """How often its buttons were followed, by wave and by hour."""
    waves = row.waves.annotate(opened=Sum("openings__count")).order_by("number")
    by_hour = Opening.objects.filter(wave__broadcast=row).values_list("hour").annotate(all=Sum("count"))
    return [(each, each.opened or 0) for each in waves], dict(by_hour.order_by("hour"))


def access_wave(code: str) -> tuple[Wave, Broadcast]:
    """The wave whose links carry this code."""
    found = Wave.objects.select_related("broadcast").filter(code=code).first()
    if found is None:
        raise Http404
    return found, found.broadcast


def list_told(resident: Resident) -> list[Recipient]:
    """What many were told and this resident with them, the newest first."""
    told = Recipient.objects.filter(resident=resident, told_at__isnull=False)
    return list(told.select_related("broadcast").order_by("-told_at"))


def access_told(resident: Resident, broadcast: UUID) -> Recipient:
    """One of them; what somebody was not told is not found."""
    told = Recipient.objects.filter(resident=resident, broadcast=broadcast, told_at__isnull=False)
    row = told.select_related("broadcast").first()
    if row is None:
        raise Http404
    return row


def list_told_by(resident: Resident, sections: Collection[str]) -> list[Recipient]:
    """Of them those that these sections told."""
    return [each for each in list_told(resident) if each.broadcast.section in sections]
