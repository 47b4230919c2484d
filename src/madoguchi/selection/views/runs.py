"""Runs of a round: started, tried, looked at by club and by child, and laid side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import proposals
from madoguchi.review.views.opening import open_application
from madoguchi.selection import gathering, outcomes
from madoguchi.selection import run_wording as wording
from madoguchi.selection.actions import confirming
from madoguchi.selection.actions import lottery as lots
from madoguchi.selection.actions import running as actions
from madoguchi.selection.actions.confirming import CannotPlace
from madoguchi.selection.actions.lottery import CannotDraw
from madoguchi.selection.actions.running import CannotRun
from madoguchi.selection.forms import number, read_trial
from madoguchi.selection.queries import rounds, runs, seats
from madoguchi.selection.views.opening import (
    access,
    access_to_run,
    leads,
    note_listed,
    now_and_today,
    officer_of,
)

if TYPE_CHECKING:
    from madoguchi.rules.running import Refusal
    from madoguchi.selection.models import Round, Run

LIST, TRIAL = "selection/runs.html", "selection/rehearse.html"
CONFIRM = "selection/run_confirm.html"


@require_GET
@officer_only
def listed(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Every run of the round, what the next one waits for, and the lottery."""
    round, (now, _) = access(request, round_id), now_and_today()
    values = {
        "round": round,
        "runs": runs.list_runs(round=round),
        "refusals": [_mendable(round, each) for each in gathering.refusals(round, now=now)],
        "may_run": leads(request, round.section),
    }
    return page(request, LIST, values)


@require_POST
@officer_only
def start(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Start the run by which places may be given."""
    round, (now, _) = access_to_run(request, round_id), now_and_today()
    try:
        made = actions.start(round=round, officer=officer_of(request), by=request.actor, now=now)
    except CannotRun as cannot:
        for each in cannot.refusals:
            messages.error(request, wording.refusal(each.written()))
        return done(request, "selection:runs", round_id=round.pk)
    return done(request, "selection:run", round_id=round.pk, calculation_id=made.pk)


@require_http_methods(["GET", "POST"])
@officer_only
def rehearse(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Try other criteria or seats; nothing comes of it."""
    round, (now, today) = access(request, round_id), now_and_today()
    editions = rounds.list_tryable(section=round.section)
    rows = [row for row in seats.list_seats(round=round, on=today) if row.seats]
    tried, wrong = read_trial(request.POST, {row.place.pk: row.seats.capacity for row in rows if row.seats})
    values = {
        "round": round,
        "editions": editions,
        "rows": rows,
        "tried": [_trial_row(row, request.POST, wrong) for row in rows],
        "given": request.POST,
    }
    if request.method == "GET":
        return page(request, TRIAL, values)
    edition = next((each for each in editions if str(each.pk) == request.POST.get("criteria")), None)
    if wrong or edition is None:
        return retry(request, TRIAL, {**values, "wrong": wrong, "no_edition": edition is None})
    title, officer = request.POST.get("title", "").replace("\0", ""), officer_of(request)
    given: dict[str, Any] = {"officer": officer, "by": request.actor, "now": now}
    try:
        made = actions.rehearse(round=round, title=title, edition=edition, seats=tried, **given)
    except CannotRun as cannot:
        refusals = [wording.refusal(each.written()) for each in cannot.refusals]
        return retry(request, TRIAL, {**values, "refusals": refusals})
    return done(request, "selection:run", round_id=round.pk, calculation_id=made.pk)


@require_POST
@officer_only
def draw(request: EntrantRequest, round_id: UUID, act: str) -> HttpResponse:
    """Promise the seed of the lottery, or show it."""
    acts = {"commit": lots.commit, "reveal": lots.reveal}
    if act not in acts:
        raise Http404
    round, (now, _) = access_to_run(request, round_id), now_and_today()
    try:
        acts[act](round=round, by=request.actor, now=now)
    except CannotDraw as cannot:
        messages.error(request, say(wording.LOTTERY_REFUSALS[cannot.reason]))
    return done(request, "selection:runs", round_id=round.pk)


@require_GET
@officer_only
def run(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> HttpResponse:
    """How far a run has got, and what came out, club by club."""
    round, found = _access(request, round_id, calculation_id)
    values = {
        "round": round,
        "run": found,
        "refusals": [(wording.refusal(each), wording.refused(each)) for each in found.refusals],
        "clubs": outcomes.clubs(found),
        "counts": runs.counts_of(found),
        "drafting": runs.drafting_of(found),
        "may_run": leads(request, round.section),
        "others": [each for each in runs.list_runs(round=round) if each.pk != found.pk and each.is_done],
    }
    return page(request, "selection/run.html", values, part="progress")


@require_http_methods(["GET", "POST"])
@officer_only
def confirm(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> HttpResponse:
    """Make a run what is laid before those who approve, by somebody who is not one of them."""
    round, (now, _) = access(request, round_id), now_and_today()
    found = runs.access_run(round=round, run_id=calculation_id)
    releases = proposals.list_releases_to_come(section=round.section)
    title = request.POST.get("title", "").replace("\0", "")
    values = {"round": round, "run": found, "releases": releases, "title": title, "given": request.POST}
    if request.method == "GET":
        return page(request, CONFIRM, {**values, "title": round.title})
    release = next((each for each in releases if str(each.pk) == request.POST.get("release")), None)
    if release is None:
        return retry(request, CONFIRM, {**values, "wrong": say("Please choose when families see it.")})
    officer = officer_of(request)
    try:
        confirming.confirm(
            run=found, title=title, release=release, officer=officer, by=request.actor, now=now
        )
    except CannotPlace as cannot:
        wrong = say(wording.CONFIRM_REFUSALS[cannot.reason])
        return retry(request, CONFIRM, {**values, "wrong": wrong})
    return done(request, "selection:run", round_id=round.pk, calculation_id=found.pk)


@require_POST
@officer_only
def reopen(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> HttpResponse:
    """The proposal was taken back: prepare the round anew."""
    round, (now, _) = access_to_run(request, round_id), now_and_today()
    found = runs.access_run(round=round, run_id=calculation_id)
    try:
        confirming.reopen(run=found, by=request.actor, now=now)
    except CannotPlace as cannot:
        messages.error(request, say(wording.CONFIRM_REFUSALS[cannot.reason]))
    return done(request, "selection:run", round_id=round.pk, calculation_id=found.pk)


@require_GET
@officer_only
def club(request: EntrantRequest, round_id: UUID, calculation_id: UUID, code: str) -> HttpResponse:
    """The queue of one club: who is admitted, who waits, in their order."""
    (round, found), (now, _) = _access(request, round_id, calculation_id), now_and_today()
    shown = outcomes.club(found, code)
    if shown is None:
        raise Http404
    references = [each.reference for each in (*shown.admitted, *shown.waiting)]
    note_listed(request, round, references, now)
    return page(request, "selection/run_club.html", {"round": round, "run": found, "club": shown})


@require_GET
@officer_only
def child(request: EntrantRequest, round_id: UUID, calculation_id: UUID, reference: str) -> HttpResponse:
    """One child: how each wish came out and why, and its points; a protected one once it was opened."""
    (round, found), (now, _) = _access(request, round_id, calculation_id), now_and_today()
    placement = runs.access_placement(run=found, reference=reference)
    open_application(request, reference)
    details = {"part": "placement", "run": str(found.pk)}
    about = ("application", reference)
    audit.record(verb="application.viewed", about=about, by=request.actor, now=now, details=details)
    values = {"round": round, "run": found, "shown": outcomes.child(placement)}
    return page(request, "selection/run_child.html", values)


@require_GET
@officer_only
def exceptions(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> HttpResponse:
    """Whom the run can place nowhere, and why: to be looked at before it is proposed."""
    (round, found), (now, _) = _access(request, round_id, calculation_id), now_and_today()
    here, listed = outcomes.exceptions(found, _page(request))
    note_listed(request, round, [each.reference for each in listed], now)
    values = {"round": round, "run": found, "exceptions": listed, "here": here}
    return page(request, "selection/run_exceptions.html", values)


@require_GET
@officer_only
def compare(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> HttpResponse:
    """Two runs side by side: who moves, and why."""
    (round, after), (now, _) = _access(request, round_id, calculation_id), now_and_today()
    before = runs.access_named(round=round, name=request.GET.get("with", ""))
    if not (after.is_done and before.is_done):
        raise Http404
    beside = outcomes.beside(before, after, _page(request))
    note_listed(request, round, [each.reference for each in beside.moved], now)
    values = {"round": round, "before": before, "run": after, "beside": beside}
    return page(request, "selection/run_compare.html", values)


def _page(request: EntrantRequest) -> int:
    return number(request.GET.get("page")) or 1


def _mendable(round: Round, refusal: Refusal) -> dict[str, Any]:
    """In words, and where it is mended, if there is a place for it."""
    written = refusal.written()
    name, more = wording.MENDED_AT.get(written["reason"], ("", ""))
    given = {} if name == "selection:criteria_list" else {"round_id": round.pk}
    return {
        "words": wording.refusal(written),
        "mended_at": reverse(name, kwargs=given) + more if name else "",
    }


def _trial_row(row: seats.Row, given: QueryDict, wrong: list[str]) -> dict[str, Any]:
    stands = row.seats.capacity if row.seats else 0
    typed = given.get(f"seats:{row.place.pk}", stands)
    return {
        "place": row.place,
        "stands": stands,
        "typed": typed,
        "is_wrong": bool(given) and row.place.pk in wrong,
    }


def _access(request: EntrantRequest, round_id: UUID, calculation_id: UUID) -> tuple[Round, Run]:
    round = access(request, round_id)
    return round, runs.access_run(round=round, run_id=calculation_id)
