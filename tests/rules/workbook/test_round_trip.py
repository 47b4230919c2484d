"""A document goes into a workbook and comes back the same: the packs' own, and any other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.samples import EXTRAS, PACK_NAMES, check, computed, data, pack, parsed, step, text

from madoguchi.rules import workbook
from madoguchi.rules.documents import Document, canonical
from madoguchi.rules.workbook import Raw, cells
from madoguchi.rules.workbook.words import CARES, EVENTS, IDENTITIES, LANGUAGES, REPEATS, TYPES, WAYS

ODD = [
    "はい",
    "2026",
    "1e5",
    "true",
    "~",
    "- a",
    "a: b",
    "'quoted'",
    "{answer: x}",
    "=SUM(A1)",
    "@home",
    " ひと文字あき",
    "末尾 ",
    "a\nb\n",
    "行\r\n行",
    "\tタブ",
    "_x000D_",
    "長い内容 1",
    "𠮷野家\U0001f600",
    "\u2028",
    "\u0085x",
    "\ufeffx",
    "あ" * 9_999,
    "#REF!",
    "[漢字|かんじ]",
    "、",
]
words = st.sampled_from(ODD) | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), min_size=1
)
texts = st.fixed_dictionaries({"ja": words}, optional={"ja-easy": words, "en": words, "fr": words}).filter(
    lambda text: all(written.strip() for written in text.values())
)
maybe_text = st.none() | texts
conditions = st.sampled_from(
    [None, True, {"answer": "more"}, {"is": [{"answer": "kind"}, "a"]}, {"answered": "more"}]
)


def cells_of(document: Document) -> Raw:
    """The workbook of `document` as a spreadsheet program would hand it back."""
    return {
        sheet.name: [list(sheet.columns), *([str(cell) for cell in row] for row in sheet.rows)]
        for sheet in workbook.write(document)
    }


def returned(document: Document) -> Document:
    found = workbook.read(cells_of(document))
    assert isinstance(found, Document), "\n".join(map(str, found))
    return found


def given_only(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value is not None}


@pytest.mark.parametrize("name", PACK_NAMES)
def test_a_pack_comes_back_as_it_went(name: str) -> None:
    assert canonical(returned(pack(name))) == canonical(pack(name))


@st.composite
def questions(draw: st.DrawFn, id: str, *, in_group: bool = False) -> dict[str, Any]:
    """A question of any type with whatever its type takes."""
    type = draw(st.sampled_from(sorted(set(TYPES) - {"group", *(["slot"] if in_group else [])})))
    made = {"id": id, "type": type, "title": draw(texts), **EXTRAS.get(type, {})}
    for key in ("hint", "example", "why"):
        made |= given_only(**{key: draw(maybe_text)})
    if type in ("choice", "choices"):
        ids = draw(st.lists(st.sampled_from(["a", "b", "c9", "yes"]), min_size=1, unique=True))
        made["options"] = [
            {"id": each, "title": draw(texts), **given_only(hint=draw(maybe_text))} for each in ids
        ]
    if type in ("integer", "files", "ranked_places"):
        made |= {"at_most": draw(st.integers(3, 20))}
    if type in ("decimal", "money"):
        made |= {"at_least": draw(st.sampled_from(["0", "1.50", "-3"]))}
    if type == "decimal":
        made |= {"places": draw(st.integers(0, 6)), "unit": draw(texts)}
    if type == "text":
        made |= draw(st.sampled_from([{}, {"digits": [8]}, {"max_length": 20}, {"min_length": 2}]))
    if type == "date":
        made |= {"latest": {"fact": "today"}, "earliest": {"date": "2026-04-01"}}
    if type == "consent":
        made["statement"] = draw(texts)
    return {**made, **draw(st.sampled_from([{}, {"required": False}, {"care": "sensitive"}]))}


@st.composite
def some_documents(draw: st.DrawFn) -> Document:
    """Documents with odd texts, every type, rows, conditions, computed values, checks and letters."""
    more = {"id": "more", "type": "yes_no", "title": draw(texts), "listed": True}
    kind = {
        "id": "kind",
        "type": "choice",
        "title": draw(texts),
        "options": [{"id": "a", "title": draw(texts)}],
    }
    rows = {
        "id": "rows",
        "type": "group",
        "title": draw(texts),
        "repeat": {"noun": draw(texts), **draw(st.sampled_from([{}, {"at_least": 2}, {"at_most": 9}]))},
        "questions": [
            draw(questions("inner_1", in_group=True)),
            {**draw(questions("inner_2", in_group=True)), "ask_when": True},
        ],
    }
    last = draw(questions("last"))
    condition = draw(conditions)
    if draw(st.booleans()) and last["type"] != "explanation" and "required" not in last:
        last["required_when"] = {"answer": "more"}
    return parsed(
        data(
            steps=[
                step("one", more, kind, rows),
                {
                    **step("two", {**last, **given_only(ask_when=condition)}),
                    **given_only(intro=draw(maybe_text)),
                },
            ],
            title=draw(texts),
            papers=draw(st.lists(texts, max_size=3)),
            life_events=draw(st.lists(st.sampled_from(["school", "pets"]), unique=True)),
            contact_by=draw(st.lists(st.sampled_from(["phone", "post"]), unique=True)),
            period=draw(
                st.sampled_from(
                    [{}, {"opens_at": "2026-11-01T00:00Z"}, {"closes_at": "2026-11-01T09:30:00+09:00"}]
                )
            ),
            retention={"years": 3, "basis": draw(words.filter(len))},
            limits=draw(st.sampled_from([{}, {"capacity": 3}, {"one_per": ["more"], "repeat": "flag"}])),
            computed=[computed("value", "yes_no", {"answer": "more"})],
            checks=[{**check("odd", {"not": {"answer": "more"}}, "more", "kind"), "message": draw(texts)}],
            letters=[{"id": "letter", "title": draw(texts), "paragraphs": [text("本文")]}],
            golden=[
                {
                    "id": "golden",
                    "title": draw(words),
                    "at": "2026-11-22T09:00:00+09:00",
                    "answers": {"more": True, "last": draw(words)},
                    "expect": {"complete": False, "computed": {"value": True}},
                }
            ],
        )
    )


@given(some_documents())
@settings(max_examples=60)
def test_any_document_comes_back_as_it_went(document: Document) -> None:
    assert canonical(returned(document)) == canonical(document)


@given(some_documents())
@settings(max_examples=30)
def test_no_cell_holds_what_a_spreadsheet_would_change(document: Document) -> None:
    for rows in cells_of(document).values():
        assert all(cell == "" or cells.is_safe(cell) for row in rows[1:] for cell in row)


# YAML reads no key of a flow mapping past 1,024 characters; the keys of a document are ids of 64 at most.
keys = words.filter(lambda key: len(key) <= 1000)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


@given(json_values)
def test_whatever_stands_as_yaml_reads_as_the_same(value: Any) -> None:
    text = cells.spelled(value)
    loaded = cells.read(text)
    assert json.dumps(loaded.data) == json.dumps(value) and not loaded.faults


def test_what_is_too_long_for_a_cell_stands_on_a_sheet_of_its_own() -> None:
    letter = {
        "id": "letter",
        "title": text("長い"),
        "paragraphs": [text("あ _x000D_ " * 800) for _ in range(9)],
    }
    document = parsed(data({"id": "a", "type": "text", "title": text("a")}, letters=[letter]))
    raw = cells_of(document)
    assert len(raw["長い内容"]) > 2 and raw["通知書など"][2][1] == "長い内容 1"
    assert canonical(returned(document)) == canonical(document)


def test_the_columns_may_stand_in_any_order_and_readings_be_changed() -> None:
    document = pack("library_card")
    raw = {
        name: [list(reversed(row)) for row in rows]
        for name, rows in reversed(list(cells_of(document).items()))
    }
    raw["分岐"] = [[cell.replace("のとき", "") for cell in row] for row in raw["分岐"]]
    found = workbook.read({name + " ": rows for name, rows in raw.items()})
    assert isinstance(found, Document) and canonical(found) == canonical(document)


@pytest.mark.parametrize("table", [TYPES, CARES, IDENTITIES, WAYS, REPEATS, EVENTS, LANGUAGES])
def test_no_word_stands_for_two_things(table: dict[str, str]) -> None:
    assert len(set(table.values())) == len(table)


def test_the_sentence_stands_beside_the_expression() -> None:
    branches = cells_of(pack("library_card"))["分岐"]
    head = branches[0]
    old_number = next(row for row in branches if row[0] == "old_number")
    assert "以前に利用カードを作ったことがありますか" in old_number[head.index("文（参考）")]
    assert old_number[head.index("式")] == "is:\n- answer: had_card\n- true"
