"""Moving the closing of a procedure after an outage: typed, read as residents will read it, promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.applications import queries as applications
from madoguchi.base import office
from madoguchi.base.languages import html_lang
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import read_by, say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import CannotExtend
from madoguchi.procedures.wording import notice
from madoguchi.rules import calendar, extending
from madoguchi.rules.extending import Plan
from madoguchi.studio import queries
from madoguchi.studio.forms import ExtensionForm
from madoguchi.studio.queries import Bench
from madoguchi.studio.views.officer import publishable, reach_of

TEMPLATE = "studio/officer/extend.html"


@require_http_methods(["GET", "POST"])
@officer_only
def extend(request: EntrantRequest, slug: str) -> HttpResponse:
    """Ask for outage and new closing; show the words; on the second press, promise it."""
    bench, now = publishable(request, slug)
    if request.method == "GET":
        return page(request, TEMPLATE, {"bench": bench, "form": ExtensionForm(initial=_proposed(bench, now))})
    form = ExtensionForm(request.POST)
    if "change" in request.POST:
        return page(request, TEMPLATE, {"bench": bench, "form": form})
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        form.object(queries.objections(slug, reach_of(request), form.plan(), seen, now))
    if form.is_valid() and "promise" in request.POST:
        _promise(request, slug, form, now)
    if not form.is_valid():
        return retry(request, TEMPLATE, {"bench": bench, "form": form})
    if "promise" not in request.POST:
        return page(request, TEMPLATE, _preview(bench, form))
    said = say("Applications are now taken until {end}.", end=form.plan().closes_at)
    return done(request, "studio:procedure", slug=slug, notice=said)


def _promise(request: EntrantRequest, slug: str, form: ExtensionForm, now: datetime) -> None:
    """Move the closing; what stands against it since somebody else was quicker is said in the form."""
    given = form.cleaned_data
    try:
        procedures.extend(
            slug=slug,
            plan=form.plan(),
            seen=given["seen"],
            reason=given["reason"],
            by=request.actor,
            now=now,
        )
    except CannotExtend as cannot:
        form.object(cannot.reasons)


def _proposed(bench: Bench, now: datetime) -> dict[str, Any]:
    if bench.closes_at is None:
        return {}
    closed_days = office.closed_days(calendar.local_day(now).year)
    return {"closes_at": extending.proposed(bench.closes_at, now, closed_days)}


def _preview(bench: Bench, form: ExtensionForm) -> dict[str, Any]:
    return {
        "bench": bench,
        "form": form,
        "plan": form.plan(),
        "notices": list(_in_every_language(form.plan())),
        "writers": applications.count_writers(bench.slug),
    }


def _in_every_language(plan: Plan) -> Iterator[dict[str, Any]]:
    for code, name in settings.LANGUAGES:
        with read_by(code):
            yield {"name": name, "html_lang": html_lang(code), "notice": notice(plan)}
