"""What a family reads of its own wishes once its result is known, where the round tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from madoguchi.applications.models import Application
from madoguchi.places.models import Place
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.documents import Text
from madoguchi.rules.running import tie_labels
from madoguchi.selection import family_wording as wording
from madoguchi.selection.models import Placement, Shortfall
from madoguchi.selection.queries import runs

HEAVY = tuple(f"run__{each}" for each in runs.HEAVY)  # of everybody's places; a family asks for its own
SILENT = ("placed", "better", "not_asked")  # nothing was refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One wish that was not granted: where the child stood, and what would have been enough."""

    rank: int
    place: Text
    lines: tuple[str, ...]


def tells(*, application: Application, place: str) -> bool:
    """Whether there is something to read; `place`: what was decided, as it was made known."""
    choices = _placements(application, place).values_list("choices", flat=True).first()
    return bool(_refused(choices or ()))


def list_told(*, application: Application, place: str) -> list[Told]:
    """The wishes that were not granted, in the family's own order."""
    placement = _placements(application, place).select_related("run__criteria").defer(*HEAVY).first()
    if placement is None:
        return []
    lacking = {each.place_id: each for each in placement.shortfalls.all()}
    named = {each["facility"] for each in placement.choices} | {each.at_id for each in lacking.values()}
    names = {each.pk: Text({"ja": each.name, **each.names}) for each in Place.objects.filter(pk__in=named)}
    criteria = placement.run.criteria.criteria
    return [
        Told(
            rank=each["rank"],
            place=names[each["facility"]],
            lines=_lines(each, lacking.get(each["facility"]), names, criteria),
        )
        for each in _refused(placement.choices)
    ]


def _refused(choices: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in choices if each["rank"] is not None and each["reason"] not in SILENT]


def _placements(application: Application, place: str) -> QuerySet[Placement]:
    """By the run that was decided upon: none where the office decided otherwise in the end."""
    found = Placement.objects.filter(
        application=application,
        run__round__tells_shortfalls=True,
        run__confirmation__weighed_at__isnull=False,
        place=place or None,
    )
    return found.order_by("-run__confirmation__confirmed_at")


def _lines(
    choice: Mapping[str, Any], lacking: Shortfall | None, names: Mapping[str, Text], criteria: Criteria
) -> tuple[str, ...]:
    element = choice.get("element")
    label = tie_labels(criteria)[element - 1].label if element else None
    told = [wording.standing(choice), wording.limited(choice), wording.why(choice["reason"], label=label)]
    if lacking is not None:
        at = None if lacking.at_id == lacking.place_id else names[lacking.at_id]
        told.append(wording.enough(lacking.added, at=at))
    return tuple(each for each in told if each)
