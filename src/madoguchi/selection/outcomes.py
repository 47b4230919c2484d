"""What a run came to, as officers read it: by club, by child, and beside another run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed_together, for_desk, protected_among
from madoguchi.places.models import Place
from madoguchi.rules.allocation import (
    Allocation,
    Cause,
    Change,
    Direction,
    Faults,
    Turned,
    allocate,
    compare,
    parse,
)
from madoguchi.rules.allocation import Moved as OneMoved
from madoguchi.rules.allocation.problem import plain
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.naming import subject_name
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.rules.running import Outcome, tie_labels
from madoguchi.selection import run_wording as wording
from madoguchi.selection.models import Placement, Run

PAGE: Final = 100  # children
UNPLACEABLE: Final = (Outcome.INELIGIBLE, Outcome.BELOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Club:
    """A club in a run."""

    code: str
    name: str
    seats: int
    wished_first: int
    wished: int
    placed: int
    waiting: int
    points: Any  # of the last one admitted to a common seat; None: nobody was

    @property
    def free(self) -> int:
        """Seats that nobody got."""
        return self.seats - self.placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A child in the queue of a club."""

    reference: str
    name: str
    rank: int | None
    points: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The queue of a club: who is in, and who waits."""

    club: Club
    admitted: list[Queued]
    waiting: list[Queued]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a wish came out."""

    name: str
    rank: int | None
    is_placed: bool
    position: int | None
    of: int | None
    waiting: int | None
    points: Any
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A child in a run."""

    placement: Placement
    name: str
    wishes: list[Wish]
    barred: list[str]
    refusals: list[str]
    lines: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """A child that no seat could be given to."""

    reference: str
    name: str
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A child placed differently by two runs."""

    reference: str
    name: str
    before: str
    after: str
    direction: str
    causes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedClub:
    """A club in which two runs differ: seats, placed, waiting and the last one's points, before and after."""

    name: str
    figures: list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Two runs side by side: one page of who moves, every club that differs."""

    page: Page[OneMoved]
    moved: list[Moved]
    clubs: list[ChangedClub]
    better: int
    worse: int


def clubs(run: Run) -> list[Club]:
    """Every club of a run, by reading; none before it is calculated."""
    if not run.is_done:
        return []
    problem, result = json.loads(run.problem), json.loads(run.result)
    first = Counter(each["choices"][0] for each in problem["children"] if each["choices"])
    wished = Counter(place for each in problem["children"] for place in each["choices"])
    seats = {each["id"]: each["capacity"] for each in problem["facilities"]}
    places = Place.objects.filter(pk__in=seats).order_by("kana", "code").values_list("pk", "name")
    return [
        Club(
            code=code,
            name=name,
            seats=seats[code],
            wished_first=first[code],
            wished=wished[code],
            placed=len(result["admitted"][code]),
            waiting=len(result["waiting"][code]),
            points=(result["cutoffs"][code] or {}).get("points"),
        )
        for code, name in places
    ]


def club(run: Run, code: str) -> Line | None:
    """The queue of a club; None where the run knows no such club."""
    found = next((each for each in clubs(run) if each.code == code), None)
    if found is None:
        return None
    result = json.loads(run.result)
    admitted, waiting = result["admitted"][code], result["waiting"][code]
    held = {
        each.application.reference: each
        for each in run.placements.filter(application__reference__in=[*admitted, *waiting]).select_related(
            "application"
        )
    }
    names = names_of(each.application for each in held.values())

    def queued(references: Iterable[str]) -> list[Queued]:
        return [_queued(held[each], names[each], code) for each in references if each in held]

    return Line(club=found, admitted=queued(admitted), waiting=queued(waiting))


def child(placement: Placement) -> Shown:
    """A child: each wish with its reason, what keeps it out, and its points line by line."""
    sheet, criteria = placement.sheet, placement.run.criteria.criteria
    result = json.loads(placement.run.result)
    names = _places([each["facility"] for each in placement.choices] + list(sheet["barred"]))
    return Shown(
        placement=placement,
        name=names_of([placement.application])[placement.application.reference],
        wishes=[_wish(each, placement, names, result, criteria) for each in placement.choices],
        barred=[
            f"{names[place]}: {reason['label']}"
            for place, several in sheet["barred"].items()
            for reason in several
        ],
        refusals=_bars(placement),
        lines=sheet["lines"],
    )


def grounds(placement: Placement) -> str:
    """Why a child gets no place, as its letter says it; empty where it has one."""
    if placement.place_id:
        return ""
    if placement.outcome in UNPLACEABLE:
        return "\n".join(_bars(placement))
    names = _places(each["facility"] for each in placement.choices)
    told = [
        wording.ground(each, place=names.get(each["facility"], each["facility"]))
        for each in placement.choices
    ]
    return "\n".join(told) or wording.ground(None, place="")


def exceptions(run: Run, page: int) -> tuple[Page[Placement], list[Exempt]]:
    """Whom a run can place nowhere, whatever the seats, and why, page by page.

    Of protected households without the name.
    """
    found = run.placements.filter(outcome__in=UNPLACEABLE).select_related("application")
    here = Paginator(found.order_by("application__reference"), PAGE).get_page(page)
    placements = list(here.object_list)
    names = names_of(each.application for each in placements)
    return here, [
        Exempt(
            reference=each.application.reference,
            name=NOT_SHOWN if each.application.is_protected else names[each.application.reference],
            reasons=_bars(each),
        )
        for each in placements
    ]


def _bars(placement: Placement) -> list[str]:
    return bars(Outcome(placement.outcome), placement.sheet, placement.run.criteria.criteria)


def bars(outcome: Outcome, sheet: Mapping[str, Any], criteria: Criteria) -> list[str]:
    """What keeps a child from every place, as a letter says it."""
    labels = dict.fromkeys(each["label"] for each in sheet["reasons"])
    if outcome is Outcome.BELOW and criteria.threshold is not None:
        return [wording.below(own=sheet["total"], least=criteria.threshold.at_least)]
    return list(labels)


def beside(before: Run, after: Run, page: int) -> Beside:
    """Two runs side by side: who is placed differently and why, and the clubs in which that shows."""
    one, other = allocated(before), allocated(after)
    found = compare(one, other)
    places = _places({each.id for found in (one, other) for each in found.problem.facilities})
    counted = Counter(each.direction for each in found.moved)
    here = Paginator(found.moved, PAGE).get_page(page)
    return Beside(
        page=here,
        moved=_moved(list(here.object_list), places),
        clubs=[_changed(each, places) for each in found.queues if _shows(each)],
        better=counted[Direction.BETTER],
        worse=counted[Direction.WORSE],
    )


def _shows(change: Change) -> bool:
    return _figures(change.before) != _figures(change.after)


def _changed(change: Change, places: Mapping[str, str]) -> ChangedClub:
    before, after = _figures(change.before), _figures(change.after)
    return ChangedClub(
        name=places.get(change.queue, change.queue), figures=list(zip(before, after, strict=True))
    )


def _figures(turned: Turned | None) -> tuple[Any, ...]:
    """Seats, placed, waiting, points of the last one."""
    if turned is None:
        return (None,) * 4
    points = turned.last.points if turned.last else None
    return (
        turned.queue.seats,
        len(turned.admitted),
        len(turned.waiting),
        None if points is None else plain(points),
    )


def _moved(changes: Sequence[OneMoved], places: Mapping[str, str]) -> list[Moved]:
    """From where to where, and why; of protected households only that they move."""
    applications = Application.objects.filter(reference__in=[each.child for each in changes])
    names = names_of(applications)
    protected = protected_among(names)
    return [
        Moved(
            reference=each.child,
            name=names.get(each.child, ""),
            before=NOT_SHOWN if each.child in protected else places.get(each.before or "", ""),
            after=NOT_SHOWN if each.child in protected else places.get(each.after or "", ""),
            direction=wording.direction(each.direction),
            causes=[] if each.child in protected else [_cause(cause, places) for cause in each.causes],
        )
        for each in changes
    ]


def allocated(run: Run) -> Allocation:
    """What the fast engine says of a run that was calculated, once more."""
    problem = parse(json.loads(run.problem))
    if isinstance(problem, Faults):
        raise ValueError("a problem that was calculated has no faults")
    return allocate(problem)


def _cause(cause: Cause, places: Mapping[str, str]) -> str:
    place = places.get(cause.facility, "")
    before, after = (
        each if isinstance(each, str | int) else str(each) for each in (cause.before, cause.after)
    )
    return wording.cause(cause.kind, place=place, before=before, after=after)


def _wish(
    choice: Mapping[str, Any],
    placement: Placement,
    names: Mapping[str, str],
    result: Mapping[str, Any],
    criteria: Criteria,
) -> Wish:
    place = choice["facility"]
    own = _points(placement, place)
    line, limit = result["cutoffs"].get(place) or {}, choice.get("limit")
    last = (line.get("limits", {}).get(limit) or {}) if limit else line
    element = choice.get("element")
    label = tie_labels(criteria)[element - 1].label.in_("ja") if element else ""
    return Wish(
        name=names.get(place, place),
        rank=choice["rank"],
        is_placed=choice["reason"] == "placed",
        position=choice["position"],
        of=choice["of"],
        waiting=choice["waiting"],
        points=own,
        words=wording.wish(
            choice["reason"],
            own=own,
            last=last.get("points"),
            label=label,
            seats=choice["seats"],
            is_limited=limit is not None,
        ),
    )


def _queued(placement: Placement, name: str, code: str) -> Queued:
    rank = next((each["rank"] for each in placement.choices if each["facility"] == code), None)
    reference = placement.application.reference
    name = NOT_SHOWN if placement.application.is_protected else name  # a name and a club tell where they are
    return Queued(reference=reference, name=name, rank=rank, points=_points(placement, code))


def _points(placement: Placement, place: str) -> Any:
    return placement.sheet["totals"].get(place, placement.sheet["total"])


def names_of(applications: Iterable[Application]) -> dict[str, str]:
    """Whose each application is, as lists of the office show it."""
    read = [for_desk(each) for each in filed_together(applications)]
    return {each.application.reference: subject_name(each.document, each.answers) for each in read}


def _places(codes: Iterable[str]) -> dict[str, str]:
    return dict(Place.objects.filter(pk__in=list(codes)).values_list("pk", "name"))
