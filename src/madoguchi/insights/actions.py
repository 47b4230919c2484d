"""Keeping what figures are compared with: how many people there are, and what happened when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.insights.models import Occasion, Population


@transaction.atomic
def take_population(*, counted_on: date, people: Mapping[str, int], by: Actor, now: datetime) -> None:
    """Keep how many lived in each district on a day; said again for a day, it is corrected."""
    Population.objects.bulk_create(
        [
            Population(district_id=district, counted_on=counted_on, people=count)
            for district, count in people.items()
        ],
        update_conflicts=True,
        unique_fields=["district", "counted_on"],
        update_fields=["people"],
    )
    about, details = ("population", counted_on.isoformat()), {"people": sum(people.values())}
    audit.record(verb="population.taken", about=about, by=by, now=now, details=details)


@transaction.atomic
def note_occasion(
    *, day: date, words: str, officer: str, by: Actor, now: datetime, place: str | None = None
) -> Occasion:
    """Mark a day in the figures: the city's paper told of the account, or something was held at a place."""
    noted = Occasion.objects.create(day=day, place_id=place, words=words, noted_by=officer, noted_at=now)
    audit.record(verb="occasion.noted", about=("occasion", str(noted.pk)), by=by, now=now)
    return noted


@transaction.atomic
def remove_occasion(*, occasion: Occasion, by: Actor, now: datetime) -> None:
    """Take such a mark away."""
    audit.record(verb="occasion.removed", about=("occasion", str(occasion.pk)), by=by, now=now)
    occasion.delete()
