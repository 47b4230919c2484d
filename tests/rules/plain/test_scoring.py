"""Two engines, written from one page, must give the same points, lines, errors and keys."""

from __future__ import annotations

import pytest
from tests.rules.plain.cases import case
from tests.rules.plain.tables import tables

from madoguchi.rules import criteria as documents
from madoguchi.rules import scoring as fast
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.plain import scoring as plain
from madoguchi.rules.plain.agreeing import differences_of_sheets


@pytest.mark.parametrize("name", tables())
def test_both_engines_give_the_same_points(name: str) -> None:
    table = tables()[name]
    criteria = documents.parse(table)
    assert isinstance(criteria, Criteria), "\n".join(map(str, criteria))
    ready, sound = plain.criteria_of(table), 0
    for number in range(100):
        raw = case(table, number)
        read = case_of(raw)
        assert isinstance(read, Case)
        sheet, worked = fast.score(criteria, read), plain.work_out(ready, raw)
        assert list(differences_of_sheets(sheet, plain.said(worked))) == [], f"{name}, case {number}: {raw}"
        sound += sheet.total is not None
        for rank, facility in enumerate(("c01", "c02") if sheet.total is not None else (), 1):
            said = fast.keys(criteria, read, facility, rank, sheet)
            assert plain.keys_of(worked, facility, rank) == said, f"{name}, case {number} at {facility}"
    assert sound > 5, "too many cases have errors"
