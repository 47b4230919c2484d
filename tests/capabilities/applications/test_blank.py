"""Whoever prefers paper prints the same document, whatever it asks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.people import NOW
from tests.city.procedures import CLUB, club_document, publish_club

from madoguchi.applications import blank
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.queries import access_procedure
from madoguchi.rules.documents import Document

BLANK = reverse("applications:blank", args=["club"])


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def rows(document: Document) -> dict[str, Any]:
    named = blank.Named.of(document)
    asked = [each for step in document.plan.steps for each in step.questions]
    return {each.question.id: blank._row(each, named) for each in asked}


def test_anybody_prints_it(city: SimpleNamespace, stranger: Client) -> None:
    publish_club()
    answer = stranger.get(BLANK)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    page = stranger.get(reverse("portal:procedure", args=["club"])).content.decode()
    assert BLANK in page and "紙で申請する方へ" in page


def test_an_officer_prints_those_of_the_section(
    city: SimpleNamespace, chikas_desk: Client, dans_desk: Client
) -> None:
    publish_club()
    url = reverse("applications:desk_blank", args=["club"])
    assert chikas_desk.get(url).content.startswith(b"%PDF")
    assert dans_desk.get(url).status_code == 404


def test_what_is_withdrawn_is_not_printed_any_more(city: SimpleNamespace, stranger: Client) -> None:
    publish_club()
    procedures.withdraw(slug="club", by=SYSTEM, now=NOW)
    assert stranger.get(BLANK).status_code == 404
    assert stranger.get(reverse("applications:blank", args=["absent"])).status_code == 404


def test_a_condition_names_questions_and_options_by_number() -> None:
    found = rows(club_document())
    assert found["reason"]["options"] == ["①就労", "②疾病"]
    assert found["certificate"]["when"] == f"問{found['reason']['number']}が①のとき"
    assert found["certificate"]["later"] and not found["phone"]["when"]


def test_a_repeated_group_has_three_columns_and_numbers_of_its_own() -> None:
    siblings = rows(club_document())["siblings"]
    assert siblings["heads"] == ["きょうだい 1", "きょうだい 2", "きょうだい 3"]
    assert [each["kind"] for each in siblings["inner"]] == ["person", "day"]
    assert siblings["inner"][0]["number"] != rows(club_document())["guardian"]["number"]


def test_every_type_of_question_has_its_box() -> None:
    from madoguchi.applications.forms.kinds import KINDS

    assert set(blank.CELLS) == set(KINDS)


def test_every_procedure_of_the_city_is_printed(city: SimpleNamespace) -> None:
    for section in ({}, {"period": {}}, {"title": {**CLUB["title"], "ja": "𠮷川の手続き ☃"}}):
        publish_club(**section)
        assert blank.draw(access_procedure("club", NOW)).startswith(b"%PDF")
