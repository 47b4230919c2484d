"""May a family that has applied for a child's place this year apply again in a later round?"""

from __future__ import annotations

from typing import Any

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed, filed_together
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.procedures.queries import document_of
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import RankedPlacesQuestion
from madoguchi.rules.enrolment import LIVING, Offered
from madoguchi.rules.lifecycle import State
from madoguchi.rules.names import search_key
from madoguchi.rules.questions.people import full_kana
from madoguchi.rules.rounds import Again, Stands, refuse_again
from madoguchi.selection.queries.rounds import procedures_of_rounds_before


def refusal_of(reference: str, version: int) -> Again | None:
    """Why an application just filed may not be; None where no round asks, or nothing stands in its way."""
    if not _ranked(document_of(version)):
        return None  # wishes for no places take part in no round: nothing is asked of the database
    slugs = procedures_of_rounds_before(reference)
    if not slugs:
        return None
    mine = filed(Application.objects.select_related("version").get(reference=reference))
    for other in _earlier(mine, slugs):
        again = refuse_again(_stands(other), waits_for=_wishes(other), wished=_wishes(mine))
        if again is not None:
            return again
    return None


def _earlier(mine: Filed, slugs: frozenset[str]) -> list[Filed]:
    """What this account has filed for the same child and year; paper without an account is for officers."""
    row, child = mine.application, _child(mine)
    if row.resident_id is None or child is None:
        return []
    found = Application.objects.filter(
        resident=row.resident_id, fiscal_year=row.fiscal_year, version__procedure__in=slugs
    ).exclude(pk=row.pk)
    kept = found.exclude(state=State.WITHDRAWN).select_related("version").order_by("pk")
    return [each for each in filed_together(kept) if _child(each) == child]


def _stands(read: Filed) -> Stands:
    row = read.application
    if row.state != State.DECIDED:
        return Stands.UNDER_WAY
    if _has_place(row):
        return Stands.PLACED
    match document_of(row.version_id).outcome(row.outcome).kind:
        case "held":
            return Stands.WAITS
        case _:
            return Stands.OVER  # refused, or the place was given back


def _has_place(row: Application) -> bool:
    """Whether its child has a place or an offer, perhaps by another application: it may have changed club."""
    theirs = {"child__offers__application": row, "year": row.fiscal_year}
    living = Enrolment.objects.filter(state__in=LIVING, leaves_on=None, **theirs)
    return living.exists() or Offer.objects.filter(state=Offered.OPEN, **theirs).exists()


def _wishes(read: Filed) -> list[str]:
    return [place for question in _ranked(read.document) for place in read.answers.get(question) or ()]


def _ranked(document: Document) -> list[str]:
    return [each.id for each in document.questions() if isinstance(each, RankedPlacesQuestion)]


def _child(read: Filed) -> tuple[str, Any] | None:
    person = read.answers.get((read.document.applicant.subject or "").partition(".")[0])
    if not isinstance(person, dict) or not person.get("birth_date"):
        return None
    return search_key(full_kana(person)), person["birth_date"]
