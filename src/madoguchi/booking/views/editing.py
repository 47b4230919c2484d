"""At the desk: something to be booked is put up, and its words, places and terms are changed afterwards."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import opening
from madoguchi.booking.wording import GROUP, ONCE, WAITING
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections
from madoguchi.people.reach import reach_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from madoguchi.booking.models import Offering
    from madoguchi.people.models import Section

NEW: Final = "booking/officer/new.html"
EDIT: Final = "booking/officer/edit.html"
CHOICES: Final = {"waitings": WAITING.items(), "onces": ONCE.items()}


@require_http_methods(["GET", "POST"])
@officer_only
def new(request: EntrantRequest) -> HttpResponse:
    """Put up something to be booked; its times follow on its own page."""
    reach, now = reach_of(request), clock.now()
    shown = {"sections": own_sections(request), **CHOICES}
    if request.method == "GET":
        typed = {"minutes": "60", "opens_days": "60", "is_public": "1"}
        return page(request, NEW, {**shown, **_typed(typed, {})})
    given, errors = forms.offering(request.POST)
    section = request.POST.get("section", "")
    if section not in reach:
        errors["section"] = "Please choose one of your sections."
    if errors:
        return retry(request, NEW, {**shown, **_typed(request.POST, said(errors))})
    more = {"is_public": is_public(request), "by": request.actor, "now": now}
    made = opening.offer(code=f"o-{secrets.token_hex(4)}", section=section, **given, **more)
    return done(request, "booking:week", offering=made.pk, notice=say("Now open its times below."))


@require_http_methods(["GET", "POST"])
@officer_only
def edit(request: EntrantRequest, offering: str) -> HttpResponse:
    """Change words, places and terms; what is reserved keeps its time, its size and its fee."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    terms = queries.terms_of(found)
    if terms.hire is not None:
        return redirect("booking:hall", found.pk)
    if request.method == "GET":
        typed = forms.typed_offering(found.title, found.lead, terms)
        typed["is_public"] = "1" if found.is_public else ""
        return page(request, EDIT, _shown(found, typed, {}))
    given, errors = forms.changed_offering(request.POST, terms)
    if errors:
        return retry(request, EDIT, _shown(found, request.POST, said(errors)))
    more = {"is_public": is_public(request), "by": request.actor, "now": clock.now()}
    try:
        resizes = request.POST.get("resizes") == "1"
        opening.change(offering=found, resizes=resizes, **given, **more)
    except opening.CannotShrink as cannot:
        told = {"count": cannot.pool.taken, "at": cannot.pool.session.starts_at}
        words = say("{at}: {count} places are taken already; there cannot be fewer.", **told)
        return retry(request, EDIT, _shown(found, request.POST, {"resizes": words}))
    except opening.GroupInUse as used:
        words = say(
            "{count} reservations name people of this group. It stays until they are deleted.",
            count=used.count,
        )
        return retry(request, EDIT, _shown(found, request.POST, {f"group_ja_{used.at + 1}": words}))
    return done(request, "booking:week", offering=found.pk, notice=say("The changes are saved."))


class Box(NamedTuple):
    """A box in a table: what it is for, its name, its label, what was typed, what is wrong with that."""

    part: str
    name: str
    label: str
    value: str
    wrong: Any


def _typed(
    typed: Mapping[str, Any], wrong: Mapping[str, Any], many: int = forms.MOST_GROUPS
) -> dict[str, Any]:
    """What was typed and what is wrong with it; of groups by row, each box with its words."""
    groups = table(typed, wrong, "group", GROUP, many)
    has_groups = any(box.value or box.wrong for row in groups for box in row)
    return {"typed": typed, "wrong": wrong, "groups": groups, "has_groups": has_groups}


def table(
    typed: Mapping[str, Any], wrong: Mapping[str, Any], kind: str, parts: Mapping[str, str], many: int
) -> list[list[Box]]:
    """Boxes in rows, a part in each column."""
    return [
        [
            Box(part, name := f"{kind}_{part}_{at}", label, typed.get(name, ""), wrong.get(name, ""))
            for part, label in parts.items()
        ]
        for at in range(1, many + 1)
    ]


def own_sections(request: EntrantRequest) -> list[Section]:
    """The sections for which the officer can put something up."""
    reach = reach_of(request)
    return [each for each in list_sections(on=localdate(clock.now())) if each.code in reach]


def said(errors: forms.Errors) -> dict[str, Any]:
    """What is wrong, in the officer's language, by the name of its box."""
    return {name: say(words) for name, words in errors.items()}


def is_public(request: EntrantRequest) -> bool:
    """Whether residents are to see it."""
    return request.POST.get("is_public") == "1"


def _shown(found: Offering, typed: Mapping[str, Any], wrong: Mapping[str, Any]) -> dict[str, Any]:
    terms = queries.terms_of(found)
    sessions, reserved = queries.count_ahead(offering=found, now=clock.now())
    return {
        "offering": found,
        "terms": terms,
        "pools": [
            (title, [(name, label, typed.get(name), wrong.get(name)) for name, label in boxes])
            for title, boxes in forms.pool_boxes(terms)
        ],
        "sessions": sessions,
        "reserved": reserved,
        **_typed(typed, wrong, forms.rows_of_groups(terms)),
        **CHOICES,
    }
