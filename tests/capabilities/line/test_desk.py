"""Officers answer chats: those of the right section, with every look in the record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.city.line import AOI, NOON, SECRET, post, pressed, said, work
from tests.city.people import signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging.models import Conversation, StaffAnswer
from madoguchi.people.actions.staff import appoint
from madoguchi.people.models import Officer, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(city: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Conversation:
    """Aoi asked for an officer and wrote what it is about."""
    settings.LINE_CHANNEL_SECRETS = [SECRET]
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=1))
    publish_club()
    post(pressed("ask_desk:kosodate"), said("<b>申込書</b>をなくしました", after=1))
    work()
    return Conversation.objects.get()


def test_chika_reads_answers_and_ends_it(talk: Conversation, chika: Officer) -> None:
    desk = signed_in(chika)
    listed = desk.get("/desk/chats/").content.decode()
    assert f"/desk/chats/{talk.pk}/" in listed and "返事待ち" in listed
    assert AOI not in listed
    page = desk.get(f"/desk/chats/{talk.pk}/").content.decode()
    assert "&lt;b&gt;申込書" in page and AOI not in page
    assert desk.post(f"/desk/chats/{talk.pk}/", {"words": "窓口で再発行できます。"}).status_code == 302
    assert "窓口で再発行できます。" in desk.get(f"/desk/chats/{talk.pk}/").content.decode()
    assert desk.post(f"/desk/chats/{talk.pk}/close/").url == "/desk/chats/"
    verbs = list(Line.objects.filter(about_ref=str(talk.pk)).order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "conversation.asked",
        "conversation.heard",
        "conversation.viewed",  # the list shows one
        "conversation.viewed",
        "conversation.taken",
        "conversation.answered",
        "conversation.viewed",
        "conversation.ended",
    ]


def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    talk: Conversation, chika: Officer
) -> None:
    desk = signed_in(chika)
    refused = desk.post(f"/desk/chats/{talk.pk}/", {"words": "0000-00-0101へお電話を"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "送信していません" in page and "0000-00-0101へお電話を" in page
    assert desk.post(f"/desk/chats/{talk.pk}/", {"words": "\0"}).status_code in (400, 422)


def test_dan_of_another_section_finds_nothing(talk: Conversation, dan: Officer) -> None:
    desk = signed_in(dan)
    assert str(talk.pk) not in desk.get("/desk/chats/").content.decode()
    for address in (
        f"/desk/chats/{talk.pk}/",
        f"/desk/chats/{talk.pk}/take/",
        f"/desk/chats/{talk.pk}/close/",
    ):
        assert desk.post(address, {"words": "はい"}).status_code == 404
    assert desk.get(f"/desk/chats/{talk.pk}/").status_code == 404
    talk.refresh_from_db()
    assert not talk.taken_by and not talk.closed_at


def test_a_page_that_asks_by_itself_leaves_no_line(talk: Conversation, chika: Officer) -> None:
    desk = signed_in(chika)
    for address in ("/desk/chats/", f"/desk/chats/{talk.pk}/"):
        part = desk.get(f"{address}?seen=1", headers={"HX-Request": "true"})
        assert part.status_code == 200 and b"<html" not in part.content
    assert not Line.objects.filter(verb__startswith="conversation.viewed").exists()


WRITTEN = {
    "question_ja": "粗大ごみはどう出しますか",
    "words": "粗大ごみ、粗大ゴミ, bulky waste",
    "answer_ja": "電話で申し込んでください。",
    "answer_en": "Please telephone.",
    "good_until": "2027-03-31",
}


@pytest.mark.usefixtures("city")
def test_an_answer_is_written_changed_and_removed(chika: Officer, dan: Officer) -> None:
    desk = signed_in(chika)
    assert "まだ答えがありません" in desk.get("/desk/chats/answers/").content.decode()
    assert desk.post("/desk/chats/answers/new/", WRITTEN).status_code == 302
    row = StaffAnswer.objects.get()
    assert row.words == ["粗大ごみ", "粗大ゴミ", "bulky waste"]
    assert row.answer == {"ja": "電話で申し込んでください。", "en": "Please telephone."}
    assert "粗大ごみはどう出しますか" in desk.get("/desk/chats/answers/").content.decode()
    assert "粗大ごみ、粗大ゴミ" in desk.get(f"/desk/chats/answers/{row.pk}/").content.decode()
    of_dan = signed_in(dan)
    assert of_dan.get(f"/desk/chats/answers/{row.pk}/").status_code == 404
    assert of_dan.post(f"/desk/chats/answers/{row.pk}/remove/").status_code == 404
    assert desk.post(f"/desk/chats/answers/{row.pk}/remove/").status_code == 302
    assert not StaffAnswer.objects.exists()


def test_who_is_in_two_sections_says_which_one_answers(city: Any, chika: Officer) -> None:
    appoint(
        officer=chika, section=city.fukushi, role=Role.REVIEWER, title="兼務", starts_on=date(2026, 4, 1),
        by=SYSTEM, now=NOON,
    )  # fmt: skip
    desk = signed_in(chika)
    assert "回答する課" in desk.get("/desk/chats/answers/new/").content.decode()
    for section in ("", "nowhere"):
        assert desk.post("/desk/chats/answers/new/", {**WRITTEN, "section": section}).status_code == 422
    assert desk.post("/desk/chats/answers/new/", {**WRITTEN, "section": "kosodate"}).status_code == 302
    assert StaffAnswer.objects.get().section == "kosodate"


def test_today_says_who_waits_on_line_and_how_long(
    talk: Conversation, chika: Officer, dan: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=25))
    today = signed_in(chika).get("/desk/").content.decode()
    assert "返事を待っているLINEのやりとり" in today and "最長 25分" in today
    assert "最長" not in signed_in(dan).get("/desk/").content.decode()


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "wrong",
    [{"question_ja": ""}, {"words": " , 、"}, {"answer_ja": "x" * 501}, {"good_until": "2027-02-30"}],
)
def test_an_answer_that_is_not_whole_is_not_kept(chika: Officer, wrong: dict[str, str]) -> None:
    answer = signed_in(chika).post("/desk/chats/answers/new/", {**WRITTEN, **wrong})
    assert answer.status_code == 422
    assert "aria-invalid" in answer.content.decode()
    assert not StaffAnswer.objects.exists()


@pytest.mark.usefixtures("city")
def test_residents_and_strangers_see_no_talks(talk: Conversation, aoi: Any) -> None:
    for browser in (Client(), signed_in(aoi)):
        assert browser.get(f"/desk/chats/{talk.pk}/").url.startswith("/desk/sign-in/")


def test_another_section_takes_over(talk: Conversation, city: Any, chika: Officer, dan: Officer) -> None:
    publish_club(id="welfare", number="31", section="fukushi")
    desk = signed_in(chika)
    assert desk.post(f"/desk/chats/{talk.pk}/pass/", {"section": "nowhere"}).status_code == 422
    assert desk.post(f"/desk/chats/{talk.pk}/pass/", {"section": "fukushi"}).url == "/desk/chats/"
    assert desk.get(f"/desk/chats/{talk.pk}/").status_code == 404
    assert signed_in(dan).get(f"/desk/chats/{talk.pk}/").status_code == 200
