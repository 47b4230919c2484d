"""What going online brought, from counts; and no small count can be worked out again."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.effects import Counted, Hours, Quicker, about, effect, yearly_hours
from madoguchi.rules.suppression import FEW, framed, hidden, hidden_together


def counted(online: int, sheets: str = "7.4", procedure: str = "gakudo", **more: str) -> Counted:
    minutes = {"resident_minutes": "95", "officer_minutes": "38", **more}
    return Counted(
        procedure=procedure,
        total=online + 100,
        online=online,
        sheets=Decimal(sheets),
        **{name: Decimal(figure) for name, figure in minutes.items()},
    )


def test_paper_of_2900_applications() -> None:
    found = effect([counted(2900)])
    assert found.sheets == 21_460 and about(found.sheets) == 21_400  # 約21,400枚
    assert (found.resident_hours, found.officer_hours) == (4591, 1836)
    assert found.hours == 6427


@pytest.mark.parametrize(
    ("online", "minutes", "hours"),
    [(16_000, "4.8333333", 1288), (264, "30", 132), (0, "95", 0), (1, "59", 0)],
)
def test_hours_are_whole_and_never_rounded_up(online: int, minutes: str, hours: int) -> None:
    assert effect([counted(online, resident_minutes=minutes)]).resident_hours == hours


def test_the_hours_of_sixteen_thousand_visits() -> None:
    assert [
        Quicker(times=16_000, before=before, after=after).hours
        for before, after in ((300, 10), (120, 10), (180, 10), (300, 30), (10, 300))
    ] == [1289, 489, 756, 1200, 0]
    assert yearly_hours(minutes=30, days=22, months=12) == 132


def test_the_sums_are_those_of_the_rows_and_what_saved_most_stands_first() -> None:
    found = effect([counted(3, "0.5", "dog"), counted(10, "7.4"), counted(3, "0.5", "cat")])
    assert [row.counted.procedure for row in found.rows] == ["gakudo", "cat", "dog"]
    assert found.sheets == sum(row.sheets for row in found.rows) == 74 + 1 + 1
    assert found.online == 16


@pytest.mark.parametrize(("figure", "said"), [(0, 0), (999, 999), (1000, 1000), (21_460, 21_400)])
def test_a_large_figure_is_said_as_less(figure: int, said: int) -> None:
    assert about(figure) == said


def test_the_share_after_eleven() -> None:
    hours = Hours(by_hour={9: 60, 23: 30}, out_of_hours=30)
    assert (hours.late, hours.percent(hours.late)) == (30, Decimal("33.3"))
    assert Hours(by_hour={}, out_of_hours=0).percent(0) == Decimal("0.0")


def test_a_small_count_is_hidden_with_a_second_one_in_each_line() -> None:
    assert hidden([[10, 3, 20], [10, 30, 20], [40, 30, 20]]) == {(0, 1), (0, 0), (1, 0), (1, 1)}
    assert hidden([[10, 0, 20]]) == frozenset()
    assert hidden([]) == frozenset()


def test_a_total_that_one_table_hides_is_hidden_in_every_table_of_the_same_rows() -> None:
    one, other = [[3, 6, 9], [0, 9, 9]], [[9, 9], [9, 9]]
    assert {(0, 2), (1, 2)} <= hidden(one) and hidden(other) == frozenset()
    assert hidden_together([one, other])[1] == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert hidden_together([other, other]) == [frozenset(), frozenset()]


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), max_size=6)
    )
)
def test_every_small_count_is_hidden_and_none_is_alone(counts: list[list[int]]) -> None:
    found = hidden(counts)
    width = len(counts[0]) if counts else 0
    for row, cells in enumerate(counts):
        for column, count in enumerate(cells):
            assert (row, column) in found or not 0 < count < FEW
    lines = [[(row, column) for column in range(width)] for row in range(len(counts))]
    lines += [[(row, column) for row in range(len(counts))] for column in range(width)]
    for line in lines:
        shown = [counts[row][column] for row, column in line if (row, column) not in found]
        assert len(line) - len(shown) != 1 or not any(shown)  # alone only where there is nothing beside it


def worked_out(counts: list[list[int]], found: frozenset[tuple[int, int]]) -> set[tuple[int, int]]:
    """The hidden cells that follow from what is shown and from the totals: the attack, by elimination."""
    names = sorted(found)
    lines = [[place for place in names if place[0] == row] for row in range(len(counts))]
    lines += [[place for place in names if place[1] == column] for column in range(len(counts[0]))]
    system = [[Fraction(place in line) for place in names] for line in lines if line]
    pivots = 0
    for column in range(len(names)):
        row = next((each for each in range(pivots, len(system)) if system[each][column]), None)
        if row is None:
            continue
        system[pivots], system[row] = system[row], system[pivots]
        lead = system[pivots][column]
        system[pivots] = [each / lead for each in system[pivots]]
        for other in range(len(system)):
            if other != pivots and system[other][column]:
                factor = system[other][column]
                taken = zip(system[other], system[pivots], strict=True)
                system[other] = [mine - factor * theirs for mine, theirs in taken]
        pivots += 1
    known = [[place for place, each in zip(names, row, strict=True) if each] for row in system]
    return {places[0] for places in known if len(places) == 1}


@given(st.lists(st.lists(st.integers(1, 14), min_size=4, max_size=4), min_size=3, max_size=6))
def test_no_difference_of_totals_gives_a_hidden_count_away(counts: list[list[int]]) -> None:
    found = hidden(counts)
    assert worked_out(counts, found) == set()
    lines = [[place for place in found if place[0] == row] for row in range(len(counts))]
    lines += [[place for place in found if place[1] == column] for column in range(4)]
    for line in filter(None, lines):
        is_whole = len(line) == (4 if len({row for row, _ in line}) == 1 else len(counts))
        assert sum(counts[row][column] for row, column in line) >= FEW or is_whole


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=4), min_size=1, max_size=4))
def test_no_total_of_a_foot_gives_a_hidden_count_away(rows: list[list[int]]) -> None:
    """Totals are cells as well: a small one is hidden, and nothing that is shown tells it."""
    width = min(map(len, rows))
    table = framed([cells[:width] for cells in rows])
    found = hidden(table)
    assert all(place in found for place in places(table) if 0 < table[place[0]][place[1]] < FEW)
    assert worked_out(table, found) == set()


def places(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(row, column) for row, cells in enumerate(table) for column in range(len(cells))]


def test_a_foot_that_nobody_covers_gives_a_small_total_away() -> None:
    counts = [[2, 10, 20], [1, 30, 20]]
    assert framed(counts)[-1] == [3, 40, 40, 83] and (2, 0) in hidden(framed(counts))
    without = hidden([[*cells, sum(cells)] for cells in counts])
    assert (2, 0) not in without


def test_hiding_the_small_ones_alone_would_give_them_away() -> None:
    counts = [[10, 3, 20], [10, 30, 20], [40, 30, 20]]
    assert worked_out(counts, frozenset({(0, 1)})) == {(0, 1)}
    bridge = frozenset({(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)})
    assert (1, 2) in worked_out([[9] * 4 for _ in range(4)], bridge)  # though no line has only one
