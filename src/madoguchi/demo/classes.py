"""The classes of four schools and nurseries, and what families tell them of the next school day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.demo import city
from madoguchi.demo.households import dice
from madoguchi.people.actions import children, residents
from madoguchi.people.models import Child
from madoguchi.places.actions import rolls as taking
from madoguchi.places.models import Belonging, RollEntry
from madoguchi.places.queries import access_place
from madoguchi.places.rolls import look
from madoguchi.rules import calendar
from madoguchi.rules.absences import Kind, Reason, Said

HEADER: Final = ["学年", "組", "出席番号", "氏名", "フリガナ", "生年月日"]
# School, its grades with the age in years at which each begins, classes of a grade, children of a class.
CLASSES: Final = {
    "haoto-nursery": ([("", 3, "うさぎ組"), ("", 4, "きりん組"), ("", 5, "ぞう組")], 1, 18),
    "mugihodai-kindergarten": ([("", 3, "もも組"), ("", 4, "さくら組"), ("", 5, "ふじ組")], 1, 20),
    "wakamugi-es": ([(str(grade), grade + 5, "") for grade in range(1, 7)], 2, 24),
    "kawakaze-jhs": ([(str(grade), grade + 11, "") for grade in range(1, 4)], 2, 26),
}
TOLD: Final = (
    (Kind.ABSENT, Reason.FEVER, "38.4", ""),
    (Kind.ABSENT, Reason.FEVER, "38.9", ""),
    (Kind.ABSENT, Reason.INFECTION, "39.1", "インフルエンザA型です"),
    (Kind.LATE, Reason.COUGH, "", "受診してから行きます"),
    (Kind.ABSENT, Reason.STOMACH, "", ""),
    (Kind.EARLY, Reason.FAMILY, "", ""),
    (Kind.UNWELL, Reason.COUGH, "37.0", "体育は見学させてください"),
)
CLUB: Final = "wakamugi-es-club"


def live(now: datetime) -> None:
    """Take in the roll of each, and let a few families tell something; once for a city."""
    if RollEntry.objects.filter(place__in=CLASSES).exists():
        return
    today = calendar.local_day(now)
    for code in CLASSES:
        place = access_place(code=code)
        rows = [HEADER, *_rows(code, today)]
        _, seen = look(place=place, rows=rows, today=today)
        taking.take(place=place, rows=rows, today=today, seen=seen, by=SYSTEM, now=now)
    _tell("wakamugi-es", today, now)
    _tell("haoto-nursery", today, now)


def _rows(code: str, today: date) -> Iterator[list[str]]:
    """Grade by grade and class by class: who goes to the club of the school first, the others invented."""
    grades, classes, size = CLASSES[code]
    year = calendar.fiscal_year(today)
    for grade, age, name in grades:
        chance = dice("class", code, age)
        known = _at_the_club(int(grade), year) if code == "wakamugi-es" else []
        pupils = [*known, *_invented(chance, year - age, size * classes - len(known))]
        for number, (named, kana, born) in enumerate(pupils[: size * classes]):
            group = name or f"{number % classes + 1}組"
            yield [grade, group, str(number // classes + 1), named, kana, born.isoformat()]


def _at_the_club(grade: int, year: int) -> list[tuple[str, str, date]]:
    held = Belonging.objects.filter(place=CLUB, grade=grade, starts_on__gte=date(year, 4, 1))
    there = (
        held.filter(ends_on__lte=date(year + 1, 4, 1)).select_related("child").order_by("child__kana_order")
    )
    return list({(each.child.name, each.child.kana, each.child.birth_date): None for each in there})


def _invented(chance: Random, year: int, count: int) -> list[tuple[str, str, date]]:
    """Children born from 2 April of a year on, by reading."""
    surnames = city.file("names")["surnames"]
    groups = city.file("names")["given_names"]
    given = [each for name in ("grade_1", "grades_2_3", "grades_4_6") for each in groups[name]]
    born = [date(year, 4, 2) + timedelta(days=chance.randrange(365)) for _ in range(count)]
    made = []
    for day in born:
        family = chance.choices(surnames, [each["weight"] for each in surnames])[0]
        own = chance.choice(given)
        made.append((f"{family['name']} {own['name']}", f"{family['kana']} {own['kana']}", day))
    return sorted(set(made), key=lambda each: each[1])


def _tell(code: str, today: date, now: datetime) -> None:
    """Families of pupils nobody knew yet; the school has said who they are."""
    place, chance = access_place(code=code), dice("told", code)
    ahead = (today + timedelta(days=each) for each in range(15))  # New Year takes ten
    day = next(each for each in ahead if reading.is_school_day(place, each))
    now = min(now, datetime.combine(day, time(7, 31), calendar.TOKYO))
    entries = list(RollEntry.objects.filter(place=place, belongings=None).order_by("pk"))
    them = sorted(entries, key=lambda each: (each.grade or 0, each.group, each.number or 0))
    for entry, (kind, reason, warm, words) in zip(chance.sample(them, len(TOLD)), TOLD, strict=True):
        at = {Kind.LATE: "10:00", Kind.EARLY: "13:30"}.get(kind, "")
        said = Said(kind=kind, first_on=day, last_on=day, reason=reason, temperature=warm, at=at, words=words)
        child = _family_of(entry, today, now)
        notices.tell(child=child, said=said, resident=child.resident, by=SYSTEM, now=now)  # type: ignore[arg-type]


def _family_of(entry: RollEntry, today: date, now: datetime) -> Child:
    account = residents.welcome(address=f"family-{entry.pk.hex[:8]}@mail.example", language="ja", now=now)
    child = children.know(
        resident=account.resident,
        name=entry.name,
        kana=entry.kana,
        birth_date=entry.birth_date,
        by=SYSTEM,
        now=now,
    )
    seat = {"place": entry.place_id, "grade": entry.grade, "group": entry.group}
    held = taking.claim(child=child, **seat, today=today, by=SYSTEM, now=now)
    taking.confirm(belonging=held, entry=entry, by=SYSTEM, now=now)
    return child
