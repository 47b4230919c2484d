"""What questions are for: every place that would miss an answer, and planted useless ones."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import group, question, text

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.usage import Figures, Use, named_in, usages

USELESS = ("blood_type", "hobby", "fax", "second_hobby", "shoe_size")


def document(*questions: dict[str, Any], **changes: Any) -> Document:
    """A document that asks these."""
    parsed = documents.parse(
        {
            "schema": "madoguchi.procedure/1",
            "id": "sample",
            "number": "57",
            "title": text("見本"),
            "summary": text("見本です。"),
            "section": "kosodate",
            "identity": "none",
            "minutes": 5,
            "purpose": text("審査のために使います。"),
            "retention": {"years": 5, "basis": "規程"},
            "effect": {"resident_minutes": "1", "officer_minutes": "1", "sheets": "1"},
            "steps": [{"id": "only_step", "title": text("記入"), "questions": list(questions)}],
            "review": {
                "standard_days": 7,
                "outcomes": [{"id": "ok", "kind": "accepted", "title": text("受理")}],
            },
            **changes,
        }
    )
    assert isinstance(parsed, Document), parsed
    return parsed


def uses(found: Document, figures: dict[str, Figures] | None = None, applications: int = 0) -> Any:
    return {each.question.id: each for each in usages(found, figures or {}, applications)}


def _thirty() -> Document:
    """A document of thirty questions: twenty-five of them are used, five were always asked and never read."""
    used = [question(f"asked_{number}", listed=number < 10) for number in range(20)]
    used += [
        question("kind", "choice"),
        question("detail", ask_when={"is": [{"answer": "kind"}, "work"]}, listed=True),
        question("amount", "integer"),
        question("name", "person_name"),
        question("agreed", "consent"),
    ]
    useless = [question(id) for id in USELESS]
    items = [{"label": text("欄"), "value": f"{{asked_{number}}}"} for number in range(10, 20)]
    return document(
        *used,
        *useless,
        applicant={"name": "name"},
        checks=[
            {
                "id": "too_much",
                "refuse_when": {"more_than": [{"answer": "amount"}, 9]},
                "message": text("多すぎます。"),
                "at": ["amount"],
            }
        ],
        letters=[
            {"id": "letter", "title": text("通知書"), "paragraphs": [text("通知します。")], "items": items}
        ],
    )


def test_the_five_that_nobody_uses_are_found_among_thirty() -> None:
    found = usages(_thirty(), {}, 0)
    assert len(found) == 30
    assert [each.question.id for each in found if not each.is_used] == list(USELESS)


def test_an_officer_who_returned_for_it_used_it() -> None:
    figures = {"hobby": Figures(returned=1), "fax": Figures(corrected=2), "shoe_size": Figures(answered=40)}
    found = uses(_thirty(), figures, 40)
    assert found["hobby"].uses == (Use.RETURNED,) and found["fax"].uses == (Use.CORRECTED,)
    assert not found["shoe_size"].is_used and found["shoe_size"].percent == 100


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ({"is": [{"answer": "kind"}, "work"]}, ["kind"]),
        ({"answered": "papers"}, ["papers"]),
        ({"any_row": {"rows": "siblings", "where": {"is": [{"row": "stage"}, "x"]}}}, ["siblings", "stage"]),
        ({"lookup": {"row": {"answer": "days"}, "rows": [{"at_least": 5, "value": 1}]}}, ["days"]),
        ({"fact": "today"}, []),
        (None, []),
    ],
)
def test_what_an_expression_asks_about(expression: Any, named: list[str]) -> None:
    assert list(named_in(expression)) == named


def test_figures_of_few_and_of_sensitive_answers_are_not_told() -> None:
    few = uses(_thirty(), {"hobby": Figures(answered=9)}, 9)
    assert few["hobby"].percent is None
    secret = document(question("illness", care="sensitive"))
    assert uses(secret, {"illness": Figures(answered=30)}, 30)["illness"].percent is None


def test_what_almost_nobody_answers_is_worth_a_thought() -> None:
    found = uses(_thirty(), {"asked_1": Figures(answered=2)}, 100)
    assert found["asked_1"].is_hardly_answered and found["asked_1"].percent == 2


def test_a_question_of_rows_says_of_which_rows() -> None:
    rows = group("siblings", question("stage"), question("school"))
    found = uses(document(question("hobby"), rows), {}, 0)
    inside = {id: each.group and each.group.id for id, each in found.items()}
    assert inside == {"hobby": None, "siblings": None, "stage": "siblings", "school": "siblings"}


def test_what_a_club_reads_of_a_day_is_used() -> None:
    enrolling = {"act": "notice", "outcomes": ["ok"], "at": "club", "says": ["what"]}
    club = question("club", type="place", places="club")
    child = question("child", type="child")
    told = document(
        child, club, question("what"), question("hobby"), applicant={"subject": "child"}, enrolment=enrolling
    )
    found = uses(told, {}, 0)
    assert Use.PLACE in found["what"].uses and Use.PLACE in found["club"].uses and not found["hobby"].uses
