"""Two accounts of one person become one, unless only an officer can say what ought to become of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from madoguchi.rules.joining import Refusal, Side, refuse

MAIL = Side(comes_by_line_alone=False, has_line=False)
LINE = Side(comes_by_line_alone=True, has_line=True)


def test_an_account_by_mail_takes_in_one_by_line_alone() -> None:
    assert refuse(MAIL, LINE) is None
    assert refuse(replace(MAIL, has_family=True), LINE) is None
    assert refuse(MAIL, replace(LINE, has_family=True)) is None


@pytest.mark.parametrize(
    ("kept", "given_up", "why"),
    [
        (None, LINE, Refusal.MOVED_ON),
        (MAIL, None, Refusal.MOVED_ON),
        (LINE, LINE, Refusal.MOVED_ON),
        (MAIL, MAIL, Refusal.MOVED_ON),
        (replace(MAIL, has_line=True), LINE, Refusal.TWO_LINES),
        (replace(MAIL, is_protected=True), LINE, Refusal.BY_HAND),
        (MAIL, replace(LINE, is_protected=True), Refusal.BY_HAND),
        (replace(MAIL, has_family=True), replace(LINE, has_family=True), Refusal.BY_HAND),
    ],
)
def test_others_stay_two(kept: Side | None, given_up: Side | None, why: Refusal) -> None:
    assert refuse(kept, given_up) is why
