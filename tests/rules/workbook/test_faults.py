"""What is wrong with a workbook is told with its cell and with what was expected there."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from tests.rules.samples import check, computed, data, group, parsed, question
from tests.rules.workbook.test_round_trip import cells_of

from madoguchi.rules import workbook
from madoguchi.rules.documents import Document

Sheets = dict[str, list[list[str]]]

SAMPLE = parsed(
    data(
        question("kind", "choice"),
        question("why", ask_when={"is": [{"answer": "kind"}, "work"]}),
        group("people", question("person_name_1", "person_name")),
        computed=[computed("double", "yes_no", {"is": [{"answer": "kind"}, "work"]})],
        checks=[check("odd", {"is": [{"answer": "kind"}, "work"]}, "kind")],
        papers=[{"ja": "学生証"}],
    )
)


def sheets() -> Sheets:
    return deepcopy({name: [list(row) for row in rows] for name, rows in cells_of(SAMPLE).items()})


def told(found: Sheets) -> list[str]:
    read = workbook.read(found)
    return [] if isinstance(read, Document) else [str(fault) for fault in read]


def put(sheet: str, column: str, row: int, cell: str) -> Callable[[Sheets], None]:
    """Write one cell; rows counted from 1, as people do."""

    def change(found: Sheets) -> None:
        found[sheet][row - 1][found[sheet][0].index(column)] = cell

    return change


def add(sheet: str, **cells: str) -> Callable[[Sheets], None]:
    """Put a row at the end."""

    def change(found: Sheets) -> None:
        found[sheet].append([cells.get(column, "") for column in found[sheet][0]])

    return change


def without(sheet: str) -> Callable[[Sheets], None]:
    return lambda found: found.__delitem__(sheet)


def without_row(sheet: str, row: int) -> Callable[[Sheets], None]:
    return lambda found: found[sheet].__delitem__(row - 1)


def test_the_sample_itself_is_without_fault() -> None:
    assert told(sheets()) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (without("項目"), "項目: this sheet is missing; expected it once"),
        (without("設定"), "設定: this sheet is missing; expected it once"),
        (lambda found: found.update({"項目 (2)": []}), "項目 (2): there is no such sheet; expected one of "),
        (put("項目", "種類", 1, "タイプ"), "項目!C1: there is no column 'タイプ'"),
        (put("項目", "種類", 1, "タイプ"), "項目!A1: columns are missing; expected 種類"),
        (put("項目", "説明", 1, "設問"), "項目!F1: this column stands here twice; expected it once"),
        (
            put("項目", "区分", 2, "段落"),
            "項目!A2: expected one of ステップ, 設問, 中の設問; found the text '段落'",
        ),
        (put("項目", "区分", 2, "設問"), "項目!A2: there is no step above; expected ステップ"),
        (put("項目", "区分", 3, "中の設問"), "項目!A3: there is no repeated group above"),
        (put("項目", "種類", 3, "選択"), "項目!C3: expected one of 短い文, "),
        (put("項目", "種類", 3, ""), "項目!C3: expected one of 短い文, "),
        (
            put("項目", "必須", 3, "たぶん"),
            "項目!E3: expected one of はい, いいえ, 条件による; found the text",
        ),
        (put("項目", "一覧に出す", 3, "?"), "項目!M3: expected one of はい, いいえ; found the text '?'"),
        (put("項目", "取扱い", 3, "秘密"), "項目!N3: expected one of 通常, 個人情報, 要配慮; found"),
        (
            put("項目", "ID", 4, "kind"),
            "項目!B4: the id 'kind' is given twice; it is the id of 項目!B3 as well",
        ),
        (put("項目", "ID", 4, "Why!"), "項目!B4: expected an id: small letters, digits and _"),
        (put("項目", "設問", 4, ""), "項目!D4: is missing; expected the question as the resident reads it"),
        (
            put("項目", "上限", 4, "たくさん"),
            "項目!K4: expected at most this many characters; found the text",
        ),
        (put("項目", "下限", 4, "5000"), "項目!J4: expected at most 1000; found the number 5000"),
        (put("項目", "単位", 4, "人"), "項目!L4: unknown key"),
        (put("項目", "そのほか", 4, "colour: blue"), "項目!B4: unknown key"),
        (put("項目", "そのほか", 4, "a: [b"), "項目!AB4: this is no YAML"),
        (put("項目", "そのほか", 4, "ただの文"), "項目!AB4: expected keys with values, e.g. max_length: 20"),
        (
            put("項目", "そのほか", 4, "title: {ja: x}"),
            "項目!AB4: 'ja' stands in a column as well; expected it",
        ),
        (
            put("選択肢", "設問ID", 2, "kinds"),
            "選択肢!A2: there is no question 'kinds'; did you mean 'kind'?",
        ),
        (
            put("選択肢", "設問ID", 2, "why"),
            "選択肢!A2: the question 'why' has no options; expected the id of a choice",
        ),
        (
            put("選択肢", "ID", 3, "work"),
            "選択肢!C3: the id 'work' is given twice; expected ids of their own",
        ),
        (put("選択肢", "選択肢", 3, ""), "選択肢!D3: is missing; expected"),
        (lambda found: found["選択肢"].__delitem__(slice(1, None)), "項目!B3: is missing; expected"),
        (without_row("項目", 3), "分岐!E2: there is no question 'kind'"),
        (without_row("項目", 3), "選択肢!A2: there is no question 'kind'"),
        (put("分岐", "対象ID", 2, "wherefore"), "分岐!A2: there is no question 'wherefore'"),
        (put("分岐", "内容", 2, "隠す条件"), "分岐!C2: expected one of 表示する条件, "),
        (put("分岐", "式", 2, ""), "分岐!E2: expected an expression; found nothing"),
        (put("分岐", "式", 2, "is: [{answer: kind}, play]"), "分岐!E2: there is no option 'play'"),
        (put("分岐", "式", 2, "equals: [1, 2]"), "分岐!E2: unknown operator 'equals'"),
        (
            add("分岐", 対象ID="why", 内容="表示する条件", 式="true"),
            "分岐!C3: this stands here twice; expected it once",
        ),
        (
            put("計算と確認", "区分", 2, "計算"),
            "計算と確認!A2: expected one of 計算する値, 確認; found the text",
        ),
        (put("計算と確認", "種類", 2, "真偽"), "計算と確認!C2: expected one of"),
        (put("計算と確認", "場所", 3, "kin"), "計算と確認!I3: there is no question or part 'kin'"),
        (put("計算と確認", "ID", 3, "why"), "計算と確認!B3: the id 'why' is given twice"),
        (
            put("設定", "項目", 2, "名まえ"),
            "設定!A2: there is no setting '名まえ'; expected a name as it was taken out",
        ),
        (
            put("設定", "値", 10, "たくさん"),
            "設定!B10: expected how many minutes it takes, a whole number; found",
        ),
        (put("設定", "値", 4, ""), "設定!B4: is missing; expected"),
        (put("設定", "値", 12, "来年"), "設定!B12: expected an instant"),
        (add("設定", 項目="所要時間（分）", 値="5"), "設定!A29: this stands here twice; expected it once"),
        (put("通知書など", "内容", 2, "standard_days: [x"), "通知書など!B2: this is no YAML"),
        (put("通知書など", "部分", 2, "reviews"), "通知書など!B2: unknown key"),
        (
            lambda found: found["項目"].append([""] * 40 + ["?"]),
            "項目!AO7: there is no column above; expected nothing here",
        ),
    ],
)
def test_a_fault_is_told_with_its_cell(change: Callable[[Sheets], None], fault: str) -> None:
    found = sheets()
    change(found)
    assert any(each.startswith(fault) for each in told(found)), told(found)


def test_several_faults_are_told_at_once() -> None:
    found = sheets()
    put("項目", "種類", 3, "?")(found)
    put("設定", "項目", 2, "?")(found)
    assert {"項目!C3", "設定!A2"} <= {each.partition(":")[0] for each in told(found)}


def test_what_follows_from_a_fault_in_the_same_line_is_not_told_beside_it() -> None:
    found = sheets()
    put("項目", "種類", 4, "?")(found)
    assert [each.partition(":")[0] for each in told(found)] == ["項目!C4"]


def test_what_a_person_leaves_empty_is_filled_in() -> None:
    found = sheets()
    add("項目", 区分="設問", 種類="短い文", 設問="新しい設問")(found)
    add("選択肢", 設問ID="kind", 選択肢="遊び")(found)
    found["項目"].append([""] * 40)
    read = workbook.read(found)
    assert isinstance(read, Document)
    assert read.question("question").title.in_("ja") == "新しい設問"
    assert [option.id for option in read.question("kind").options][-1] == "option"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-11-01 09:00", "2026-11-01T09:00:00+09:00"),
        ("2026-11-01T09:00:00", "2026-11-01T09:00:00+09:00"),
        ("2026-11-01T09:00Z", "2026-11-01T09:00:00+00:00"),
    ],
)
def test_an_instant_without_its_offset_is_the_city_s(cell: str, instant: str) -> None:
    found = sheets()
    put("設定", "値", 12, cell)(found)
    read = workbook.read(found)
    assert isinstance(read, Document) and read.period.opens_at is not None
    assert read.period.opens_at.isoformat() == instant


def test_the_nought_that_a_spreadsheet_takes_away_comes_back() -> None:
    found = sheets()
    put("設定", "値", 3, "5")(found)
    read = workbook.read(found)
    assert isinstance(read, Document) and read.number == "05"


@pytest.mark.parametrize("empty", [{}, {"項目": [], "設定": []}, {"項目": [[]], "設定": [[""]]}])
def test_next_to_nothing_is_refused_in_words(empty: Sheets) -> None:
    assert told(empty)
