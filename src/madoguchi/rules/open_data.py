"""自治体標準オープンデータセット: facilities as cities publish them.

01 公共施設, 03 指定緊急避難場所, 05 子育て施設.

Columns are found by their names, of the standard and of the 推奨データセット before it; where they stand, and
what else a file has, does not matter. Nothing is taken from an empty cell.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from typing import Final

from madoguchi.rules.addresses import read_postal_code
from madoguchi.rules.names import search_key
from madoguchi.rules.opening_days import KEYS, Opens, Span, clock, read_time

LARGEST: Final = 2_000_000  # bytes
MOST_ROWS: Final = 5_000
HEADER_WITHIN: Final = 5  # rows from the top
LONGEST_SLUG: Final = 40  # letters of an ID that a code has room for


class Dataset(StrEnum):
    """Which of the data sets."""

    PUBLIC = "01"
    SHELTERS = "03"
    CHILDCARE = "05"


class Column(StrEnum):
    """What is read and written, by its name in the standard."""

    ID = "ID"
    NAME = "名称"
    KANA = "名称_カナ"
    ENGLISH = "名称_英字"
    KIND = "種別"
    ADDRESS = "所在地_連結標記"
    LATITUDE = "緯度"
    LONGITUDE = "経度"
    PHONE = "電話番号"
    POSTAL_CODE = "郵便番号"
    WEEKDAYS = "利用可能曜日"
    OPENS = "開始時間"
    CLOSES = "終了時間"
    HOURS = "利用可能日時特記事項"
    CAPACITY = "収容定員"
    SHELTER_CAPACITY = "想定収容人数"
    FLOOD = "災害種別_洪水"
    LANDSLIDE = "災害種別_崖崩れ、土石流及び地滑り"
    SURGE = "災害種別_高潮"
    EARTHQUAKE = "災害種別_地震"
    TSUNAMI = "災害種別_津波"
    FIRE = "災害種別_大規模な火事"
    INLAND = "災害種別_内水氾濫"
    VOLCANO = "災害種別_火山現象"


HAZARDS: Final[Mapping[Column, str]] = {
    Column.FLOOD: "flood",
    Column.LANDSLIDE: "landslide",
    Column.SURGE: "surge",
    Column.EARTHQUAKE: "earthquake",
    Column.TSUNAMI: "tsunami",
    Column.FIRE: "fire",
    Column.INLAND: "inland",
    Column.VOLCANO: "volcano",
}
NEEDED: Final = (Column.NAME, Column.LATITUDE, Column.LONGITUDE)
_WEEK: Final = (Column.WEEKDAYS, Column.OPENS, Column.CLOSES)
_SPELLINGS: Final[Mapping[str, Column]] = {
    **{column.value: column for column in Column},
    "NO": Column.ID,
    "施設名": Column.NAME,
    "施設_名称": Column.NAME,
    "名称_英語": Column.ENGLISH,
    "施設種別": Column.KIND,
    "所在地_連結表記": Column.ADDRESS,
    "住所": Column.ADDRESS,
    "所在地": Column.ADDRESS,
    "TEL": Column.PHONE,
    "開所時間": Column.OPENS,
    "閉所時間": Column.CLOSES,
    "想定収容人数(人)": Column.SHELTER_CAPACITY,
    "災害種別_崖崩れ、土石流および地滑り": Column.LANDSLIDE,
}
_PLACE: Final = (
    "自治体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字", "種別",
    "所在地_自治体コード", "町字ID", "所在地_連結標記", "所在地_都道府県", "所在地_市区町村", "所在地_町字",
    "所在地_番地以下", "建物名等(方書)", "緯度", "経度",
)  # fmt: skip
_CONTACT: Final = ("電話番号", "内線番号", "メールアドレス", "連絡先FormURL", "連絡先備考", "郵便番号")
_WHEN: Final = ("利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項")
_LAST: Final = ("URL", "画像", "画像_ライセンス", "備考")
HEADERS: Final[Mapping[Dataset, tuple[str, ...]]] = {
    Dataset.PUBLIC: (
        *_PLACE, "高度の種別", "高度の値", *_CONTACT, "法人番号", "団体名",
        *_WHEN, *_LAST,
    ),
    Dataset.SHELTERS: (
        *(each for each in _PLACE if each not in ("地方公共団体名", "種別")), "標高", *_CONTACT,
        "市区町村コード", "地方公共団体名", *(column.value for column in HAZARDS), "指定避難所との重複",
        "想定収容人数", "対象となる町会・自治会", *_LAST,
    ),
    Dataset.CHILDCARE: (
        *_PLACE, "高度の種別", "高度の値", "アクセス方法", "駐車場情報", "電話番号", "内線番号", "FAX番号",
        *_CONTACT[2:], "法人番号", "団体名", "許可等年月日", "収容定員", "受入年齢", *_WHEN,
        "一時預かりの有無", "子供預かり料金_種別", "子供預かり_料金", "料金備考", "開所時間", "閉所時間",
        "病児保育の有無", "授乳室", "おむつ替えコーナー", "飲食可否", "ベビーカー貸出", "ベビーカー利用",
        *_LAST,
    ),
}  # fmt: skip
# What facilities of a kind are called in the column 種別: the first is written, any is read.
KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "centre": ("地域子育て支援拠点", "子育て支援センター", "つどいの広場"),
    "club": ("放課後児童クラブ", "学童クラブ", "学童保育"),
    "nursery": ("保育所", "保育園", "認可保育", "小規模保育", "認定こども園"),
    "kindergarten": ("幼稚園",),
    "school": ("小学校",),
    "junior_high": ("中学校",),
    "library": ("図書館",),
    "hall": ("集会施設", "公民館", "会館", "ホール", "コミュニティ"),
    "clinic": ("保健センター", "保健所"),
    "play": ("屋内遊び場", "遊び場", "あそび場", "児童館"),
    "office": ("庁舎", "市役所", "役場", "出張所", "支所"),
    "shelter": ("指定緊急避難場所", "避難場所", "防災公園"),
}
CHILDCARE: Final = ("centre", "club", "nursery", "kindergarten", "play")


class Code(StrEnum):
    """What is wrong with a file, or with a cell."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"  # no CSV in UTF-8 or CP932
    NO_HEADER = "no_header"
    MISSING = "missing"
    NUMBER = "number"
    COORDINATES = "coordinates"
    POSTAL_CODE = "postal_code"
    WEEKDAYS = "weekdays"
    TIME = "time"
    HOURS = "hours"  # weekdays, from and until belong together
    FLAG = "flag"  # a disaster is 1 or nothing
    KIND = "kind"
    TWICE = "twice"
    SAME = "same"  # without an ID: name and address stand in a row above
    CELLS = "cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, in which row of the file and which column. Row 0: the file as a whole."""

    code: Code
    row: int = 0
    column: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A place as the data sets see it."""

    code: str
    name: str
    kana: str
    english: str
    kind: str
    address: str
    postal_code: str
    phone: str
    latitude: Decimal
    longitude: Decimal
    opens: Opens
    hours: str = ""
    capacity: int | None = None
    shelter_for: Sequence[str] = ()
    shelter_capacity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a file: its number there, and its cells as the standard writes them."""

    number: int
    cells: Mapping[Column, str]

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a row does to a place: before and after by column. `code` None: a new place."""

    row: Row
    code: str | None
    kind: str
    differs: Mapping[Column, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a file comes to. With faults nothing is taken."""

    faults: tuple[Fault, ...] = ()
    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    same: int = 0


def decode(content: bytes) -> str | Fault:
    """The text of a file in UTF-8 or CP932."""
    if len(content) > LARGEST:
        return Fault(code=Code.TOO_LARGE)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Fault(code=Code.UNREADABLE) if "\0" in text else text
    return Fault(code=Code.UNREADABLE)


def read(text: str) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """The rows of a file, each cell as the standard writes it, and what is wrong with it."""
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return (), (Fault(code=Code.UNREADABLE),)
    at, columns = _header(lines)
    if not columns:
        return (), (Fault(code=Code.NO_HEADER),)
    if len(lines) - at > MOST_ROWS:
        return (), (Fault(code=Code.TOO_LARGE),)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        if any(cell.strip() for cell in line):
            row, wrong = _row(number, line, columns, len(lines[at]))
            rows.append(row)
            faults.extend(wrong)
    return tuple(rows), (*faults, *_doubled(rows))


def plan(text: str, dataset: Dataset, known: Iterable[Facility]) -> Plan:
    """What a file would change. A place is found by its code, or else by its name, and by one row alone."""
    rows, faults = read(text)
    facilities = list(known)
    by_code = {each.code: each for each in facilities}
    by_id = [by_code.get(code_of(row, dataset)) or by_code.get(row[Column.ID]) for row in rows]
    told = {held.code for held in by_id if held}
    by_name = {search_key(each.name): each for each in facilities if each.code not in told}
    found = [
        _change(row, held or by_name.pop(search_key(row[Column.NAME]), None), dataset)
        for row, held in zip(rows, by_id, strict=True)
    ]
    without_kind = [
        Fault(code=Code.KIND, row=each.row.number, column=Column.KIND, said=each.row[Column.KIND])
        for each in found
        if each.code is None and not each.kind
    ]
    return Plan(
        faults=(*faults, *without_kind),
        new=tuple(each for each in found if each.code is None),
        changed=tuple(each for each in found if each.code is not None and each.differs),
        same=sum(each.code is not None and not each.differs for each in found),
    )


def code_of(row: Row, dataset: Dataset) -> str:
    """The code of a place that came with that row first."""
    return f"od{dataset}-{_own(row)}"


def _own(row: Row) -> str:
    """What tells a row from all others: its ID, or else name and address, wherever it stands in the file."""
    slug = re.sub("[^0-9a-z]+", "-", row[Column.ID].lower()).strip("-")
    if slug and row[Column.ID].isascii() and len(slug) <= LONGEST_SLUG:  # 東-1 is not 西-1
        return slug
    told = row[Column.ID] or f"{search_key(row[Column.NAME])} {search_key(row[Column.ADDRESS])}"
    return sha256(told.encode()).hexdigest()[:16]


def _change(row: Row, held: Facility | None, dataset: Dataset) -> Change:
    if held is None:
        return Change(row=row, code=None, kind=_kind(row, dataset))
    before = cells_of(held)
    differs: dict[Column, tuple[str, str]] = {
        column: (before.get(column, ""), said)
        for column, said in row.cells.items()
        if said and column not in (Column.ID, Column.KIND) and said != before.get(column, "")
    }
    return Change(row=row, code=held.code, kind=held.kind, differs=differs)


def _kind(row: Row, dataset: Dataset) -> str:
    for said in (row[Column.KIND], row[Column.NAME]):
        for kind, words in KIND_WORDS.items():
            if any(word in said for word in words):
                return kind
    return "shelter" if dataset is Dataset.SHELTERS else ""


def cells_of(facility: Facility) -> dict[Column, str]:
    """A place as a row of any data set; what is not known stands empty."""
    capacity = {Column.CAPACITY: facility.capacity, Column.SHELTER_CAPACITY: facility.shelter_capacity}
    return {
        Column.ID: facility.code,
        Column.NAME: facility.name,
        Column.KANA: facility.kana,
        Column.ENGLISH: facility.english,
        Column.KIND: KIND_WORDS.get(facility.kind, ("",))[0],
        Column.ADDRESS: facility.address,
        Column.LATITUDE: f"{facility.latitude:.6f}",
        Column.LONGITUDE: f"{facility.longitude:.6f}",
        Column.PHONE: facility.phone,
        Column.POSTAL_CODE: facility.postal_code,
        Column.HOURS: facility.hours,
        **_week_cells(facility.opens),
        **{column: "" if count is None else str(count) for column, count in capacity.items()},
        **{column: "1" if hazard in facility.shelter_for else "" for column, hazard in HAZARDS.items()},
    }


def export(dataset: Dataset, facilities: Iterable[Facility], *, city_code: str, city: str) -> list[list[str]]:
    """The rows below `HEADERS[dataset]`: one for each place that belongs into it."""
    about = {"自治体コード": city_code, "市区町村コード": city_code, "所在地_自治体コード": city_code}
    about |= {"地方公共団体名": city, "所在地_市区町村": city}
    return [
        [_plain(cells.get(header, "")) for header in HEADERS[dataset]]
        for each in facilities
        if _belongs(each, dataset)
        for cells in [{**about, **{column.value: said for column, said in cells_of(each).items()}}]
    ]


def lint(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """What keeps a table from being read by machines (機械可読性 L1, L2), by row and column."""
    if len(set(header)) != len(header):
        yield "header: a name stands twice"
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            yield f"{number}: has {len(row)} cells for {len(header)} columns"
        for name, cell in zip(header, row, strict=False):
            if cell != cell.strip() or re.search(r"[\r\n\t\"]|\s{2,}|[\u2460-\u24ff\u3220-\u33ff]", cell):
                yield f"{number}.{name}: {cell!r} is not one plain value"
            if name in _NUMBERS and cell and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
                yield f"{number}.{name}: {cell!r} is no bare number"


_NUMBERS: Final = (Column.LATITUDE, Column.LONGITUDE, Column.CAPACITY, Column.SHELTER_CAPACITY)


def _plain(said: str) -> str:
    """One value on one line, without signs that only some machines know."""
    known = re.sub("[\u2460-\u24ff\u3220-\u33ff]", lambda sign: unicodedata.normalize("NFKC", sign[0]), said)
    return " ".join(known.replace('"', "”").split())


def _belongs(facility: Facility, dataset: Dataset) -> bool:
    if dataset is Dataset.SHELTERS:
        return bool(facility.shelter_for)
    return dataset is Dataset.PUBLIC or facility.kind in CHILDCARE


def _week_cells(opens: Opens) -> dict[Column, str]:
    """Weekdays with the first and the last hour; what the columns cannot say is not said."""
    open_on = [key for key in KEYS if opens.on(key)]
    if not open_on:
        return {}
    spans = [span for key in open_on for span in opens.on(key)]
    return {
        Column.WEEKDAYS: "".join(_DAY_WORDS[KEYS.index(key)] for key in open_on),
        Column.OPENS: clock(min(span.begins for span in spans)),
        Column.CLOSES: clock(max(span.ends for span in spans)),
    }


def week_of(row: Row) -> Opens | None:
    """The week that a row says, the same hours on every day; None if it says none."""
    if not all(row[column] for column in _WEEK):
        return None
    span = Span(read_time(row[Column.OPENS]), read_time(row[Column.CLOSES]))
    return Opens(days={KEYS[_DAY_WORDS.index(day)]: (span,) for day in row[Column.WEEKDAYS]})


_DAY_WORDS: Final = "月火水木金土日祝"


def _header(lines: Sequence[Sequence[str]]) -> tuple[int, dict[int, Column]]:
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        named = [(index, _SPELLINGS.get(_spelling(cell))) for index, cell in enumerate(line)]
        columns: dict[int, Column] = {}
        for index, column in named:
            if column is not None and column not in columns.values():
                columns[index] = column
        if all(each in columns.values() for each in NEEDED):
            return at, columns
    return 0, {}


def _spelling(cell: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).removeprefix("\ufeff")


def _row(
    number: int, line: Sequence[str], columns: Mapping[int, Column], width: int
) -> tuple[Row, list[Fault]]:
    cells: dict[Column, str] = {}
    faults = [Fault(code=Code.CELLS, row=number)] if len(line) > width and any(line[width:]) else []
    for index, column in columns.items():
        said = line[index].strip() if index < len(line) else ""
        try:
            cells[column] = _READERS.get(column, _as_it_is)(said) if said else ""
        except _WrongCell as wrong:
            cells[column] = ""
            faults.append(Fault(code=wrong.code, row=number, column=column, said=said[:80]))
        else:
            if not said and column in NEEDED:
                faults.append(Fault(code=Code.MISSING, row=number, column=column))
    row = Row(number=number, cells=cells)
    return row, [*faults, *(() if faults else _week_faults(row))]


def _week_faults(row: Row) -> Iterator[Fault]:
    said = [column for column in _WEEK if row[column]]
    if said and len(said) < len(_WEEK):
        missing = next(column for column in _WEEK if not row[column])
        yield Fault(code=Code.HOURS, row=row.number, column=missing)
    elif said and row[Column.CLOSES] <= row[Column.OPENS]:
        yield Fault(code=Code.HOURS, row=row.number, column=Column.CLOSES, said=row[Column.CLOSES])


def _doubled(rows: Iterable[Row]) -> Iterator[Fault]:
    seen: set[str] = set()
    for row in rows:
        if (own := _own(row)) in seen and row[Column.ID]:
            yield Fault(code=Code.TWICE, row=row.number, column=Column.ID, said=row[Column.ID])
        elif own in seen and row[Column.NAME]:
            yield Fault(code=Code.SAME, row=row.number, column=Column.NAME, said=row[Column.NAME])
        seen.add(own)


class _WrongCell(Exception):
    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


def _as_it_is(said: str) -> str:
    return said


def _coordinate(lowest: int, highest: int) -> Callable[[str], str]:
    def read_coordinate(said: str) -> str:
        try:
            value = Decimal(unicodedata.normalize("NFKC", said))
        except InvalidOperation:
            raise _WrongCell(Code.COORDINATES) from None
        if not value.is_finite() or not lowest <= value <= highest:
            raise _WrongCell(Code.COORDINATES)
        return f"{value:.6f}"

    return read_coordinate


def _postal_code(said: str) -> str:
    if digits := read_postal_code(said):
        return digits
    raise _WrongCell(Code.POSTAL_CODE)


def _time(said: str) -> str:
    try:
        return clock(read_time(unicodedata.normalize("NFKC", said)))
    except ValueError:
        raise _WrongCell(Code.TIME) from None


def _count(said: str) -> str:
    plain = unicodedata.normalize("NFKC", said).replace(",", "").removesuffix("人").removesuffix("名")
    if not re.fullmatch("[0-9]{1,7}", plain):
        raise _WrongCell(Code.NUMBER)
    return str(int(plain))


def _flag(said: str) -> str:
    plain = unicodedata.normalize("NFKC", said)
    if plain in ("1", "○", "◯", "有"):
        return "1"
    if plain in ("0", "×", "無", "-"):
        return ""
    raise _WrongCell(Code.FLAG)


def _weekdays(said: str) -> str:
    """月火水木金, 月～金, 月;火, 毎日, 平日: the days in order."""
    plain = unicodedata.normalize("NFKC", said)
    for word, days in _MANY_DAYS.items():
        plain = plain.replace(word, days)
    plain = re.sub(r"曜日?|[\s;,、・･/]", "", plain)
    plain = re.sub(f"([{_DAY_WORDS}])[~〜ー-]([{_DAY_WORDS}])", _run, plain)
    if not plain or set(plain) - set(_DAY_WORDS):
        raise _WrongCell(Code.WEEKDAYS)
    return "".join(day for day in _DAY_WORDS if day in plain)


_MANY_DAYS: Final = {"毎日": _DAY_WORDS, "平日": "月火水木金", "祝日": "祝", "休日": "祝"}


def _run(found: re.Match[str]) -> str:
    first, last = (_DAY_WORDS.index(day) for day in found.groups())
    if last < first:  # 日〜木 would be no day at all
        raise _WrongCell(Code.WEEKDAYS)
    return _DAY_WORDS[first : last + 1]


_READERS: Final[Mapping[Column, Callable[[str], str]]] = {
    Column.LATITUDE: _coordinate(20, 46),
    Column.LONGITUDE: _coordinate(122, 155),
    Column.POSTAL_CODE: _postal_code,
    Column.OPENS: _time,
    Column.CLOSES: _time,
    Column.WEEKDAYS: _weekdays,
    Column.CAPACITY: _count,
    Column.SHELTER_CAPACITY: _count,
    **{column: _flag for column in HAZARDS},
}
