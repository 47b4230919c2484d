"""Lists that officers take along: as CSV, as CSV for systems that know CP932 only, as XLSX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.http import HttpResponse

from madoguchi.base import sheets
from madoguchi.base.sheets import Sheet
from madoguchi.base.texts import say_plain


class Kind(StrEnum):
    """The files an officer can take along."""

    CSV = "csv"
    CP932 = "cp932"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file ready to be sent."""

    name: str
    media_type: str
    content: bytes


def written(sheet: Sheet, *, kind: Kind, name: str) -> File:
    """A list as a file called `name`, the ending comes with its kind."""
    return _WRITERS[kind](sheet, name)


def attached(file: File) -> HttpResponse:
    """The answer that hands a file over."""
    response = HttpResponse(file.content, content_type=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


def packed(sheet: Sheet, name: str) -> File:
    """A zip of the list in CP932 and of the report of characters that CP932 lacks."""
    report = (
        sheet.columns[0],
        say_plain("Column"),
        say_plain("Position"),
        say_plain("Character"),
        say_plain("Code point"),
    )
    content = sheets.csv_cp932(sheet, name=name, report=report)
    return File(name=f"{name}.zip", media_type="application/zip", content=content)


def _csv(sheet: Sheet, name: str) -> File:
    return File(name=f"{name}.csv", media_type="text/csv; charset=utf-8", content=sheets.csv_utf8(sheet))


def _cp932(sheet: Sheet, name: str) -> File:
    return packed(sheet, f"{name}-cp932")


def _xlsx(sheet: Sheet, name: str) -> File:
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(name=f"{name}.xlsx", media_type=media_type, content=sheets.xlsx(sheet))


_WRITERS: Final[Mapping[Kind, Callable[[Sheet, str], File]]] = {
    Kind.CSV: _csv,
    Kind.CP932: _cp932,
    Kind.XLSX: _xlsx,
}
