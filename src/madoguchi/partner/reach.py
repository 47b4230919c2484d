"""Whom and what the member who asks reaches: what every page of this entrance begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from madoguchi.base import clock
from madoguchi.people.entrants import SHARED, EntrantRequest
from madoguchi.places import queries as places
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Place


def member_of(request: EntrantRequest) -> Member:
    """The member who asks."""
    if request.member is None:
        raise Http404
    return request.member


def reached(request: EntrantRequest) -> dict[str, frozenset[What]]:
    """What the member who asks may do today, by place. A shared device opens its own place alone."""
    held = places.reach_at_places(member=member_of(request), on=clock.today())
    shared = request.session.get(SHARED)
    if shared is None:
        return held
    here = places.device_place(shared["device"])
    return {code: whats - {What.DELEGATE} for code, whats in held.items() if code == here}


def access(request: EntrantRequest, code: str, *needed: What) -> tuple[Place, frozenset[What]]:
    """A place at which the member who asks may do all that today, and what they may; 404 for any other."""
    held = reached(request).get(code, frozenset())
    if not held or not held >= frozenset(needed):
        raise Http404
    return places.access_place(code=code), held


def list_reached(request: EntrantRequest) -> list[tuple[Place, frozenset[What]]]:
    """The places of the member who asks with what they may do there, by reading."""
    held = reached(request)
    return [(place, held[place.pk]) for place in places.list_places(codes=held)]
