"""Telling many: what may be written, when it leaves, and who has to agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from madoguchi.rules import broadcasting as rules
from madoguchi.rules import segments
from madoguchi.rules.broadcasting import Plan, Quota, Reach, Refusal, Standing, State, Wrong
from madoguchi.rules.calendar import TOKYO

NOON = datetime(2026, 11, 22, 12, tzinfo=TOKYO)
MINUTE = timedelta(minutes=1)
NEWS = {"ja": {"title": "市民まつり", "text": "12月6日に開きます。"}}
AT_ONCE = Plan(is_emergency=False, asked_at=None, expires_at=None)
SOME = Reach(people=30, everybody=100, on_line=20)
ENDLESS = Quota(most=None, used=7)


def wrong(words: dict[str, dict[str, str]], *targets: str) -> dict[str, Wrong]:
    return rules.faults(words, targets, pages=["/help/"], hosts=["www.hibari.example"])


@pytest.mark.parametrize(
    ("words", "place", "fault"),
    [
        ({}, "ja.title", Wrong.EMPTY),
        ({"ja": {"title": "題"}}, "ja.text", Wrong.EMPTY),
        ({**NEWS, "en": {"title": "Fair"}}, "en.text", Wrong.HALF),
        ({**NEWS, "ja-easy": {"text": "まつり"}}, "ja-easy.title", Wrong.HALF),
        ({"ja": {"title": "あ" * 41, "text": "本文"}}, "ja.title", Wrong.TOO_LONG),
        ({"ja": {"title": "題", "text": "あ" * 501}}, "ja.text", Wrong.TOO_LONG),
        ({"ja": {**NEWS["ja"], "label2": "あ" * 21}}, "ja.label2", Wrong.TOO_LONG),
        ({"ja": {**NEWS["ja"], "label1": "開く"}}, "target1", Wrong.NO_TARGET),
    ],
)
def test_what_is_wrong_is_said_at_its_place(words: Any, place: str, fault: Wrong) -> None:
    assert wrong(words, "")[place] is fault


@pytest.mark.parametrize("target", ["/help/", "https://www.hibari.example/fair?x=1", ""])
def test_buttons_lead_to_our_pages_and_the_citys_own_hosts(target: str) -> None:
    assert wrong(NEWS, target) == {}


@pytest.mark.parametrize(
    "target",
    [
        "/desk/", "http://www.hibari.example/", "https://evil.example/", "//evil.example/", "javascript:x",
        "https://www.hibari.example@evil.example/", "https://www.hibari.example:444/", "https://",
        "https://[www.hibari.example/",
    ],
)  # fmt: skip
def test_buttons_lead_nowhere_else(target: str) -> None:
    assert wrong(NEWS, target) == {"target1": Wrong.NOT_OURS}


def test_whoever_reads_what_is_not_written_reads_japanese() -> None:
    words = {**NEWS, "en": {"title": "Fair", "text": "On 6 December."}}
    assert rules.written(words) == ("ja", "en")
    assert rules.read_as(words, "ja-easy") == NEWS["ja"] and rules.read_as(words, "en")["title"] == "Fair"
    assert rules.corrected(words)["ja"]["title"] == "【訂正】市民まつり"
    assert len(rules.corrected({"ja": {"title": "あ" * 40, "text": ""}})["ja"]["title"]) == 40


def test_the_headline_of_a_correction_ends_with_no_half_reading() -> None:
    title = "[市民|しみん]まつりの [場所|ばしょ]が すこし [変|か]わりました"
    shown = rules.corrected({"ja-easy": {"title": title, "text": ""}})["ja-easy"]["title"]
    assert shown == "【[直|なお]します】[市民|しみん]まつりの [場所|ばしょ]が すこし "


@pytest.mark.parametrize(
    ("asked", "now", "leaves"),
    [
        (None, NOON, NOON + MINUTE),
        (NOON + 30 * MINUTE, NOON, NOON + 30 * MINUTE),
        (NOON.replace(hour=22), NOON, NOON.replace(day=23, hour=8)),
        (NOON.replace(day=23, hour=3), NOON, NOON.replace(day=23, hour=8)),
        (None, NOON.replace(hour=20, minute=59, second=30), NOON.replace(day=23, hour=8)),
    ],
)
def test_it_leaves_after_a_minute_and_never_at_night(asked: Any, now: datetime, leaves: datetime) -> None:
    assert rules.leaves(replace(AT_ONCE, asked_at=asked), 1, now) == [leaves]


def test_waves_keep_their_distance_and_the_night() -> None:
    plan = replace(AT_ONCE, asked_at=NOON.replace(hour=20, minute=30), wave_size=10, wave_minutes=20)
    morning = NOON.replace(day=23, hour=8)
    expected = [NOON.replace(hour=20, minute=30), NOON.replace(hour=20, minute=50), morning]
    assert rules.leaves(plan, 4, NOON) == [*expected, morning + 20 * MINUTE]


def test_an_emergency_leaves_at_once_even_at_night() -> None:
    night = NOON.replace(hour=23)
    plan = replace(AT_ONCE, is_emergency=True)
    assert rules.leaves(plan, 1, night) == [night]
    assert rules.expires_at(plan, night) == night + timedelta(hours=3)
    assert rules.is_due(is_emergency=True, now=night) and not rules.is_due(is_emergency=False, now=night)
    assert rules.may_go_on(is_emergency=False, now=night) is Refusal.NIGHT


def release(**changes: Any) -> Any:
    given = {
        "state": State.DRAFT, "reach": SOME, "plan": AT_ONCE, "quota": ENDLESS, "is_all_meant": False,
        "may_alone": False, "now": NOON,
    }  # fmt: skip
    return rules.released(**(given | changes))


MANY = Reach(people=1001, everybody=5000, on_line=900)
ALL = Reach(people=100, everybody=100, on_line=90)
WARNING = replace(AT_ONCE, is_emergency=True)
LAST_DAY = NOON.replace(day=30)
TOMORROW = replace(AT_ONCE, asked_at=LAST_DAY + timedelta(days=1))
USED_UP = Quota(most=100, used=100)


@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        ({}, State.RELEASED),
        ({"reach": MANY}, State.PROPOSED),
        ({"reach": replace(MANY, people=1000)}, State.RELEASED),
        ({"reach": ALL}, Refusal.EVERYBODY),
        ({"reach": ALL, "is_all_meant": True}, State.RELEASED),
        ({"reach": replace(ALL, everybody=None)}, State.RELEASED),
        ({"reach": replace(SOME, people=0)}, Refusal.NOBODY),
        ({"state": State.PROPOSED}, Refusal.MOVED_ON),
        ({"state": State.RELEASED}, Refusal.MOVED_ON),
        ({"plan": replace(AT_ONCE, asked_at=NOON - MINUTE)}, Refusal.PAST),
        ({"plan": replace(AT_ONCE, asked_at=NOON + timedelta(days=181))}, Refusal.FAR),
        ({"plan": replace(AT_ONCE, expires_at=NOON)}, Refusal.ENDS_FIRST),
        ({"reach": MANY, "plan": replace(AT_ONCE, wave_size=10, wave_minutes=1)}, Refusal.MANY_WAVES),
        ({"quota": Quota(most=100, used=70, promised=11)}, Refusal.QUOTA),
        ({"quota": Quota(most=100, used=70, promised=10)}, State.RELEASED),
        (
            {"quota": USED_UP, "now": LAST_DAY, "plan": TOMORROW},
            State.RELEASED,
        ),
        ({"plan": WARNING}, Refusal.NO_RIGHT),
        ({"plan": WARNING, "may_alone": True, "reach": MANY}, State.RELEASED),
        ({"plan": WARNING, "may_alone": True, "reach": ALL, "quota": Quota(most=1, used=1)}, State.RELEASED),
    ],
)  # fmt: skip
def test_what_follows_when_it_is_to_be_sent(changes: dict[str, Any], follows: Any) -> None:
    assert release(**changes) is follows


def test_whom_it_reaches_says_what_it_asks_for() -> None:
    assert ALL.is_everybody and not replace(ALL, people=99).is_everybody
    assert not replace(ALL, everybody=None).is_everybody  # those of another broadcast
    assert MANY.needs_second and not replace(MANY, people=1000).needs_second


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"is_same_person": True}, Refusal.SAME_PERSON),
        ({"may_approve": False}, Refusal.NO_RIGHT),
        ({"state": State.DRAFT}, Refusal.MOVED_ON),
        ({"state": State.RELEASED}, Refusal.MOVED_ON),
        ({"plan": replace(AT_ONCE, asked_at=NOON - MINUTE)}, Refusal.PAST),
        ({"reach": replace(MANY, people=0)}, Refusal.NOBODY),
    ],
)
def test_the_second_person_is_another_who_may(changes: dict[str, Any], refusal: Any) -> None:
    given = {
        "state": State.PROPOSED, "reach": MANY, "plan": AT_ONCE, "quota": ENDLESS, "is_same_person": False,
        "may_approve": True, "now": NOON,
    }  # fmt: skip
    assert rules.approved(**(given | changes)) is refusal


def test_it_is_called_back_only_before_it_leaves() -> None:
    goes = {"goes_at": NOON, "begun": False}
    assert rules.may_call_back(State.RELEASED, **goes, now=NOON - MINUTE)
    assert not rules.may_call_back(State.RELEASED, **goes, now=NOON)
    assert not rules.may_call_back(State.RELEASED, goes_at=NOON, begun=True, now=NOON - MINUTE)
    assert rules.may_call_back(State.PROPOSED, goes_at=None, begun=False, now=NOON)
    assert not rules.may_call_back(State.DRAFT, goes_at=None, begun=False, now=NOON)


@pytest.mark.parametrize(
    ("state", "facts", "stands"),
    [
        (State.DRAFT, {}, Standing.DRAFT),
        (State.PROPOSED, {}, Standing.PROPOSED),
        (State.RELEASED, {"has_begun": False}, Standing.SCHEDULED),
        (State.RELEASED, {}, Standing.UNDER_WAY),
        (State.RELEASED, {"waits": False}, Standing.DONE),
        (State.RELEASED, {"is_held": True}, Standing.HELD),
        (State.RELEASED, {"is_held": True, "is_stopped": True}, Standing.STOPPED),
    ],
)
def test_how_a_broadcast_stands(state: State, facts: dict[str, bool], stands: Standing) -> None:
    given = {"is_stopped": False, "has_begun": True, "waits": True}
    assert rules.standing(state, **(given | facts)) is stands


KNOWN = segments.Options(
    districts={"haoto": {"ja": "羽音"}}, procedures={}, places={}, offerings={}, doors={}
)


@pytest.mark.parametrize(
    ("raw", "needed"),
    [
        (True, False),
        ({"is": [{"answer": "language"}, "ja"]}, False),
        ({"is": [{"answer": "district"}, "haoto"]}, True),
        ({"at_least": [{"count": {"rows": "children"}}, 1]}, True),
    ],
)  # fmt: skip
def test_whom_consent_chose_is_known(raw: Any, needed: bool) -> None:
    condition, faults = segments.read(raw, KNOWN)
    assert not faults and rules.needs_consent(condition) is needed


def test_openings_stand_by_the_hour_without_gaps() -> None:
    later = NOON + timedelta(hours=2)
    assert rules.hours({NOON: 3, later: 1}) == [("12", 3), ("13", 0), ("14", 1)]
    assert rules.hours({}) == []
