"""Whose phone is at the door: signed in, or known since it did so once; that opens doors and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings

from madoguchi.audit.actions import Actor
from madoguchi.base import clock
from madoguchi.base.entrances import Entrance
from madoguchi.checkin import queries
from madoguchi.checkin.actions import registering

if TYPE_CHECKING:
    from django.http import HttpResponse

    from madoguchi.checkin.models import Family
    from madoguchi.people.entrants import EntrantRequest

COOKIE: Final = "family"
PATH: Final = "/in/"
KEPT_FOR: Final = timedelta(days=400)  # as long as browsers keep any cookie


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
    response.set_cookie(
        COOKIE, secret, max_age=KEPT_FOR, path=PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return response
