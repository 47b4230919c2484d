"""At the desk: numbers without which nobody books (接種券番号), seen first and taken in; hashes are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import entitling
from madoguchi.booking.wording import LIST_FAULTS
from madoguchi.files import tables
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules import entitlements
from madoguchi.rules.entitlements import Listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from madoguchi.booking.models import Offering

PAGE: Final = "booking/officer/numbers.html"
MOST_SHOWN: Final = 100


@require_http_methods(["GET", "POST"])
@officer_only
def numbers(request: EntrantRequest, offering: str) -> HttpResponse:
    """How many are known; posted, a list is looked at, and posted as it was seen, it is taken in."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    kind = queries.terms_of(found).entitlement
    if kind is None:
        raise Http404
    shown = _shown(found, kind, request.POST)
    if request.method == "GET":
        return page(request, PAGE, shown | {"typed": {"valid_from": localdate(clock.now()).isoformat()}})
    lines, unreadable = _lines(request)
    days, wrong = forms.validity(request.POST)
    wrong = {name: say(words) for name, words in {**wrong, **unreadable}.items()}
    shown |= {"typed": {**request.POST.dict(), "numbers": "\n".join(lines)}, "wrong": wrong}
    if wrong:
        return retry(request, PAGE, shown)
    listed = entitlements.read(lines)
    if listed.faults:
        return retry(request, PAGE, shown | _faults(listed))
    if request.POST.get("seen") != _mark(listed, days):
        return page(request, PAGE, shown | _plan(kind, listed, days))
    new = _take_in(request, kind, listed, days)
    notice = say("{count} numbers are taken in. Only their hashes are kept.", count=new)
    return done(request, "booking:numbers", offering=found.pk, notice=notice)


def _take_in(request: EntrantRequest, kind: str, listed: Listed, days: tuple[date, date | None]) -> int:
    return entitling.take_in(
        kind=kind,
        numbers=listed.numbers,
        valid_from=days[0],
        valid_until=days[1],
        by=request.actor,
        now=clock.now(),
    )


def _lines(request: EntrantRequest) -> tuple[list[str], forms.Errors]:
    """One number a line: of the file, where there is one, and else as pasted."""
    sent = request.FILES.get("file")
    if sent is None:
        pasted = request.POST.get("numbers", "").replace("\0", "")
        return [each.split("\t")[0] for each in pasted.splitlines()], {}
    rows = tables.read(sent.read(tables.LARGEST + 1))
    if rows is None:
        return [], {"file": "This is no table. Please save it as CSV or XLSX."}
    return entitlements.column_of(rows), {}


def _plan(kind: str, listed: Listed, days: tuple[date, date | None]) -> dict[str, Any]:
    known = queries.count_known_numbers(kind=kind, numbers=listed.numbers)
    usual, *others = listed.lengths
    return {
        "plan": listed,
        "new": len(listed.numbers) - known,
        "known": known,
        "usual": usual,
        "others": others,
        "seen": _mark(listed, days),
    }


def _faults(listed: Listed) -> dict[str, Any]:
    told = [(each.row, say(LIST_FAULTS[each.code])) for each in listed.faults[:MOST_SHOWN]]
    return {"faults": told, "count": len(listed.faults)}


def _mark(listed: Listed, days: tuple[date, date | None]) -> str:
    """By which it is known that somebody looked at exactly this."""
    return hashlib.sha256(repr((listed, days)).encode()).hexdigest()


def _shown(found: Offering, kind: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "offering": found,
        "there": queries.count_numbers(kind=kind, on=localdate(clock.now())),
        "typed": typed,
        "wrong": {},
    }
