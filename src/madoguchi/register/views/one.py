"""One application beside the register: each of its people, and those it may be, letter by letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.applications.queries import Filed, access_for_officer
from madoguchi.applications.views import visitor
from madoguchi.audit import actions as audit
from madoguchi.base.pages import Elsewhere, done, page
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.register import beside, forms, queries, wording
from madoguchi.register.actions import choosing
from madoguchi.register.actions.choosing import CannotChoose
from madoguchi.register.views.opening import now_and_today, officer_of

KEYS = (
    ("n", "next"),
    ("p", "previous"),
    ("u", "back to the list"),
    ("1", "the first one found"),
    ("0", "nobody of them"),
    ("c", "confirm"),
)


@require_GET
@officer_only
def application(request: EntrantRequest, reference: str) -> HttpResponse:
    """The people of an application and who they may be; who looked stands in the record."""
    now, _ = now_and_today()
    read = _opened(request, reference)
    if read.is_masked:
        return page(request, "register/masked.html", {"application": read.application})
    audit.record(
        verb="application.viewed",
        about=("application", reference),
        by=request.actor,
        now=now,
        details={"part": "register", "answers": read.number},
    )
    return page(request, "register/application.html", _values(request, read))


@require_POST
@officer_only
def choose(request: EntrantRequest, reference: str) -> HttpResponse:
    """Who of the register they are, or nobody of it; then on to the next application of the list."""
    now, _ = now_and_today()
    read, choices = _to_act(request, reference), forms.choices(request.POST)
    if not choices:
        messages.error(request, say("Please choose who it is, or nobody of them."))
        return _back(request, reference)
    after = _neighbours(request, read)["after"]
    try:
        choosing.choose(
            application=read.application,
            choices=choices,
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except CannotChoose as cannot:
        messages.error(request, wording.refused(cannot.reason))
        return _back(request, reference)
    return _back(request, after or reference, notice=say("{reference}: chosen.", reference=reference))


@require_POST
@officer_only
def undo(request: EntrantRequest, reference: str) -> HttpResponse:
    """Take a choice back."""
    now, _ = now_and_today()
    read = _to_act(request, reference)
    path = request.POST.get("path", "")[:200]
    choosing.undo(application=read.application, path=path, by=request.actor, now=now)
    return _back(request, reference, notice=say("The choice was taken back."))


def _opened(request: EntrantRequest, reference: str) -> Filed:
    """The application, masked where its household is protected and was not opened with a reason."""
    now, today = now_and_today()
    return access_for_officer(
        reference=reference, officer=officer_of(request), on=today, opened=visitor.opened(request, now)
    )


def _to_act(request: EntrantRequest, reference: str) -> Filed:
    """The same; of what is masked nothing is chosen."""
    read = _opened(request, reference)
    if read.is_masked:
        raise Elsewhere(reverse("register:application", args=[reference]))
    return read


def _back(request: EntrantRequest, reference: str, *, notice: str = "") -> HttpResponse:
    url = f"{reverse('register:application', args=[reference])}?{request.GET.urlencode()}"
    return done(request, url.rstrip("?"), notice=notice)


def _values(request: EntrantRequest, read: Filed) -> dict[str, Any]:
    row = read.application
    extract = queries.in_use(row.section)
    people = beside.people(read, extract, queries.list_of(row))
    return {
        "read": read,
        "application": row,
        "extract": extract,
        "people": people,
        "is_open": extract is not None and any(each.chosen_at is None for each in people),
        "keys": KEYS,
        **_neighbours(request, read),
    }


def _neighbours(request: EntrantRequest, read: Filed) -> dict[str, Any]:
    """The applications before and after this one in the list the officer came from."""
    row, wanted = read.application, forms.wanted(request.GET)
    found = queries.list_references(section=row.section, wanted=wanted)
    here = found.index(row.reference) if row.reference in found else None
    return {
        "address": forms.address_of(row.section, wanted),
        "before": found[here - 1] if here else None,
        "after": next(iter(found[0 if here is None else here + 1 :]), None),
        "position": None if here is None else here + 1,
        "total": len(found),
    }
