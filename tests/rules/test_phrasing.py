"""Expressions say themselves: with titles, units and tables, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest
from tests.rules import samples

from madoguchi.rules.expressions import OPERATORS
from madoguchi.rules.expressions.operators import NAMES
from madoguchi.rules.phrasing import Follows, asked_when, branches, said_of
from madoguchi.rules.phrasing.easy import EASY
from madoguchi.rules.phrasing.english import ENGLISH
from madoguchi.rules.phrasing.japanese import JAPANESE
from madoguchi.rules.phrasing.tongues import Tongue

TONGUES = [JAPANESE, EASY, ENGLISH]
STRUCTURAL = {"all", "any", "not", *NAMES}
DAYS = {"ja": "日", "ja-easy": "[日|にち]", "en": "days"}
DOCUMENT = samples.parsed(
    samples.data(
        samples.question("days", "integer", unit=DAYS, title={"ja": "[日数|にっすう]", "en": "Days"}),
        samples.question("income", "money", title={"ja": "収入", "en": "Income"}),
        samples.question("late", "yes_no", title={"ja": "延長", "en": "Late hours"}),
        samples.question("papers", "files", cannot_provide=True, ask_when={"answer": "late"}),
        samples.question("why", "text", required=False, required_when={"at_least": [{"answer": "days"}, 4]}),
        computed=[samples.computed("fee", "money", {"times": [{"answer": "days"}, 500]})],
        checks=[samples.check("too_many", {"more_than": [{"computed": "fee"}, 10000]}, "days")],
    )
)


def texts(tongue: Tongue) -> Iterator[str]:
    """Every pattern and word of a language."""
    for field in fields(tongue):
        value = getattr(tongue, field.name)
        if isinstance(value, Mapping):
            for each in value.values():
                yield from (each,) if isinstance(each, str) else each[:2]
        elif isinstance(value, tuple):
            yield from value


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda each: each.language)
@pytest.mark.parametrize("operator", sorted(set(OPERATORS) - STRUCTURAL))
def test_every_operator_has_words(tongue: Tongue, operator: str) -> None:
    assert operator in tongue.conditions or operator in tongue.values


@pytest.mark.parametrize("tongue", [EASY, ENGLISH], ids=lambda each: each.language)
@pytest.mark.parametrize("table", ["conditions", "values", "between", "facts", "parts", "words"])
def test_the_languages_have_the_same_words(tongue: Tongue, table: str) -> None:
    assert getattr(tongue, table).keys() == getattr(JAPANESE, table).keys()


@pytest.mark.parametrize("words", list(texts(EASY)))
def test_every_character_of_easy_japanese_has_its_reading(words: str) -> None:
    assert not re.search(r"[一-龯]", re.sub(r"\[[^|\]]+\|[^\]]+\]", "", words))


@pytest.mark.parametrize(
    ("raw", "ja", "en"),
    [
        ({"at_least": [{"answer": "days"}, 4]}, "『日数』が4日以上のとき", "when “Days” is 4 days or more"),
        (
            {"less_than": [{"answer": "income"}, {"decimal": "1200000"}]},
            "『収入』が1,200,000円未満のとき",
            "when “Income” is less than 1,200,000 yen",
        ),
        (
            {"more_than": [{"computed": "fee"}, 0]},
            "『fee』が0円を超えるとき",
            "when “fee” is more than 0 yen",
        ),
        ({"is": [{"answer": "late"}, False]}, "『延長』が『いいえ』のとき", "when “Late hours” is “No”"),
        (
            {"not": {"any": [{"answer": "late"}, {"answered": "days"}]}},
            "（『延長』が『はい』、または『日数』に回答がある）に当てはまらないとき",
            "when not (“Late hours” is “Yes” or “Days” is answered)",
        ),
        ({"any": [{"answer": "late"}]}, "『延長』が『はい』のとき", "when “Late hours” is “Yes”"),
        (True, "いつも当てはまるとき", "when always"),
    ],
)
def test_a_condition_is_said_as_an_officer_would(raw: Any, ja: str, en: str) -> None:
    found = said_of(DOCUMENT, raw)
    assert (found["ja"], found["en"]) == (ja, en)


def test_easy_japanese_keeps_the_readings_of_titles() -> None:
    found = said_of(DOCUMENT, {"at_least": [{"answer": "days"}, 4]})
    assert found["ja-easy"] == "『[日数|にっすう]』が 4[日|にち][以上|いじょう]の とき"


def test_a_large_table_is_not_written_out() -> None:
    rows = [{"at_least": count, "value": count} for count in range(20, 0, -1)]
    found = said_of(DOCUMENT, {"lookup": {"row": {"answer": "days"}, "rows": rows}})
    assert found["ja"].endswith("9日以上なら9、ほか8通りは表のとおり）")


def test_everything_that_depends_on_answers_is_listed_in_order() -> None:
    found = [(each.id, each.follows) for each in branches(DOCUMENT)]
    assert found == [
        ("papers", Follows.ASKED),
        ("why", Follows.REQUIRED),
        ("fee", Follows.COMPUTED),
        ("too_many", Follows.REFUSED),
    ]
    assert branches(DOCUMENT)[0].said["ja"] == "『延長』が『はい』のとき"


def test_when_a_question_is_asked_counts_its_step_and_group() -> None:
    inner = samples.question("age", "integer", ask_when={"is": [{"row": "is_child"}, True]})
    rows = samples.group("rows", samples.question("is_child", "yes_no"), inner, ask_when={"answer": "more"})
    steps = [
        samples.step("first", samples.question("late", "yes_no")),
        samples.step("second", samples.question("more", "yes_no"), rows, ask_when={"answer": "late"}),
    ]
    document = samples.parsed(samples.data(steps=steps))
    found = asked_when(document, "age")
    assert found
    assert found["ja"] == "『late』が『はい』、かつ『more』が『はい』、かつ『is_child』が『はい』のとき"
    assert asked_when(document, "late") is None
