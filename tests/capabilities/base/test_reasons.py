# ruff: noqa: E501 - one case a line
"""What is wrong with a document, in the words of the officer who hands it in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override
from tests.rules.criteria.samples import DOCUMENT
from tests.rules.criteria.test_bad_input import test_faults_of_documents as of_points
from tests.rules.documents.test_parsing import MEANING, SHAPE
from tests.rules.expressions.test_faults import FAULTS, read
from tests.rules.fees.test_table import faults
from tests.rules.fees.test_table import test_each_fault_is_told_with_its_place as of_money

from madoguchi.base.reasons import told
from madoguchi.rules import criteria, documents
from madoguchi.rules.documents import Document
from madoguchi.rules.packs import manifest
from madoguchi.rules.problems import Fault, Problems

ROOT = Path(__file__).resolve().parents[3]


def said(message: str) -> str:
    with override("ja"):
        (fault,) = told([Fault("steps[child]", message)])
        return " ".join(map(str, fault.pieces))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            'is missing; expected texts by language such as {ja: "…"}',
            "ここに必要なものがありません。 必要なもの: 言語ごとの文（例 {ja: &quot;…&quot;}）。",
        ),
        (
            "unknown key; did you mean 'title'?",
            "この名前の項目はありません。 「title」の書きまちがいではありませんか。",
        ),
        (
            "the Japanese text is missing; expected at least {ja: …}",
            "日本語（ja）の文がありません。 必要なもの: 日本語の文。",
        ),
        ("expected at least 1 entries; found 0", "必要なもの: 1つ以上の項目。 書かれているもの: 0。"),
        ("expected a yes or no; found a whole number", "必要なもの: はい・いいえ。 書かれているもの: 整数。"),
        (
            "there is no question 'chlid'; expected one of child, phone",
            "「chlid」という設問はありません。 必要なもの: 次のどれか（child, phone）。",
        ),
        (
            "a whole number and a date cannot be compared or mixed",
            "種類が違うので、比べたり混ぜたりできません: 整数、日付。",
        ),
        (
            'expected a date; found a text; write {date: "work"}',
            "必要なもの: 日付。 書かれているもの: 文字。 {date: &quot;work&quot;} と書いてください。",
        ),
        (
            "the id 'a' is given twice; it is the id of checks[a] as well; expected ids of their own",
            "ID「a」が2回使われています。 checks[a] と同じIDです。 必要なもの: それぞれ別のID。",
        ),
        (
            "expected one of none, contact; found the text '<b>'",
            "必要なもの: 次のどれか（none, contact）。 書かれているもの: 文字「&lt;b&gt;」。",
        ),
    ],
)
def test_a_fault_is_said_in_japanese(message: str, words: str) -> None:
    assert said(message) == words


def test_what_nobody_translated_is_said_as_it_is() -> None:
    assert said("something new; found a list") == "something new 書かれているもの: 並び（リスト）。"


def test_whatever_criteria_and_fees_refuse_is_said_in_japanese() -> None:
    """Every fault of a table of points or fees that their tests know of, whole."""
    (points,), (money,) = (each.pytestmark for each in (of_points, of_money))
    found = [fault for keys, _ in points.args[1] for fault in criteria.parse({**DOCUMENT, **keys})]
    found += [Fault(*told.split(": ", 1)) for changes, _ in money.args[1] for told in faults(**changes)]
    assert not [each for each in found if any(not isinstance(piece, SafeString) for piece in pieces(each))]


def pieces(fault: Fault) -> tuple[SafeString | str, ...]:
    with override("ja"):
        return told([fault])[0].pieces


def test_whatever_the_language_refuses_is_said_in_japanese() -> None:
    """Every fault that the tests of the language know of, whole."""
    found = [fault for written, _ in (*SHAPE, *MEANING) for fault in faults_of(written)]
    found += [fault for raw, _ in FAULTS for fault in read(raw)[1]]
    with override("ja"):
        foreign = [piece for fault in told(found) for piece in fault.pieces if is_english(str(piece))]
    assert len(found) > 140 and not foreign, foreign


def test_so_is_whatever_a_manifest_of_a_pack_has_wrong() -> None:
    figures = {"since": "x", "until": "2026-02-30", "applications": -1, "online": "x", "minutes_saved": 1.5}
    said_of_it = {
        "schema": 1, "id": "Ü", "version": "x", "title": 5, "made_by": "a\nb", "made_at": "yesterday",
        "licence": "", "application": "x" * 300, "slots": {"x": {"kind": "colour", "example": 5}, "y": 1},
        "figures": figures, "files": {"a": "b"},
    }  # fmt: skip
    found = manifest.parse(said_of_it, "pack.yaml")
    assert isinstance(found, Problems)
    with override("ja"):
        foreign = [piece for fault in told(found) for piece in fault.pieces if is_english(str(piece))]
    assert len(found) > 14 and not foreign, (len(found), foreign)


def faults_of(written: dict[str, Any]) -> tuple[Fault, ...]:
    found = documents.parse(written)
    return () if isinstance(found, Document) else tuple(found)


def is_english(piece: str) -> bool:
    """Whether a person is meant to read English here; what stands in brackets is for copying."""
    copied = re.sub(r"（.*）|「.*」|\{.*\}|&\S*;", "", piece, flags=re.DOTALL)
    return piece.isascii() or bool(re.search(r"[a-z]{2,} [a-z]{2,}", copied))


def test_nearly_every_fault_of_a_mangled_pack_is_said_in_japanese() -> None:
    """Each line of a real document left out in turn: what an editor's slip looks like."""
    lines = (ROOT / "packs/hibari/procedures/dog_death.yaml").read_text().splitlines(keepends=True)
    messages: set[str] = set()
    for number in range(0, len(lines), 3):
        found = documents.parse(documents.load("".join(lines[:number] + lines[number + 1 :])))
        messages |= set() if isinstance(found, Document) else {fault.message for fault in found}
    foreign = {message for message in messages if said(message).split()[0].isascii()}
    assert len(messages) > 10 and len(foreign) <= len(messages) // 10, foreign


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "leads out of the pack; expected a plain name",
            "パックの外を指す名前です。 必要なもの: フォルダーのない名前。",
        ),
        (
            "has no meaning in a pack; expected only pack.yaml, procedure.yaml",
            "パックに入れるファイルではありません。 必要なもの: pack.yaml, procedure.yaml だけ。",
        ),
        (
            "was changed after it was packed: its hash is not the one in pack.yaml",
            "パックにした後で書き換えられています（ハッシュ値が違います）。",
        ),
        ("has 1000 files; expected at most 50", "ファイルが1000個あります。 必要なもの: 50以下。"),
        (
            "is missing; it stands at the top of a pack",
            "ありません。フォルダーに入れず、パックのいちばん上に置くファイルです。",
        ),
        (
            "there is HTML in this text; expected plain text",
            "文にHTMLが入っています。 必要なもの: タグのない文。",
        ),
        ("there is no slot 'mayor'", "「mayor」という空欄はありません。"),
    ],
)
def test_what_is_wrong_with_a_pack_is_said_too(message: str, words: str) -> None:
    assert said(message) == words
