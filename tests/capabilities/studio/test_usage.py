"""Chika reads what each question is for; what was tried out is kept as an example."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, make_resident
from tests.city.procedures import AOIS_ANSWERS, CLUB, club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base.entrances import Entrance, door
from madoguchi.people.models import Officer
from madoguchi.people.sign_ins import SignInStore
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules.analysis import run_golden
from madoguchi.selection.models import CriteriaEdition

PAGE = "/desk/procedures/club/questions/"


def with_hobby() -> list[dict[str, Any]]:
    """The club's steps with a question that nobody uses."""
    steps = deepcopy(CLUB["steps"])
    every = {"ja": "保護者の趣味", "ja-easy": "好きなこと", "en": "Hobby"}
    steps[1]["questions"].append({"id": "hobby", "type": "text", "title": every, "required": False})
    return list(steps)


def applied(count: int) -> None:
    version = publish_club(steps=with_hobby(), limits={}).pk
    for number in range(count):
        filed(make_resident(f"r{number}@mail.example"), version, **({"hobby": "釣り"} if number < 3 else {}))


def test_chika_reads_which_question_nobody_uses(chikas_desk: Client) -> None:
    applied(10)
    with CaptureQueriesContext(connection) as queries:
        page = chikas_desk.get(PAGE).content.decode()
    assert "だれも使っていない設問" in page and "保護者の趣味" in page
    assert "30 %" in page and "100 %" in page
    assert "釣り" not in page and "0826-" not in page
    assert sum("answerset" in each["sql"] for each in queries.captured_queries) == 1
    assert Line.objects.get(verb="procedure.questions_reviewed").details == {"applications": 10}


def test_of_fewer_than_ten_nothing_is_counted(chikas_desk: Client) -> None:
    applied(9)
    page = chikas_desk.get(PAGE).content.decode()
    assert "数はまだ出しません" in page and " %" not in page


def test_dan_finds_no_such_page(dans_desk: Client) -> None:
    publish_club()
    assert dans_desk.get(PAGE).status_code == 404


def test_what_was_tried_is_kept_as_an_example_that_comes_true(now: datetime, chikas_desk: Client) -> None:
    procedures.save_draft_document(document=club_document(), by=SYSTEM, now=now)
    answers = {key: value for key, value in AOIS_ANSWERS.items() if key != "certificate"}
    _remember(chikas_desk, {**answers, "reason": "ill"})
    check = chikas_desk.get("/desk/procedures/club/preview-check/").content.decode()
    assert "見本として残す" in check
    answer = chikas_desk.post(
        "/desk/procedures/club/preview-check/keep/", {"title": "疾病、証明書なし"}, follow=True
    )
    assert "見本を残しました" in answer.content.decode()
    document = parsed(Procedure.objects.get().draft_text)
    (golden,) = document.golden
    assert golden.title == "疾病、証明書なし" and golden.expect.hidden == ("certificate",)
    assert not run_golden(document)


def test_what_is_not_whole_is_no_example(now: datetime, chikas_desk: Client) -> None:
    procedures.save_draft_document(document=club_document(), by=SYSTEM, now=now)
    address = "/desk/procedures/club/preview-check/keep/"
    answer = chikas_desk.post(address, {"title": "途中"}, follow=True)
    assert "最後まで答えて" in answer.content.decode()
    assert not parsed(Procedure.objects.get().draft_text).golden


def test_dan_keeps_nothing(now: datetime, dans_desk: Client) -> None:
    procedures.save_draft_document(document=club_document(), by=SYSTEM, now=now)
    address = "/desk/procedures/club/preview-check/keep/"
    assert dans_desk.post(address, {"title": "だめ"}).status_code == 404


def _remember(client: Client, answers: dict[str, Any]) -> None:
    """What the officer typed while trying it out stands in the sign-in."""
    store = SignInStore(client.cookies[door(Entrance.DESK).cookie].value, entrance=Entrance.DESK)
    store["preview:club"] = answers
    store.save()


def test_what_counts_for_points_is_used(chikas_desk: Client, chika: Officer) -> None:
    applied(10)
    finding = {"id": "hobby", "title": {"ja": "趣味"}, "type": "flag", "scope": "household"}
    proposed = {**finding, "proposed": {"answered": "hobby"}}
    criteria = {
        "schema": "madoguchi.criteria/1",
        "id": "gakudo",
        "title": {"ja": "利用調整基準"},
        "fiscal_year": 2027,
        "proposals": {"procedure": "club", "guardians": "siblings"},
        "findings": [proposed],
    }
    CriteriaEdition.objects.create(
        section="kosodate",
        title="利用調整基準",
        fiscal_year=2027,
        text=json.dumps(criteria),
        sha256="0" * 64,
        drafted_by=chika,
        drafted_at=NOW,
    )
    page = chikas_desk.get(PAGE).content.decode()
    unused = page.partition("だれも使っていない設問")[2].partition("</ul>")[0]
    assert "指数に数える" in page and "保護者の趣味" not in unused and "保護者の趣味" in page
