"""学級名簿: taking in a roll as it was looked at, and whose child is whom in it, never by guess."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.people.models import Child
from madoguchi.places.models import Belonging, Place, RollEntry
from madoguchi.places.rolls import ENROLMENT, FAMILY, SCHOOL, Rows, look, pupil_of, year_of
from madoguchi.rules import calendar, retention
from madoguchi.rules.class_rolls import Plan, Pupil
from madoguchi.rules.names import kana_order


class CannotTake(Exception):
    """Nothing was taken: the roll has faults, or comes to something else by now."""


@transaction.atomic
def take(*, place: Place, rows: Rows, today: date, seen: str, by: Actor, now: datetime) -> Plan:
    """Write what was looked at, and connect children whom the city knows by a place at a club.

    Raises CannotTake.
    """
    Place.objects.select_for_update().get(pk=place.pk)
    found, mark = look(place=place, rows=rows, today=today)
    if found.faults or mark != seen:
        raise CannotTake
    year = calendar.fiscal_year(today)
    entries = {pupil_of(each).key: each for each in RollEntry.objects.filter(place=place, year=year)}
    fresh = [_entry(place, year, each) for each in found.new if each.key not in entries]
    RollEntry.objects.bulk_create(fresh)
    back = [each for each in found.new if each.key in entries]
    entries |= {pupil_of(each).key: each for each in fresh}
    for pupil in (*back, *(move.after for move in found.moved)):
        _seat(entries[pupil.key], pupil, today)
    for pupil in found.left:
        _leave(entries[pupil.key], today)
    _connect([entries[pupil.key] for pupil in found.new], today)
    details = {"new": len(found.new), "moved": len(found.moved), "left": len(found.left)}
    audit.record(verb="roll.taken_in", about=("place", place.pk), by=by, now=now, details=details)
    return found


@transaction.atomic
def claim(
    *, child: Child, place: str, grade: int | None, group: str, today: date, by: Actor, now: datetime
) -> Belonging:
    """A family says where its child goes. It counts from now on; who it is in the roll, the school says.

    Of a child that left the roll this year the school is asked anew. A child whom the city knows by a place
    at a club, and who is written exactly alike, is found by itself.
    """
    first, last = year_of(today)
    Belonging.objects.filter(child=child, source=FAMILY, ends_on__gt=today).exclude(place=place).delete()
    told = {"grade": grade, "group": group, "ends_on": last, "source": FAMILY}
    held, _ = Belonging.objects.get_or_create(child=child, place_id=place, starts_on=first, defaults=told)
    if held.ends_on is not None and held.ends_on <= today:
        held.source, held.ends_on, held.entry = FAMILY, last, None
    if held.entry_id is None:
        held.grade, held.group = grade, group
        held.entry = _entry_of(child, place, today) if _is_known(child) else None
        held.save(update_fields=["grade", "group", "entry", "source", "ends_on"])
    audit.record(verb="belonging.claimed", about=("child", str(child.reference)), by=by, now=now)
    return held


@transaction.atomic
def confirm(*, belonging: Belonging, entry: RollEntry, by: Actor, now: datetime) -> None:
    """The school says who a family's child is in the roll."""
    belonging.entry = entry
    belonging.grade, belonging.group = entry.grade, entry.group
    belonging.save(update_fields=["entry", "grade", "group"])
    about = ("child", str(belonging.child.reference))
    audit.record(verb="belonging.confirmed", about=about, by=by, now=now, details={"place": entry.place_id})


@transaction.atomic
def turn_down(*, belonging: Belonging, by: Actor, now: datetime) -> None:
    """The school does not know the child."""
    place, about = belonging.place_id, ("child", str(belonging.child.reference))
    belonging.delete()
    audit.record(verb="belonging.turned_down", about=about, by=by, now=now, details={"place": place})


@transaction.atomic
def remove_old(*, now: datetime) -> int:
    """Remove rolls of the year before last, and where schools and families said that children belonged."""
    first = retention.rolls_kept_since(calendar.local_day(now))
    Belonging.objects.filter(source__in=(SCHOOL, FAMILY), ends_on__lte=first).delete()
    count, _ = RollEntry.objects.filter(year__lt=first.year).delete()
    if count:
        details = {"count": count}
        audit.record(verb="rolls.removed", about=("places", "all"), by=SYSTEM, now=now, details=details)
    return count


def _entry(place: Place, year: int, pupil: Pupil) -> RollEntry:
    """New in the roll."""
    told = {"name": pupil.name, "kana": pupil.kana, "birth_date": pupil.birth_date}
    seat = {"grade": pupil.grade, "group": pupil.group, "number": pupil.number}
    return RollEntry(place=place, year=year, kana_order=kana_order(pupil.kana), **told, **seat)


def _seat(entry: RollEntry, pupil: Pupil, today: date) -> None:
    """Back in the roll, and then belonging there again, or in another class."""
    if entry.left_on is not None:
        entry.belongings.filter(ends_on=entry.left_on).update(ends_on=year_of(today)[1])
    entry.grade, entry.group, entry.number = pupil.seat
    entry.left_on = None
    entry.save(update_fields=["grade", "group", "number", "left_on"])
    entry.belongings.update(grade=entry.grade, group=entry.group)


def _leave(entry: RollEntry, today: date) -> None:
    entry.left_on = today
    entry.save(update_fields=["left_on"])
    entry.belongings.filter(starts_on__lte=today).update(ends_on=today)


def _connect(entries: Iterable[RollEntry], today: date) -> None:
    """Children with a place at a club, written exactly alike, belong to the class from now on."""
    by_key = {pupil_of(each).key: each for each in entries}
    days = {each.birth_date for each in by_key.values()}
    known = Child.objects.filter(birth_date__in=days, belongings__source=ENROLMENT).distinct()
    first, last = year_of(today)
    for child in known:
        if entry := by_key.get(pupil_of(child).key):
            told = {"grade": entry.grade, "group": entry.group, "entry": entry, "ends_on": last}
            Belonging.objects.update_or_create(
                child=child, place_id=entry.place_id, starts_on=first, defaults=told | {"source": SCHOOL}
            )


def _is_known(child: Child) -> bool:
    return Belonging.objects.filter(child=child, source=ENROLMENT).exists()


def _entry_of(child: Child, place: str, today: date) -> RollEntry | None:
    year = calendar.fiscal_year(today)
    born = RollEntry.objects.filter(place=place, year=year, left_on=None, birth_date=child.birth_date)
    return next((each for each in born if pupil_of(each).key == pupil_of(child).key), None)
