"""How many people live in each district: typed in from the resident register, once a month or a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.insights import actions, growth
from madoguchi.insights.wording import WRONG
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.places.queries import list_districts
from madoguchi.rules import calendar
from madoguchi.rules import growth as rules
from madoguchi.rules.growth import Wrong

PAGE: Final = "insights/population.html"


@require_http_methods(["GET", "POST"])
@administrator_only
def people(request: EntrantRequest) -> HttpResponse:
    """Read the last count, or type in another one; what is wrong is said beside its box."""
    today = calendar.local_day(clock.now())
    if request.method != "POST":
        return page(request, PAGE, _shown(_last(), {}, today.isoformat()))
    typed = {each.code: request.POST.get(f"people-{each.code}", "") for each in list_districts()}
    on = rules.read_day(request.POST.get("on", ""), today=today)
    read = {code: rules.read_people(said) for code, said in typed.items()}
    counts = {code: each for code, each in read.items() if not isinstance(each, Wrong)}
    if isinstance(on, Wrong) or len(counts) < len(read):
        wrong = {code: say(WRONG[each]) for code, each in read.items() if isinstance(each, Wrong)}
        errors = wrong | ({"on": say(WRONG[on])} if isinstance(on, Wrong) else {})
        return retry(request, PAGE, _shown(typed, errors, request.POST.get("on", "")))
    actions.take_population(counted_on=on, people=counts, by=request.actor, now=clock.now())
    return done(request, "insights:growth", notice=say_plain("The population is saved."))


def _last() -> dict[str, Any]:
    return {code: counts[max(counts)] for code, counts in growth.population().items()}


def _shown(typed: Mapping[str, Any], errors: Mapping[str, str], on: str) -> dict[str, Any]:
    rows = [(each, str(typed.get(each.code, "")), errors.get(each.code, "")) for each in list_districts()]
    return {"rows": rows, "on": on, "errors": errors}
