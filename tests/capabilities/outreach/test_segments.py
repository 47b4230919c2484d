"""Whom something is for: the database finds exactly whom the rules mean, and the page says nobody's name."""

from __future__ import annotations

from datetime import date
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.city.bookings import make_offering
from tests.city.people import NOW, make_officer, make_section, signed_in
from tests.city.visits import found_centres

from madoguchi.audit.models import Line
from madoguchi.outreach.models import Profile, Segment
from madoguchi.outreach.segments import matching
from madoguchi.people.models import Resident
from madoguchi.places.models import District
from madoguchi.rules.segments import Options, holds, read
from madoguchi.rules.wishes import Interest

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
DISTRICTS, SLUGS, PLACES = ("haoto", "wakamugi"), ("gakudo", "hoiku"), ("hibari", "sora")
OFFERINGS, DOORS = ("course", "hall"), ("haoto-centre", "kawakaze-centre")
# Around today, and around three months before it.
DAYS = [date(2026, 8, 23), date(2026, 8, 24), TODAY, date(2026, 11, 25)]
DATED = ("booked_on", "visited_on")
MONTHS = [date(2019, 4, 1), date(2021, 12, 1), date(2024, 2, 1)]
KNOWN = Options(
    districts={each: {"ja": each} for each in DISTRICTS},
    procedures={each: {"ja": each} for each in SLUGS},
    places={each: {"ja": each} for each in PLACES},
    offerings={each: {"ja": each} for each in OFFERINGS},
    doors={each: {"ja": each} for each in DOORS},
)


# Of who did not say their district it is unknown, also of each child: what is unknown is not false.
UNKNOWN = {"is": [{"answer": "district"}, "haoto"]}


def some(chance: Random, of: Any) -> list[Any]:
    return [each for each in of if chance.random() < 0.5]


def people(count: int = 40) -> None:
    """Residents of all kinds, the same in each run."""
    chance, later = Random(6), Random(7)
    rows = Resident.objects.bulk_create([Resident(created_at=NOW) for _ in range(count)])
    Profile.objects.bulk_create(
        Profile(
            resident=row,
            district=chance.choice([None, *DISTRICTS]),
            children_born=some(chance, MONTHS),
            interests=some(chance, ["waste", "events"]),
            language=chance.choice(["ja", "ja-easy", "en"]),
            has_line=chance.random() < 0.5,
            applied=some(chance, SLUGS),
            enrolled=some(chance, PLACES),
            booked=some(later, OFFERINGS),
            came=some(later, OFFERINGS),
            booked_on=later.choice([None, *DAYS]),
            visited=some(later, DOORS),
            visited_on=later.choice([None, *DAYS]),
        )
        for row in rows
    )


def told(row: Profile) -> dict[str, Any]:
    """A profile as the rules read it."""
    return {
        **{name: getattr(row, name) for name in ("language", "district", "interests", "has_line")},
        **{name: getattr(row, name) for name in ("applied", "enrolled", "booked", "came", "visited")},
        **{name: str(day) for name in DATED if (day := getattr(row, name)) is not None},
        "children": [{"born": each.isoformat()} for each in row.children_born],
    }


days = st.one_of(
    st.sampled_from(MONTHS).map(lambda day: {"date": day.isoformat()}),
    st.sampled_from([{"fact": "today"}, {"months_before": [{"fact": "today"}, 33]}]),
)
compared = st.sampled_from(["is", "is_not", "at_least", "at_most", "more_than", "less_than"])
moments = st.one_of(
    st.sampled_from(DAYS).map(lambda day: {"date": day.isoformat()}),
    st.sampled_from([{"fact": "today"}, {"months_before": [{"fact": "today"}, 3]}]),
)
alone = st.one_of(
    st.booleans(),
    st.just({"answer": "has_line"}),
    st.sampled_from(OFFERINGS).map(lambda each: {"contains": [{"answer": "booked"}, each]}),
    st.sampled_from(OFFERINGS).map(lambda each: {"contains": [{"answer": "came"}, each]}),
    st.sampled_from(DOORS).map(lambda each: {"contains": [{"answer": "visited"}, each]}),
    st.tuples(compared, st.sampled_from(DATED), moments).map(
        lambda each: {each[0]: [{"answer": each[1]}, each[2]]}
    ),
    # Between two things of the same person, either of which may be unknown.
    compared.map(lambda sign: {sign: [{"answer": "booked_on"}, {"answer": "visited_on"}]}),
    st.sampled_from(DISTRICTS).map(lambda code: {"is": [{"answer": "district"}, code]}),
    st.sampled_from(DISTRICTS).map(lambda code: {"is_not": [{"answer": "district"}, code]}),
    st.lists(st.sampled_from(["ja", "en"]), min_size=1).map(
        lambda codes: {"one_of": [{"answer": "language"}, codes]}
    ),
    # A list of which one option may be unknown.
    st.just({"one_of": [{"answer": "district"}, ["haoto", {"answer": "district"}]]}),
    st.sampled_from(Interest).map(lambda each: {"contains": [{"answer": "interests"}, str(each)]}),
    st.sampled_from(SLUGS).map(lambda each: {"contains": [{"answer": "applied"}, each]}),
    st.sampled_from(["district", "interests", "children", "enrolled", "booked", "visited_on"]).map(
        lambda name: {"answered": name}
    ),
    st.integers(0, 3).map(lambda few: {"at_least": [{"count": {"rows": "children"}}, few]}),
)
born = st.tuples(compared, days).map(lambda pair: {pair[0]: [{"row": "born"}, pair[1]]})


def joined(inner: Any) -> Any:
    lists = st.lists(inner, min_size=1, max_size=3)
    where = st.one_of(inner, st.tuples(born, inner).map(list).map(lambda both: {"any": both}))
    return st.one_of(
        lists.map(lambda each: {"all": each}),
        lists.map(lambda each: {"any": each}),
        inner.map(lambda each: {"not": each}),
        st.tuples(st.sampled_from(["any_row", "all_rows"]), where).map(
            lambda pair: {pair[0]: {"rows": "children", "where": pair[1]}}
        ),
        where.map(lambda each: {"is": [{"count": {"rows": "children", "where": each}}, 1]}),
    )


conditions = st.recursive(st.one_of(alone, born.map(lambda each: {"any_row": {"rows": "children", "where": each}})), joined, max_leaves=6)  # fmt: skip  # noqa: E501


def test_the_database_finds_exactly_whom_the_rules_mean() -> None:
    people()
    everybody = list(Profile.objects.all())

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(raw=conditions)
    @example(raw={"not": {"any_row": {"rows": "children", "where": UNKNOWN}}})
    @example(raw={"not": {"all_rows": {"rows": "children", "where": {"not": UNKNOWN}}}})
    @example(raw={"all_rows": {"rows": "children", "where": UNKNOWN}})
    @example(
        raw={"not": {"less_than": [{"answer": "visited_on"}, {"months_before": [{"fact": "today"}, 3]}]}}
    )
    @example(raw={"one_of": [{"answer": "language"}, ["ja", {"answer": "district"}]]})
    def agree(raw: Any) -> None:
        condition, faults = read(raw, KNOWN)
        assert not faults
        meant = {row.pk for row in everybody if holds(condition, told(row), TODAY)}
        assert set(matching(condition, TODAY).values_list("pk", flat=True)) == meant

    agree()


@pytest.fixture
def desk() -> SimpleNamespace:
    """Chika of the section in a city with two districts, Dan of another section."""
    for code in DISTRICTS:
        District.objects.create(code=code, name=code, kana=code)
    section = make_section()
    other = make_section("zeimu", "税務課", mark="ひ税")
    chika, dan = make_officer("1001", section=section), make_officer("1002", section=other)
    return SimpleNamespace(chika=signed_in(chika), dan=signed_in(dan), section=section)


def test_chika_chooses_counts_and_keeps(desk: SimpleNamespace) -> None:
    people()
    asked = {"districts": ["haoto"], "act": "look"}
    seen = desk.chika.post("/desk/segments/new/", asked).content.decode()
    expected = Profile.objects.filter(district="haoto").count()
    assert f"{Profile.objects.count()}人のうち{expected}人" in seen
    shown = [line.details["references"] for line in Line.objects.filter(verb="profile.listed")][-1]
    assert len(shown) == 5 and not any(each in seen for each in shown)
    kept = {**asked, "act": "keep", "name": "羽音の世帯", "section": "kosodate"}
    answer = desk.chika.post("/desk/segments/new/", kept)
    assert answer.status_code == 302
    assert "haoto" in str(Segment.objects.get().condition)
    assert desk.chika.get(answer.headers["Location"]).status_code == 200
    assert desk.dan.get(answer.headers["Location"]).status_code == 404
    assert "羽音の世帯" not in desk.dan.get("/desk/segments/").content.decode()
    again = desk.chika.post("/desk/segments/new/", kept)
    assert again.status_code == 422 and "羽音の世帯" in again.content.decode()


def test_chika_means_who_booked_and_has_not_come_to_the_centre_lately(desk: SimpleNamespace) -> None:
    make_offering()
    (door,) = found_centres(desk.section)
    people()
    Profile.objects.update(booked=["course"], booked_on=date(2100, 1, 1), visited_on=date(2020, 1, 1))
    Profile.objects.filter(pk__in=Profile.objects.values("pk")[:3]).update(booked=[])
    chosen = {"booked": ["course"], "ahead": "yes", "last_visit": "not_3", "act": "keep"}
    kept = {**chosen, "name": "しばらく来ていない方", "section": "kosodate"}
    seen = desk.chika.post("/desk/segments/new/", {**chosen, "act": "look"}).content.decode()
    assert "40人のうち37人" in seen
    assert "考古学教室" in seen and f"{door.place.name}" in seen
    answer = desk.chika.post("/desk/segments/new/", kept)
    page = desk.chika.get(answer.headers["Location"]).content.decode()
    assert "40人のうち37人" in page and "最後に利用した日" in page
    odd = desk.chika.post("/desk/segments/new/", {"last_visit": "never", "booked": ["cruise"], "act": "look"})
    assert odd.status_code == 422


def test_nobody_everybody_and_very_few_are_said(desk: SimpleNamespace) -> None:
    people(9)
    Profile.objects.update(district="haoto")
    page = "/desk/segments/new/"
    assert "該当者なし" in desk.chika.post(page, {"districts": ["wakamugi"]}).content.decode()
    everybody = desk.chika.get(page).content.decode()
    assert "全員が対象です(9人)" in everybody and "個人が推測される" in everybody


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "あ" * 61},
        {"section": "zeimu"},
        {"districts": ["atlantis"]},
        {"born_from": "soon"},
        {"born_from": "2022-01", "born_until": "2021-01"},
    ],
)
def test_what_is_wrong_keeps_nothing(desk: SimpleNamespace, wrong: dict[str, Any]) -> None:
    good = {"act": "keep", "name": "みんな", "section": "kosodate"}
    assert desk.chika.post("/desk/segments/new/", {**good, **wrong}).status_code == 422
    assert not Segment.objects.exists()
