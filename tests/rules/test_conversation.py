"""A chat with the city: what follows from what was said, pressed or sent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.conversation import (
    COVER,
    LONGEST_KEPT,
    Desk,
    Does,
    Heard,
    Kind,
    State,
    Turn,
    best,
    button,
    covered,
    is_overdue,
    language_for,
    looks_personal,
    terms,
    turn,
)

ALONE = State(language="ja")
WAITING = State(language="ja", desk=Desk.WAITING)
TAKEN = State(language="ja", desk=Desk.TAKEN)


def say(text: str, state: State = ALONE, *, is_open: bool = True) -> Turn:
    return turn(state, Heard(kind=Kind.SAID, text=text), is_open=is_open)


def press(data: str, state: State = ALONE, *, is_open: bool = True) -> Turn:
    return turn(state, Heard(kind=Kind.PRESSED, pressed=data), is_open=is_open)


@pytest.mark.parametrize(
    ("text", "does", "about"),
    [
        ("メニュー", Does.MENU, ""),
        (" ﾒﾆｭｰ ", Does.MENU, ""),
        ("MENU", Does.MENU, ""),
        ("?", Does.MENU, ""),
        ("１", Does.LIST_EVENTS, ""),
        ("てつづき", Does.LIST_EVENTS, ""),
        ("わたしの申請", Does.MINE, ""),
        ("My Applications", Does.MINE, ""),
        ("職員と話す", Does.OFFER_DESK, ""),
        ("ことば", Does.GREET, ""),
        ("English", Does.SWITCH, "en"),
        ("やさしい日本語", Does.SWITCH, "ja-easy"),
        ("終わる", Does.MENU, ""),  # nothing to end
        ("学童", Does.FIND, "学童"),
        ("住民票がほしい", Does.FIND, "住民票がほしい"),
        ("", Does.NOT_READABLE, ""),
        ("　\n", Does.NOT_READABLE, ""),
    ],
)
def test_what_is_typed(text: str, does: Does, about: str) -> None:
    done = say(text)
    assert (done.does, done.about) == (does, about)


@pytest.mark.parametrize(
    ("data", "does", "about"),
    [
        (button(Does.MENU), Does.MENU, ""),
        (button(Does.FIND_BY_EVENT, "childcare"), Does.FIND_BY_EVENT, "childcare"),
        (button(Does.FIND, "図書館: 本"), Does.FIND, "図書館: 本"),
        (button(Does.ASK_DESK, "kosodate"), Does.ASK_DESK, "kosodate"),
        (button(Does.SWITCH, "en"), Does.SWITCH, "en"),
        (button(Does.SWITCH, "xx"), Does.GREET, ""),
        ("", Does.MENU, ""),
        ("storeId=12345", Does.MENU, ""),
        ("pass_on:forged", Does.MENU, ""),
        ("ask_desk:", Does.MENU, ""),
        ("menu:x", Does.MENU, ""),
    ],
)
def test_what_is_pressed(data: str, does: Does, about: str) -> None:
    done = press(data)
    assert (done.does, done.about) == (does, about)


def test_a_language_stays_chosen() -> None:
    assert press("switch:en").state.language == "en"
    assert press("switch:xx").state.language == "ja"


def test_a_chat_with_an_officer_from_asking_to_the_end() -> None:
    asked = press("ask_desk:kosodate")
    assert asked.state.desk is Desk.WAITING
    told = say("メニュー", asked.state)  # a word of the menu is a word to the officer, too
    assert (told.does, told.about, told.state.desk) == (Does.PASS_ON, "メニュー", Desk.WAITING)
    assert say("ありがとう", TAKEN).does is Does.PASS_ON
    ended = say("終わる", TAKEN)
    assert (ended.does, ended.state.desk) == (Does.END_DESK, Desk.NOBODY)


def test_nobody_waits_twice_nor_out_of_hours() -> None:
    assert press("ask_desk:kosodate", WAITING).does is Does.STILL_WAITING
    closed = press("ask_desk:kosodate", is_open=False)
    assert (closed.does, closed.state.desk) == (Does.DESK_CLOSED, Desk.NOBODY)
    assert say("職員", is_open=False).does is Does.DESK_CLOSED


def test_following_anew_begins_anew_in_the_language_chosen_before() -> None:
    done = turn(State(language="en", desk=Desk.TAKEN), Heard(kind=Kind.FOLLOWED), is_open=True)
    assert (done.does, done.state) == (Does.GREET, State(language="en"))


@pytest.mark.parametrize("state", [ALONE, WAITING, TAKEN])
def test_what_cannot_be_read_changes_nothing(state: State) -> None:
    done = turn(state, Heard(kind=Kind.SENT), is_open=True)
    assert (done.does, done.state) == (Does.NOT_READABLE, state)


@pytest.mark.parametrize(
    "text",
    [
        "090-0000-0001 です",
        "電話は０９０００００００１",
        "生年月日は平成2年7月8日です",
        "2020/07/08生まれ",
        "1985年1月2日",
        "R2.7.8",
        "aoi@mail.example に送って",
        "1234 5678 9012",
        "麦笛町1丁目2番3号です",
        "2丁目3-4",
        "〒000-0001 0000-00-0101",
    ],
)
def test_what_looks_personal_is_covered_and_warned_of(text: str) -> None:
    done = say(text, TAKEN)
    assert looks_personal(text) and done.warns
    assert not looks_personal(done.about) and COVER in done.about
    assert say(text).warns and not looks_personal(say(text).about)


@pytest.mark.parametrize(
    "text",
    [
        "学童",
        "2027年4月から",
        "3人",
        "午前8時30分",
        "令和9年度",
        "5歳児健診",
        "1年生",
        "12月15日まで",
        "100円",
    ],
)
def test_ordinary_questions_are_not_warned_of(text: str) -> None:
    assert not say(text).warns
    assert covered(text) == text


def test_a_text_of_a_hundred_thousand_letters_is_cut() -> None:
    assert len(say("あ" * 100_000, TAKEN).about) == LONGEST_KEPT
    assert len(say("学" * 100_000).about) < 1000


@given(st.text(max_size=60), st.sampled_from([ALONE, WAITING, TAKEN]), st.booleans())
def test_whatever_is_typed_has_an_answer_that_hides_what_is_personal(
    text: str, state: State, is_open: bool
) -> None:
    done = say(text, state, is_open=is_open)
    assert done.does is not Does.NOTHING
    assert not looks_personal(done.about)
    assert not (state.desk is Desk.NOBODY and done.state.desk is not Desk.NOBODY)


@given(st.text(max_size=400), st.sampled_from([ALONE, WAITING, TAKEN]), st.booleans())
def test_whatever_is_pressed_has_an_answer(data: str, state: State, is_open: bool) -> None:
    done = press(data, state, is_open=is_open)
    assert done.does not in (Does.NOTHING, Does.PASS_ON)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("住民票がほしい", ("住民票",)),
        ("学童クラブの申し込みをしたい", ("学童", "クラブ")),
        ("how do I get the library card", ("how", "do", "get", "the", "library", "card")),
        ("ごみ", ()),
        ("ﾄｲﾚ", ("トイレ",)),
    ],
)
def test_the_words_of_a_sentence(text: str, found: tuple[str, ...]) -> None:
    assert terms(text) == found


def test_the_best_of_the_questions_the_staff_answered() -> None:
    questions = [(1, ("ごみ", "収集日")), (2, ("粗大ごみ",)), (3, ("x", "")), (4, ("library",))]
    assert best("粗大ゴミの出し方", questions) == (2, 1)
    assert best("Ｌｉｂｒａｒｙ", questions) == (4,)
    assert best("x", questions) == ()


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("ja", "ja"),
        ("ja-JP", "ja"),
        ("", "ja"),
        ("en-GB", "en"),
        ("EN", "en"),
        ("vi", "ja-easy"),
        ("zh-Hant", "ja-easy"),
    ],
)
def test_the_language_of_a_new_friend(told: str, ours: str) -> None:
    assert language_for(told) == ours


def test_a_word_is_due_within_ten_minutes() -> None:
    assert not is_overdue(timedelta(minutes=9, seconds=59))
    assert is_overdue(timedelta(minutes=10))
