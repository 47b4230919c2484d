"""Reading families, doors and visits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Func, Q, QuerySet
from django.http import Http404

from madoguchi.base.crypto import salted_hash
from madoguchi.base.prepared import Prepared
from madoguchi.checkin.models import (
    Bearer,
    Correction,
    Credential,
    Family,
    PhoneKey,
    Point,
    PointProfile,
    Scan,
    Shift,
    Tablet,
    Visit,
)
from madoguchi.people.models import Child, Resident
from madoguchi.places.models import Place
from madoguchi.rules import calendar
from madoguchi.rules import visits as rules
from madoguchi.rules.names import kana_order
from madoguchi.rules.references import read_card_code
from madoguchi.rules.visits import Direction, Source, Use

FOUND: Final = 50
LONGEST_SECRET: Final = 100
MINE: Final = 60
NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)
EVER: Final = (NEVER, datetime(9999, 1, 1, tzinfo=UTC))


def access_point(point_id: UUID) -> Point:
    """A door, in use or ended; 404 for any other."""
    found = _POINT.first(point_id)
    if found is None:
        raise Http404
    return found


_POINT: Final = Prepared(
    lambda key: Point.objects.select_related("profile", "place").filter(pk=key),
    blank=UUID(int=0),
)


def family_of(resident: Resident | None) -> Family | None:
    """The family somebody signs in for."""
    if resident is None:
        return None
    return Family.objects.filter(resident=resident).select_related("district").first()


def children_of(family: Family) -> list[Child]:
    """The children of a family, the oldest first."""
    return _CHILDREN.all(family.pk)


_CHILDREN: Final = Prepared(
    lambda key: Child.objects.filter(families=key).order_by("birth_date", "pk"), blank=UUID(int=0)
)


def list_known_children(resident: Resident) -> list[Child]:
    """The children the city knows this resident asked for something for."""
    return list(Child.objects.filter(resident=resident).order_by("birth_date", "pk"))


def open_now(on: date) -> QuerySet[Visit]:
    """Visits that go on; one of a day that is over only waits for the night's round to end it."""
    going_on = Q(day=on) | Q(point__profile__closes_at=None, point__ended_at=None)
    return Visit.objects.filter(going_on, closed_at=None)


def open_visit(family: Family, point: Point, on: date) -> Visit | None:
    """Where a family is now, at a door of this door's profile: here before elsewhere."""
    found = open_now(on).filter(family=family, point__profile=point.profile_id)
    visits = list(found.select_related("point__place"))
    return next((each for each in visits if each.point_id == point.pk), visits[0] if visits else None)


def latest_open(family: Family, on: date) -> Visit | None:
    """The visit of a family that has not ended, wherever it is."""
    found = open_now(on).filter(family=family).order_by("-opened_at")
    return found.select_related("point__place", "point__profile").first()


def last_visit(family: Family) -> Visit | None:
    """The latest visit, for who came last time."""
    return Visit.objects.filter(family=family).exclude(members=[]).order_by("-day", "-opened_at").first()


def access_scan(*, scan_id: UUID, family: Family | None) -> Scan:
    """A scan of this family; 404 for any other."""
    found = None
    if family is not None:
        found = Scan.objects.filter(pk=scan_id, family=family).select_related("point__place").first()
    if found is None:
        raise Http404
    return found


def visit_around(scan: Scan) -> Visit | None:
    """The visit a scan belongs to: of its door and day, the last one that had begun by then."""
    found = Visit.objects.filter(family=scan.family, point=scan.point, day__lte=calendar.local_day(scan.at))
    began = found.filter(Q(opened_at__lte=scan.at) | Q(opened_at=None, closed_at__lte=scan.at))
    known = began.select_related("point__place", "point__profile", "family__shelter_card")
    return known.order_by("-day", "-opened_at").first()


def left_by(scan: Scan) -> Visit | None:
    """The visit at another door that ended because the family was seen at this one."""
    moved = Visit.objects.filter(family=scan.family, close=rules.Close.MOVED, closed_at=scan.at)
    return moved.select_related("point__place").first()


def list_visits(family: Family, *, sections: Collection[str] | None = None) -> list[Visit]:
    """A family's own visits, the latest first; for officers those at the doors of their sections."""
    found = Visit.objects.filter(family=family).select_related("point__place")
    if sections is not None:
        found = found.filter(point__profile__section__in=sections)
    return list(found.order_by("-day", "-opened_at")[:MINE])


def scans_of(family: Family, profile: PointProfile, day: date) -> list[rules.Scan]:
    """What counts for the visits of a family on a day; with no closing time, everything ever said."""
    span = day_span(day) if profile.closes_at is not None else EVER
    return [as_rule(each) for each in _SCANS.all(family.pk, profile.pk, *span)]


def _counting(family: UUID, profile: str, begin: datetime, end: datetime) -> QuerySet[Scan]:
    said = standing(family=family).filter(point__profile=profile, at__gte=begin, at__lt=end)
    return said.filter(refusal="")


def standing(**whose: Any) -> QuerySet[Scan]:
    """What a family or a worker said at doors, without what was struck out by hand."""
    struck = Correction.objects.filter(**whose).values(each=Func(F("struck"), function="unnest"))
    return Scan.objects.filter(**whose).exclude(pk__in=struck)


def scans_within(row: Visit | Shift, **whose: Any) -> list[UUID]:
    """Everything that was said during a visit or a shift at its door and still counts."""
    found = standing(**whose).filter(point=row.point_id, at__gte=row.opened_at or row.closed_at)
    if row.closed_at is not None:
        found = found.filter(at__lte=row.closed_at)
    return list(found.values_list("pk", flat=True))


_SCANS: Final = Prepared(_counting, blank=(UUID(int=0), "nobody's", NEVER, NEVER + timedelta(days=1)))


def visits_on(family: Family, profile: PointProfile, day: date) -> list[Visit]:
    """The visits that are made anew together."""
    days = (day, day) if profile.closes_at is not None else (date.min, date.max)
    return _VISITS.all(family.pk, profile.pk, *days)


_VISITS: Final = Prepared(
    lambda family, profile, first, last: Visit.objects.filter(
        family=family, point__profile=profile, day__gte=first, day__lte=last
    ),
    blank=(UUID(int=0), "nobody's", NEVER.date(), NEVER.date() + timedelta(days=1)),
)


def came_before(family: Family, day: date) -> bool:
    """Whether a family was anywhere before that day."""
    return _BEFORE.first(family.pk, day) is not None


_BEFORE: Final = Prepared(
    lambda family, day: Visit.objects.filter(family=family, day__lt=day).only("pk")[:1],
    blank=(UUID(int=0), NEVER.date()),
)


def scan_of(scan_id: UUID) -> Scan | None:
    """What was said under that id, whoever said it."""
    return _SCAN.first(scan_id)


_SCAN: Final = Prepared(lambda key: Scan.objects.filter(pk=key), blank=UUID(int=0))


def as_rule(row: Scan) -> rules.Scan:
    """A scan as the rules read it."""
    return rules.Scan(
        id=str(row.pk),
        point=str(row.point_id),
        at=row.at,
        direction=Direction(row.direction),
        members=frozenset(row.members),
        adults=row.adults,
        device=row.actor_ref,
        is_skewed=row.is_skewed,
        is_by_staff=row.source in (Source.STAFF, Source.CORRECTION),
    )


def day_span(day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in the city, and the first one after it."""
    begin = datetime(day.year, day.month, day.day, tzinfo=calendar.TOKYO)
    return begin, begin + timedelta(days=1)


def list_points(*, sections: Collection[str], use: Use) -> list[Point]:
    """The doors of a use that these sections answer for, by profile and reading of the place."""
    found = Point.objects.filter(profile__section__in=sections, profile__use=use, ended_at=None)
    return list(found.select_related("profile", "place").order_by("profile_id", "place__kana"))


def access_point_of(
    *, point_id: UUID, sections: Collection[str], uses: Collection[Use] = tuple(Use)
) -> Point:
    """A door of these sections that is used so; 404 for any other."""
    found = Point.objects.select_related("profile", "place").filter(
        pk=point_id, profile__section__in=sections, profile__use__in=list(uses), ended_at=None
    )
    point = found.first()
    if point is None:
        raise Http404
    return point


def access_point_at(*, place: Place, use: Use) -> Point:
    """The door of a use at a place; 404 where there is none."""
    found = Point.objects.select_related("profile", "place")
    point = found.filter(place=place, profile__use=use, ended_at=None).first()
    if point is None:
        raise Http404
    return point


def present(point: Point, on: date) -> list[Visit]:
    """Who is in the house now, by reading."""
    found = open_now(on).filter(point=point).select_related("family__district")
    return list(found.order_by("family__kana_order", "opened_at").prefetch_related("family__children"))


def of_day(point: Point, on: date) -> QuerySet[Visit]:
    """All visits of a day at a door."""
    return Visit.objects.filter(point=point, day=on)


def is_ended(point: Point) -> bool:
    """Whether a door was closed by somebody else meanwhile."""
    return Point.objects.filter(pk=point.pk).exclude(ended_at=None).exists()


def families_at(point: Point) -> list[Family]:
    """Who has not left a door yet."""
    there = Visit.objects.filter(point=point, closed_at=None)
    return list(Family.objects.filter(pk__in=there.values("family")).order_by("pk"))


def left_today(point: Point, on: date) -> list[Visit]:
    """Who was there on a day and has left, the last first."""
    found = of_day(point, on).exclude(closed_at=None).select_related("family")
    return list(found.order_by("-closed_at").prefetch_related("family__children"))


def find_families(typed: str) -> list[Family]:
    """Registered families whose reading begins so: the guardian's name or a child's, family name or given."""
    return _found(typed, Family.objects.all())


def find_families_at(point: Point, typed: str) -> list[Family]:
    """The same, of those who have come to this door before: who runs one centre knows its families alone."""
    return _found(typed, _known_at(point))


def access_family_at(point: Point, family_id: UUID) -> Family:
    """A family that has come to this door before; 404 for any other."""
    found = _known_at(point).filter(pk=family_id).first()
    if found is None:
        raise Http404
    return found


def _known_at(point: Point) -> QuerySet[Family]:
    return Family.objects.filter(pk__in=Visit.objects.filter(point=point).values("family"))


def _found(typed: str, among: QuerySet[Family]) -> list[Family]:
    wanted, _, _ = kana_order(typed.strip()).partition("\t")
    if not wanted:
        return []
    begins = Q(kana_order__startswith=wanted) | Q(kana_order__contains=f" {wanted}")
    begins |= Q(children__kana_order__startswith=wanted) | Q(children__kana_order__contains=f" {wanted}")
    found = among.filter(begins, is_guest=False).select_related("district").distinct()
    return list(found.order_by("kana_order", "pk").prefetch_related("children")[:FOUND])


def access_family(*, family_id: UUID, sections: Collection[str], use: Use) -> Family:
    """A family, for sections that answer for doors of that use; 404 for any other."""
    found = None
    if list_points(sections=sections, use=use):
        found = Family.objects.select_related("resident", "district").filter(pk=family_id).first()
    if found is None:
        raise Http404
    return found


def count_inside(points: Collection[Point], on: date) -> dict[UUID, int]:
    """How many families are in the house, by door."""
    there = open_now(on).filter(point__in=points).order_by().values_list("point").annotate(Count("pk"))
    return dict(there)


def access_visit(*, visit_id: UUID, sections: Collection[str]) -> Visit:
    """A visit at a door of these sections; 404 for any other."""
    found = Visit.objects.filter(pk=visit_id, point__profile__section__in=sections)
    visit = found.select_related("family", "point__place", "point__profile").first()
    if visit is None:
        raise Http404
    return visit


def family_by_card(secret: str) -> Family | None:
    """The family whose card says so, while it is good; typed in any case and width, or as older cards are."""
    typed = read_card_code(secret[:LONGEST_SECRET])
    return (_family_by(Bearer.CARD, typed) if typed else None) or _family_by(Bearer.CARD, secret)


def family_by_card_then(secret: str, at: datetime) -> Family | None:
    """The family whose card said so at an instant: made anew since then, it was good all the same."""
    says = {secret[:LONGEST_SECRET], read_card_code(secret[:LONGEST_SECRET]) or ""}
    hashes = [salted_hash(Bearer.CARD.value, each) for each in says if each]
    held = Credential.objects.filter(Q(revoked_at=None) | Q(revoked_at__gt=at), secret_hash__in=hashes)
    found = held.select_related("family__resident", "family__district").first()
    return found.family if found else None


def family_shown(family_id: UUID) -> Family | None:
    """The family whose card was shown a moment ago."""
    found = Family.objects.filter(pk=family_id).select_related("resident", "district", "shelter_card")
    return found.first()


def usual_members(children: Iterable[Child], last: Visit | None) -> set[int]:
    """The children of a family who came last time; all of them before the first."""
    return set(last.members) if last else {each.pk for each in children}


def tablet_by_secret(secret: str) -> Tablet | None:
    """The tablet whose browser says so, until it is ended."""
    if not secret or len(secret) > LONGEST_SECRET:
        return None
    held = Tablet.objects.filter(secret_hash=salted_hash("tablet", secret), ended_at=None)
    return held.select_related("point__profile", "point__place").first()


def list_tablets(point: Point) -> list[Tablet]:
    """The tablets of a door that are in use or waited for, the latest first."""
    return list(Tablet.objects.filter(point=point, ended_at=None).order_by("-made_at"))


def access_tablet(*, tablet_id: UUID, sections: Collection[str]) -> Tablet:
    """A tablet at a door of these sections; 404 for any other."""
    found = Tablet.objects.filter(pk=tablet_id, point__profile__section__in=sections, ended_at=None)
    tablet = found.select_related("point__profile").first()
    if tablet is None:
        raise Http404
    return tablet


def access_scan_at(*, tablet: Tablet, scan_id: UUID) -> Scan:
    """What was said at a tablet; 404 for any other."""
    found = Scan.objects.filter(pk=scan_id, actor_kind="tablet", actor_ref=str(tablet.pk))
    scan = found.select_related("family__resident", "worker", "point__place", "point__profile").first()
    if scan is None:
        raise Http404
    return scan


def family_by_phone(secret: str) -> Family | None:
    """The family whose phone says so, until it is forgotten."""
    return _family_by(Bearer.PHONE, secret)


def key_in_use(key_id: UUID) -> PhoneKey | None:
    """A phone's key that is still believed."""
    held = PhoneKey.objects.filter(pk=key_id, revoked_at=None)
    return held.select_related("family__resident", "family__district").first()


def points_by_id(ids: Collection[UUID]) -> dict[UUID, Point]:
    """The doors with these ids, ended ones too: what was heard there was heard."""
    return {each.pk: each for each in Point.objects.select_related("profile").filter(pk__in=ids)}


def _family_by(bearer: Bearer, secret: str) -> Family | None:
    if not secret or len(secret) > LONGEST_SECRET:
        return None
    found = _HELD.first(salted_hash(bearer.value, secret))
    return found.family if found else None


_HELD: Final = Prepared(
    lambda key: Credential.objects.filter(secret_hash=key, revoked_at=None).select_related(
        "family__resident", "family__district"
    ),
    blank="nobody's",
)


def references(visits: Iterable[Visit]) -> list[str]:
    """As the record names whom a list showed."""
    return sorted({str(each.family_id) for each in visits})
