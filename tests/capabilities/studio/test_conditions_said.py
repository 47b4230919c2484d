"""Conditions are read as sentences: on the procedure's page, in a difference, and while trying it out."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from tests.capabilities.studio.test_publish import changed_club
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures import actions as procedures
from madoguchi.rules.changes import compare
from madoguchi.studio.sentences import sentence


def test_chika_reads_on_what_a_question_depends(chikas_desk: Client) -> None:
    publish_club()
    html = chikas_desk.get("/desk/procedures/club/").content.decode()
    assert "回答によって変わるところ" in html
    assert "『利用の理由』が『就労』のとき" in html


def test_a_difference_shows_the_condition_before_and_after(now: datetime, chikas_desk: Client) -> None:
    publish_club()
    steps = changed_club(ask_when={"answered": "guardian"})
    procedures.save_draft_document(document=club_document(steps=steps), by=SYSTEM, now=now)
    html = chikas_desk.get("/desk/procedures/club/").content.decode()
    assert "表示条件が変わります: いつも → 『保護者の氏名』に回答があるとき" in html


def test_without_the_documents_a_difference_is_said_shortly() -> None:
    old, new = club_document(), club_document(steps=changed_club(ask_when={"answered": "guardian"}))
    said = [sentence(change) for change in compare(old, new)]
    assert "「利用の理由」をたずねる条件が変わりました。" in said


def test_whoever_tries_it_out_sees_why_a_question_is_asked(chikas_desk: Client) -> None:
    publish_club()
    page = "/desk/procedures/club/preview/home_step/"
    assert "表示の条件:" not in chikas_desk.get(page).content.decode()
    html = chikas_desk.post(page, {"reason": "work"}).content.decode()
    assert "表示の条件: 『利用の理由』が『就労』のとき" in html
