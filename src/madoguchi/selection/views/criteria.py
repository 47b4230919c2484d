"""Criteria: the table as the guide book prints it, changed in place, confirmed by another, tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.criteria import Criteria, stored
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.criteria.comparing import differences
from madoguchi.rules.criteria.editing import revised, tried, written
from madoguchi.rules.criteria.guidebook import guidebook, typed_in
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.scoring import score
from madoguchi.selection import trying
from madoguchi.selection.actions import criteria as actions
from madoguchi.selection.actions.criteria import CannotConfirmCriteria, CannotTakeIn
from madoguchi.selection.queries import criteria as queries
from madoguchi.selection.views.opening import (
    leads,
    led_by,
    now_and_today,
    officer_of,
    reach_of,
    section_to_lead,
)

if TYPE_CHECKING:
    from madoguchi.selection.models import CriteriaEdition

LIST, ONE, TRY = "selection/criteria_list.html", "selection/criteria.html", "selection/criteria_try.html"
LARGEST_FILE = 1_000_000  # bytes; a table has some twenty thousand


@require_GET
@officer_only
def editions(request: EntrantRequest) -> HttpResponse:
    """The editions of the officer's sections."""
    return page(request, LIST, _listed(request))


@require_POST
@officer_only
def read(request: EntrantRequest) -> HttpResponse:
    """Take a file in as a draft; what is wrong with it is listed, and nothing is kept."""
    section = section_to_lead(request)
    given = request.FILES.get("file")
    if given is None or given.size is None or given.size > LARGEST_FILE:
        messages.error(request, say("Please choose a file of criteria (YAML or JSON, up to 1 MB)."))
        return done(request, "selection:criteria_list")
    try:
        text = given.read().decode("utf-8")
    except UnicodeDecodeError:
        messages.error(request, say("The file is not written in UTF-8."))
        return done(request, "selection:criteria_list")
    try:
        made = _draft(request, section.code, text, previous=None)
    except CannotTakeIn as cannot:
        return retry(request, LIST, {**_listed(request), "faults": told(cannot.problems)})
    return _drafted(request, made)


@require_GET
@officer_only
def edition(request: EntrantRequest, edition_id: UUID) -> HttpResponse:
    """One edition as officers know it from their guide book, and what differs from the one before."""
    return page(request, ONE, _values(request, _access(request, edition_id)))


@require_http_methods(["GET", "POST"])
@officer_only
def edit(request: EntrantRequest, edition_id: UUID) -> HttpResponse:
    """Change points and labels in place; what comes of it is a new draft, the edition stays as it is."""
    found = _access_to_change(request, edition_id)
    if request.method == "GET":
        return page(request, ONE, {**_values(request, found), "may_edit": True})
    typed = _typed(request)
    before = tidied(found.text)
    document, wrong = revised(before, typed)
    if wrong:
        return _mistyped(request, found, typed, wrong)
    if document == before:
        messages.info(request, say("Nothing was changed."))
        return done(request, "selection:criteria", edition_id=found.pk)
    return _drafted(request, _draft(request, found.section, written(document), previous=found))


def _mistyped(
    request: EntrantRequest, edition: CriteriaEdition, typed: Mapping[str, str], wrong: Collection[str]
) -> HttpResponse:
    values = _values(request, edition)
    book = typed_in(values["book"], typed, wrong)
    return retry(request, ONE, {**values, "may_edit": True, "book": book, "wrong_count": len(wrong)})


@require_POST
@officer_only
def confirm(request: EntrantRequest, edition_id: UUID) -> HttpResponse:
    """A second officer confirms a draft; from then on it never changes."""
    found = _access_to_change(request, edition_id)
    now, _ = now_and_today()
    try:
        actions.confirm_edition(edition=found, officer=officer_of(request), by=request.actor, now=now)
    except CannotConfirmCriteria:
        messages.error(request, say("Another officer than the one who drafted it has to confirm it, once."))
        return done(request, "selection:criteria", edition_id=found.pk)
    return done(request, "selection:criteria", edition_id=found.pk, notice=say("The criteria are confirmed."))


@require_GET
@officer_only
def file(request: EntrantRequest, edition_id: UUID) -> HttpResponse:
    """The edition as a file, to keep, to give away or to change elsewhere."""
    found = _access(request, edition_id)
    name = stored(found.text).id
    answer = HttpResponse(found.text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return answer


@require_http_methods(["GET", "POST"])
@officer_only
def try_out(request: EntrantRequest, edition_id: UUID) -> HttpResponse:
    """Type a case in and see each line of its sheet. Nothing is kept."""
    found = _access(request, edition_id)
    criteria = stored(found.text)
    _, today = now_and_today()
    typed = _typed(request)
    on = request.POST.get("on", "").strip() or today.isoformat()
    values = {"edition": found, "on": on, "parts": trying.parts(criteria, typed)}
    if request.method == "GET":
        return page(request, TRY, values)
    case = case_of(tried(criteria, typed, on=on))
    if not isinstance(case, Case):
        return retry(request, TRY, {**values, "day_wrong": True})
    scored = score(criteria, case)
    result = trying.sheet(criteria, scored)
    return page(request, TRY, {**values, **result}, status=422 if scored.errors else 200)


def _typed(request: EntrantRequest) -> dict[str, str]:
    """What was typed, by place; places have a point in their names."""
    return {place: str(text) for place, text in request.POST.items() if "." in place}


def _access(request: EntrantRequest, edition_id: UUID) -> CriteriaEdition:
    return queries.access_edition(edition_id=edition_id, sections=reach_of(request))


def _access_to_change(request: EntrantRequest, edition_id: UUID) -> CriteriaEdition:
    found = _access(request, edition_id)
    if not leads(request, found.section):
        raise Http404
    return found


def _draft(
    request: EntrantRequest, section: str, text: str, *, previous: CriteriaEdition | None
) -> CriteriaEdition:
    now, _ = now_and_today()
    officer = officer_of(request)
    return actions.draft_edition(
        section=section, text=text, previous=previous, officer=officer, by=request.actor, now=now
    )


def _drafted(request: EntrantRequest, made: CriteriaEdition) -> HttpResponse:
    notice = say("A draft was made. Another officer has to confirm it before a round can use it.")
    return done(request, "selection:criteria", edition_id=made.pk, notice=notice)


def _listed(request: EntrantRequest) -> dict[str, Any]:
    editions = queries.list_drafts_and_editions(sections=reach_of(request))
    return {"editions": editions, "led": led_by(request)}


def _values(request: EntrantRequest, edition: CriteriaEdition) -> dict[str, Any]:
    criteria: Criteria = stored(edition.text)
    before = queries.compared_with(edition)
    may_change = leads(request, edition.section)
    return {
        "edition": edition,
        "criteria": criteria,
        "book": guidebook(criteria),
        "before": before,
        "differences": differences(stored(before.text), criteria) if before else (),
        "may_change": may_change,
        "may_confirm": may_change
        and not edition.is_confirmed
        and edition.drafted_by_id != officer_of(request).pk,
    }
