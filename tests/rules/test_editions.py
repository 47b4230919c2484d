"""来年度版: what moves by a year, what is proposed, and what is left for people to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.samples import PACK_NAMES, check, data, pack, parsed, question, text

from madoguchi.rules import editions
from madoguchi.rules.analysis import analyse, run_golden
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.documents import Document, parse
from madoguchi.rules.editions import Edition, Home, Task

TODAY = date(2026, 11, 29)
CLOSED = frozenset({date(2027, 11, 3), date(2027, 11, 23)})


def proposed(written: dict[str, Any] | Document) -> Edition:
    document = written if isinstance(written, Document) else parsed(written)
    return editions.propose(document, today=TODAY, closed_days=CLOSED)


def moved(edition: Edition) -> dict[str, tuple[str, str | None]]:
    return {each.path: (each.new, each.proposed) for each in edition.moved}


def test_the_period_moves_by_a_year_and_closed_days_are_named() -> None:
    period = {"opens_at": "2026-11-03T09:00:00+09:00", "closes_at": "2026-12-20T00:00:00+09:00"}
    found = proposed(data(question("name"), period=period, target_year=2027))
    assert found.year == 2028
    assert moved(found) == {
        "period.opens_at": ("2027-11-03T09:00:00+09:00", "2027-11-04T09:00:00+09:00"),
        # Until the end of Sunday the 19th: until the end of Monday.
        "period.closes_at": ("2027-12-20T00:00:00+09:00", "2027-12-21T00:00:00+09:00"),
        "target_year": ("2028", None),
    }


def test_bounds_of_birthdays_move_without_asking_for_an_open_office() -> None:
    day = question("born", "date", earliest={"date": "2020-04-02"}, latest={"date": "2021-04-01"})
    found = proposed(data(day, target_year=2027))
    path = "steps[first_step].questions[born]"
    assert moved(found)[f"{path}.earliest.date"] == ("2021-04-02", None)
    assert moved(found)[f"{path}.latest.date"] == ("2022-04-01", None)


def test_a_year_in_a_condition_moves() -> None:
    wrong = check("year", {"is_not": [{"fiscal_year": {"answer": "day"}}, 2027]}, "day")
    document = parsed(data(question("day", "date"), checks=[wrong], target_year=2027))
    made = editions.make(document, proposed(document))
    assert made["checks"][0]["refuse_when"]["is_not"][1] == 2028


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"ja": "令和9年度の申請"}, {"ja": "令和10年度の申請"}),
        ({"ja": "2027年度（令和9年度）"}, {"ja": "2028年度（令和10年度）"}),
        ({"ja": "2026年12月15日(火)まで"}, {"ja": "2027年12月15日(水)まで"}),
        ({"ja": "12月15日（火）まで"}, {"ja": "12月15日（水）まで"}),
        ({"ja": "2020年4月2日から2021年4月1日に生まれた"}, {"ja": "2021年4月2日から2022年4月1日に生まれた"}),
        ({"ja": "R8.12.15"}, {"ja": "R9.12.15"}),
        ({"ja": "x", "ja-easy": "2026[年|ねん]12[月|がつ]15[日|にち]([火|か])"},
         {"ja-easy": "2027[年|ねん]12[月|がつ]15[日|にち]([水|すい])"}),
        ({"ja": "x", "ja-easy": "[令和|れいわ]9[年度|ねんど]"}, {"ja-easy": "[令和|れいわ]10[年度|ねんど]"}),
        ({"ja": "x", "en": "until 15 December 2026 (Tue)"}, {"en": "until 15 December 2027 (Wed)"}),
        ({"ja": "x", "en": "fiscal 2027 (Reiwa 9)"}, {"en": "fiscal 2028 (Reiwa 10)"}),
        ({"ja": "電話 0000-00-2026、2,026円、20260円"}, {}),
        ({"ja": "平成27年に始まりました。1995年"}, {}),
        ({"ja": "12月15日（金）まで"}, {}),
    ],
)  # fmt: skip
def test_what_a_text_could_say_a_year_later(old: dict[str, str], new: dict[str, str]) -> None:
    found = proposed(data(question("name"), summary=old, target_year=2027))
    assert {each.path.rpartition(".")[2]: each.new for each in found.wording} == new


def test_the_number_of_a_law_is_shown_and_left_alone() -> None:
    found = proposed(data(question("name"), summary=text("令和5年ひばり市条例第3号による"), target_year=2027))
    (wording,) = found.wording
    assert wording.is_law
    assert Task.LAWS in editions.tasks(parsed(data(question("name"))), found)


@pytest.mark.parametrize("name", PACK_NAMES)
def test_every_procedure_of_the_packs_has_a_sound_edition(name: str) -> None:
    document = pack(name)
    found = proposed(document)
    made = parse(editions.make(document, found, reworded=[each.path for each in found.wording]))
    assert isinstance(made, Document), list(made)
    assert run_golden(made) == () and analyse(made) == analyse(document)


def test_nothing_is_put_off_or_reworded_unless_wanted() -> None:
    period = {"opens_at": "2026-11-03T09:00:00+09:00"}
    document = parsed(data(question("name"), summary=text("令和9年度"), period=period, target_year=2027))
    found = proposed(document)
    left = editions.make(document, found)
    assert (left["period"]["opens_at"], left["summary"]) == ("2027-11-03T09:00:00+09:00", {"ja": "令和9年度"})
    done = editions.make(document, found, postponed=["period.opens_at"], reworded=["summary.ja"])
    assert (done["period"]["opens_at"], done["summary"]) == (
        "2027-11-04T09:00:00+09:00",
        {"ja": "令和10年度"},
    )


NOW = datetime(2027, 6, 1, 9, tzinfo=TOKYO)
NEXT = {"period": {"opens_at": "2027-11-02T09:00:00+09:00"}}


@pytest.mark.parametrize(
    ("edition", "closes_at", "where"),
    [
        (NEXT, datetime(2026, 12, 15, tzinfo=TOKYO), Home.SAME),
        (NEXT, datetime(2027, 10, 31, tzinfo=TOKYO), Home.SAME),
        (NEXT, datetime(2028, 3, 31, tzinfo=TOKYO), Home.COPY),
        (NEXT, None, Home.COPY),
        ({}, datetime(2026, 12, 15, tzinfo=TOKYO), Home.COPY),
    ],
)
def test_a_round_that_still_runs_is_not_written_over(
    edition: dict[str, Any], closes_at: datetime | None, where: Home
) -> None:
    assert editions.home(parsed(data(question("name"))), edition, closes_at=closes_at, now=NOW) is where


def test_the_work_list_has_what_the_document_has() -> None:
    document = parsed(data(question("name")))
    assert editions.tasks(document, proposed(document)) == (
        Task.CAPACITY,
        Task.OWNER,
        Task.HANDOUTS,
        Task.CONTRACTORS,
        Task.PUBLISH,
    )


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_day_moves_to_the_same_day_of_the_next_year(day: date) -> None:
    later = date.fromisoformat(editions._year_later(day.isoformat()))
    assert later.year == day.year + 1 and later.month == day.month
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


def test_a_leap_day_becomes_the_day_before() -> None:
    assert editions._year_later("2028-02-29") == "2029-02-28"
    assert editions._year_later("2028-02-29T09:00:00+09:00") == "2029-02-28T09:00:00+09:00"


@given(st.text(max_size=200))
def test_no_text_is_a_crash(written: str) -> None:
    assert editions._wording("summary.ja", written, 2028) is None or written
