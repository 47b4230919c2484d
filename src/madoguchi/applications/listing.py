"""What officers' lists know of an application: name, search key, listed answers; of a protected one less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.applications.models import AnswerIndex, Application
from madoguchi.applications.queries import birth_hash
from madoguchi.base import rows
from madoguchi.rules import protection, questions
from madoguchi.rules.documents import Document
from madoguchi.rules.names import kana_order
from madoguchi.rules.naming import birth_date, naming


def name(application: Application, document: Document, answers: Mapping[str, Any]) -> None:
    """Set the names an application is shown and found by."""
    named = naming(document, answers, is_protected=application.is_protected)
    application.applicant_name = named.name
    application.applicant_kana = named.kana
    application.kana_order = kana_order(named.kana)
    application.search_key = named.key
    application.birth_hash = birth_hash(application.reference, birth_date(document, answers))


def put(application: Application, document: Document, answers: Mapping[str, Any]) -> None:
    """Write the listed answers, typed, in one statement.

    What is hidden of a protected household stands in no list to be found by.
    """
    with rows.together():
        for question in document.listed():
            if question.id not in answers or (application.is_protected and protection.hides(question)):
                continue
            text, number, day = questions.index_value(question, answers[question.id])
            rows.put(
                AnswerIndex,
                application_id=application.pk,
                question=question.id,
                text=text,
                number=number,
                day=day,
            )
