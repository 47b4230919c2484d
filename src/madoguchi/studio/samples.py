"""A letter of the draft as it would come out, and what its words may insert."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, facts
from madoguchi.review import letters
from madoguchi.rules import additions, calendar
from madoguchi.rules.conditions import scope_at, subjects_in
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import Letter
from madoguchi.rules.journey import journey
from madoguchi.rules.questions.people import full_name

OWN: Mapping[str, Mapping[str, str]] = {
    "applicant": {"ja": "申請者の氏名", "ja-easy": "[申|もう]し[込|こ]んだ [人|ひと]", "en": "Applicant"},
    "arrived_on": {"ja": "申請日", "ja-easy": "[申|もう]し[込|こ]んだ [日|ひ]", "en": "Day of application"},
    "granted_place": {"ja": "決まった施設", "ja-easy": "[決|き]まった ところ", "en": "Place granted"},
    "reference": {"ja": "受付番号", "ja-easy": "[受付|うけつけ]の [番号|ばんごう]", "en": "Receipt number"},
    "target_year": {"ja": "対象年度", "ja-easy": "[年度|ねんど]", "en": "Fiscal year applied for"},
    "today": {"ja": "通知の日", "ja-easy": "[手紙|てがみ]の [日|ひ]", "en": "Day of the letter"},
}
REFERENCE = "0800-000000-0"


def insertable(document: Document, chapter: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What the texts of a chapter may insert, by name and in words."""
    if chapter not in ("letter", "messages"):
        return ()
    scope = scope_at(document, "letters")
    every = subjects_in(scope, used=frozenset(f"answer:{path}" for path in scope.answers))
    known = {key.partition(":")[2]: each.title for key, each in every.items() if not key.startswith("count:")}
    if chapter == "letter":
        own = [(name, title) for name, title in OWN.items() if name != "granted_place" or document.enrolment]
        return (*own, *((name, title) for name, title in known.items() if name not in OWN))
    return tuple((name, OWN.get(name) or known[name]) for name in additions.names(document))


def sample_letter(document: Document, letter: Letter, now: datetime) -> dict[str, Any]:
    """The letter with the answers of the first example; without one, with nothing inserted."""
    example = document.golden[0] if document.golden else None
    at = example.at if example else now
    known = facts(document, at)
    answers = journey(document, example.answers if example else {}, known).answers
    application = Application(
        reference=REFERENCE,
        section=document.section,
        applicant_name=_name(document, answers),
        arrived_at=at,
    )
    read = Filed(application=application, document=document, answers=answers, number=0)
    return letters.sample(read, letter.id, calendar.local_day(now))


def _name(document: Document, answers: Mapping[str, Any]) -> str:
    found = document.value_at(document.applicant.name, answers)
    return full_name(found) if isinstance(found, Mapping) else str(found or "")
