"""How a procedure begins: whole from the first moment, under a name that is free."""

from __future__ import annotations

import pytest
from tests.rules.samples import PACK_NAMES, pack, parsed

from madoguchi.rules import starting
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import canonical

NAMED = {"id": "sample", "number": "26", "title": "見本", "section": "kosodate"}


def test_an_empty_procedure_is_whole_and_could_be_published() -> None:
    document = parsed(starting.blank(**NAMED))
    assert analyse(document) == ()
    assert [question.id for question in document.questions()] == ["applicant", "phone", "email"]


@pytest.mark.parametrize("name", PACK_NAMES)
def test_a_copy_differs_in_its_names_alone(name: str) -> None:
    original = pack(name)
    copy = parsed(starting.copied(original, **NAMED))
    assert (copy.id, copy.number, copy.section, copy.title.root) == (
        "sample",
        "26",
        "kosodate",
        {"ja": "見本"},
    )
    kept = {"id": original.id, "number": original.number, "section": original.section}
    assert canonical(copy.model_copy(update={**kept, "title": original.title})) == canonical(original)
    assert analyse(copy) == analyse(original)


def test_a_copy_of_the_same_title_keeps_its_translations() -> None:
    original = pack("library_card")
    title = original.title.in_("ja")
    assert parsed(starting.copied(original, **{**NAMED, "title": title})).title == original.title


@pytest.mark.parametrize(
    ("wanted", "taken", "free"),
    [
        ("26", set(), "26"),
        ("26", {"26"}, "01"),
        ("", {"01", "02"}, "03"),
        ("26", {f"{number:02}" for number in range(100)}, ""),
    ],
)
def test_the_number_that_is_proposed_is_free(wanted: str, taken: set[str], free: str) -> None:
    assert starting.free_number(taken, wanted) == free


@pytest.mark.parametrize(
    ("wanted", "taken", "free"),
    [
        ("club", set(), "club"),
        ("club", {"club"}, "club_2"),
        ("club", {"club", "club_2"}, "club_3"),
        ("new", set(), "new_2"),
        ("x" * 64, set(), "x" * 47),
    ],
)
def test_the_id_that_is_proposed_is_free_and_fits(wanted: str, taken: set[str], free: str) -> None:
    assert starting.free_id(wanted, taken) == free
