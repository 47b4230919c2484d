"""A desk that tells many, and whom it tells: Aoi on LINE, Ben by mail, Lan on LINE in English, three more."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.city.people import NOW, acting, make_officer, make_resident, make_section
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.messaging.models import Friend
from madoguchi.outreach.actions import broadcasts, profiles, segments
from madoguchi.outreach.actions.broadcasts import Written
from madoguchi.outreach.models import Broadcast, Profile, Segment
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.places.models import District
from madoguchi.rules.broadcasting import Plan

WORDS = {
    "ja": {"title": "市民まつり", "text": "12月6日に開きます。", "label1": "くわしく見る"},
    "en": {"title": "City fair", "text": "On 6 December."},
}
AT_ONCE = Plan(is_emergency=False, asked_at=None, expires_at=None)


def a_desk() -> SimpleNamespace:
    """Chika writes, Makoto approves, Yu administers; Dan belongs to another section."""
    section, other = make_section(), make_section("zeimu", "税務課", mark="ひ税")
    return SimpleNamespace(
        section=section,
        chika=make_officer("1001", section=section),
        makoto=make_officer("1002", section=section, role=Role.APPROVER),
        yu=make_officer("1003", section=section, role=Role.ADMINISTRATOR),
        dan=make_officer("1004", section=other, role=Role.ADMINISTRATOR),
    )


def a_town(line: LineSimulator) -> SimpleNamespace:
    """Six residents of 羽音 who agreed, but for the last. Aoi and Lan are on LINE, and one nobody knows."""
    District.objects.create(code="haoto", name="羽音", kana="ハオト")
    aoi, ben, lan = (
        make_resident(f"{nick}@mail.example", language=code)
        for nick, code in (("aoi", "ja"), ("ben", "ja"), ("lan", "en"))
    )
    others = [make_resident(f"other{number}@mail.example") for number in range(3)]
    settle()
    Profile.objects.filter(resident=others[-1]).update(district=None, agreed_at=None)
    for nick, resident in (("aoi", aoi), ("lan", lan)):
        line.follow(nick)
        befriend(line.user_id(nick), resident)
    Friend.objects.create(line_user_id=f"U{7:032x}", language="ja", followed_at=NOW)
    return SimpleNamespace(aoi=aoi, ben=ben, lan=lan, others=others)


def settle() -> None:
    """Whoever there is lives in 羽音, and agreed to be told what concerns them."""
    profiles.rebuild_all(by=SYSTEM, now=NOW)
    Profile.objects.update(district="haoto", agreed_at=NOW)


def befriend(user_id: str, resident: Resident) -> None:
    """They are reached on LINE."""
    Friend.objects.create(
        line_user_id=user_id, resident_ref=resident.reference, language=resident.language, followed_at=NOW
    )
    Profile.objects.filter(resident=resident).update(has_line=True)


def a_segment(officer: Officer, condition: Any = None) -> Segment:
    """Who lives in 羽音."""
    return segments.keep(
        section="kosodate",
        name="羽音",
        condition=condition or {"is": [{"answer": "district"}, "haoto"]},
        officer=officer,
        by=acting(officer),
        now=NOW,
    )


def written(segment: Segment | None, **changes: Any) -> Written:
    """News of the fair."""
    given: dict[str, Any] = {
        "section": "kosodate",
        "name": "まつり",
        "segment": segment,
        "words": WORDS,
        "targets": ["/help/"],
        "plan": AT_ONCE,
    }
    return Written(**(given | changes))


def a_draft(officer: Officer, segment: Segment | None, **changes: Any) -> Broadcast:
    """It is written, and nobody is told yet."""
    return broadcasts.write(written=written(segment, **changes), officer=officer, by=acting(officer), now=NOW)
