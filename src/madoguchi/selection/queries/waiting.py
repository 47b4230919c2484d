"""Who is next where a seat becomes free after the results: by the runs by which places were given."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from madoguchi.applications.models import Application
from madoguchi.rules.allocation import Faults, Problem, next_in_queue, one_after_another, parse
from madoguchi.rules.lifecycle import State
from madoguchi.selection.models import Round, Run


def next_of(
    *, place: str, year: int, there: Mapping[str, str], away: Collection[str] = ()
) -> Iterator[Application]:
    """Those to be offered a free seat, one after another: whoever asks for one more has passed over the last.

    `there`: who has a seat by now and where, by reference; `away`: who is not to be asked. An earlier round
    comes first; reserved seats, limits and claims do the rest.
    """
    problems = _problems(place, year)
    if not problems:
        return
    problem = one_after_another(problems, strangers=[each for each in there if there[each] == place])
    waiting = _decided(problem)
    passed_over = {child.id for child in problem.children} - waiting.keys() | {*away}
    while (found := next_in_queue(problem, there, place, away=passed_over)) is not None:
        passed_over.add(found)
        yield waiting[found]


def _problems(place: str, year: int) -> list[Problem]:
    """What the runs of the year were worked out from, the earliest round first; those that knew the place."""
    runs = Run.objects.filter(
        confirmation__isnull=False,
        round__state__in=(Round.State.RELEASED, Round.State.ENDED),
        round__fiscal_year=year,
    )
    kept = runs.order_by("round__starts_on", "round__opened_at").values_list("problem", flat=True)
    found = [parse(json.loads(each)) for each in kept]
    return [
        each
        for each in found
        if not isinstance(each, Faults) and any(facility.id == place for facility in each.facilities)
    ]


def _decided(problem: Problem) -> dict[str, Application]:
    """The applications of a problem that stand decided: neither withdrawn nor being decided anew."""
    references = [child.id for child in problem.children]
    found = Application.objects.filter(reference__in=references, state=State.DECIDED)
    return {each.reference: each for each in found}
