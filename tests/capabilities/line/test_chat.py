"""A chat with the city: greeted, led to procedures, told how things stand, handed over to an officer."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.city.line import AOI, BEN, NOON, SECRET, event, post, pressed, said, work
from tests.city.people import acting, signed_in
from tests.city.procedures import publish_club
from tests.journeys.aoi import apply

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.line import queries
from madoguchi.line.actions import conversing, linking
from madoguchi.line.actions.conversing import CannotTalk
from madoguchi.messaging.models import (
    Conversation,
    ConversationLine,
    Friend,
    LineAnswer,
    LineEvent,
    StaffAnswer,
)
from madoguchi.outreach.actions import collecting
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.collection import Moment
from madoguchi.rules.conversation import Refusal

pytestmark = pytest.mark.django_db
TITLE = {"ja": "学童クラブ利用申請", "ja-easy": "[学童|がくどう]クラブの [申|もう]し[込|こ]み"}
SUNDAY = NOON + timedelta(days=5)


@pytest.fixture(autouse=True)
def _channel(settings: Any) -> None:
    settings.LINE_CHANNEL_SECRETS = [SECRET]
    settings.LINE_LIFF_ID = "1234567890-AbcdEfgh"


def told(*events: dict[str, Any], now: Any = NOON) -> list[str]:
    """What the city answers to these events, each answer as plain text with its buttons."""
    before = set(LineAnswer.objects.values_list("pk", flat=True))
    post(*events)
    work(now=now)
    fresh = LineAnswer.objects.exclude(pk__in=before).order_by("queued_at", "event__occurred_at")
    return [str(message) for answer in fresh for message in answer.messages]


def test_a_new_friend_is_greeted_and_chooses_a_language() -> None:
    menu, hello = told(event("follow", replyToken="r"))
    assert "手続きを探す" in menu
    assert "どの言葉" in hello and "やさしい日本語" in hello and "English" in hello
    answers = told(pressed("switch:en"))
    assert "What would you like to do?" in answers[-1]
    assert Friend.objects.get().language == "en"
    assert "Which language" in told(event("unfollow", after=1), event("follow", after=2))[1]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("asked", ["学童", "がくどう", "学童クラブの申し込みをしたいです", "クラブ"])
def test_a_procedure_is_found_and_opens_inside_line(asked: str) -> None:
    publish_club(title=TITLE)
    (answer,) = told(said(asked))
    assert "https://liff.line.me/1234567890-AbcdEfgh/procedures/club/" in answer


@pytest.mark.usefixtures("city")
def test_life_events_lead_to_procedures_too() -> None:
    publish_club()
    (asked,) = told(said("さがす"))
    assert "find_by_event:childcare" in asked
    assert "procedures/club/" in told(pressed("find_by_event:childcare"))[0]
    assert "どんなこと" in told(pressed("find_by_event:nothing"))[0]


def test_what_is_not_found_leaves_nobody_without_a_next_step() -> None:
    (answer,) = told(said("zzzz"))
    assert "見つかりません" in answer and "offer_desk" in answer


@pytest.mark.usefixtures("city")
def test_what_the_staff_wrote_is_answered_while_it_is_right() -> None:
    def write(answer: str, good_until: date | None) -> None:
        StaffAnswer.objects.create(
            section="kosodate", words=["粗大ごみ", "粗大ゴミ"], question={"ja": "粗大ごみ?"},
            answer={"ja": answer}, good_until=good_until, written_by="1001", written_at=NOON,
        )  # fmt: skip

    write("去年の答え", NOON.date() - timedelta(days=1))
    assert "去年" not in str(told(said("粗大ごみの出し方は")))
    write("電話で申し込んでください。", NOON.date())
    assert "電話で申し込んで" in told(said("粗大ゴミの出し方は", after=1))[0]


@pytest.mark.usefixtures("city")
def test_my_applications_are_counted_and_not_named(filed_by_aoi: Application) -> None:
    linking.link(resident=filed_by_aoi.resident, person=AOI, by=SYSTEM, now=NOON)
    (answer,) = told(said("わたしの申請"))
    assert "市で確認しています 1件" in answer and "/me/" in answer
    document = filed_by_aoi.version.document
    for secret in (filed_by_aoi.reference, document["title"]["ja"], str(filed_by_aoi.resident.reference)):
        assert secret not in answer
    assert "件" not in told(said("わたしの申請", BEN))[0].replace("件数", "")


def test_personal_data_are_covered_warned_of_and_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    number = "090-0000-0001"
    answers = told(said(f"電話は{number}です"))
    assert "書かないでください" in answers[0]
    kept = [*LineEvent.objects.values(), *LineAnswer.objects.values(), *Line.objects.values()]
    assert number not in str(kept) and number not in caplog.text


def test_stickers_pictures_and_long_texts_have_an_answer() -> None:
    sticker = event("message", message={"type": "sticker", "id": "1", "packageId": "1"}, replyToken="r")
    assert "文字だけ" in told(sticker)[0]
    assert told(said("あ" * 100_000))
    assert told(pressed("x" * 300))


def test_a_message_taken_back_before_it_was_read_is_not_answered() -> None:
    unsent = event("unsend", after=3, unsend={"messageId": "77"})
    assert told(unsent, said("学童", number="77")) == []


@pytest.fixture
def filed_by_aoi(city: SimpleNamespace, aoi: Resident, monkeypatch: pytest.MonkeyPatch) -> Application:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    publish_club()
    return apply(signed_in(aoi))


@pytest.fixture
def talk(city: SimpleNamespace) -> Conversation:
    """Aoi waits for an officer."""
    publish_club()
    told(said("職員と話す"), pressed("ask_desk:kosodate", after=1))
    return Conversation.objects.get()


def test_aoi_asks_for_an_officer_writes_and_is_answered(talk: Conversation, chika: Officer) -> None:
    (first,) = told(said("申込書をなくしました", after=2))
    assert "職員が読んで" in first
    assert told(said("メニュー", after=3)) == [], "to the officer a word of the menu is a word"
    (waiting,) = queries.list_conversations(sections=["kosodate"])
    assert [each.words for each in queries.list_said(waiting)] == ["申込書をなくしました", "メニュー"]
    by = acting(chika)
    conversing.answer(conversation_id=talk.pk, words="窓口で再発行できます。", officer=chika, by=by, now=NOON)
    answer = LineAnswer.objects.get(event=None)
    assert (answer.line_user_id, answer.messages[0]["text"]) == (AOI, "窓口で再発行できます。")
    talk.refresh_from_db()
    assert (talk.taken_by, talk.heard_at) == (chika.number, None)
    assert told(said("終わる", after=9))
    talk.refresh_from_db()
    assert talk.closed_at


def test_two_people_wait_in_line(talk: Conversation) -> None:
    assert "お待ちの方は1人" in told(pressed("ask_desk:kosodate", BEN, after=4))[0]
    assert Conversation.objects.count() == 2


@pytest.mark.usefixtures("city")
def test_out_of_hours_it_is_said_when_somebody_is_there() -> None:
    publish_club()
    (answer,) = told(pressed("ask_desk:kosodate"), now=SUNDAY)
    assert "11月30日" in answer and "午前8時30分" in answer
    assert not Conversation.objects.exists()


@pytest.mark.usefixtures("city")
def test_nobody_is_handed_over_to_a_section_that_is_none() -> None:
    publish_club()
    assert "どの課" in told(pressed("ask_desk:nowhere"))[0]
    assert not Conversation.objects.exists()


def test_an_officer_writes_nothing_personal_and_takes_nobodys_talk(
    talk: Conversation, chika: Officer, dan: Officer
) -> None:
    by = acting(chika)

    def refused(words: str, officer: Officer = chika) -> Refusal:
        with pytest.raises(CannotTalk) as cannot:
            conversing.answer(conversation_id=talk.pk, words=words, officer=officer, by=by, now=NOON)
        return cannot.value.refusal

    assert refused(" ") is Refusal.EMPTY
    assert refused("あ" * 1001) is Refusal.TOO_LONG
    assert refused("0000-00-0101へお電話ください") is Refusal.PERSONAL
    conversing.take(conversation_id=talk.pk, officer=chika, by=by, now=NOON)
    assert refused("はい", dan) is Refusal.TAKEN
    conversing.end(conversation=talk, by=by, now=NOON)
    assert refused("はい") is Refusal.CLOSED
    assert not LineAnswer.objects.filter(event=None).exists()


def test_who_blocks_the_account_while_waiting_is_not_kept_waiting(talk: Conversation) -> None:
    told(event("unfollow", after=5))
    talk.refresh_from_db()
    assert talk.closed_at


def test_words_are_encrypted_and_gone_when_taken_back_and_a_week_after(talk: Conversation) -> None:
    told(said("麦のことです", after=2, number="88"), said("アレルギーのこと", after=3))
    lines = ConversationLine.objects.order_by("said_at")
    assert "麦" not in str(list(lines.values()))
    told(event("unsend", after=4, unsend={"messageId": "88"}))
    assert [each.words for each in queries.list_said(talk)] == ["", "アレルギーのこと"]
    told(said("終わる", after=5))
    assert conversing.forget(now=NOON + timedelta(days=6)) == 0
    assert conversing.forget(now=NOON + timedelta(days=8)) == 1
    assert not lines.exclude(sealed="").exists()
    assert Conversation.objects.exists()


def test_every_word_that_left_is_as_line_takes_it() -> None:
    told(event("follow", replyToken="r"), said("メニュー", after=1), said("zz", after=2), said("2", after=3))
    for answer in LineAnswer.objects.all():
        assert 1 <= len(answer.messages) <= 5
        for message in answer.messages:
            assert len(message.get("text", "x").encode("utf-16-le")) <= 10_000
            for item in message.get("quickReply", {}).get("items", []):
                assert len(item["action"]["label"]) <= 20
                assert len(item["action"]["data"]) <= 300


@pytest.mark.usefixtures("city")
def test_what_goes_where_is_answered_with_the_next_day_of_who_is_reminded(aoi: Resident) -> None:
    collecting.take_in(
        area_days="地名,センター,缶\n若麦,北,水\n", center="", target="type,name\n缶,空きかん\n",
        description="", on_holidays=True, by=SYSTEM, now=NOON,
    )  # fmt: skip
    (answer,) = told(said("空きかんはどこに出しますか"))
    assert "空きかん: 缶" in answer and "/collection/" in answer and "次は" not in answer
    linking.link(resident=aoi, person=AOI, by=acting(aoi), now=NOON)
    collecting.wish(resident=aoi, area="若麦", moment=Moment.EVENING, by=acting(aoi), now=NOON)
    (answer,) = told(said("空きかん", after=1))
    assert "空きかん: 缶(次は2026年11月25日(水))" in answer and "若麦" not in answer
