"""Numbers that allow to book (接種券, 利用登録), taken in from a list; only their hashes are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.booking.models import Entitlement
from madoguchi.booking.queries import hash_of_number


@transaction.atomic
def take_in(
    *,
    kind: str,
    numbers: Iterable[str],
    valid_from: date,
    by: Actor,
    now: datetime,
    valid_until: date | None = None,
) -> int:
    """Take numbers in; one that is known stays as it is. How many are new."""
    before = Entitlement.objects.filter(kind=kind).count()
    rows = (
        Entitlement(
            kind=kind,
            number_hash=hash_of_number(kind, number),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        for number in {each.strip() for each in numbers}
        if number
    )
    Entitlement.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    new = Entitlement.objects.filter(kind=kind).count() - before
    audit.record(
        verb="entitlements.taken_in", about=("entitlement", kind), by=by, now=now, details={"new": new}
    )
    return new
