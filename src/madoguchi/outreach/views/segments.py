"""配信対象: conditions put together on a page, counted at once, kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.outreach import segments
from madoguchi.outreach.actions.segments import NameTaken, keep
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections, officer_names
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import segments as rules
from madoguchi.rules.segments import LANGUAGE_TITLES, Parts
from madoguchi.rules.wishes import INTEREST_TITLES

if TYPE_CHECKING:
    from django.http import QueryDict

    from madoguchi.people.models import Section
    from madoguchi.rules.expressions.base import Expression

BUILDER: Final = "outreach/officer/builder.html"
LONGEST_NAME: Final = 60
SEVERAL: Final = (
    "languages", "districts", "interests", "applied", "enrolled", "booked", "came", "visited",
)  # fmt: skip
MONTHS: Final = ("born_from", "born_until")
# How long ago somebody came last, in months, as it is chosen.
LATELY: Final = {
    "within_1": "within a month", "within_3": "within 3 months", "within_12": "within a year",
    "not_3": "not for 3 months", "not_12": "not for a year",
}  # fmt: skip


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The conditions of the officer's sections: words, nobody's data."""
    kept = segments.list_segments(reach_of(request))
    names = officer_names({each.made_by for each in kept})
    shown = [(each, names.get(each.made_by, each.made_by)) for each in kept]
    return page(request, "outreach/officer/segments.html", {"segments": shown})


@require_http_methods(["GET", "POST"])
@officer_only
def build(request: EntrantRequest) -> HttpResponse:
    """Choose conditions and see how many they mean; keep them under a name."""
    now, reach = clock.now(), reach_of(request)
    known, asked = segments.options(now), _asked(request.POST)
    errors = _errors(request.POST, asked, reach) if request.POST.get("act") == "keep" else _months(asked)
    raw = rules.written(_parts(asked))
    condition, faults = rules.read(raw, known)
    values = {"asked": asked, "known": known, "errors": errors, "sections": _sections(reach, now), **_CHOICES}
    if faults:
        values["errors"] = {"conditions": say("Something chosen is no longer there. Please choose again.")}
        return retry(request, BUILDER, values, part="found")
    values |= meant(request, condition, now)
    if errors:
        return retry(request, BUILDER, values, part="found")
    if request.POST.get("act") != "keep":
        return page(request, BUILDER, values, part="found")
    try:
        kept = keep(
            section=asked["section"], name=asked["name"], condition=raw, officer=officer_of(request),
            by=request.actor, now=now,
        )  # fmt: skip
    except NameTaken:
        values["errors"] = {"name": say("The section has a segment of this name. Please choose another.")}
        return retry(request, BUILDER, values)
    return done(request, "outreach:segment", segment_id=kept.pk, notice=say("The segment is kept."))


@require_GET
@officer_only
def segment(request: EntrantRequest, segment_id: UUID) -> HttpResponse:
    """Whom it means today."""
    kept, now = segments.access_segment(segment_id, reach_of(request)), clock.now()
    condition = segments.condition_of(kept.condition, segments.options(now))
    values: dict[str, Any] = {"segment": kept}
    if condition is not None:
        values |= meant(request, condition, now)
    return page(request, "outreach/officer/segment.html", values)


_CHOICES: Final = {"languages": LANGUAGE_TITLES, "interests": INTEREST_TITLES, "lately": LATELY}


def _sections(reach: frozenset[str], now: datetime) -> list[Section]:
    return [each for each in list_sections(on=localdate(now)) if each.code in reach]


def meant(request: EntrantRequest, condition: Expression, now: datetime) -> dict[str, Any]:
    """Whom it means, as `_found.html` shows it; that a few of them were looked at is on record."""
    found = segments.look(condition, localdate(now))
    audit.viewed(kind="profile", refs=[each.reference for each in found.samples], by=request.actor, now=now)
    return {"found": found, "phrase": segments.phrase(condition)}


def _asked(data: QueryDict) -> dict[str, Any]:
    single = {
        name: data.get(name, "").strip() for name in ("name", "section", "ahead", "last_visit", *MONTHS)
    }
    return {**single, **{name: data.getlist(name) for name in SEVERAL}}


def _parts(asked: Mapping[str, Any]) -> Parts:
    which, _, months = asked["last_visit"].partition("_") if asked["last_visit"] in LATELY else ("", "", "")
    return Parts(
        **{name: asked[name] for name in SEVERAL},
        **{name: _month(asked[name]) for name in MONTHS},
        is_booked_ahead=asked["ahead"] == "yes",
        visited_within=int(months) if which == "within" else None,
        not_visited_for=int(months) if which == "not" else None,
    )


def _month(written: str) -> date | None:
    try:
        return date.fromisoformat(f"{written}-01") if written else None
    except ValueError:
        return None


def _months(asked: Mapping[str, Any]) -> dict[str, str]:
    wrong = any(asked[name] and _month(asked[name]) is None for name in MONTHS)
    begin, end = (_month(asked[name]) for name in MONTHS)
    if wrong:
        return {"born": say("Please write year and month, e.g. 2021-04.")}
    if begin and end and begin > end:
        return {"born": say("The first month lies after the last one.")}
    return {}


def _errors(data: QueryDict, asked: Mapping[str, Any], reach: frozenset[str]) -> dict[str, str]:
    errors = _months(asked)
    if not asked["name"] or len(asked["name"]) > LONGEST_NAME:
        errors["name"] = say("Please write a name of up to {limit} characters.", limit=LONGEST_NAME)
    if asked["section"] not in reach:
        errors["section"] = say("Please choose one of your sections.")
    return errors
