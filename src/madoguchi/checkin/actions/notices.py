"""連絡: a family tells, changes, withdraws; the places confirm; the school marks who has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.checkin import notices
from madoguchi.checkin.models import Arrival, Notice, NoticeReader
from madoguchi.people.models import Child, Resident
from madoguchi.places.models import Belonging, RollEntry
from madoguchi.places.rolls import belongings_on
from madoguchi.rules import absences, calendar, retention
from madoguchi.rules.absences import Held, Refusal, Said, Same


class CannotTell(Exception):
    """Nothing was told; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.wrong)
        self.refusal = refusal


@transaction.atomic
def tell(*, child: Child, said: Said, resident: Resident, by: Actor, now: datetime) -> Notice:
    """Tell the places of a child about a day. Told twice it is one notice. Raises CannotTell."""
    belongings, held = _lock(child, said, now)
    found = _decide(said, belongings, held, now)
    if isinstance(found, Same):
        return Notice.objects.get(pk=found.key)
    notice = Notice.objects.create(
        child=child, told_by=resident, **_written(said), told_at=now, changed_at=now
    )
    _address(notice, found)
    details = {"kind": said.kind.value, "places": list(found)}
    audit.record(verb="notice.told", about=("notice", str(notice.pk)), by=by, now=now, details=details)
    return notice


@transaction.atomic
def change(*, notice: Notice, said: Said, by: Actor, now: datetime) -> None:
    """Say it otherwise while the places would take it anew; they confirm it again. Raises CannotTell."""
    belongings, held = _lock(notice.child, said, now, notice.first_on)
    before = next((each for each in held if each.key == str(notice.pk)), None)
    if before is None:
        return
    _refuse_late(before.said, belongings, now)
    found = _decide(said, belongings, [each for each in held if each is not before], now)
    if isinstance(found, Same) or before.said == said:
        return
    Notice.objects.filter(pk=notice.pk).update(**_written(said), changed_at=now)
    notice.readers.exclude(place__in=found).delete()
    notice.readers.update(seen_at=None, seen_by_kind="", seen_by_ref="")
    _address(notice, found)
    details = {"kind": said.kind.value, "places": list(found)}
    audit.record(verb="notice.changed", about=("notice", str(notice.pk)), by=by, now=now, details=details)


@transaction.atomic
def withdraw(*, notice: Notice, by: Actor, now: datetime) -> None:
    """The child comes after all. After the cut-off the school wants to hear it. Raises CannotTell."""
    belongings, held = _lock(notice.child, notices.said_of(notice), now)
    if str(notice.pk) not in {each.key for each in held}:
        return
    _refuse_late(notices.said_of(notice), belongings, now)
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=now, changed_at=now)
    audit.record(verb="notice.withdrawn", about=("notice", str(notice.pk)), by=by, now=now)


@transaction.atomic
def confirm(*, reader: NoticeReader, by: Actor, now: datetime) -> None:
    """Somebody at the place has read it. Pressed twice, or by two, the first time counts."""
    seen = {"seen_at": now, "seen_by_kind": by.kind, "seen_by_ref": by.ref}
    if NoticeReader.objects.filter(pk=reader.pk, seen_at=None).update(**seen):
        about = ("notice", str(reader.notice_id))
        audit.record(verb="notice.seen", about=about, by=by, now=now, details={"place": reader.place_id})


@transaction.atomic
def arrive(*, entries: Sequence[RollEntry], day: date, by: Actor, now: datetime) -> None:
    """These children are there; who was marked already stays so."""
    rows = [Arrival(entry=each, day=day, at=now, by_kind=by.kind, by_ref=by.ref) for each in entries]
    Arrival.objects.bulk_create(rows, ignore_conflicts=True)
    _record("arrival.marked", entries, day, by, now)


@transaction.atomic
def not_arrive(*, entries: Sequence[RollEntry], day: date, by: Actor, now: datetime) -> None:
    """These were marked by mistake."""
    if Arrival.objects.filter(entry__in=entries, day=day).delete()[0]:
        _record("arrival.unmarked", entries, day, by, now)


@transaction.atomic
def remove_old(*, now: datetime) -> int:
    """Remove notices and arrivals of a year ago; how many."""
    before = calendar.local_day(now - retention.NOTICES_ARE_KEPT)
    count, _ = notices.list_old(before=before).delete()
    count += Arrival.objects.filter(day__lt=before).delete()[0]
    if count:
        details = {"count": count}
        audit.record(verb="notices.removed", about=("notices", ""), by=SYSTEM, now=now, details=details)
    return count


def _lock(child: Child, said: Said, now: datetime, *days: date) -> tuple[list[Belonging], list[Held]]:
    """One after the other for one child, by whichever of its rows; then everything to decide by.

    `days`: since when more is held than what matters from today on.
    """
    belongings = belongings_on(children=[child], on=said.first_on).get(child.pk, [])
    them = notices.same_children(child, belongings)
    list(Child.objects.select_for_update().filter(pk__in=them).order_by("pk").values_list("pk"))
    return belongings, notices.held_by(children=them, since=min(said.first_on, now.date(), *days))


def _decide(
    said: Said, belongings: Sequence[Belonging], held: Iterable[Held], now: datetime
) -> tuple[str, ...] | Same:
    readers = notices.readers_for(belongings, said.first_on)
    found = absences.decide(said, readers=readers, held=held, now=now)
    if isinstance(found, Refusal):
        raise CannotTell(found)
    return found


def _refuse_late(said: Said, belongings: Sequence[Belonging], now: datetime) -> None:
    if late := absences.too_late(said, notices.readers_for(belongings, said.first_on), now):
        raise CannotTell(late)


def _written(said: Said) -> dict[str, object]:
    return {
        "kind": said.kind.value,
        "first_on": said.first_on,
        "last_on": said.last_on,
        "sealed": notices.seal(said),
    }


def _address(notice: Notice, places: Iterable[str]) -> None:
    rows = [NoticeReader(notice=notice, place_id=place) for place in places]
    NoticeReader.objects.bulk_create(rows, ignore_conflicts=True)


def _record(verb: str, entries: Sequence[RollEntry], day: date, by: Actor, now: datetime) -> None:
    refs = [str(each.pk) for each in entries]
    details = {"references": refs, "day": f"{day}"}
    audit.record(verb=verb, about=("roll", ""), by=by, now=now, details=details)
