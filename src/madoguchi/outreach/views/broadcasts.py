"""一斉配信 at the desk: written, looked at, let go by one or two people, watched, stopped, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import charts, clock
from madoguchi.base.pages import asks_for_news, done, nothing_new, page, retry
from madoguchi.base.texts import say
from madoguchi.messaging.line import month
from madoguchi.outreach import audiences, broadcasts, composing, drawing, followed, forms, segments
from madoguchi.outreach.actions import broadcasts as acts
from madoguchi.outreach.actions.broadcasts import CannotRelease, Written
from madoguchi.outreach.broadcast_wording import REFUSALS, STANDINGS
from madoguchi.outreach.composing import Choices
from madoguchi.outreach.views.segments import meant
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections, officer_names
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import broadcasting as rules
from madoguchi.rules import segments as segment_rules
from madoguchi.rules.broadcasting import Refusal, Standing
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.following import COUNTED_FOR

if TYPE_CHECKING:
    from madoguchi.outreach.models import Broadcast

LIST: Final = "outreach/officer/broadcasts.html"
COMPOSER: Final = "outreach/officer/compose.html"
PAGE: Final = "outreach/officer/broadcast.html"
KEPT: Final = "The draft is kept. Nobody is told yet."
DONE: Final = {
    "discard": "The draft was thrown away.",
    "call_back": "It was called back before anybody was told. It is a draft again.",
    "stop": "The rest is held back. What is on its way arrives.",
    "go_on": "It goes on where it stopped. Nobody is told twice.",
}


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The broadcasts of the officer's sections."""
    found = broadcasts.list_broadcasts(reach_of(request))
    rows = [(row, *STANDINGS[standing]) for row, standing in found]
    return page(request, LIST, {"rows": rows})


@require_http_methods(["GET", "POST"])
@officer_only
def write(request: EntrantRequest) -> HttpResponse:
    """A new one; the segment that is chosen is counted at once."""
    now, choices = clock.now(), _choices(request)
    if request.method == "GET":
        said = composing.typed({"section": next(iter(choices.sections), "")})
        return page(request, COMPOSER, _composer(request, choices, said, {}, now))
    found = _read(request, choices, now)
    if not isinstance(found, Written):
        return found
    row = acts.write(written=found, officer=officer_of(request), by=request.actor, now=now)
    return done(request, "outreach:broadcast", news_id=row.pk, notice=say(KEPT))


@require_http_methods(["GET", "POST"])
@officer_only
def change(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Write it anew, as long as it was not let go."""
    row, now, choices = _access(request, news_id), clock.now(), _choices(request)
    if request.method == "GET":
        said = composing.shown(row, choices.pages)
        return page(request, COMPOSER, _composer(request, choices, said, {}, now, row))
    found = _read(request, choices, now, row)
    if not isinstance(found, Written):
        return found
    try:
        acts.change(
            broadcast=row.pk, written=found, officer=officer_of(request), seen=_seen(request),
            by=request.actor, now=now,
        )  # fmt: skip
    except CannotRelease as cannot:
        values = _composer(request, choices, composing.typed(request.POST), {}, now, row)
        return retry(request, COMPOSER, {**values, "refused": say(REFUSALS[cannot.refusal])})
    return done(request, "outreach:broadcast", news_id=row.pk, notice=say(KEPT))


@require_GET
@officer_only
def picture(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Its picture, while nobody else may see it."""
    return composing.drawn(_access(request, news_id))


@require_POST
@officer_only
def correct(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Begin a correction: to exactly those whom this one told."""
    row, now = _access(request, news_id), clock.now()
    try:
        made = acts.correct(broadcast=row.pk, officer=officer_of(request), by=request.actor, now=now)
    except CannotRelease as cannot:
        return _refuse(request, row, cannot)
    return done(request, "outreach:broadcast_change", news_id=made.pk)


@require_GET
@officer_only
def broadcast(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """What it says, whom it reaches, and how far it is; asked again every few seconds while it goes."""
    row, now = _access(request, news_id), clock.now()
    progress = broadcasts.progress(row)
    if asks_for_news(request):
        if request.GET["seen"] == progress.mark:
            return nothing_new()
        return page(request, PAGE, _progress(row, progress, now), part="progress")
    return page(request, PAGE, _values(request, row, progress, now))


@require_POST
@officer_only
def try_out(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """A copy by mail to the writer and colleagues."""
    row, now = _access(request, news_id), clock.now()
    addresses = composing.addresses(request.POST.get("to", ""))
    if addresses is None:
        values = _values(request, row, broadcasts.progress(row), now)
        wrong = say("Please write up to five mail addresses, separated by commas.")
        return retry(request, PAGE, {**values, "to": request.POST.get("to", "")[:500], "to_wrong": wrong})
    acts.try_out(broadcast=row.pk, addresses=addresses, by=request.actor, now=now)
    return done(request, "outreach:broadcast", news_id=row.pk, notice=say("The test copy is on its way."))


@require_POST
@officer_only
def release(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Let it go, or lay it before a second person; a second person lets it go."""
    row, now = _access(request, news_id), clock.now()
    given: dict[str, Any] = {
        "broadcast": row.pk, "officer": officer_of(request), "seen": _seen(request), "by": request.actor,
        "now": now,
    }  # fmt: skip
    try:
        if request.POST.get("act") == "approve":
            gone = acts.approve(**given)
        else:
            gone = acts.release(**given, is_all_meant=request.POST.get("all") == "yes")
    except CannotRelease as cannot:
        return _refuse(request, row, cannot)
    said = (
        say("More than {count} people: a colleague who may approve has to let it go.", count=rules.MOST_ALONE)
        if gone.state == rules.State.PROPOSED
        else say("It was let go.")
    )
    return done(request, "outreach:broadcast", news_id=row.pk, notice=said)


@require_POST
@officer_only
def act(request: EntrantRequest, news_id: UUID, step: str) -> HttpResponse:
    """Throw a draft away, call back, stop, go on."""
    row, now = _access(request, news_id), clock.now()
    given: dict[str, Any] = {"broadcast": row.pk, "by": request.actor, "now": now}
    steps = {"discard": acts.discard, "call_back": acts.call_back, "stop": acts.stop, "go_on": acts.go_on}
    if step not in steps:
        raise Http404
    if step == "stop":
        given["officer"] = officer_of(request)
    try:
        steps[step](**given)
    except CannotRelease as cannot:
        return _refuse(request, row, cannot)
    if step == "discard":
        return done(request, "outreach:broadcasts", notice=say(DONE[step]))
    return done(request, "outreach:broadcast", news_id=row.pk, notice=say(DONE[step]))


def _access(request: EntrantRequest, news_id: UUID) -> Broadcast:
    return broadcasts.access_broadcast(news_id, reach_of(request))


def _seen(request: EntrantRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else 0


def _choices(request: EntrantRequest) -> Choices:
    now, reach = clock.now(), reach_of(request)
    return Choices(
        sections={each.code: each for each in list_sections(on=localdate(now)) if each.code in reach},
        segments={str(each.pk): each for each in segments.list_segments(reach)},
        pages=forms.pages(now),
    )


def _read(
    request: EntrantRequest, choices: Choices, now: datetime, row: Broadcast | None = None
) -> Written | HttpResponse:
    """What was written; or the page again, with what is wrong or with whom the segment means."""
    said = composing.typed(request.POST)
    if request.POST.get("act") == "look":
        return page(request, COMPOSER, _composer(request, choices, said, {}, now, row), part="audience")
    found, errors = composing.written(said, choices, now), {}
    picture, refused = composing.picture(request.POST, request.FILES, row.picture if row else None, now)
    if isinstance(found, Written):
        errors = composing.untimely(found.plan, now)
    else:
        errors = composing.said_wrong(found)
    if refused:
        errors["picture"] = refused
    if errors or not isinstance(found, Written):
        return retry(request, COMPOSER, _composer(request, choices, said, errors, now, row))
    return replace(found, picture=picture)


def _composer(
    request: EntrantRequest,
    choices: Choices,
    said: Mapping[str, str],
    errors: Mapping[str, Any],
    now: datetime,
    row: Any = None,
) -> dict[str, Any]:
    return {
        "said": said,
        "errors": errors,
        "row": row,
        "choices": choices,
        "lines": composing.rows(said, errors),
        "buttons": composing.buttons(said, errors),
        "limits": rules.LONGEST,
        **({} if row and row.corrects_id else _audience(request, said, choices, now)),
    }


def _audience(
    request: EntrantRequest, said: Mapping[str, str], choices: Choices, now: datetime
) -> dict[str, Any]:
    segment = composing.segment_of(said, choices.segments.values())
    condition = segments.condition_of(segment.condition if segment else True, segments.options(now))
    return {"segment": segment} | (meant(request, condition, now) if condition is not None else {})


def _values(
    request: EntrantRequest, row: Broadcast, progress: broadcasts.Progress, now: datetime
) -> dict[str, Any]:
    values = _progress(row, progress, now) | {"previews": _previews(row), "counted_for": COUNTED_FOR}
    values["funnels"] = followed.list_funnels(row, told=progress.told, sections=reach_of(request))
    names = officer_names({row.written_by, row.proposed_by, row.released_by} - {""})
    values["who"] = {
        part: names.get(number, number)
        for part, number in (
            ("written", row.written_by),
            ("proposed", row.proposed_by),
            ("released", row.released_by),
        )
    }
    if progress.standing in (Standing.DRAFT, Standing.PROPOSED):
        values |= _before(request, row, now)
    return values


def _progress(row: Broadcast, progress: broadcasts.Progress, now: datetime) -> dict[str, Any]:
    by_wave, by_hour = broadcasts.openings(row)
    words, tone = STANDINGS[progress.standing]
    may_call_back = rules.may_call_back(
        rules.State(row.state), goes_at=row.goes_at, begun=progress.begun > 0, now=now
    )
    return {
        "row": row,
        "progress": progress,
        "words": words,
        "tone": tone,
        "waves": by_wave,
        "chart": charts.columns(rules.hours(by_hour)) if by_hour else None,
        "may_call_back": may_call_back and progress.standing is not Standing.PROPOSED,
        "is_moving": progress.standing in (Standing.SCHEDULED, Standing.UNDER_WAY),
    }


def _before(request: EntrantRequest, row: Broadcast, now: datetime) -> dict[str, Any]:
    """What it would cost, whom it would reach, and who may let it go."""
    reach = audiences.reach(row, now)
    condition = None if row.corrects_id else audiences.condition_of(row, now)
    return {
        "reach": reach,
        **(meant(request, condition, now) if condition is not None else {}),
        "quota": month.known(now=now),
        "leaves_at": rules.leaves(audiences.plan_of(row), 1, now)[0],
        "is_mine": officer_of(request).number in (row.proposed_by, row.written_by),
    }


def _previews(row: Broadcast) -> list[dict[str, Any]]:
    """How it looks in each language; where it is not written in one, Japanese is read."""
    written = rules.written(row.words)
    return [
        {
            "code": code,
            "title": segment_rules.LANGUAGE_TITLES[code],
            "is_written": code in written,
            "plain": drawing.plain(row, code),
            "words": rules.read_as(row.words, code),
            "paragraphs": rules.read_as(row.words, code)["text"].split("\n\n"),
            "links": drawing.links(row, None, code),
        }
        for code in LANGUAGES
    ]


def _refuse(request: EntrantRequest, row: Broadcast, cannot: CannotRelease) -> HttpResponse:
    """The page as it stands now, with why nothing was done."""
    now = clock.now()
    row = broadcasts.access_broadcast(row.pk, reach_of(request))
    said = say(REFUSALS[cannot.refusal], count=cannot.people)
    values = _values(request, row, broadcasts.progress(row), now)
    return retry(
        request, PAGE, {**values, "refused": said, "is_all_asked": cannot.refusal is Refusal.EVERYBODY}
    )
