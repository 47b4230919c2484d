"""Seats of a round: proposed by the section, signed by the club, reminded of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.rules.seating import CannotSeat, Line, Reason, refuse_signature
from madoguchi.selection.models import Round, Seats
from madoguchi.selection.queries.seats import line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs: an officer, or a member of who runs the place; `ref` as the record names them."""

    kind: Seats.Signer
    ref: str
    name: str


@transaction.atomic
def propose_seats(
    *,
    round: Round,
    lines: Mapping[str, Line],
    last_year: Mapping[str, int | None],
    officer: Officer,
    by: Actor,
    now: datetime,
) -> list[Seats]:
    """Say how many children places take, by code of the place; those that changed, their signature gone.

    Raises CannotSeat once places of the round are given.
    """
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if held.state != Round.State.PREPARING:
        raise CannotSeat(Reason.NOT_PREPARING)
    there = {each.place_id: each for each in Seats.objects.select_for_update().filter(round=held)}
    changed = [
        _proposed(there.get(code) or Seats(round=held, place_id=code), line, officer, now)
        for code, line in lines.items()
        if code not in there or line_of(there[code]) != line
    ]
    for seats in changed:
        seats.last_year = last_year.get(seats.place_id, seats.last_year)
        seats.save()
    if changed:
        details = {"places": [each.place_id for each in changed]}
        audit.record(verb="seats.proposed", about=_about(held), by=by, now=now, details=details)
    return changed


@transaction.atomic
def sign_seats(*, seats: Seats, seen: str, signer: Signer, by: Actor, now: datetime) -> Seats:
    """Answer for the seats of a place as they stand. Raises CannotSeat.

    `seen`: the stamp of the line on the signer's page.
    """
    held = Seats.objects.select_for_update(of=("self",)).select_related("round", "proposed_by")
    row = held.get(pk=seats.pk)
    is_proposer = signer.kind == Seats.Signer.OFFICER and signer.ref == row.proposed_by.number
    refusal = refuse_signature(
        line_of(row),
        seen=seen,
        is_signed=row.is_signed,
        is_preparing=row.round.state == Round.State.PREPARING,
        by_proposer=is_proposer,
    )
    if refusal:
        raise CannotSeat(refusal)
    row.signer_kind, row.signer_ref, row.signer_name, row.signed_at = (
        signer.kind,
        signer.ref,
        signer.name,
        now,
    )
    row.save(update_fields=["signer_kind", "signer_ref", "signer_name", "signed_at"])
    details = {"place": row.place_id, "seats": row.capacity}
    audit.record(verb="seats.signed", about=_about(row.round), by=by, now=now, details=details)
    return row


@transaction.atomic
def remind_unsigned(*, round: Round, by: Actor, now: datetime) -> int:
    """Ask the places that have not signed to do so: it stands on their desk. How many there were."""
    waiting = Seats.objects.filter(round=round, signed_at=None)
    places = list(waiting.order_by("place_id").values_list("place_id", flat=True))
    waiting.update(reminded_at=now)
    audit.record(verb="seats.reminded", about=_about(round), by=by, now=now, details={"places": places})
    return len(places)


def _proposed(seats: Seats, line: Line, officer: Officer, now: datetime) -> Seats:
    seats.capacity, seats.reserved = line.capacity, line.reserved
    seats.bands = [{"grades": list(band.grades), "seats": band.seats} for band in line.bands]
    seats.proposed_by, seats.proposed_at = officer, now
    seats.signer_kind = seats.signer_ref = seats.signer_name = ""
    seats.signed_at = seats.reminded_at = None
    return seats


def _about(round: Round) -> tuple[str, str]:
    return "round", str(round.pk)
