"""Friends of the city's account on LINE: how they grew, what share of the people they are, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import charts, clock
from madoguchi.base.handouts import Kind, attached
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.insights import actions, growth, handing
from madoguchi.insights.growth import Mark
from madoguchi.insights.shown import WeekRow, shown_districts, shown_weeks
from madoguchi.insights.wording import WRONG, said_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import administers
from madoguchi.people.reach import officer_of
from madoguchi.places.queries import list_districts
from madoguchi.rules import calendar
from madoguchi.rules import growth as rules
from madoguchi.rules.growth import Wrong

PAGE: Final = "insights/growth.html"
SPANS: Final = {"13": 13, "53": 53, "all": 10_000}  # weeks
USUAL: Final = "53"
LATELY: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the address asks for, as this reader may see it."""

    is_owner: bool
    span: str
    district: str
    people: dict[str, dict[date, int]]
    weeks: list[WeekRow]  # of the span
    marks: list[Mark]


@require_GET
@officer_only
def by_week(request: EntrantRequest) -> HttpResponse:
    """The figures, drawn and as tables."""
    return page(request, PAGE, _values(request))


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The weeks as a file."""
    if kind not in list(Kind):
        raise Http404
    seen = _see(request)
    file = handing.export_growth(
        rows=seen.weeks,
        marks=seen.marks,
        of=seen.district,
        kind=Kind(kind),
        by=request.actor,
        now=clock.now(),
    )
    return attached(file)


@require_POST
@officer_only
def note(request: EntrantRequest) -> HttpResponse:
    """Mark a day with a few words of one's own."""
    now, typed = clock.now(), {name: request.POST.get(name, "") for name in ("day", "words")}
    day = rules.read_day(typed["day"], today=calendar.local_day(now))
    words = rules.read_words(typed["words"])
    if isinstance(day, Wrong) or isinstance(words, Wrong):
        wrong = {name: each for name, each in (("day", day), ("words", words)) if isinstance(each, Wrong)}
        errors = {name: say(WRONG[each]) for name, each in wrong.items()}
        return retry(request, PAGE, {**_values(request), "typed": typed, "errors": errors})
    officer = officer_of(request).number
    actions.note_occasion(day=day, words=words, officer=officer, by=request.actor, now=now)
    return done(request, "insights:growth", notice=say_plain("The day is marked."))


@require_POST
@officer_only
def take_away(request: EntrantRequest, occasion_id: int) -> HttpResponse:
    """Remove a mark: one's own, or as an administrator any."""
    officer, now = officer_of(request), clock.now()
    is_owner = bool(administers(officer=officer, on=calendar.local_day(now)))
    noted = growth.access_occasion(occasion_id, officer=officer.number, is_owner=is_owner)
    actions.remove_occasion(occasion=noted, by=request.actor, now=now)
    return done(request, "insights:growth", notice=say_plain("The mark is removed."))


def _see(request: EntrantRequest) -> Seen:
    """The account belongs to the city: whoever administers sees every count, and single districts by week."""
    today = calendar.local_day(clock.now())
    is_owner = bool(administers(officer=officer_of(request), on=today))
    span = request.GET.get("span", USUAL)
    people = growth.population()
    asked = request.GET.get("district", "") if is_owner else ""
    district = asked if asked in {each.code for each in list_districts()} else ""
    counted = people.get(district, {}) if district else growth.of_city(people)
    weeks = shown_weeks(growth.list_weeks(district=district, until=today), counted, is_owner=is_owner)
    shown = weeks[-SPANS.get(span, SPANS[USUAL]) :]
    return Seen(
        is_owner=is_owner,
        span=span if span in SPANS else USUAL,
        district=district,
        people=people,
        weeks=shown,
        marks=growth.list_marks(shown[0].week.begins),
    )


def _values(request: EntrantRequest) -> dict[str, Any]:
    seen = _see(request)
    last, numbered = seen.weeks[-1], _numbered(seen.marks)
    happened = [(number, [(mark, said_of(mark)) for mark in marks]) for number, marks in numbered.values()]
    by_number = {week: number for week, (number, _) in numbered.items()}
    return {
        "seen": seen,
        "me": officer_of(request).number,
        "last": last,
        "new_lately": sum(row.week.joined + row.week.returned for row in seen.weeks[-LATELY:]),
        "blocked_lately": sum(row.week.blocked for row in seen.weeks[-LATELY:]),
        "chart": _chart(seen.weeks, by_number),
        "happened": happened,
        "weeks": [(row, by_number.get(row.week.begins)) for row in reversed(seen.weeks)],
        "districts": _districts(seen) if not seen.district else [],
        "named": next((each.title for each in list_districts() if each.code == seen.district), None),
        "query": f"span={seen.span}" + (f"&district={seen.district}" if seen.district else ""),
        "kinds": list(Kind),
        "today": calendar.local_day(clock.now()).isoformat(),
    }


def _districts(seen: Seen) -> list[Any]:
    today = calendar.local_day(clock.now())
    return shown_districts(
        {each.code: each.title for each in list_districts()},
        growth.friends_by_district(),
        {code: rules.people_on(counts, today) for code, counts in seen.people.items()},
        friends_in_all=seen.weeks[-1].week.friends,
        is_owner=seen.is_owner,
    )


def _numbered(marks: Sequence[Mark]) -> Mapping[date, tuple[int, list[Mark]]]:
    """Marks by week, the weeks numbered for chart and table alike."""
    found: dict[date, tuple[int, list[Mark]]] = {}
    for mark in marks:
        _, of_week = found.setdefault(rules.monday(mark.day), (len(found) + 1, []))
        of_week.append(mark)
    return found


def _chart(weeks: Sequence[WeekRow], numbers: Mapping[date, int]) -> charts.Line:
    begins = [row.week.begins for row in weeks]
    months = [
        (at, f"{day:%Y-%m}") for at, day in enumerate(begins) if at and day.month != begins[at - 1].month
    ]
    thinned = months[:: -(-len(months) // 13) or 1]
    marks = [(at, str(numbers[day])) for at, day in enumerate(begins) if day in numbers]
    return charts.line([row.week.friends for row in weeks], below=thinned, marks=marks)
