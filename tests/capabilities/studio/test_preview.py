"""Trying a procedure out at the desk: a resident's pages, in every language, and nothing is kept."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.city.procedures import club_document, publish_club

from madoguchi.applications.models import Draft
from madoguchi.audit.actions import SYSTEM
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer
from madoguchi.procedures import actions as procedures

PREVIEW = "/desk/procedures/club/preview/"
CHILD = {
    "child.family": "𠮷川",
    "child.given": "麦",
    "child.family_kana": "ヨシカワ",
    "child.given_kana": "ムギ",
    "child.birth_date.year": "2020",
    "child.birth_date.month": "7",
    "child.birth_date.day": "8",
    "start.year": "2027",
    "start.month": "4",
    "start.day": "1",
}


@pytest.fixture(autouse=True)
def _club(city: SimpleNamespace) -> None:
    publish_club()


def test_a_trial_begins_at_the_first_step(chikas_desk: Client) -> None:
    assert chikas_desk.get(PREVIEW).headers["Location"] == f"{PREVIEW}child_step/"
    html = chikas_desk.get(f"{PREVIEW}child_step/").content.decode()
    assert "お試し" in html and "お子さん" in html


def test_the_draft_is_tried_before_the_version_in_force(now: datetime, chikas_desk: Client) -> None:
    title = {"ja": "新しい名前", "ja-easy": "新しい名前", "en": "New name"}
    procedures.save_draft_document(document=club_document(title=title), by=SYSTEM, now=now)
    assert "新しい名前" in chikas_desk.get(f"{PREVIEW}child_step/").content.decode()


def test_what_is_missing_is_said_as_to_a_resident(chikas_desk: Client) -> None:
    answer = chikas_desk.post(f"{PREVIEW}child_step/", {"next": "1"})
    assert answer.status_code == 422


def test_the_trial_goes_on_step_by_step_and_keeps_nothing(chikas_desk: Client) -> None:
    answer = chikas_desk.post(f"{PREVIEW}child_step/", {**CHILD, "next": "1"})
    assert answer.headers["Location"] == f"{PREVIEW}home_step/"
    assert "麦" in chikas_desk.get(f"{PREVIEW}child_step/").content.decode()
    assert "麦" in chikas_desk.get("/desk/procedures/club/preview-check/").content.decode()
    assert not Draft.objects.exists()
    chikas_desk.get(PREVIEW)
    assert "麦" not in chikas_desk.get(f"{PREVIEW}child_step/").content.decode()


def test_a_question_appears_when_its_condition_comes_true(chikas_desk: Client) -> None:
    html = chikas_desk.post(f"{PREVIEW}home_step/", {"reason": "ill"}).content.decode()
    assert "就労証明書" not in html
    html = chikas_desk.post(f"{PREVIEW}home_step/", {"reason": "work"}).content.decode()
    assert "就労証明書" in html


def test_a_file_counts_by_its_name_and_its_bytes_are_let_go(chikas_desk: Client) -> None:
    paper = SimpleUploadedFile("証明書.pdf", b"secret")
    html = chikas_desk.post(f"{PREVIEW}home_step/", {"reason": "work", "certificate": paper}).content.decode()
    assert "証明書.pdf" in html
    assert not StoredFile.objects.exists()


def test_the_trial_speaks_the_language_asked_for(chikas_desk: Client) -> None:
    html = chikas_desk.get(f"{PREVIEW}child_step/", {"language": "en"}).content.decode()
    assert 'data-language="en"' in html and "Trial: nothing is kept" in html
    assert 'data-language="en"' in chikas_desk.get(f"{PREVIEW}home_step/").content.decode()
    assert 'data-language="ja"' in chikas_desk.get("/desk/procedures/").content.decode()


def test_a_step_that_is_not_there_is_not_found(chikas_desk: Client) -> None:
    assert chikas_desk.get(f"{PREVIEW}nowhere/").status_code == 404


def test_dan_tries_nothing_of_chikas(dans_desk: Client, chika: Officer) -> None:
    assert dans_desk.get(PREVIEW).status_code == 404
    assert dans_desk.get(f"{PREVIEW}child_step/").status_code == 404
    assert dans_desk.get("/desk/procedures/club/preview-check/").status_code == 404


def test_a_change_answers_only_the_questions_that_come_and_go(chikas_desk: Client) -> None:
    chikas_desk.post(f"{PREVIEW}child_step/", {**CHILD, "next": "1"})
    htmx = {"HX-Request": "true"}
    part = chikas_desk.post(f"{PREVIEW}home_step/", {"reason": "work"}, headers=htmx).content.decode()
    assert 'id="q-certificate_place"' in part and 'hx-swap-oob="true"' in part
    assert "q-reason_place" not in part and "<form" not in part
    part = chikas_desk.post(f"{PREVIEW}home_step/", {"reason": "ill"}, headers=htmx).content.decode()
    assert '<div class="question-place" id="q-certificate_place" hx-swap-oob="true"></div>' in part
