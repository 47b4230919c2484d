"""What the city permits those who run a place, and who of them may do it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Member
from madoguchi.places import queries
from madoguchi.places.models import Grant, Permit, Place
from madoguchi.rules import calendar, delegation
from madoguchi.rules.delegation import Reason, What


class CannotDelegate(Exception):
    """Nothing changed; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def permit(*, place: Place, whats: Collection[What], by: Actor, now: datetime) -> None:
    """Permit those who run the place exactly this from now on; what is taken away ends at once.

    Raises CannotDelegate where nobody runs it.
    """
    held = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if held.operator_id is None:
        raise CannotDelegate(Reason.OTHER_ORGANISATION)
    on = calendar.local_day(now)
    standing = Permit.objects.filter(place=held, organisation=held.operator_id, ends_on=None)
    before = {What(each) for each in standing.values_list("what", flat=True)}
    standing.exclude(what__in=whats).update(ends_on=on)
    Permit.objects.bulk_create(
        Permit(place=held, organisation_id=held.operator_id, what=what, starts_on=on)
        for what in sorted(set(whats) - before)
    )
    audit.record(
        verb="place.permitted",
        about=("place", held.pk),
        by=by,
        now=now,
        details={"organisation": held.operator_id, "what": sorted(whats)},
    )


@transaction.atomic
def entrust(
    *,
    member: Member,
    place: Place,
    whats: Collection[What],
    ends_on: date | None,
    by_section: bool,
    by: Actor,
    now: datetime,
    giver: Member | None = None,
) -> None:
    """Let a member do exactly this at a place from now on, until a day (exclusive). Raises CannotDelegate."""
    locked = Member.objects.select_for_update().get(pk=member.pk)
    on = calendar.local_day(now)
    held = {What(each.what): each for each in queries.grants_of(member=locked, on=on).filter(place=place)}
    facts = delegation.Facts(
        asked=frozenset(whats),
        held=frozenset(held),
        permitted=queries.permitted_at(place=place, on=on),
        runs_place=place.operator_id == locked.organisation_id,
        by_section=by_section,
        giver_delegates=giver is not None
        and queries.may(member=giver, place=place, what=What.DELEGATE, on=on),
        ends_on=ends_on,
        member_ends_on=locked.ends_on,
        today=on,
    )
    if reason := delegation.refuse(facts):
        raise CannotDelegate(reason)
    _change(locked, place, held, {each: _row(locked, place, each, ends_on, by, on) for each in whats}, on)
    audit.record(
        verb="member.entrusted",
        about=("member", locked.number),
        by=by,
        now=now,
        details={
            "place": place.pk,
            "added": sorted(facts.asked - facts.held),
            "taken": sorted(facts.held - facts.asked),
            "until": ends_on.isoformat() if ends_on else None,
        },
    )


def _change(
    member: Member, place: Place, held: Mapping[What, Grant], asked: Mapping[What, Grant], on: date
) -> None:
    """What stays keeps its row and gets the new last day; what is taken away ends at once."""
    gone = [each.pk for what, each in held.items() if what not in asked]
    Grant.objects.filter(pk__in=gone).update(ends_on=on)
    for what, row in asked.items():
        if what in held:
            Grant.objects.filter(pk=held[what].pk).update(ends_on=row.ends_on)
        else:
            row.save(force_insert=True)


def _row(member: Member, place: Place, what: What, ends_on: date | None, by: Actor, on: date) -> Grant:
    told: dict[str, Any] = {"given_by_kind": by.kind, "given_by_ref": by.ref}
    return Grant(member=member, place=place, what=what, starts_on=on, ends_on=ends_on, **told)
