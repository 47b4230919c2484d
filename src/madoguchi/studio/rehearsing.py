"""A document being tried out, without an application: what its pages are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from madoguchi.applications import forms
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.phrasing import asked_when
from madoguchi.rules.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A document being tried out, with the answers typed so far."""

    slug: str
    document: Document
    answers: dict[str, Any]
    facts: dict[str, Any]

    @property
    def journey(self) -> Journey:
        """The way through the document with these answers."""
        return journey(self.document, self.answers, self.facts)


def step_fields(
    tried: Rehearsal, step_id: str, problems: tuple[Problem, ...] = ()
) -> tuple[forms.Field, ...]:
    """The questions of a step that are asked now, with what is wrong with each."""
    return forms.fields(
        document=tried.document,
        journey=tried.journey,
        step_id=step_id,
        answers=tried.answers,
        facts=tried.facts,
        problems=problems,
    )


def step_values(tried: Rehearsal, step_id: str, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    """What the page of a step is drawn from."""
    trip = tried.journey
    place = trip.path.index(step_id)
    fields = step_fields(tried, step_id, problems)
    return {
        "tried": tried,
        "step": tried.document.step(step_id),
        "steps": [_mark(tried, trip, each, step_id) for each in trip.path],
        "is_last": place == len(trip.path) - 1,
        "previous": trip.path[place - 1] if place else None,
        "problems": problems,
        "wrong": sum(bool(field.errors) for field in forms.asked(fields)),
        "fields": fields,
        "places": [(field, asked_when(tried.document, field.path)) for field in fields],
    }


def _mark(tried: Rehearsal, trip: Journey, step_id: str, here: str) -> dict[str, Any]:
    state = "editing" if step_id == here else "none" if trip.errors_in(step_id) else "completed"
    return {"title": tried.document.step(step_id).title, "state": state}
