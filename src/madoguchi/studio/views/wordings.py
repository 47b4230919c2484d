"""The texts of a procedure in every language, looked at and mended where they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.morphology import tokens
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told as told_faults
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.documents.base import LANGUAGES, LONGEST_TEXT
from madoguchi.rules.easy import check
from madoguchi.rules.easy.drafting import drafted, replaced
from madoguchi.rules.editing import All, Refused, Set
from madoguchi.rules.readings import with_readings
from madoguchi.studio import words
from madoguchi.studio.actions import editing, translating
from madoguchi.studio.actions.editing import Conflict
from madoguchi.studio.queries.readings import city_readings
from madoguchi.studio.queries.wordings import Wordings, access_wordings
from madoguchi.studio.views.officer import reach_of
from madoguchi.studio.words import EASY, Row

TEMPLATE: Final = "studio/officer/words.html"
DONE: Final = {"save": "Saved.", "fix": "Replaced.", "right": "Noted: this translation is still right."}


@require_http_methods(["GET", "POST"])
@officer_only
def wordings(request: EntrantRequest, slug: str) -> HttpResponse:
    """Every text that residents read; one of them open to be written."""
    found = access_wordings(slug, reach_of(request))
    if request.method == "GET":
        return page(request, TEMPLATE, _values(request, found, open_at=request.GET.get("at", "")))
    if not found.may_edit:
        raise Http404
    row = _row(found, request.POST.get("path", ""))
    act, _, what = request.POST.get("act", "").partition(" ")
    if act in ("readings", "draft"):
        return _propose(request, found, row, act)
    if act == "right":
        return _confirm(request, found, row, what)
    operation = _fixed(row, what) if act == "fix" else _written(request, row)
    return _keep(request, found, row, operation, act)


@require_POST
@officer_only
def check_words(request: EntrantRequest, slug: str) -> HttpResponse:
    """What is found in easy Japanese that is being typed; nothing is kept."""
    access_wordings(slug, reach_of(request))
    typed = next((request.POST[name] for name in request.POST if name.endswith(EASY)), "")
    return page(
        request, "studio/officer/_easy_findings.html", {"told": words.told(check(typed[:LONGEST_TEXT]))}
    )


def _propose(request: EntrantRequest, found: Wordings, row: Row, act: str) -> HttpResponse:
    """Fill the box of easy Japanese. It is kept only when somebody has read it and says so."""
    boxes = {language: request.POST.get(language, "") for language in LANGUAGES if language in request.POST}
    boxes = boxes or dict(row.wording.words)
    source = boxes.get("ja") or row.wording.words["ja"]
    if act == "draft":
        easy = drafted(source[:LONGEST_TEXT], tokens, city_readings())
    else:
        easy = with_readings((boxes.get(EASY) or source)[:LONGEST_TEXT], tokens, city_readings())
    open_row = replace(row, proposed={**boxes, EASY: easy}, is_open=True)
    return page(request, TEMPLATE, _values(request, found, shown=open_row, is_proposed=True), part="row")


def _confirm(request: EntrantRequest, found: Wordings, row: Row, language: str) -> HttpResponse:
    is_kept = translating.confirm(
        slug=found.slug,
        path=row.path,
        language=language,
        japanese=request.POST.get("japanese", ""),
        by=request.actor,
        now=clock.now(),
    )
    if not is_kept:
        return retry(request, TEMPLATE, _values(request, found, shown=row, is_late=True), part="row")
    return _after(request, found.slug, row.path, "right")


def _fixed(row: Row, key: str) -> Set | None:
    """The easy Japanese with one proposal put in place; None where that is not proposed any more."""
    finding = next((each for each in row.findings if words.key_of(each) == key), None)
    if finding is None or finding.replacement is None:
        return None
    return Set(f"{row.path}.{EASY}", replaced(row.easy, finding))


def _written(request: EntrantRequest, row: Row) -> All | None:
    changed = {
        language: typed
        for language in LANGUAGES
        if language in request.POST
        and (typed := request.POST[language].replace("\r\n", "\n").strip())
        != row.wording.words.get(language, "")
    }
    operations = tuple(Set(f"{row.path}.{language}", typed or None) for language, typed in changed.items())
    return All(operations) if operations else None


def _keep(
    request: EntrantRequest, found: Wordings, row: Row, operation: Set | All | None, act: str
) -> HttpResponse:
    typed = {language: request.POST[language] for language in LANGUAGES if language in request.POST}
    if operation is None:
        if act == "fix":
            return retry(request, TEMPLATE, _values(request, found, shown=row, is_late=True), part="row")
        return _after(request, found.slug, row.path, "save")
    outcome = editing.edit(
        slug=found.slug,
        operation=operation,
        seen=request.POST.get("seen", ""),
        by=request.actor,
        now=clock.now(),
    )
    if isinstance(outcome, Refused | Conflict):
        latest = access_wordings(found.slug, reach_of(request))
        again = replace(_row(latest, row.path), proposed=typed, is_open=True)
        faults = told_faults(outcome.faults) if isinstance(outcome, Refused) else ()
        values = _values(request, latest, shown=again, faults=faults, is_late=isinstance(outcome, Conflict))
        return retry(request, TEMPLATE, values, part="row")
    return _after(request, found.slug, row.path, act)


def _after(request: EntrantRequest, slug: str, path: str, act: str) -> HttpResponse:
    """The row as it is now to htmx; else the page again, at that row."""
    latest = access_wordings(slug, reach_of(request))
    row = _row(latest, path)
    if request.headers.get("HX-Request") == "true":
        return page(request, TEMPLATE, _values(request, latest, shown=row), part="row")
    show = request.GET.get("show", "all")
    show = show if show in words.SHOWN else "all"
    url = f"{reverse('studio:words', args=[slug])}?show={show}#{row.id}"
    return done(request, url, notice=say(DONE.get(act, DONE["save"])))


def _row(found: Wordings, path: str) -> Row:
    row = next((each for each in words.rows(found.plain, found.texts, found.gaps) if each.path == path), None)
    if row is None:
        raise Http404
    return row


def _values(
    request: EntrantRequest, found: Wordings, *, open_at: str = "", shown: Row | None = None, **more: Any
) -> dict[str, Any]:
    """`shown`: a row to be drawn otherwise than it stands; alone, where htmx asks for it."""
    every = words.rows(found.plain, found.texts, found.gaps)
    count = words.count(every)
    show = request.GET.get("show", "")
    show = show if show in words.SHOWN else "all"
    at = shown.path if shown else open_at
    listed = [
        shown if shown and each.path == at else replace(each, is_open=each.path == at and found.may_edit)
        for each in every
        if words.SHOWN[show](each) or each.path == at
    ]
    return {
        "found": found,
        "rows": listed,
        "row": shown,
        "count": count,
        "show": show,
        "languages": _languages(),
        **more,
    }


def _languages() -> list[Any]:
    return [say("Japanese"), say("Easy Japanese"), say("English")]
