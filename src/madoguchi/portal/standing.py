"""Where drafts and applications stand, in the words of those who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from madoguchi.applications.models import Application, Draft
from madoguchi.base.texts import say, text
from madoguchi.procedures.queries import document_of
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.lifecycle import State
from madoguchi.rules.opening import last_minute

# Until the decision is given nothing of it shows through.
WORDS: Final = {
    State.ARRIVED: ("We have received your application", "info"),
    State.ACCEPTED: ("We are checking it", "info"),
    State.RETURNED: ("There is something to correct", "warning"),
    State.CORRECTED: ("We have received your correction", "info"),
    State.PROPOSED: ("We are examining it", "info"),
    State.WITHDRAWN: ("You have withdrawn the application", "neutral"),
}
TONES: Final = {"approved": "success", "accepted": "success", "held": "neutral", "refused": "neutral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft in a list."""

    id: UUID
    title: Text
    saved_at: datetime
    last_minute: datetime | None  # until which it can be filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An application in a list: what it is, where it stands."""

    application: Application
    document: Document
    words: SafeString
    tone: str

    @property
    def is_returned(self) -> bool:
        """Whether it waits for its applicant."""
        return self.application.state == State.RETURNED


def begun(draft: Draft) -> Begun:
    """How `draft` stands among what can be gone on with."""
    document = document_of(draft.version_id)
    closes_at = document.period.closes_at
    return Begun(
        id=draft.pk,
        title=document.title,
        saved_at=draft.saved_at,
        last_minute=last_minute(closes_at) if closes_at else None,
    )


def standing(application: Application) -> Standing:
    """How `application` stands, in the reader's language."""
    document = document_of(application.version_id)
    words, tone = _words(application, document)
    return Standing(application=application, document=document, words=words, tone=tone)


def _words(application: Application, document: Document) -> tuple[SafeString, str]:
    state = State(application.state)
    if state is State.DECIDED:
        outcome = document.outcome(application.outcome)
        return text(outcome.title), TONES[outcome.kind]
    message, tone = WORDS[state]
    return say(message), tone
