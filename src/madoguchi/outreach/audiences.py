"""Whom a broadcast means: counted before it is let go, and frozen with it."""

from __future__ import annotations

import secrets
from datetime import datetime
from string import ascii_lowercase
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from madoguchi.messaging.models import REACHED, Friend
from madoguchi.outreach import segments
from madoguchi.outreach.models import Broadcast, Profile, Recipient, Wave
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import Plan, Reach
from madoguchi.rules.expressions.base import Expression

CODE_LENGTH: Final = 10


def plan_of(row: Broadcast) -> Plan:
    """When it is asked for, as the rules read it."""
    return Plan(
        is_emergency=row.is_emergency,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        wave_size=row.wave_size,
        wave_minutes=row.wave_minutes,
    )


def condition_of(row: Broadcast, now: datetime) -> Expression | None:
    """Whom it is for; without a segment everybody. None: it names what the city no longer has."""
    return segments.condition_of(row.segment.condition if row.segment else True, segments.options(now))


def reach(row: Broadcast, now: datetime) -> Reach | None:
    """Whom it means just now, and how they are reached. None: its segment names what is no longer there."""
    if row.corrects_id is not None:
        return _reach_again(row.corrects_id)
    condition = condition_of(row, now)
    if condition is None:
        return None
    by_mail = Q(has_line=False) & ~Q(resident__account=None) & ~Q(resident__account__email="")
    means = segments.matching(condition, localdate(now)).values("pk")
    counted = Profile.objects.filter(pk__in=means).aggregate(
        people=Count("pk"),
        on_line=Count("pk", filter=Q(has_line=True)),
        by_mail=Count("pk", filter=by_mail & (Q() if row.is_emergency else Q(agreed_at__isnull=False))),
    )
    more = _strangers().count() if row.segment_id is None else 0
    return Reach(
        people=counted["people"] + more,
        everybody=Profile.objects.count() + more,
        on_line=counted["on_line"] + more,
        by_mail=counted["by_mail"],
    )


def _reach_again(corrected: Any) -> Reach:
    told = Recipient.objects.filter(broadcast=corrected, told_at__isnull=False)
    counted = told.aggregate(
        people=Count("pk"),
        on_line=Count("pk", filter=Q(way="line")),
        by_mail=Count("pk", filter=Q(way="mail")),
    )
    return Reach(everybody=None, **counted)


def _strangers() -> QuerySet[Friend]:
    """Friends on LINE of whom no account is known: for everybody means for them, too."""
    return Friend.objects.filter(REACHED, resident_ref=None)


def freeze(row: Broadcast, condition: Expression | None, now: datetime) -> list[Wave]:
    """Note who is told, once and for all, spread over the waves by lot. No rows: nobody is left."""
    meant, values = _meant(row, condition, now)
    with connection.cursor() as cursor:
        cursor.execute(
            FREEZE.format(meant=meant), [*values, row.wave_size or 2**31 - 1, row.pk]
        )  # what is formatted was written by the ORM
        row.people = cursor.rowcount
    if not row.people:
        return []
    size = row.wave_size or row.people
    count = -(-row.people // size)
    return Wave.objects.bulk_create(
        Wave(
            broadcast=row,
            number=number,
            code=_code(),
            leaves_at=at,
            people=min(size, row.people - size * (number - 1)),
        )
        for number, at in enumerate(rules.leaves(plan_of(row), count, now), 1)
    )


def _meant(row: Broadcast, condition: Expression | None, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """Resident and friend of each, as SQL."""
    if condition is None:
        told = Recipient.objects.filter(broadcast=row.corrects_id, told_at__isnull=False)
        return told.order_by().values_list("resident_id", "friend_id").query.sql_with_params()
    residents = segments.matching(condition, localdate(now)).values_list("pk")
    sql, values = residents.query.sql_with_params()
    if row.segment_id is not None:
        return RESIDENTS.format(residents=sql), values
    strangers, more = _strangers().order_by().values_list("pk").query.sql_with_params()
    return EVERYBODY.format(residents=sql, strangers=strangers), (*values, *more)


def _code() -> str:
    """Letters only: what looks like a number in a message could be taken for somebody's."""
    return "".join(secrets.choice(ascii_lowercase) for _ in range(CODE_LENGTH))


RESIDENTS: Final = "SELECT *, NULL::bigint FROM ({residents}) AS residents"
EVERYBODY: Final = """
SELECT *, NULL::bigint FROM ({residents}) AS residents
UNION ALL SELECT NULL::bigint, * FROM ({strangers}) AS strangers
"""
FREEZE: Final = """
WITH meant (resident_id, friend_id) AS ({meant}), placed AS (
    SELECT *, (row_number() OVER (ORDER BY random()) - 1) / %s + 1 AS wave FROM meant
)
INSERT INTO outreach_recipient (broadcast_id, wave, resident_id, friend_id, way, withdrew)
SELECT %s, wave, resident_id, friend_id, '', FALSE FROM placed
"""
