"""The list of what was compared: counts by result, runs, and confirming together what is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.register import forms, queries, wording
from madoguchi.register.actions import choosing, comparing
from madoguchi.register.actions.choosing import CannotChoose
from madoguchi.register.views.opening import (
    administered,
    now_and_today,
    officer_of,
    section_of,
    sections_of,
)
from madoguchi.register.wanted import Pile, Wanted

if TYPE_CHECKING:
    from madoguchi.people.models import Section

KEYS = (
    ("j", "down"),
    ("k", "up"),
    ("Enter", "open"),
    ("n", "next page"),
    ("p", "previous page"),
)


@require_GET
@officer_only
def matches(request: EntrantRequest) -> HttpResponse:
    """Everybody of the section's applications beside the register, pile by pile."""
    now, _ = now_and_today()
    section, wanted = section_of(request), forms.wanted(request.GET)
    number = forms.number(request.GET.get("page")) or 1
    found = queries.list_matches(section=section.code, wanted=wanted, page=number)
    audit.record(
        verb="applications.listed",
        about=("section", section.code),
        by=request.actor,
        now=now,
        details={"references": list(dict.fromkeys(row.reference for row in found.rows)), "part": "register"},
    )
    return page(request, "register/matches.html", _values(request, section, wanted, found))


@require_POST
@officer_only
def compare(request: EntrantRequest) -> HttpResponse:
    """Begin to compare; the page that follows shows how far it has got."""
    now, _ = now_and_today()
    section, wanted = section_of(request), forms.wanted(request.GET)
    extract = queries.in_use(section.code)
    if extract is None:
        return _back(request, section, wanted)
    run = comparing.start_run(
        extract=extract,
        procedure=wanted.procedure,
        officer=officer_of(request),
        by=request.actor,
        now=now,
    )
    return redirect("register:run", run.pk)


@require_GET
@officer_only
def run(request: EntrantRequest, run_id: UUID) -> HttpResponse:
    """How far a comparison has got."""
    found = queries.access_run(run_id=run_id, officer=officer_of(request))
    return page(request, "register/run.html", {"run": found}, part="progress")


@require_POST
@officer_only
def confirm(request: EntrantRequest) -> HttpResponse:
    """Confirm the proposals that are the same in everything."""
    now, _ = now_and_today()
    section, wanted = section_of(request), forms.wanted(request.GET)
    try:
        count = choosing.confirm_sure(
            section=section.code, wanted=wanted, officer=officer_of(request), by=request.actor, now=now
        )
    except CannotChoose as cannot:
        return _back(request, section, wanted, notice=wording.refused(cannot.reason))
    return _back(request, section, wanted, notice=say("{count} people were confirmed.", count=count))


def _back(request: EntrantRequest, section: Section, wanted: Wanted, *, notice: str = "") -> HttpResponse:
    url = f"{reverse('register:matches')}?{forms.address_of(section.code, wanted)}"
    return done(request, url, notice=notice)


def _values(
    request: EntrantRequest, section: Section, wanted: Wanted, found: queries.Matches
) -> dict[str, Any]:
    extract = queries.in_use(section.code)
    sure = queries.list_sure(section=section.code, wanted=wanted, extract=extract).count() if extract else 0
    return {
        "section": section,
        "sections": sections_of(request),
        "wanted": wanted,
        "matches": found,
        "extract": extract,
        "sure": sure,
        "address": forms.address_of(section.code, wanted),
        "piles": [_pile(section, wanted, pile, count) for pile, count in found.counts.items()],
        "who": wording.WHO,
        "roles": wording.ROLES,
        "procedures": queries.list_procedures(section=section.code),
        "is_administrator": section in administered(request),
        "keys": KEYS,
    }


def _pile(section: Section, wanted: Wanted, pile: Pile, count: int) -> dict[str, Any]:
    there = Wanted(pile=pile, who=wanted.who, procedure=wanted.procedure)
    return {
        "pile": pile,
        "words": wording.PILES[pile],
        "count": count,
        "address": forms.address_of(section.code, there),
    }
