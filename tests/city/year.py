"""A city of eight clubs: a hundred and twenty families apply, officers work, and clubs live with who comes.

The mass is done by the actions that everybody uses; a journey does by hand what it is about.
With MADOGUCHI_TEST_CITY=whole it has the families and the clubs of a whole city instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any, Final

from tests.capabilities.applications.test_filing import filed
from tests.city.contractors import founded, permit, run_by
from tests.city.people import NOW, acting, make_resident
from tests.city.procedures import AOIS_ANSWERS, CLUB, publish, publish_club
from tests.rules.family import GUARDIANS, MOTHER, SINGLE

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed as read
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import answering, attending
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.people.models import Officer, Resident
from madoguchi.places import actions as places
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules import documents
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.documents import Document
from madoguchi.rules.enrolment import Offered
from madoguchi.rules.seating import Line
from madoguchi.selection.actions import findings, seats
from madoguchi.selection.actions.findings import Before, Said
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.beside import typed
from madoguchi.selection.models import Round, Seats
from madoguchi.selection.queries.findings import sheet_of
from madoguchi.selection.queries.seats import line_of

IS_WHOLE: Final = os.environ.get("MADOGUCHI_TEST_CITY") == "whole"
FAMILIES: Final = 2_900 if IS_WHOLE else 120
EMIS: Final = "wakamugi-club"
_NEIGHBOURS: Final = ("sorano", "mugibue", "haoto", "sedo", "ichii", "aoba", "kaze")
_FURTHER: Final = tuple(f"no-{number}" for number in range(9, 66)) if IS_WHOLE else ()
CLUBS: Final = (EMIS, *(f"{name}-club" for name in (*_NEIGHBOURS, *_FURTHER)))
SEATS: Final = 43 if IS_WHOLE else 12  # in each: fewer than there are families
OPENED: Final = (len(CLUBS) + 1) // 2  # clubs that are wished for first
NEWCOMER: Final = "児七海"
DIGITS_READ: Final = "アイウエオカキクケコ"
A_GRADE: Final = 365  # days of birth
GRANTS: Final = {
    "act": "offer",
    "outcomes": ["approved"],
    "at": "clubs",
    "starts": "start",
    "keeps": {"allergy": "allergy"},
}
NIGHTS: Final = {"act": "arrange", "outcomes": ["approved"], "at": "club", "keeps": {"extension": "until"}}


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def _question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": _text(title), **more}


def found_clubs() -> None:
    """All clubs in one district, all of them run by one body, which may do everything there."""
    rows = [
        {"code": code, "kind": "club", "name": f"{code}学童クラブ", "kana": f"クラブ{number}"}
        for number, code in enumerate(CLUBS)
    ]
    where = {"district": "d", "latitude": "33.0", "longitude": "147.0", "capacity": SEATS}
    places.import_places(
        districts=[{"code": "d", "name": "地区", "kana": "チク"}],
        places=[{**row, **where} for row in rows],
        postal_areas=[],
        by=SYSTEM,
        now=NOW,
    )
    body = founded("mugihokai")
    for code in CLUBS:
        run_by(code, body)
        permit(code)


def publish_application() -> ProcedureVersion:
    """The yearly application: who brings the child up, and for which clubs they wish."""
    steps = deepcopy(CLUB["steps"])
    clubs = _question("clubs", "ranked_places", "クラブ", places="club", required=False)
    steps[1]["questions"] += [GUARDIANS, SINGLE, clubs]
    review = {**CLUB["review"], "two_person": True}
    return publish_club(steps=steps, enrolment=GRANTS, review=review)


def publish_joining() -> ProcedureVersion:
    """Joining in the middle of a year: what the yearly application asks, all the year round."""
    steps = deepcopy(CLUB["steps"])
    clubs = _question("clubs", "ranked_places", "クラブ", places="club", required=False)
    steps[1]["questions"] += [GUARDIANS, SINGLE, clubs]
    changes = {
        "id": "joining",
        "number": "25",
        "title": _text("年度途中の利用申請"),
        "period": {},
        "limits": {},
    }
    review = {**CLUB["review"], "two_person": True}
    document = {**deepcopy(CLUB), **changes, "steps": steps, "enrolment": GRANTS, "review": review}
    del document["target_year"]
    parsed = documents.parse(document)
    assert isinstance(parsed, Document), list(parsed)
    return publish(parsed)


def publish_nights() -> ProcedureVersion:
    """Asking to stay longer: a small procedure that belongs to a place."""
    until = _question(
        "until",
        "choice",
        "延長利用の時刻",
        options=[
            {"id": "until_1900", "title": _text("午後7時まで")},
            {"id": "none", "title": _text("利用しない")},
        ],
    )
    asked = [
        _question("child", "child", "お子さん", listed=True),
        _question("guardian", "person_name", "保護者の氏名"),
        _question("phone", "phone", "電話番号"),
        _question("club", "place", "クラブ", places="club"),
        until,
    ]
    changes = {"id": "nights", "number": "27", "title": _text("延長利用の申請"), "period": {}, "limits": {}}
    steps = [{"id": "one", "title": _text("延長"), "questions": asked}]
    document = {**deepcopy(CLUB), **changes, "steps": steps, "enrolment": NIGHTS, "papers": []}
    del document["target_year"]
    parsed = documents.parse(document)
    assert isinstance(parsed, Document), list(parsed)
    return publish(parsed)


def apply(version: ProcedureVersion, number: int, resident: Resident | None = None) -> Application:
    """One of the families: the higher its number, the fewer the days of work.

    Who has a name is a single parent: no lottery decides about the people of the story.
    """
    born = date(2020, 4, 2) + timedelta(days=number % A_GRADE)
    named = {"given": f"児{number}", "given_kana": "".join(DIGITS_READ[int(digit)] for digit in str(number))}
    child = {**AOIS_ANSWERS["child"], **named, "birth_date": born.isoformat()}
    wishes = [CLUBS[number % OPENED], CLUBS[OPENED + number % (len(CLUBS) - OPENED)]]
    mother = {**MOTHER, "work_days": 20 if number < FAMILIES // 2 else 15}
    single = resident is not None or number % 10 == 9
    answers = {"child": child, "guardians": [mother], "single": single, "clubs": wishes}
    return filed(resident or make_resident(), version.pk, **answers)


def join(version: ProcedureVersion, resident: Resident, *, now: datetime) -> Application:
    """A family that moves here in June wishes for Emi's club from July."""
    child = {**AOIS_ANSWERS["child"], "given": NEWCOMER, "birth_date": "2019-05-05"}
    answers = {"child": child, "guardians": [MOTHER], "single": True, "clubs": [EMIS], "start": "2027-07-01"}
    return filed(resident, version.pk, now=now, **answers)


def leaves_and_nobody_waits(place: str, *, but: Resident, last_day: date, now: datetime) -> None:
    """A child leaves the place; everybody who waits for it has found something else by now."""
    held = Enrolment.objects.filter(place=place).exclude(application__resident=but)
    attending.end(enrolment_id=held.order_by("pk")[0].pk, last_day=last_day, by=SYSTEM, now=now)
    while offered := Offer.objects.filter(place=place, state=Offered.OPEN).first():
        answering.decline(offer=offered.pk, by=SYSTEM, now=now)


def look_into(round_: Round, applications: Sequence[Application], officer: Officer, *, now: datetime) -> None:
    """Confirm whatever is proposed of each of these families."""
    for application in applications:
        before = Before(round=round_, application=application, seen=1, officer=officer, actor=acting(officer))
        findings.confirm_together(before=before, said=list(_proposed(round_, application)), now=now)


def _proposed(round_: Round, application: Application) -> Iterator[Said]:
    for each in sheet_of(round=round_, read=read(application)).proposals:
        if each.asks:
            yield Said(name=each.wanted.id, subject=each.subject, typed=typed(each.value))


def propose_seats(
    round_: Round, officer: Officer, takes: Mapping[str, int] | None = None, *, now: datetime
) -> list[Seats]:
    """What each club takes."""
    return seats.propose_seats(
        round=round_,
        lines={code: Line(capacity=count) for code, count in (takes or dict.fromkeys(CLUBS, SEATS)).items()},
        last_year={},
        officer=officer,
        by=acting(officer),
        now=now,
    )


def sign(lines: Sequence[Seats], *, now: datetime) -> None:
    """The clubs answer for it."""
    for line in lines:
        signer = Signer(kind=Seats.Signer.MEMBER, ref="40010002", name="鎌田 幸雄")
        seats.sign_seats(seats=line, seen=line_of(line).stamp, signer=signer, by=SYSTEM, now=now)


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """That hour in the city."""
    return datetime(year, month, day, hour, tzinfo=TOKYO)


def take(offer: Offer, *, now: datetime) -> None:
    """The family takes what it was offered."""
    resident = offer.application.resident
    answering.accept(offer=offer.pk, by=acting(resident) if resident else SYSTEM, now=now)
