"""What keeps counters honest, and what time does to reservations."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import append_only
from madoguchi.booking import queries
from madoguchi.booking.actions import claiming
from madoguchi.booking.models import Entitlement, Pool, Reservation, Session, WaitEntry
from madoguchi.messaging import actions as messaging
from madoguchi.rules import calendar, retention
from madoguchi.rules.slots import Standing

MOST: Final = 200


def pause_miscounted(*, now: datetime) -> int:
    """Stop taking reservations where a counter is not what its units say; how many sessions were stopped.

    It is never put right by itself: somebody has to see what happened.
    """
    return sum(_pause(each, now) for each in queries.list_miscounted())


@transaction.atomic
def _pause(pool: Pool, now: datetime) -> int:
    """Looked at again under the locks of its session: what was about to be committed is committed then."""
    queries.lock_pools(session=pool.session_id)
    if pool not in queries.list_miscounted():
        return 0
    Session.objects.filter(pk=pool.session_id, standing=Standing.OPEN).update(standing=Standing.PAUSED)
    stopped = Pool.objects.filter(session=pool.session_id, is_open=True).update(is_open=False)
    if stopped:
        about = ("session", str(pool.session_id))
        audit.record(verb="session.miscounted", about=about, by=SYSTEM, now=now, details={"pool": pool.code})
    return bool(stopped)


def remove_expired(*, now: datetime) -> int:
    """Remove reservations whose time is over, each in its own transaction; how many went."""
    due = Reservation.objects.filter(delete_on__lte=calendar.local_day(now)).order_by("delete_on", "pk")
    return sum(_remove(each, now) for each in due[:MOST])


@transaction.atomic
def remove_left_over(*, now: datetime) -> int:
    """Remove who waited for sessions long past, and numbers that ran out; how many went."""
    before = now - retention.RESERVATIONS_ARE_KEPT
    waited, _ = WaitEntry.objects.filter(session__starts_at__lt=before).delete()
    old = Entitlement.objects.filter(valid_until__lt=calendar.local_day(before), reservations=None)
    numbers, _ = old.delete()
    if waited or numbers:
        audit.record(verb="booking.tidied", about=("booking", ""), by=SYSTEM, now=now)
    return waited + numbers


@transaction.atomic
def _remove(reservation: Reservation, now: datetime) -> int:
    about = ("reservation", reservation.code)
    audit.record(verb="reservation.removed", about=about, by=SYSTEM, now=now)
    messaging.forget(about=about, now=now)
    append_only.years_are_over()
    if reservation.is_taking:  # the counter goes on saying what its units say
        claiming.free(reservations=[reservation])
    reservation.waited.all().delete()
    series, _ = reservation.series, reservation.delete()
    if series is not None and not series.reservations.exists():
        series.delete()
    return 1
