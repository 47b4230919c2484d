"""Families that are made, not found: the same every time, believable, and each with its own child."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import islice

import pytest
from tests.city.people import NOW

from madoguchi.demo import answers, city, papers, rounds, stories
from madoguchi.demo.households import Child, Household, named
from madoguchi.demo.imagining import imagined, marks
from madoguchi.files.acceptance import accept
from madoguchi.rules import calendar, documents
from madoguchi.rules.corrections import put
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey

YEAR = 2027
ROUND = rounds.this_round(NOW)
PLACES = {
    kind: {place["code"]: place for place in city.table(table)}
    for kind, table in (("club", "clubs"), ("school", "schools"))
}


@pytest.fixture(scope="module")
def families() -> list[Household]:
    """All with a name, and two hundred others."""
    return [*named(), *islice(imagined(), 200)]


@pytest.fixture(scope="module")
def document() -> Document:
    """The application for an after-school club."""
    found = documents.parse(documents.load(city.procedure_text(city.GAKUDO)))
    assert isinstance(found, Document)
    return found.model_copy(update={"target_year": YEAR})


def facts(year: int) -> dict[str, object]:
    on = date(YEAR - 1, 11, 22)
    known = {"today": on, "now": NOW, "fiscal_year": YEAR - 1, "target_year": year}
    return {**known, "closed_days": frozenset(), "places": PLACES}


def test_a_family_is_the_same_every_time() -> None:
    assert list(islice(imagined(), 30)) == list(islice(imagined(), 30))


def test_more_applications_leave_the_first_families_as_they_were() -> None:
    few, many = ({each.household.key: each for each in stories.tell(ROUND, n)} for n in (70, 200))
    last = next(key for key in reversed(few) if key.startswith("household-"))
    assert {key: few[key] for key in few if key != last}.items() <= many.items()


def test_no_two_families_have_the_same_child(families: list[Household]) -> None:
    children = Counter(marks(child) for family in families[len(named()) :] for child in family.children)
    assert set(children.values()) == {1}


@pytest.mark.parametrize(
    ("birthday", "born"),
    [("04-01", date(2021, 4, 1)), ("04-02", date(2020, 4, 2)), ("12-31", date(2020, 12, 31))],
)
def test_a_birthday_and_a_grade_give_a_date_of_birth(birthday: str, born: date) -> None:
    assert child(grade=1, birthday=birthday).born_on(YEAR) == born
    assert calendar.school_grade(born, YEAR) == 1


def test_somebody_was_born_on_a_leap_day() -> None:
    born = child(born_on_leap_day=True).born_on(YEAR)
    assert born == date(2020, 2, 29) and calendar.school_grade(born, YEAR) == 2


def child(**more: object) -> Child:
    """A child of whom only the birthday matters."""
    names = dict.fromkeys(("family", "given", "family_kana", "given_kana", "school"), "")
    return Child(**{**names, "kind": "new", **more})


@pytest.mark.parametrize("year", [YEAR, YEAR - 1])
def test_every_family_fills_in_everything_that_is_asked(
    families: list[Household], document: Document, year: int
) -> None:
    for family in families:
        for pupil in family.children:
            if pupil.grade_in(YEAR, year) >= 1:
                written, given = answers.part(
                    answers.fill(answers.case(family, pupil, year=year, told_for=YEAR))
                )
                for path, kind in given.items():
                    written = put(written, path, [{"name": kind, "sha256": "0" * 64}])
                way = journey(document.model_copy(update={"target_year": year}), written, facts(year))
                assert way.complete and set(written) <= set(way.answers), (family.key, way.errors)


def test_most_apply_late_in_the_evening_and_at_the_last_moment() -> None:
    arrived = [each.arrives_at.astimezone(calendar.TOKYO) for each in stories.tell(ROUND, 1500)]
    hours, days = Counter(at.hour for at in arrived), Counter(at.date() for at in arrived)
    today = calendar.local_day(NOW)
    ordinary = [days[today - timedelta(days=back)] for back in range(3, 25)]
    assert hours.most_common(1)[0][0] == 23
    assert days[today - timedelta(days=1)] > 2 * sum(ordinary) / len(ordinary)
    assert all(ROUND.opens_at <= at < NOW for at in arrived)


@pytest.mark.parametrize("kind", city.table("lives.papers"))
def test_every_sample_paper_is_one_the_city_takes(kind: str) -> None:
    content = papers.draw(kind, today=date(2026, 11, 22))
    assert content == papers.draw(kind, today=date(2026, 11, 22))
    assert accept(content, claimed_name=papers.names_of(kind)[0]).page_count == 1


def test_officers_have_a_phrase_for_every_flaw(document: Document) -> None:
    flaws = {papers.flaw_of(kind) for kind in city.table("lives.papers")} - {""}
    assert flaws and flaws <= {phrase.id for phrase in document.review.phrases}
