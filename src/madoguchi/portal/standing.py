"""Where drafts and applications stand, in the words of those who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from madoguchi.applications.models import Application, Draft
from madoguchi.applications.queries import subjects_of, writing
from madoguchi.base.texts import say, text
from madoguchi.procedures.queries import Offer, document_of
from madoguchi.rules import retention
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.lifecycle import State
from madoguchi.rules.naming import subject_name

# Until the decision is given nothing of it shows through.
WORDS: Final = {
    State.ARRIVED: ("We have received your application", "info"),
    State.ACCEPTED: ("We are checking it", "info"),
    State.RETURNED: ("There is something to correct", "warning"),
    State.CORRECTED: ("We have received your correction", "info"),
    State.PROPOSED: ("We are examining it", "info"),
    State.SETTLED: ("We are examining it", "info"),
    State.NOTED: ("Your message has reached us", "success"),
    State.WITHDRAWN: ("You have withdrawn the application", "neutral"),
}
LONGEST_NAME: Final = 100  # a draft keeps whatever was typed
TONES: Final = {"approved": "success", "accepted": "success", "held": "neutral", "refused": "neutral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft in a list."""

    id: UUID
    title: Text
    subject: str  # whom it is about, as far as that is written
    saved_at: datetime
    offer: Offer | None  # None: the city offers it no more
    kept_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An application in a list: what it is, where it stands."""

    application: Application
    document: Document
    subject: str  # whom it is about, where that is not the applicant
    words: SafeString
    tone: str

    @property
    def is_returned(self) -> bool:
        """Whether it waits for its applicant."""
        return self.application.state == State.RETURNED


def begun(draft: Draft, offers: Mapping[str, Offer]) -> Begun:
    """How `draft` stands among what can be gone on with; `offers`: what the city offers, by slug."""
    document = document_of(draft.version_id)
    return Begun(
        id=draft.pk,
        title=document.title,
        subject=subject_name(document, writing(draft).answers)[:LONGEST_NAME],
        saved_at=draft.saved_at,
        offer=offers.get(document.id),
        kept_until=retention.kept_until(draft.saved_at),
    )


def standing(application: Application, *, subject: str = "") -> Standing:
    """How `application` stands, in the reader's language."""
    document = document_of(application.version_id)
    words, tone = _words(application, document)
    return Standing(application=application, document=document, subject=subject, words=words, tone=tone)


def standings(found: Sequence[Application]) -> list[Standing]:
    """How each stands, with whom it is about: for the list of their applicant."""
    subjects = subjects_of(found)
    return [standing(each, subject=subjects.get(each.pk, "")) for each in found]


def _words(application: Application, document: Document) -> tuple[SafeString, str]:
    state = State(application.state)
    if state is State.DECIDED:
        outcome = document.outcome(application.outcome)
        return text(outcome.title), TONES[outcome.kind]
    message, tone = WORDS[state]
    return say(message), tone
