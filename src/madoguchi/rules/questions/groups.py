"""Groups of questions answered once per row. Rows keep their ids for ever."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import GroupQuestion

ROW_ID: Final = re.compile("r[1-9][0-9]{0,5}")


def read_rows(question: GroupQuestion, raw: object, _facts: object) -> list[dict[str, Any]]:
    """The rows with what was given for each question, not yet read; their number and ids are right."""
    rows = [_row(question, each) for each in reading.sequence(raw)]
    ids = [row["_id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise wrong("wrong_shape", expected="rows with different ids")
    if len(rows) < question.repeat.at_least:
        raise wrong("too_few_rows", at_least=question.repeat.at_least)
    if len(rows) > question.repeat.at_most:
        raise wrong("too_many_rows", at_most=question.repeat.at_most)
    return rows


def next_row_id(rows: list[Any]) -> str:
    """An id no row of the group has."""
    ids = [str(row.get("_id")) for row in rows if isinstance(row, Mapping)]
    return f"r{max((int(each[1:]) for each in ids if ROW_ID.fullmatch(each)), default=0) + 1}"


def _row(question: GroupQuestion, raw: object) -> dict[str, Any]:
    given = reading.mapping(raw)
    row_id = given.get("_id")
    if not isinstance(row_id, str) or not ROW_ID.fullmatch(row_id):
        raise wrong("wrong_shape", expected="rows with _id r1, r2 …")
    asked = {each.id for each in question.questions}
    return {"_id": row_id, **{key: value for key, value in given.items() if key in asked}}
