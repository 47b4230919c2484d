"""A procedure that asks where a family lives, works and learns, and a family that must not be found."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from tests.city.people import LONG_AGO, NOW
from tests.city.procedures import AOIS_ANSWERS, CLUB, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Post
from madoguchi.places import actions as places
from madoguchi.procedures.models import ProcedureVersion

PLACES: tuple[dict[str, str], ...] = (
    {"code": "wakamugi", "kind": "school", "name": "若麦小学校"},
    {"code": "wakamugi-club", "kind": "club", "name": "若麦小学校内学童クラブ"},
    {"code": "sorano", "kind": "school", "name": "空野小学校"},
    {"code": "sorano-club", "kind": "club", "name": "空野児童館学童クラブ"},
)
HOME: dict[str, Any] = {
    "address": {
        "postal_code": "0000015",
        "prefecture": "",
        "city": "ひばり市",
        "town": "葭切町",
        "block": "7丁目77番",
        "building": "かくれ荘203",
    },
    "mail": "kakureru@mail.example",
    "school": "sorano",
    "clubs": ["sorano-club", "wakamugi-club"],
    "employer": "川風水産加工場",
    "wish": "夕方は葭切の祖母が迎えに行きます",
}
# What must never reach anybody who has not opened it, in every form in which pages and files write it.
TELLING = (
    ("葭切", "7丁目77番", "かくれ荘", "0000015", "000-0015", "kakureru", "空野", "若麦", "sorano")
    + ("wakamugi", "川風水産", "09000000001", "090-0000-0001", "aoi@mail.example")
    + ("会社に頼んでいます",)
)


def _question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": {"ja": title, "ja-easy": title, "en": title}, **more}


def found_places(*, now: datetime = NOW) -> None:
    """Two schools and two clubs."""
    places.import_places(
        districts=[{"code": "d", "name": "地区", "kana": "チク"}],
        places=[
            {**each, "kana": "カナ", "district": "d", "latitude": "33.0", "longitude": "147.0"}
            for each in PLACES
        ],
        postal_areas=[],
        by=SYSTEM,
        now=now,
    )


def publish_where(
    *, now: datetime = NOW, also: Sequence[dict[str, Any]] = (), **changes: Any
) -> ProcedureVersion:
    """The club's procedure, asking besides for everything that tells where a family is."""
    found_places(now=now)
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"][:0] = [
        _question("address", "postal_address", "住所", required=False),
        _question("mail", "email", "メール", listed=True, required=False),
        _question("school", "place", "学校", places="school", listed=True, required=False),
        _question("clubs", "ranked_places", "クラブ", places="club", listed=True, required=False),
        _question("employer", "text", "勤務先", listed=True, required=False),
        _question("wish", "long_text", "希望", required=False),
        *also,
    ]
    applicant = {**CLUB["applicant"], "address": "address"}
    return publish_club(now=now, steps=steps, applicant=applicant, **changes)


def answers(**changes: Any) -> dict[str, Any]:
    """What Aoi answers there."""
    return {**AOIS_ANSWERS, **HOME, **changes}


def let_open(officer: Officer, section: Any) -> Officer:
    """The officer, allowed to open protected households of the section."""
    post = Post.objects.get(officer=officer, section=section, starts_on=LONG_AGO)
    staff.let_open_protected(post=post, allowed=True, by=SYSTEM, now=NOW)
    return officer
