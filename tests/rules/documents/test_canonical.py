"""A document is stored in exactly one way."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.samples import PACK_NAMES, data, pack, parsed, question

from madoguchi.rules import documents
from madoguchi.rules.documents import canonical, digest, parse, stored
from madoguchi.rules.documents.schema import json_schema
from madoguchi.rules.expressions import OPERATORS


@pytest.mark.parametrize("name", PACK_NAMES)
def test_storing_and_reading_gives_the_same_document(name: str) -> None:
    document = pack(name)
    text = canonical(document)
    assert stored(text) == document
    assert canonical(stored(text)) == text


def test_the_order_of_keys_does_not_matter() -> None:
    written = data(question("name"))
    assert canonical(parsed(written)) == canonical(parsed(dict(reversed(written.items()))))


def test_the_order_of_languages_and_operands_by_name_does_not_matter() -> None:
    def written(names: list[str]) -> str:
        grid = {"row": {"answer": "count"}, "rows": [{"at_least": 1, "value": True}, {"value": False}]}
        later = question(
            "later",
            title={name: name for name in names},
            ask_when={"lookup": {key: grid[key] for key in sorted(grid, reverse=names[0] == "en")}},
        )
        return canonical(parsed(data(question("count", "integer"), later)))

    assert written(["ja", "en"]) == written(["en", "ja"])


def test_what_equals_its_default_is_not_written() -> None:
    spoken = canonical(parsed(data(question("name", max_length=200, required=True, hint=None))))
    assert spoken == canonical(parsed(data(question("name"))))


def test_the_order_of_questions_does_matter() -> None:
    one, two = question("one"), question("two")
    assert digest(canonical(parsed(data(one, two)))) != digest(canonical(parsed(data(two, one))))


def test_a_digest_is_sha256() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_stored_text_with_faults_is_an_error() -> None:
    with pytest.raises(ValueError, match="steps: is missing"):
        stored("{}")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=40))
def test_texts_are_kept_exactly(text: str) -> None:
    if text.strip():
        document = parsed(data(question("name", title={"ja": text})))
        assert stored(canonical(document)).question("name").title.in_("ja") == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.data())
def test_no_damage_to_a_document_goes_unnoticed_as_a_crash(drawn: st.DataObject) -> None:
    """Whatever is put in whatever place, `parse` says what is wrong instead of raising."""
    written = json.loads(canonical(_DOGS))
    for _ in range(drawn.draw(st.integers(1, 3))):
        _damage(written, drawn)
    found = parse(written)
    assert isinstance(found, documents.Document) or all(fault.path and fault.message for fault in found)


_DOGS = pack("dog_death")


def _damage(written: object, drawn: st.DataObject) -> None:
    place = written
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = drawn.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or drawn.draw(st.integers(0, 4)) == 0:
            if drawn.draw(st.booleans()):
                del place[key]
            else:
                place[key] = drawn.draw(json_values)
            return
        place = inner


def test_the_schema_names_every_question_type_and_operator() -> None:
    schema = json.dumps(json_schema())
    assert all(f'"{name}"' in schema for name in OPERATORS)
    assert '"const": "weekly_hours"' in schema
