"""公開日時: instants at which results are seen by everybody, and how far they are prepared."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections
from madoguchi.review import forms, proposals, wording
from madoguchi.review.actions import releasing
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.review.views.opening import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.lifecycle import Role

if TYPE_CHECKING:
    from madoguchi.review.models import Release

LIST, ONE = "review/releases.html", "review/release.html"


@require_http_methods(["GET", "POST"])
@officer_only
def releases(request: EntrantRequest) -> HttpResponse:
    """The instants of the officer's sections, and a new one."""
    if request.method == "GET":
        return page(request, LIST, _list(request))
    section, at = forms.text(request.POST, "section"), forms.instant(request.POST)
    wrong = _wrong(section in reach_of(request), forms.text(request.POST, "title"), at)
    if wrong or at is None:
        return retry(request, LIST, {**_list(request), "wrong": wrong})
    by = _seat(request, section)
    try:
        planned = releasing.plan(
            section=section,
            title=forms.text(request.POST, "title"),
            releases_at=at,
            by=by,
            now=clock.now(),
        )
    except CannotPropose as cannot:
        return retry(request, LIST, {**_list(request), "wrong": _words(cannot)})
    return done(request, "review:release", release_id=planned.pk, notice=say("The instant was set."))


@require_GET
@officer_only
def release(request: EntrantRequest, release_id: UUID) -> HttpResponse:
    """How far the results of one instant are prepared, and what can be done about it."""
    return page(request, ONE, _values(request, _access(request, release_id)), part="progress")


@require_POST
@officer_only
def move(request: EntrantRequest, release_id: UUID) -> HttpResponse:
    """Put it to another instant."""
    found, at = _access(request, release_id), forms.instant(request.POST)
    if at is None:
        wrong = say("Please enter the day and the time.")
        return retry(request, ONE, {**_values(request, found), "wrong": wrong})
    by = _approver(request, found.section)
    try:
        releasing.move_instant(release=found, releases_at=at, by=by, now=clock.now())
    except CannotPropose as cannot:
        return retry(request, ONE, {**_values(request, found), "wrong": _words(cannot)})
    return done(request, "review:release", release_id=found.pk, notice=say("The instant was moved."))


@require_POST
@officer_only
def release_now(request: EntrantRequest, release_id: UUID) -> HttpResponse:
    """Make the results public before their instant."""
    found = _access(request, release_id)
    _approver(request, found.section)
    try:
        seen = releasing.release(release_id=found.pk, by=request.actor, now=clock.now())
    except CannotPropose as cannot:
        messages.error(request, _words(cannot))
        return done(request, "review:release", release_id=found.pk)
    notice = say("{count} results are public now. The messages follow in waves.", count=len(seen))
    return done(request, "review:release", release_id=found.pk, notice=notice)


def _list(request: EntrantRequest) -> dict[str, Any]:
    reach, today = reach_of(request), calendar.local_day(clock.now())
    return {
        "rows": [
            {"release": each, "ready": proposals.readiness(each)}
            for each in proposals.list_releases(sections=reach)
        ],
        "sections": [each for each in list_sections(on=today) if each.code in reach],
        "given": request.POST,
    }


def _values(request: EntrantRequest, found: Release) -> dict[str, Any]:
    ready, now = proposals.readiness(found), clock.now()
    return {
        "release": found,
        "ready": ready,
        "proposals": [
            {"proposal": each, "standing": wording.STANDINGS[each.standing]}  # type: ignore[index]
            for each in found.proposals.select_related("proposed_by").order_by("proposed_at")
        ],
        "told": proposals.count_told(release=found),
        "is_late": found.released_at is None and found.releases_at <= now,
        "may_act": _may(request, found.section),
        "is_moving": bool(ready.in_the_making or ready.letters > ready.drawn + ready.waiting_for_characters),
        "given": request.POST,
    }


def _access(request: EntrantRequest, release_id: UUID) -> Release:
    return proposals.access_release(release_id=release_id, sections=reach_of(request))


def _may(request: EntrantRequest, section: str) -> bool:
    return _seat(request, section).role is Role.APPROVER


def _approver(request: EntrantRequest, section: str) -> Reviewer:
    """The officer as one who may approve; for others there is no such page."""
    by = _seat(request, section)
    if by.role is not Role.APPROVER:
        raise Http404
    return by


def _seat(request: EntrantRequest, section: str) -> Reviewer:
    today = calendar.local_day(clock.now())
    return reviewer(officer=officer_of(request), section=section, actor=request.actor, on=today)


def _wrong(is_ours: bool, title: str, at: datetime | None) -> str:
    if not is_ours:
        return say("Please choose one of your sections.")
    if not title:
        return say("Please give it a name that colleagues recognise.")
    return say("Please enter the day and the time.") if at is None else ""


def _words(cannot: CannotPropose) -> str:
    return say(wording.PROPOSALS[cannot.refusal.reason])
