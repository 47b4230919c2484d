"""Where an application stands, in the words its applicant reads. Until the decision nothing shows through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application, Draft, Event
from madoguchi.applications.queries import Filed
from madoguchi.applications.summary import Chapter, summary
from madoguchi.base.texts import say, text
from madoguchi.procedures.queries import document_of
from madoguchi.review import queries as review
from madoguchi.review.models import Decision, Letter, Return
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.documents.procedure import Outcome
from madoguchi.rules.lifecycle import Act, Role, State, acts_from
from madoguchi.rules.opening import last_minute

WORDS: Final = {
    State.ARRIVED: ("We have received your application", "info"),
    State.ACCEPTED: ("We are checking it", "info"),
    State.RETURNED: ("There is something to correct", "warning"),
    State.CORRECTED: ("We have received your correction", "info"),
    State.PROPOSED: ("We are examining it", "info"),
    State.WITHDRAWN: ("You have withdrawn the application", "neutral"),
}
TONES: Final = {"approved": "success", "accepted": "success", "held": "neutral", "refused": "neutral"}
# What the applicant sees of the time line; what officers do among themselves is not on it.
HAPPENED: Final = {
    Act.SUBMIT: "Your application arrived",
    Act.RETURN: "We asked you to correct something",
    Act.CORRECT: "Your correction arrived",
    Act.DECIDE: "We answered",
    Act.WITHDRAW: "The application was withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An application in a list: what it is, where it stands, what to do."""

    application: Application
    document: Document
    words: SafeString
    tone: str

    @property
    def is_returned(self) -> bool:
        """Whether it waits for its applicant."""
        return self.application.state == State.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft in a list."""

    id: UUID
    title: Text
    saved_at: datetime
    last_minute: datetime | None  # until which it can be filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to correct: the question, and what is wrong with its answer."""

    question: Text
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the applicant is asked to correct, where, and until when."""

    draft_id: UUID | None
    points: tuple[Point, ...]
    message: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of the time line."""

    at: datetime
    words: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """All an applicant wants to know of one application."""

    standing: Standing
    correction: Correction | None
    outcome: Outcome | None
    decision: Decision | None
    letter: Letter | None
    chapters: tuple[Chapter, ...]
    happenings: tuple[Happening, ...]
    may_withdraw: bool


def standing(application: Application) -> Standing:
    """How `application` stands, in the reader's language."""
    document = document_of(application.version_id)
    words, tone = _words(application, document)
    return Standing(application=application, document=document, words=words, tone=tone)


def begun(draft: Draft) -> Begun:
    """How `draft` stands in the list of what can be gone on with."""
    document = document_of(draft.version_id)
    closes_at = document.period.closes_at
    return Begun(
        id=draft.pk,
        title=document.title,
        saved_at=draft.saved_at,
        last_minute=last_minute(closes_at) if closes_at else None,
    )


def follow(filed: Filed, *, today: date) -> Following:
    """Everything about a permitted application, in the reader's language."""
    application = filed.application
    state = State(application.state)
    asked = review.open_return(application=application) if state is State.RETURNED else None
    is_decided = state is State.DECIDED
    return Following(
        standing=standing(application),
        correction=_correction(asked, filed, today) if asked else None,
        outcome=filed.document.outcome(application.outcome) if is_decided else None,
        decision=review.decision_of(application=application) if is_decided else None,
        letter=review.letter_of(application=application) if is_decided else None,
        chapters=summary(filed.document, filed.journey(), filed.facts()),
        happenings=tuple(_happenings(applications.list_events(application=application))),
        may_withdraw=Act.WITHDRAW in acts_from(state=state, role=Role.APPLICANT),
    )


def _words(application: Application, document: Document) -> tuple[SafeString, str]:
    state = State(application.state)
    if state is State.DECIDED:
        outcome = document.outcome(application.outcome)
        return text(outcome.title), TONES[outcome.kind]
    message, tone = WORDS[state]
    return say(message), tone


def _correction(asked: Return, filed: Filed, today: date) -> Correction:
    points = (
        Point(question=filed.document.question(point["path"]).title, reason=point["reason"])
        for point in asked.points
    )
    draft = applications.open_correction_of(filed.application)
    return Correction(
        draft_id=draft.pk if draft else None,
        points=tuple(points),
        message=asked.message,
        due_on=asked.due_on,
        is_late=asked.due_on < today,
    )


def _happenings(events: list[Event]) -> list[Happening]:
    told = [(event.at, HAPPENED.get(Act(event.act))) for event in events]
    return [Happening(at=at, words=say(words)) for at, words in told if words]
