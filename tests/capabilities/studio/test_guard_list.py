"""The guard's list: what a document tells by itself, what a visit tells, what is let be, what grows stale."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.city.guards import SOUND
from tests.city.people import NOW
from tests.city.procedures import CLUB

from madoguchi.rules import documents, guarding
from madoguchi.rules.documents import Document
from madoguchi.rules.guarding import Checked, Facts, Finding, Looked, Matter, Reason, Sent, State, Waiver
from madoguchi.rules.guarding.visiting import Errand, Visited, addresses, findings, is_desk, printed
from madoguchi.rules.starting import UNDECIDED
from madoguchi.rules.translations import Gap

SEEN = Checked(
    digest="d",
    asked_at=NOW,
    finished_at=NOW,
    looked=(Looked(matter=Matter.PAGES, findings=()), Looked(matter=Matter.STRANGER, findings=())),
    mail=Sent.ARRIVED,
)


LEFT_BEHIND = Gap(
    path="title", language="en", japanese="学童クラブ利用申請", words="Club", made_from="学童クラブ"
)


def document(**changes: Any) -> Document:
    parsed = documents.parse({**deepcopy(CLUB), **SOUND, **changes})
    assert isinstance(parsed, Document), parsed
    return parsed


def weighed(**changes: Any) -> dict[Matter, guarding.Task]:
    """The list for a club that is in order, but for what is changed: keys of the facts or of the document."""
    facts: dict[str, Any] = {
        "digest": "d",
        "owner": "1",
        "deputy": "2",
        "there": {"1", "2"},
        "phone": "0000-00-0101",
        "desk_host": "",
        "stale": (),
        "waivers": (),
        "checked": SEEN,
        "now": NOW,
    }
    closes_at = changes.get("closes_at", "2026-12-16T00:00:00+09:00")
    facts["closes_at"] = datetime.fromisoformat(closes_at)
    of_facts = {key: changes.pop(key) for key in list(changes) if key in facts and key != "closes_at"}
    changes.pop("closes_at", None)
    tasks = guarding.weigh(Facts(document=document(**changes), **{**facts, **of_facts}))
    return {task.matter: task for task in tasks}


def found(matter: Matter, **changes: Any) -> list[Reason]:
    """What is red about one matter."""
    task = weighed(**changes)[matter]
    assert task.state in (State.RED, State.TO_CHECK), task
    return [each.reason for each in task.findings]


def asking(**of_question: Any) -> dict[str, Any]:
    """The club's steps with one question more."""
    steps = deepcopy(CLUB["steps"])
    title = of_question.pop("title")
    every = {"ja": title, "ja-easy": title, "en": title}
    steps[0]["questions"].append({"id": "more", "required": False, "title": every, **of_question})
    return {"steps": steps}


def test_a_club_in_order_is_green() -> None:
    tasks = weighed()
    assert {task.state for task in tasks.values()} == {State.GREEN}, tasks
    assert guarding.is_green(tasks.values())


def _every(words: str) -> dict[str, str]:
    return {"ja": words, "ja-easy": words, "en": words}


@pytest.mark.parametrize(
    ("matter", "reason", "changes"),
    [
        (Matter.WORDING, Reason.DESK_ADDRESS, {"summary": _every("https://x.example/desk/procedures/a/")}),
        (Matter.WORDING, Reason.UNFINISHED, {"summary": _every("〇〇を申請できます。")}),
        (Matter.WORDING, Reason.UNFINISHED, asking(type="text", title="新しい設問")),
        (Matter.WORDING, Reason.INSERTS_ANSWER, {"title": _every("{child.name}さんの申請")}),
        (Matter.WORDING, Reason.MOBILE_NUMBER, {"papers": [_every("電話 090-1234-5678")]}),
        (Matter.LANGUAGES, Reason.LANGUAGE_MISSING, {"title": {"ja": "申請", "en": "Application"}}),
        (Matter.KEEPING, Reason.BASIS_MISSING, {"retention": {"years": 5, "basis": "未定"}}),
        (Matter.KEEPING, Reason.BASIS_MISSING, {"retention": {"years": 5, "basis": UNDECIDED}}),
        (Matter.LANGUAGES, Reason.TRANSLATION_STALE, {"stale": [LEFT_BEHIND]}),
        (Matter.KEEPING, Reason.PURPOSE_MISSING, {"purpose": _every("審査。")}),
        (Matter.KEEPING, Reason.CARE_TOO_LOW, asking(type="text", title="病名")),
        (Matter.KEEPING, Reason.MY_NUMBER, asking(type="text", title="マイナンバー", care="sensitive")),
        (Matter.DATES, Reason.PERIOD_OVER, {"closes_at": "2026-11-22T11:59:00+09:00"}),
        (Matter.DATES, Reason.OPENS_FAR, {"period": {"opens_at": "2062-11-02T09:00:00+09:00"}}),
        (Matter.DATES, Reason.YEAR_OVER, {"target_year": 2025}),
        (Matter.REACH, Reason.PHONE_MISSING, {"phone": ""}),
        (Matter.REACH, Reason.PHONE_MISSING, {"phone": "000-0000-0000"}),
        (Matter.REACH, Reason.REACHES_NOBODY, {"identity": "none"}),
        (Matter.EXAMPLES, Reason.EXAMPLES_MISSING, {"golden": SOUND["golden"][:2]}),
        (Matter.OWNER, Reason.NO_OWNER, {"owner": None}),
        (Matter.OWNER, Reason.DEPUTY_LEFT, {"there": {"1"}}),
        (Matter.MAIL, Reason.NOT_SENT, {"checked": replace(SEEN, mail=Sent.NO)}),
        (Matter.MAIL, Reason.NOT_ARRIVED, {"checked": replace(SEEN, mail=Sent.FAILED)}),
        (Matter.PAGES, Reason.NOT_CHECKED, {"digest": "edited since"}),
        (Matter.STRANGER, Reason.NOT_CHECKED, {"checked": None}),
    ],
)
def test_what_is_wrong_is_told(matter: Matter, reason: Reason, changes: dict[str, Any]) -> None:
    assert reason in found(matter, **changes)


def test_a_letter_that_inserts_what_is_never_asked_is_a_fault_of_the_document() -> None:
    letters = deepcopy(CLUB["letters"])
    letters[0]["items"][0]["value"] = "{school.name}"
    assert found(Matter.ANALYSIS, letters=letters) == [Reason.FAULTS]


def test_examples_that_come_out_differently_are_named() -> None:
    wrong = deepcopy(SOUND["golden"])
    wrong[1]["expect"]["complete"] = False
    task = weighed(golden=wrong)[Matter.EXAMPLES]
    assert [each.subject for each in task.findings] == ["two"]
    assert weighed(golden=wrong)[Matter.ANALYSIS].state is State.GREEN


def test_one_example_is_enough_where_nothing_depends_on_an_answer() -> None:
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"] = [each for each in steps[1]["questions"] if "ask_when" not in each]
    golden = deepcopy(SOUND["golden"][:1])
    del golden[0]["answers"]["certificate"]
    assert weighed(steps=steps, golden=golden)[Matter.EXAMPLES].state is State.GREEN


@pytest.mark.parametrize("title", ["アレルギー", "電話番号", "マイナンバーカードを持っていますか"])
def test_what_is_kept_as_sensitive_or_harmless_is_let_through(title: str) -> None:
    care = "sensitive" if title == "アレルギー" else "personal"
    changes = asking(type="text", title=title, care=care)
    assert weighed(**changes)[Matter.KEEPING].state is State.GREEN


def test_a_language_can_be_let_be_with_a_reason_and_the_other_cannot_hide_behind_it() -> None:
    waiver = Waiver(reason=Reason.LANGUAGE_MISSING, subject="en", why="職員向け", by="1", at=NOW)
    one = weighed(title={"ja": "申請", "ja-easy": "申し込み"}, waivers=[waiver])[Matter.LANGUAGES]
    assert one.state is State.WAIVED and one.waivers == (waiver,)
    both = weighed(title={"ja": "申請"}, waivers=[waiver])[Matter.LANGUAGES]
    assert both.state is State.RED and [each.subject for each in both.findings] == ["ja-easy"]


def test_a_translation_is_let_be_until_the_japanese_changes_again() -> None:
    (found,) = weighed(stale=[LEFT_BEHIND])[Matter.LANGUAGES].findings
    waiver = Waiver(reason=found.reason, subject=found.subject, why="意味は同じため", by="1", at=NOW)
    assert weighed(stale=[LEFT_BEHIND], waivers=[waiver])[Matter.LANGUAGES].state is State.WAIVED
    again = replace(LEFT_BEHIND, japanese="学童クラブの利用を申請する")
    assert weighed(stale=[again], waivers=[waiver])[Matter.LANGUAGES].state is State.RED


def test_what_has_to_be_mended_cannot_be_let_be() -> None:
    waiver = Waiver(reason=Reason.BASIS_MISSING, subject="", why="急ぎ", by="1", at=NOW)
    changes = {"retention": {"years": 5, "basis": "-"}, "waivers": [waiver]}
    assert weighed(**changes)[Matter.KEEPING].state is State.RED


def test_a_look_is_good_for_a_day_and_the_mail_survives_an_edit() -> None:
    old = replace(SEEN, asked_at=NOW - timedelta(hours=25))
    assert found(Matter.PAGES, checked=old) == [Reason.NOT_CHECKED]
    assert found(Matter.MAIL, checked=old) == [Reason.NOT_SENT]
    assert weighed(digest="edited since")[Matter.MAIL].state is State.GREEN


def test_a_look_under_way_is_neither_green_nor_red_and_one_that_hangs_is_told() -> None:
    going = replace(SEEN, finished_at=None)
    assert weighed(checked=going)[Matter.PAGES].state is State.GOING_ON
    assert not guarding.is_green(weighed(checked=going).values())
    hangs = replace(going, asked_at=NOW - timedelta(minutes=3))
    assert found(Matter.STRANGER, checked=hangs) == [Reason.DID_NOT_FINISH]
    late = replace(SEEN, mail=Sent.ON_ITS_WAY, asked_at=NOW - timedelta(minutes=3))
    assert found(Matter.MAIL, checked=late) == [Reason.NOT_ARRIVED]


def seen(errand: Errand, status: int = 404, body: str = "", **more: Any) -> Visited:
    return Visited(errand=errand, address="/x/", status=status, body=body, **more)


def told(*visits: Visited, **more: Any) -> list[Reason]:
    given = {"desk_host": "desk.example", "is_published": False, "is_demo": False, **more}
    return [each.reason for each in findings(visits, **given)]


ABSENT = seen(Errand.ABSENT)


@pytest.mark.parametrize(
    ("visited", "reasons"),
    [
        (seen(Errand.FRONT, 200), []),
        (seen(Errand.FRONT, 0), [Reason.NOT_REACHED]),
        (seen(Errand.FRONT, 404), [Reason.NOT_REACHED]),
        (seen(Errand.PROCEDURE, 404), []),
        (seen(Errand.LIST, 302, leads_to="/desk/sign-in/"), []),
        (seen(Errand.LIST, 200), [Reason.DESK_OPEN]),
        (seen(Errand.PREVIEW, 302), []),
        (seen(Errand.PREVIEW, 200), [Reason.PREVIEW_OPEN]),
        (seen(Errand.DEMO, 200), [Reason.DEMO_OPEN]),
        (seen(Errand.APPLICATION, 404, like=ABSENT), []),
        (seen(Errand.APPLICATION, 200, like=ABSENT), [Reason.SHOWS_APPLICATION]),
        (seen(Errand.APPLICATION, 302, like=ABSENT), [Reason.SHOWS_APPLICATION]),
        (seen(Errand.DRAFT, 200, like=ABSENT), [Reason.SHOWS_DRAFT]),
        (seen(Errand.FRONT, 200, '<a href="/desk/">'), [Reason.LINKS_TO_DESK]),
        (seen(Errand.PROCEDURE, 200, '<a href="https://desk.example/x">'), [Reason.LINKS_TO_DESK]),
        (seen(Errand.ABSENT, 404, "because you have <code>DEBUG = True</code>"), [Reason.SHOWS_INSIDE]),
    ],
)
def test_what_a_stranger_comes_across(visited: Visited, reasons: list[Reason]) -> None:
    assert told(visited) == reasons


def test_what_is_offered_has_to_answer_and_the_demo_may_be_open_in_the_demo() -> None:
    assert told(seen(Errand.PROCEDURE, 404), is_published=True) == [Reason.NOT_PUBLIC]
    assert told(seen(Errand.DEMO, 200), is_demo=True) == []


@pytest.mark.parametrize(
    ("portal", "entrances", "reasons"),
    [
        ("https://city.example", {"portal", "desk"}, []),
        ("https://city.example/desk", {"portal", "desk"}, [Reason.PORTAL_AT_DESK]),
        ("https://desk.example", {"desk"}, [Reason.PORTAL_AT_DESK]),
        ("https://city.example", {"portal"}, []),
    ],
)
def test_what_is_mailed_leads_to_the_portal(portal: str, entrances: set[str], reasons: list[Reason]) -> None:
    found = addresses(portal=portal, desk="https://desk.example", entrances=entrances)
    assert [each.reason for each in found] == reasons


def test_the_qr_code_leads_to_the_public_page() -> None:
    assert printed(leads_to="/procedures/club/", public="/procedures/club/") == ()
    (found,) = printed(leads_to="/desk/procedures/club/build/", public="/procedures/club/")
    assert found.reason is Reason.QR_ELSEWHERE


@pytest.mark.parametrize(
    ("link", "is_it"),
    [("/desk", True), ("/desk/x/", True), ("/desks/", False), ("/", False), ("https://d.example/", True)],
)
def test_which_address_is_the_desks(link: str, is_it: bool) -> None:
    assert is_desk(link, "d.example") is is_it


def test_findings_of_one_kind_are_told_once() -> None:
    assert told(seen(Errand.LIST, 200), seen(Errand.LIST, 200)) == [Reason.DESK_OPEN]
    assert Finding(reason=Reason.FAULTS) == Finding(reason=Reason.FAULTS)
