"""A small register for the stories of this room: Aoi's household, and who else lives in the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tests.city.people import NOW, acting
from tests.city.procedures import CLUB

from madoguchi.people.models import Officer
from madoguchi.register.actions import taking
from madoguchi.register.models import RegisterExtract

HEADING = "宛名番号,世帯番号,氏名,氏名カナ,生年月日,性別,住所,方書,続柄,異動事由,異動日,DV等支援措置"
MUGI = "7000000021,80000001,𠮷川　麦,ﾖｼｶﾜ ﾑｷﾞ,20200708,,若麦2-14-5,203,子,,,"
AOI = "7000000022,80000001,𠮷川　葵,ﾖｼｶﾜ ｱｵｲ,19900514,,若麦2-14-5,203,世帯主,,,"
BEN = "7000000031,80000002,渡邉　勉,ﾜﾀﾅﾍﾞ ﾍﾞﾝ,19840219,,羽音1-6-2,,世帯主,,,"
# What must never be seen outside the desk.
NUMBERS = ("7000000021", "7000000022", "80000001")
AS_OF = date(2026, 11, 20)

ADDRESS = {
    "postal_code": "0000001",
    "prefecture": "○○県",
    "city": "ひばり市",
    "town": "若麦",
    "block": "二丁目14番5号",
    "building": "コーポわかむぎ 203号室",
}
_QUESTION = {"id": "home", "type": "postal_address", "title": {"ja": "住所", "ja-easy": "住所", "en": "Home"}}
# The club's procedure, asking for the address as well.
WITH_ADDRESS: dict[str, Any] = {
    "applicant": {**CLUB["applicant"], "address": "home"},
    "steps": [
        CLUB["steps"][0],
        {**CLUB["steps"][1], "questions": [*CLUB["steps"][1]["questions"], _QUESTION]},
    ],
}


def file(lines: Sequence[str] = (MUGI, AOI, BEN), *, heading: str = HEADING) -> bytes:
    """The file as it comes, in UTF-8 because of Aoi's name."""
    return "".join(f"{line}\r\n" for line in (heading, *lines)).encode("utf-8-sig")


def received(
    officer: Officer, *lines: str, section: str = "kosodate", now: datetime = NOW
) -> RegisterExtract:
    """A file handed in by an officer, not read yet."""
    return taking.receive(
        content=file(lines or (MUGI, AOI, BEN)),
        section=section,
        as_of=AS_OF,
        officer=officer,
        by=acting(officer),
        now=now,
    )


def taken(officer: Officer, *lines: str, section: str = "kosodate", now: datetime = NOW) -> RegisterExtract:
    """An extract in use."""
    extract = received(officer, *lines, section=section, now=now)
    taking.continue_reading(extract_id=extract.pk, now=now)
    extract.refresh_from_db()
    return extract
