"""April's transfers decided: who leaves, who comes, and what has to be answered first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.transfers import (
    Code,
    Effect,
    Facts,
    OfficerFact,
    Plan,
    PostFact,
    Row,
    SectionFact,
    deputy,
    plan,
)
from madoguchi.rules.transfers.reading import COLUMNS

TODAY = date(2027, 3, 10)
APRIL = date(2027, 4, 1)
LONG_AGO = date(2020, 4, 1)
SECTIONS = {
    code: SectionFact(code=code, name=name, starts_on=LONG_AGO, ends_on=ends_on)
    for code, name, ends_on in (
        ("kosodate", "子育て政策課", None),
        ("gakumu", "学務課", None),
        ("jinji", "職員課", date(2027, 4, 1)),
    )
}


def officer(number: str, name: str, kana: str, *posts: tuple[str, str], **more: Any) -> OfficerFact:
    held = tuple(
        PostFact(
            id=int(number) * 10 + place,
            section=section,
            title="",
            role=role,
            starts_on=LONG_AGO,
            ends_on=more.get("ends_on"),
        )
        for place, (section, role) in enumerate(posts)
    )
    closed = {key: value for key, value in more.items() if key.startswith("closed")}
    return OfficerFact(number=number, name=name, kana=kana, posts=held, **closed)


CHIKA = officer("1001", "髙橋 千佳", "タカハシ チカ", ("kosodate", "reviewer"))
MAKOTO = officer(
    "1003", "五十嵐 誠", "イガラシ マコト", ("kosodate", "approver"), ("kosodate", "administrator")
)
YOKO = officer("2001", "長谷川 陽子", "ハセガワ ヨウコ", ("gakumu", "approver"))
NAOMI = officer("3001", "安孫子 直美", "アビコ ナオミ", closed_from=date(2026, 10, 1))


def row(*cells: str, line: int = 2) -> Row:
    return Row(line=line, cells={key: cell for key, cell in zip(COLUMNS, cells, strict=False) if cell})


def planned(*rows: Row, **changes: Any) -> Plan:
    known = {each.number: each for each in (CHIKA, MAKOTO, YOKO, NAOMI)}
    facts = {"today": TODAY, "sections": SECTIONS, "officers": known, "staffed": frozenset(SECTIONS)}
    return plan(rows, Facts(**{**facts, **changes}))


def codes(made: Plan) -> list[Code]:
    return [fault.code for fault in made.faults]


MOVE = ("1001", "高橋 千佳", "タカハシ チカ", "R9.4.1", "異動", "子育て政策課", "学務課", "係長", "決裁")


def test_a_transfer_ends_one_post_and_begins_another() -> None:
    made = planned(row(*MOVE))
    assert codes(made) == []
    assert [(end.post, end.on, end.was) for end in made.ends] == [(10010, APRIL, None)]
    (begun,) = made.begins
    assert (begun.number, begun.section, begun.role, begun.starts_on) == ("1001", "gakumu", "approver", APRIL)
    assert [step.effect for step in made.lines[0].steps] == [Effect.ENDS, Effect.BEGINS]


def test_each_section_is_shown_before_and_after() -> None:
    sections = {each.code: each for each in planned(row(*MOVE)).sections}
    assert [seat.name for seat in sections["kosodate"].leaves] == ["髙橋 千佳"]
    assert [seat.name for seat in sections["gakumu"].comes] == ["髙橋 千佳"]
    assert len(sections["gakumu"].before) == 1 and len(sections["gakumu"].after) == 2


def test_somebody_in_two_posts_is_one_person() -> None:
    (change,) = planned(row("1001", "", "", "2027-03-31", "退職")).sections
    assert [seat.name for seat in change.before] == ["五十嵐 誠", "髙橋 千佳"]
    assert change.before[0].roles == ("administrator", "approver")


def test_a_newcomer_gets_an_account() -> None:
    made = planned(
        row("4001", "𠮷田 新", "ヨシダ アラタ", "2027-04-01", "配属", "", "kosodate", "主事", "担当")
    )
    assert codes(made) == [] and made.newcomers[0].name == "𠮷田 新"
    assert [step.effect for step in made.lines[0].steps] == [Effect.REGISTERS, Effect.BEGINS]


def test_a_second_post_leaves_the_first_alone() -> None:
    made = planned(row("2001", "", "", "2027-04-01", "兼務", "", "子育て政策課", "", "担当", "2028-03-31"))
    assert codes(made) == [] and not made.ends
    assert made.begins[0].ends_on == date(2028, 4, 1)  # the last day is still worked


def test_the_day_of_retiring_is_still_worked() -> None:
    made = planned(row("1001", "", "", "2027-03-31", "退職"))
    assert made.ends[0].on == APRIL and made.accounts[0].closed_from == APRIL
    assert made.first_day == APRIL


def test_leave_begins_on_its_day_and_ends_with_coming_back() -> None:
    made = planned(row("1001", "", "", "2027-04-01", "休職", "子育て政策課"))
    assert made.ends[0].on == APRIL and made.accounts[0].closed_from == APRIL
    back = planned(row("3001", "", "", "2027-04-01", "復職", "", "学務課"))
    assert codes(back) == [] and back.accounts[0].closed_until == APRIL and back.begins[0].section == "gakumu"


def test_lines_are_lived_through_by_their_days() -> None:
    later = row("1001", "", "", "2027-07-01", "異動", "学務課", "子育て政策課", line=2)
    made = planned(later, row(*MOVE, line=3))
    assert codes(made) == []
    assert [(each.section, each.ends_on) for each in made.begins] == [
        ("gakumu", date(2027, 7, 1)),
        ("kosodate", None),
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("9999", "", "", "2027-04-01", "異動", "子育て政策課", "学務課"), Code.UNKNOWN_OFFICER),
        (("9999", "", "", "2027-04-01", "配属", "", "学務課"), Code.NAME_MISSING),
        (("a@b", "名", "カナ", "2027-04-01", "配属", "", "学務課"), Code.NUMBER_UNUSABLE),
        (("", "名", "カナ", "2027-04-01", "配属", "", "学務課"), Code.NUMBER_UNUSABLE),
        (("1001", "佐藤 茂", "サトウ シゲル", "2027-04-01", "異動", "kosodate", "gakumu"), Code.OTHER_NAME),
        (("1001", "", "", "2027-04-01", "異動", "学務課", "子育て政策課"), Code.OLD_SECTION),
        (("1001", "", "", "2027-04-01", "異動", "子育て政策課", "宇宙課"), Code.UNKNOWN_SECTION),
        (("1001", "", "", "2027-04-01", "異動", "子育て政策課", "職員課"), Code.UNKNOWN_SECTION),
        (("1001", "", "", "2027-04-01", "異動", "", "学務課"), Code.SECTION_MISSING),
        (("1001", "", "", "2027-04-01", "異動", "子育て政策課", ""), Code.SECTION_MISSING),
        (("1001", "", "", "2027-04-01", "配属", "", "学務課"), Code.ALREADY_POSTED),
        (("1001", "", "", "2027-04-01", "兼務", "", "子育て政策課"), Code.OVERLAP),
        (("3001", "", "", "2027-04-01", "兼務", "", "学務課"), Code.NO_MAIN_POST),
        (("1001", "", "", "2027-04-01", "兼務解除", "子育て政策課"), Code.NO_MAIN_POST),
        (("1001", "", "", "2027-04-01", "復職", "", "学務課"), Code.NOT_ON_LEAVE),
        (("1001", "", "", "2027-02-30", "異動", "kosodate", "gakumu"), Code.NO_SUCH_DAY),
        (("1001", "", "", "4/1", "異動", "kosodate", "gakumu"), Code.NO_SUCH_DAY),
        (("1001", "", "", "2027-03-09", "異動", "kosodate", "gakumu"), Code.PAST),
        (("1001", "", "", "2027-04-01", "転勤", "kosodate", "gakumu"), Code.UNKNOWN_KIND),
        (("1001", "", "", "2027-04-01", "異動", "kosodate", "gakumu", "", "全権"), Code.UNKNOWN_ROLE),
        (
            ("1001", "", "", "2027-04-01", "異動", "kosodate", "gakumu", "会計年度任用職員"),
            Code.LAST_DAY_MISSING,
        ),
        (
            ("1001", "", "", "2027-04-01", "異動", "kosodate", "gakumu", "", "", "2027-03-31"),
            Code.LAST_DAY_EARLY,
        ),
        (("1001", "", "", "2027-04-01", "休職", "", "", "", "", "2027-09-30"), Code.LAST_DAY_UNUSED),
    ],
)
def test_what_cannot_be_is_told_with_its_line(cells: tuple[str, ...], code: Code) -> None:
    made = planned(row(*cells, line=7))
    assert (made.faults[0].line, made.faults[0].code) == (7, code)
    assert not made.begins or code is Code.PAST


def test_a_line_that_stands_twice_is_told_with_the_first() -> None:
    made = planned(row(*MOVE), row(*MOVE, line=3))
    assert [(fault.line, fault.code, fault.facts["line"]) for fault in made.faults] == [
        (3, Code.DUPLICATE, "2")
    ]


def test_a_day_gone_by_can_be_confirmed() -> None:
    gone = row("1001", "", "", "2027-03-09", "異動", "kosodate", "gakumu")
    assert codes(planned(gone, past_confirmed=True)) == []


HEAD_GOES = ("1003", "", "", "2027-04-01", "異動", "kosodate", "gakumu", "課長", "決裁")


def test_a_section_is_not_left_without_a_head() -> None:
    made = planned(row(*HEAD_GOES))
    assert codes(made) == [Code.NO_APPROVER]
    assert made.faults[0].facts == {"section": "子育て政策課", "code": "kosodate", "on": "2027-04-01"}


def test_whoever_deputises_answers_it() -> None:
    stands_in = deputy(number="1001", section="kosodate", on=APRIL, last_day=date(2027, 6, 30))
    made = planned(row(*HEAD_GOES), stands_in)
    assert codes(made) == []
    assert {(each.number, each.role) for each in made.begins} == {("1003", "approver"), ("1001", "approver")}


def test_a_successor_answers_it() -> None:
    comes = row("2001", "", "", "2027-04-01", "異動", "gakumu", "kosodate", "課長", "決裁", line=3)
    assert codes(planned(row(*HEAD_GOES), comes)) == []


def test_a_section_is_not_left_without_anybody() -> None:
    made = planned(row("2001", "", "", "2027-03-31", "退職"))
    assert codes(made) == [Code.NO_OFFICER]


def test_nobody_changes_the_posts_of_a_section_they_do_not_administer() -> None:
    made = planned(row(*MOVE), staffed=frozenset({"kosodate"}))
    assert codes(made) == [Code.NOT_YOURS] and made.faults[0].facts == {"section": "学務課"}
    assert not made.ends and not made.begins and not made.accounts


def test_a_refused_line_changes_nothing_at_all() -> None:
    made = planned(row("1001", "", "", "2027-04-01", "休職"), staffed=frozenset({"gakumu"}))
    assert codes(made) == [Code.NOT_YOURS] and not made.accounts and not made.ends


def test_what_was_seen_has_a_digest_of_its_own() -> None:
    assert planned(row(*MOVE)).digest == planned(row(*MOVE)).digest != planned(row(*HEAD_GOES)).digest
