"""What must be known of a document before its answers are read: which places, papers, and whose answers."""

from __future__ import annotations

from madoguchi.rules import reserving
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import PlaceQuestion, RankedPlacesQuestion


def place_kinds(document: Document) -> frozenset[str]:
    """The kinds of places its questions offer, e.g. {"school", "club"}."""
    if not document.has_type("place", "ranked_places"):
        return frozenset()
    return frozenset(
        question.places
        for question in document.questions()
        if isinstance(question, PlaceQuestion | RankedPlacesQuestion)
    )


def offerings(document: Document) -> tuple[str, ...]:
    """The codes of what its questions let people book."""
    return tuple(dict.fromkeys(each.offering for each in reserving.slot_questions(document)))


def asks_for_papers(document: Document) -> bool:
    """Whether any question is answered with files."""
    return document.has_type("files")


def personal_to_subject(document: Document) -> frozenset[str]:
    """Ids of the answers a brother's or sister's application must not take over.

    The step that asks for the person applied for, and everything sensitive, attested or proved by papers.
    """
    subject = document.applicant.subject
    own_step = document.step_of(subject).questions if subject else ()
    return frozenset(question.id for question in own_step) | frozenset(
        question.id
        for question in document.questions()
        if question.is_sensitive or question.type in ("files", "consent", "slot")
    )
