"""利用登録: a family registers once for all centres; what the city knows already stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock, crypto
from madoguchi.base.entrances import Entrance
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say_plain
from madoguchi.checkin import forms, queries
from madoguchi.checkin.actions import registering
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.people.way_back import way_back
from madoguchi.places.queries import list_districts
from madoguchi.rules import calendar

if TYPE_CHECKING:
    from madoguchi.checkin.forms import Written
    from madoguchi.checkin.models import Family
    from madoguchi.people.models import Child, Resident

HOME: Final = "/"
PAGE: Final = "checkin/resident/register.html"


@require_http_methods(["GET", "POST"])
@resident_only
def register(request: EntrantRequest) -> HttpResponse:
    """Write it or confirm it for another year, then on to the door that asked for it."""
    now, family = clock.now(), queries.family_of(request.resident)
    today = calendar.local_day(now)
    to = way_back(request.GET.get("next", ""), Entrance.PORTAL)
    if request.method == "GET" and to != HOME and family is not None and family.valid_until > today:
        return redirect(to)
    if request.method == "GET":
        return page(request, PAGE, _values(_known(request.resident, family), family))
    written, said = forms.read_registration(request.POST, today)
    if said is None:
        return retry(request, PAGE, _values(written, family))
    registering.register(said=said, resident=request.resident, by=request.actor, now=now)
    if to != HOME:
        return redirect(to)
    return done(request, "checkin:visits", notice=say_plain("You are registered for all centres."))


def _known(resident: Resident | None, family: Family | None) -> Written:
    if family is not None:
        care = str(crypto.unseal(family.care)) if family.care else ""
        return forms.kept(family, queries.children_of(family), care)
    known: list[Child] = queries.list_known_children(resident) if resident else []
    return forms.kept(None, known, "")


def _values(written: Written, family: Family | None) -> dict[str, Any]:
    return {"written": written, "family": family, "districts": list_districts(), "errors": written.errors}
