"""Visits to support centres in figures, and the hours they no longer cost, with what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.charts import Bar, bars, columns
from madoguchi.base.handouts import Kind, attached
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.insights import actions, handing, lifting, visiting
from madoguchi.insights.lifting import Lifts
from madoguchi.insights.visiting import Figures
from madoguchi.insights.wording import WRONG
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import calendar, growth
from madoguchi.rules.effects import Quicker, yearly_hours
from madoguchi.rules.growth import Wrong

PAGE: Final = "insights/visits.html"
BEFORE: Final = 300  # seconds: a sheet of paper at the reception, as another city measured
AFTER: Final = 10
LOWEST: Final = 120  # if writing was quicker than they said
SLOWEST: Final = 30  # if the phone is slower
TYPING: Final = {"minutes": 30, "days": 22, "months": 12}  # staff typed the sheets every evening
LONGEST: Final = 3600


@require_GET
@officer_only
def visits(request: EntrantRequest) -> HttpResponse:
    """The figures of a fiscal year."""
    return page(request, PAGE, _values(request))


@require_POST
@officer_only
def note_event(request: EntrantRequest) -> HttpResponse:
    """Name a day on which something was held at a centre."""
    if not lifting.is_owner(reach_of(request)):
        raise Http404
    now, typed = clock.now(), {name: request.POST.get(name, "") for name in ("day", "place", "words")}
    read = {
        "day": growth.read_day(typed["day"], today=calendar.local_day(now)),
        "words": growth.read_words(typed["words"]),
        "place": _centre(typed["place"]),
    }
    if errors := {name: say(WRONG[each]) for name, each in read.items() if isinstance(each, Wrong)}:
        return retry(request, PAGE, {**_values(request), "typed": typed, "errors": errors})
    actions.note_occasion(**read, officer=officer_of(request).number, by=request.actor, now=now)
    return done(request, "insights:visits", notice=say_plain("The day is marked."))


@require_POST
@officer_only
def take_event_away(request: EntrantRequest, occasion_id: int) -> HttpResponse:
    """Take such a mark away."""
    noted = lifting.access_event(occasion_id, reach=reach_of(request))
    actions.remove_occasion(occasion=noted, by=request.actor, now=clock.now())
    return done(request, "insights:visits", notice=say_plain("The mark is removed."))


def _centre(typed: str) -> str | Wrong:
    known = {each.code for each in lifting.list_centres()}
    return typed if typed in known else Wrong.PLACE


def _values(request: EntrantRequest) -> dict[str, Any]:
    years = visiting.list_years()
    year, found = _read(request, years)
    lifts = _lifts(request, year)
    before, after = (_seconds(request.GET, name, otherwise) for name, otherwise in _ASSUMED)
    return {
        "year": year,
        "lifts": lifts,
        "lift_bars": _bars(lifts),
        "places": lifting.list_centres() if lifts.is_whole else [],
        "today": calendar.local_day(clock.now()).isoformat(),
        "years": years,
        "query": f"year={year}",
        "found": found,
        "per_open_day": found.per_open_day.items(),
        "chart": columns(
            (hour, count)
            for hour, count in zip(found.hours.columns, found.hours.foot, strict=False)
            if isinstance(count, int)
        ),
        "kept": Quicker(times=found.visits, before=before, after=after),
        "least": Quicker(times=found.visits, before=min(before, LOWEST), after=max(after, SLOWEST)),
        "typing": yearly_hours(**TYPING),
        "kinds": list(Kind),
    }


def _lifts(request: EntrantRequest, year: int) -> Lifts:
    return lifting.lifts(year, reach=reach_of(request), until=calendar.local_day(clock.now()))


def _bars(lifts: Lifts) -> list[Bar]:
    """Of each centre a day with an event, and one like it without."""
    compared = [(each.centre, each.lifted) for each in lifts.centres if each.lifted and lifts.is_whole]
    return bars(
        (say_plain(words, centre=centre), count)
        for centre, found in compared
        for words, count in (
            ("{centre}: a day with an event", found.per_day),
            ("{centre}: a day like it without", found.usual_per_day),
        )
    )


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The same tables as a file."""
    if kind not in list(Kind):
        raise Http404
    year, found = _read(request, visiting.list_years())
    file = handing.export_visits(
        tables=found.tables,
        lifts=_lifts(request, year),
        year=year,
        kind=Kind(kind),
        by=request.actor,
        now=clock.now(),
    )
    return attached(file)


_ASSUMED: Final = (("before", BEFORE), ("after", AFTER))


def _read(request: EntrantRequest, years: list[int]) -> tuple[int, Figures]:
    """The year as the address says it; what makes no sense there is this year."""
    typed = request.GET.get("year", "")
    this_year = calendar.fiscal_year(calendar.local_day(clock.now()))
    year = next((each for each in years if typed == f"{each}"), this_year)
    return year, visiting.figures(year, reach=reach_of(request))


def _seconds(given: Mapping[str, Any], name: str, otherwise: int) -> int:
    typed = str(given.get(name, ""))
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
    return int(typed) if is_number and 0 < int(typed) <= LONGEST else otherwise
