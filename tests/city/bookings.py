"""What the city lets people book in tests: a course on Saturday, appointments, two doses, a hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.booking.actions import booking, opening, waiting
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.models import Entitlement, Offering, Reservation, Resource, Session, WaitEntry
from madoguchi.booking.queries import hash_of_number
from madoguchi.people.models import Officer, Resident
from madoguchi.places.models import District, Place
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules.doors import Medium
from madoguchi.rules.questions.slots import written
from madoguchi.rules.slots import EVERYBODY, Terms

SATURDAY = datetime.fromisoformat("2026-12-05T10:00+09:00")


def make_hall(code: str = "hall") -> Place:
    """A place where things happen."""
    district, _ = District.objects.get_or_create(
        code="wakamugi", defaults={"name": "若麦", "kana": "ワカムギ"}
    )
    place, _ = Place.objects.get_or_create(
        code=code,
        defaults={
            "kind": "library",
            "name": "会館",
            "kana": "カイカン",
            "district": district,
            "latitude": "35.000000",
            "longitude": "139.000000",
        },
    )
    return place


def make_offering(code: str = "course", *, section: str = "kosodate", **terms: Any) -> Offering:
    """Something to book; by default places for a party of up to five."""
    given = {"pools": [{"id": "seats", "title": {"ja": "定員"}, "capacity": 10}], "largest_party": 5, **terms}
    return opening.offer(
        code=code,
        section=section,
        title={"ja": "考古学教室", "ja-easy": "[考古学|こうこがく][教室|きょうしつ]", "en": "Archaeology"},
        terms=Terms.model_validate_json(Terms.model_validate(given, strict=False).model_dump_json()),
        by=SYSTEM,
        now=NOW,
        is_public=True,
    )


def make_session(
    offering: Offering, at: datetime = SATURDAY, *, place: str = "hall", **capacities: int
) -> Session:
    """One happening of it."""
    where = make_hall(place)
    opening.open_sessions(
        offering=offering, place=where, starts=[at], capacities=capacities, by=SYSTEM, now=NOW
    )
    return Session.objects.get(offering=offering, place=where, starts_at=at)


def make_room(offering: Offering, code: str = "room-1") -> Resource:
    """A room to hire."""
    return opening.open_room(
        code=code, offering=offering, place=make_hall(), title={"ja": "会議室"}, by=SYSTEM, now=NOW
    )


def make_ticket(number: str, kind: str = "ticket") -> Entitlement:
    """A number that allows to book, valid for a year."""
    day = NOW.date()
    return Entitlement.objects.create(
        kind=kind,
        number_hash=hash_of_number(kind, number),
        valid_from=day,
        valid_until=day + timedelta(days=365),
    )


def wish_of(resident: Resident, people: int = 1, *, key: str = "") -> Wish:
    """So many people, asked for by a resident."""
    return Wish(who=Who(resident=resident), party={EVERYBODY: people}, key=key or uuid4().hex)


def by_phone(officer: Officer, people: int = 1, name: str = "大日向 文子") -> Wish:
    """So many people, booked by an officer for somebody who calls."""
    who = Who(
        name=name,
        kana="オオヒナタ フミコ",
        contact_kind="phone",
        contact="090-0000-0001",
        medium=Medium.PHONE,
        booked_by=officer.number,
    )
    return Wish(who=who, party={EVERYBODY: people}, key=uuid4().hex)


def book(resident: Resident, *sessions: Session, people: int = 1, **more: Any) -> Sequence[Reservation]:
    """A resident books."""
    wish = wish_of(resident, people, key=more.pop("key", ""))
    wish = replace(wish, party=more.pop("party", wish.party))
    ids = [each.pk for each in sessions]
    return booking.book(sessions=ids, wish=wish, by=acting(resident), now=more.pop("now", NOW), **more)


def wait(resident: Resident, session: Session, people: int = 1, **more: Any) -> WaitEntry:
    """A resident waits for a place."""
    return waiting.wait(
        session_id=session.pk,
        who=Who(resident=resident),
        party={EVERYBODY: people},
        by=acting(resident),
        now=more.pop("now", NOW),
        **more,
    )


TUESDAY = datetime.fromisoformat("2026-12-08T10:00+09:00")
TALK = "interview"


def make_talks(*starts: datetime, places: int = 1, **terms: Any) -> list[Session]:
    """Talks at a counter of the section that asks for applications, half an hour each."""
    pools = [{"id": "windows", "title": {"ja": "窓口"}, "capacity": places}]
    offering = make_offering(TALK, pools=pools, largest_party=terms.pop("largest_party", 1), **terms)
    return [make_session(offering, at) for at in starts]


def publish_talk(*more: dict[str, Any], **slot: Any) -> ProcedureVersion:
    """A short procedure that books a talk: a name, a telephone number, a time."""
    steps = [
        {
            "id": "talk_step",
            "title": {"ja": "面談"},
            "questions": [
                {"id": "writer", "type": "person_name", "title": {"ja": "お名前"}},
                {"id": "phone", "type": "phone", "title": {"ja": "電話番号"}},
                {
                    "id": "people",
                    "type": "integer",
                    "title": {"ja": "人数"},
                    "required": False,
                },
                {"id": "ticket", "type": "text", "title": {"ja": "券番号"}, "required": False},
                {
                    "id": "visit",
                    "type": "slot",
                    "title": {"ja": "面談の日時"},
                    "offering": TALK,
                    "listed": True,
                    **slot,
                },
                *more,
            ],
        }
    ]
    outcomes = [
        {"id": "done", "kind": "accepted", "title": {"ja": "受理"}},
        {"id": "no", "kind": "refused", "title": {"ja": "不受理"}},
    ]
    return publish_club(
        steps=steps,
        limits={},
        computed=[],
        checks=[],
        applicant={"name": "writer", "phone": "phone"},
        review={"standard_days": 5, "outcomes": outcomes},
        letters=[],
    )


def talk_answers(at: datetime = TUESDAY, **changes: Any) -> dict[str, Any]:
    """What somebody answers who chooses that time."""
    name = {"family": "𠮷川", "given": "葵", "family_kana": "ヨシカワ", "given_kana": "アオイ"}
    return {"writer": name, "phone": "09000000001", "visit": written(at, "hall"), **changes}
