"""Whose phone is at the door: signed in, or known since it did so once; that opens doors and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from madoguchi.audit.actions import Actor
from madoguchi.base import clock, cookies
from madoguchi.base.entrances import Entrance
from madoguchi.checkin import queries
from madoguchi.checkin.actions import registering

if TYPE_CHECKING:
    from django.http import HttpResponse

    from madoguchi.checkin.models import Family
    from madoguchi.people.entrants import EntrantRequest

COOKIE: Final = "family"
PATH: Final = "/in/"


def family_at(request: EntrantRequest) -> Family | None:
    """The family at the door; whoever is signed in comes before what the phone remembers."""
    if request.resident is not None:
        return queries.family_of(request.resident)
    return queries.family_by_phone(request.COOKIES.get(COOKIE, ""))


def acting(request: EntrantRequest, family: Family) -> Actor:
    """As the record names them: the one who registered, signed in or not."""
    if request.resident is None and family.resident is not None:
        return Actor(kind="resident", ref=str(family.resident.reference), entrance=Entrance.PORTAL)
    return request.actor


def remembered(request: EntrantRequest, response: HttpResponse, family: Family) -> HttpResponse:
    """The answer, after which this phone needs no signing in at doors."""
    known = queries.family_by_phone(request.COOKIES.get(COOKIE, ""))
    if request.resident is None or (known is not None and known.pk == family.pk):
        return response
    return known_here(request, response, family)


def known_here(request: EntrantRequest, response: HttpResponse, family: Family) -> HttpResponse:
    """The answer, after which this phone is known at doors as this family's."""
    secret = registering.remember_phone(family=family, by=request.actor, now=clock.now())
    cookies.keep(response, COOKIE, secret, path=PATH)
    return response
