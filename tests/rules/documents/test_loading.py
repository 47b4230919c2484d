"""Texts that people, and people with bad intentions, hand in as documents."""

from __future__ import annotations

import json

import pytest
from tests.rules.samples import data, faults, parsed, question

from madoguchi.rules import documents


def yaml(line: str) -> str:
    """A valid document in one line, with something more at its end."""
    body = json.dumps(data(question("name")))[1:-1]
    return "{" + body + ", " + line + "}"


def told(text: str) -> list[str]:
    return faults(documents.load(text))


def test_json_and_yaml_mean_the_same() -> None:
    written = data(question("name"))
    flow = "{" + ", ".join(f"{key}: {json.dumps(value)}" for key, value in written.items()) + "}"
    assert parsed(documents.load(json.dumps(written))) == parsed(documents.load(flow))


@pytest.mark.parametrize("text", ["{id: a, id: b}", '{"id": "a", "id": "b"}', "id: a\nid: b\n"])
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    assert "id: this key stands here twice; expected it once" in told(text)


def test_a_key_twice_deep_inside_is_named_by_its_path() -> None:
    text = json.dumps(data(question("name"))).replace('"type": "text"', '"type": "text", "type": "date"')
    assert told(text) == [
        "steps[first_step].questions[name].type: this key stands here twice; expected it once"
    ]


@pytest.mark.parametrize("number", ["1.5", ".5", "1e3", "-0.0"])
def test_floats_are_refused_and_the_way_out_is_told(number: str) -> None:
    found = told(yaml(f"target_year: {number}"))
    assert any(each.startswith("target_year: found the number") and "{decimal:" in each for each in found)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_json_constants_that_are_no_numbers_are_refused(constant: str) -> None:
    assert any("target_year: " in each for each in told(yaml(f'"target_year": {constant}')))


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "2026-04-01", "08:30", "0123", "1_000", "0o17", "0x1f"]
)
def test_yaml_guesses_nothing(word: str) -> None:
    found = parsed(documents.load(yaml(f"checks: [], papers: [{{ja: {word}}}]")))
    assert found.papers[0].in_("ja") == word


def test_an_alias_repeats_what_it_names() -> None:
    found = parsed(documents.load("papers: [&one {ja: 証明書}, *one]\n" + _block(data(question("name")))))
    assert [paper.in_("ja") for paper in found.papers] == ["証明書", "証明書"]


def _block(written: dict[str, object]) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in written.items())


def test_aliases_cannot_swell_a_document() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 12)]
    assert told("\n".join(lines)) == [
        "document: the document, its aliases written out, has more than 200000 entries"
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &a [*a]", "has nothing finished to repeat"),
        ("a: *nowhere", "nowhere"),
        ("[" * 5000, "nested more than 60 deep"),
        ("a: !!python/object/apply:os.system [ls]", "has no meaning here"),
        ("a: !secret b", "has no meaning here"),
        ("a: 1\n---\nb: 2", "expected one document; found 2"),
        ("", "expected one document; found 0"),
        ("a: [1, 2", "this is no YAML"),
        ("\ta: 1", "this is no YAML"),
        ("a: \x00", "this is no YAML"),
        ('{"a": ' * 100_000, "nested more than 60 deep"),
        ('{"a": 1,}}', "this is no JSON"),
        ("x" * 2_000_001, "expected at most 2000000"),
    ],
)
def test_what_cannot_be_read_is_refused_kindly(text: str, reason: str) -> None:
    (fault,) = told(text)
    assert fault.startswith("document: ")
    assert reason in fault


def test_deep_json_without_yaml_s_help_is_refused() -> None:
    deep: object = "x"
    for _ in range(100):
        deep = [deep]
    assert any(
        "nested more than 60 deep" in each for each in faults({**data(question("name")), "papers": deep})
    )


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\ufffe"])
def test_what_cannot_be_printed_is_refused(character: str) -> None:
    written = data(question("name"))
    written["title"] = {"ja": f"題{character}名"}
    assert any(each.startswith("title.ja: found the unprintable character U+") for each in faults(written))


@pytest.mark.parametrize("raw", [None, 5, "text", [], {}, {1: 2}, b"bytes", object(), {"id": {1, 2}}])
def test_other_things_are_no_documents(raw: object) -> None:
    assert faults(raw)


def test_a_document_of_endless_lists_is_refused_once() -> None:
    written = {**data(question("name")), "papers": [[1] * 1000] * 300}
    assert sum("has more than 200000 entries" in each for each in faults(written)) == 1
