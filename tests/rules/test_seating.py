"""Lines of seats: as they are typed, as they come in a file, and who may sign them."""

from __future__ import annotations

import pytest

from madoguchi.rules.seating import (
    Band,
    Line,
    Reason,
    Typed,
    read_bands,
    read_line,
    read_table,
    refuse_signature,
    write_bands,
)

FORTY = Line(capacity=40, reserved=2, bands=(Band(grades=(1, 2, 3), seats=30),))
PLACES = {"wakamugi": "若麦小学校内学童クラブ", "sorano": "空野児童館学童クラブ"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (Typed(capacity="40", reserved="2", bands="1-3:30"), FORTY),
        (Typed(capacity="４０人", reserved="２", bands="１〜３年:３０人"), FORTY),
        (Typed(capacity="0"), Line(capacity=0)),
        (Typed(capacity="40.0"), Line(capacity=40)),
        (Typed(capacity=""), Reason.NO_NUMBER),
        (Typed(capacity="四十"), Reason.NO_NUMBER),
        (Typed(capacity="-1"), Reason.NO_NUMBER),
        (Typed(capacity="1000"), Reason.TOO_MANY),
        (Typed(capacity="40", reserved="41"), Reason.RESERVED_OVER),
        (Typed(capacity="40", bands="低学年:30"), Reason.BAND_UNREADABLE),
        (Typed(capacity="40", bands="3-1:30"), Reason.BAND_UNREADABLE),
        (Typed(capacity="40", bands="1-3:30 3-6:10"), Reason.BAND_TWICE),
        (Typed(capacity="40", bands="1-3:41"), Reason.BAND_OVER),
    ],
)
def test_a_line_is_read_or_says_what_is_wrong(typed: Typed, read: Line | Reason) -> None:
    assert read_line(typed) == read


def test_bands_are_written_as_they_are_read() -> None:
    bands = read_bands("1-3:30、4:5")
    assert not isinstance(bands, Reason)
    assert write_bands(bands) == "1-3:30 4:5"
    assert read_bands(write_bands(bands)) == bands


def test_a_file_finds_its_columns_and_its_clubs_by_their_names() -> None:
    rows = [
        ["備考", "クラブ名", "定員", "うち要配慮"],
        ["", "若麦小学校内学童クラブ", "40", "2"],
        ["", "", "", ""],
    ]
    found = read_table(rows, places=PLACES)
    assert found.faults == ()
    assert found.lines == {"wakamugi": Typed(capacity="40", reserved="2")}


def test_a_file_tells_each_line_that_is_left_out() -> None:
    rows = [["コード", "定員"], ["wakamugi", "40"], ["nowhere", "1"], ["wakamugi", "41"], ["sorano", "many"]]
    found = read_table(rows, places=PLACES)
    assert list(found.lines) == ["wakamugi"]
    assert found.faults == ((3, Reason.UNKNOWN_PLACE), (4, Reason.PLACE_TWICE), (5, Reason.NO_NUMBER))
    assert read_table([["クラブ名"]], places=PLACES).faults == ((1, Reason.NO_COLUMN),)
    assert read_table([], places=PLACES).faults == ((1, Reason.NO_COLUMN),)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"seen": "41/2/1-3:30"}, Reason.CHANGED),
        ({"by_proposer": True}, Reason.SAME_PERSON),
        ({"is_signed": True}, Reason.ALREADY_SIGNED),
        ({"is_preparing": False}, Reason.NOT_PREPARING),
    ],
)
def test_who_signs_saw_what_stands_there(facts: dict[str, object], reason: Reason | None) -> None:
    usual: dict[str, object] = {
        "seen": FORTY.stamp,
        "is_signed": False,
        "is_preparing": True,
        "by_proposer": False,
    }
    assert refuse_signature(FORTY, **{**usual, **facts}) == reason  # type: ignore[arg-type]
