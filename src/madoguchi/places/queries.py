"""The city's facilities as facts for documents and as choices for people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from madoguchi.base import crypto, office
from madoguchi.base.crypto import salted_hash
from madoguchi.people.models import Member, Organisation, Section
from madoguchi.places.distance import Point, metres
from madoguchi.places.models import Device, District, Enquiry, Grant, Kind, Permit, Place, Serves, SpecialDays
from madoguchi.rules import open_data
from madoguchi.rules.delegation import What
from madoguchi.rules.names import kana_order, search_key
from madoguchi.rules.open_data import Dataset, Facility, Plan
from madoguchi.rules.opening_days import OpeningDay, Special, opening_on, read_opens, read_span
from madoguchi.rules.texts import ruby_plain

_TOLD: Final = (
    "code", "name", "names", "kana", "address", "phone", "capacity", "hours", "extension",
    "applied_last_year", "latitude", "longitude", "closed_on", "district", "operator", "serves",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place to choose, as seen from a school."""

    code: str
    place: dict[str, Any]  # what `places_of` says of it
    serves_school: bool
    metres: int | None  # from the school; None when no school is known


def places_of(kind: str) -> dict[str, dict[str, Any]]:
    """All places of a kind by code, closed ones too (`closed_on`), by reading. One query.

    Each: name, names, kana, district, address, phone, operator, capacity, hours, extension,
    applied_last_year, latitude, longitude, serves (codes of schools), closed_on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [kind])
        return {row[0]: _fact(row) for row in cursor.fetchall()}


def list_districts() -> list[District]:
    """The parts of the city, in the order in which they are read."""
    return list(District.objects.order_by("kana"))


def count_by_kind() -> dict[str, int]:
    """How many places of each kind the city has that are not closed for good."""
    there = Place.objects.filter(closed_on=None).order_by("kind").values_list("kind")
    return dict(there.annotate(Count("pk")))


def opening(place: Place, on: date) -> OpeningDay:
    """Whether a place opens on a day, when, and why not."""
    return opening_days(place, [on])[0]


def opening_days(place: Place, days: Sequence[date]) -> list[OpeningDay]:
    """What a place is like on each of these days. One query."""
    if not days:
        return []
    known, announced = read_opens(place.opens), _specials(place, min(days), max(days))
    return [
        opening_on(
            opens=known,
            specials=announced,
            holidays=office.closed_days(day.year),
            on=day,
            closed_on=place.closed_on,
        )
        for day in days
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A place in a list, with what the day is like."""

    place: Place
    today: OpeningDay


def find_places(*, words: str = "", kind: str = "", district: str = "", on: date) -> list[Line]:
    """The places that are not closed for good and hold every word, by reading. Two queries.

    Whoever asks for shelters gets schools and halls, too, to which people flee.
    """
    there = Place.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on)).select_related("district")
    if kind == Kind.SHELTER:
        there = there.exclude(shelter_for=[])
    elif kind:
        there = there.filter(kind=kind)
    if district:
        there = there.filter(district=district)
    keys = [search_key(word) for word in words.split()]
    found = [each for each in there.order_by("kana", "code") if _holds(each, keys)]
    return _lines(found, on)


def _holds(place: Place, keys: Sequence[str]) -> bool:
    if not keys:
        return True
    names = (ruby_plain(each) for each in place.names.values())
    held = "\n".join(search_key(each) for each in (place.name, place.kana, place.address, *names))
    return all(key in held for key in keys)


def _lines(places: Sequence[Place], on: date) -> list[Line]:
    announced: dict[str, list[Special]] = {}
    rows = SpecialDays.objects.filter(place__in=places, first_on__lte=on, last_on__gte=on)
    for row in rows.order_by("announced_at", "pk"):
        announced.setdefault(row.place_id, []).append(special_of(row))
    closed = office.closed_days(on.year)
    return [
        Line(
            place=each,
            today=opening_on(
                opens=read_opens(each.opens),
                specials=announced.get(each.pk, ()),
                holidays=closed,
                on=on,
                closed_on=each.closed_on,
            ),
        )
        for each in places
    ]


def list_of_sections(*, sections: Collection[str], on: date) -> list[Line]:
    """The places these sections are in charge of, by kind and reading. Two queries."""
    found = in_charge(sections).select_related("district").order_by("kind", "kana", "code")
    return _lines(list(found), on)


def list_named_sections(*, codes: Collection[str]) -> list[Section]:
    """These sections, by code."""
    return list(Section.objects.filter(pk__in=codes).order_by("code"))


def list_facilities() -> list[Facility]:
    """The places that are not closed for good, as open data knows them, by code."""
    return [_facility(each) for each in Place.objects.filter(closed_on=None).order_by("code")]


def look_at(*, text: str, dataset: Dataset) -> tuple[Plan, str]:
    """What a file comes to now, and a mark by which `take` knows that somebody looked at exactly this."""
    found = open_data.plan(text, dataset, list_facilities())
    return found, hashlib.sha256(repr(found).encode()).hexdigest()


def _facility(place: Place) -> Facility:
    return Facility(
        code=place.code,
        name=place.name,
        kana=place.kana,
        english=place.names.get("en", ""),
        kind=place.kind,
        address=place.address,
        postal_code=place.postal_code,
        phone=place.phone,
        latitude=place.latitude,
        longitude=place.longitude,
        opens=read_opens(place.opens),
        hours=place.hours,
        capacity=place.capacity,
        shelter_for=place.shelter_for,
        shelter_capacity=place.shelter_capacity,
    )


def list_special_days(*, place: Place, since: date) -> list[SpecialDays]:
    """What was announced of days that are not gone by, the next first."""
    return list(place.special_days.filter(last_on__gte=since).order_by("first_on", "pk"))


def access_special_days(*, days_id: int, sections: Collection[str]) -> SpecialDays:
    """Announced days of a place of these sections; 404 for any other."""
    found = (
        SpecialDays.objects.filter(pk=days_id, place__section__in=sections).select_related("place").first()
    )
    if found is None:
        raise Http404
    return found


def access_own_place(*, code: str, sections: Collection[str]) -> Place:
    """A place these sections are in charge of; 404 for any other."""
    found = in_charge(sections).select_related("district", "operator").filter(pk=code).first()
    if found is None:
        raise Http404
    return found


def _specials(place: Place, first: date, last: date) -> list[Special]:
    rows = place.special_days.filter(first_on__lte=last, last_on__gte=first).order_by("announced_at", "pk")
    return [special_of(row) for row in rows]


def special_of(row: SpecialDays) -> Special:
    """What was announced, as the rule of opening days reads it."""
    hours = tuple(read_span(*each) for each in row.hours)
    return Special(first_on=row.first_on, last_on=row.last_on, hours=hours, reason=row.reason)


def access_place(*, code: str, kind: str | None = None) -> Place:
    """The place with that code, of that kind if one is named; 404 for an unknown code."""
    found = Place.objects.select_related("district", "operator").filter(pk=code).first()
    if found is None or (kind is not None and found.kind != kind):
        raise Http404
    return found


def near(*, kind: str, school: str | None, on: date) -> list[Choice]:
    """The open places of a kind for a child of `school`: those that serve it first, then by distance.

    Without a known school all are there, by reading.
    """
    start = Place.objects.filter(pk=school).values_list("latitude", "longitude").first() if school else None
    here = Point(float(start[0]), float(start[1])) if start else None
    choices = [
        _choice(code, place, school, here)
        for code, place in places_of(kind).items()
        if place["closed_on"] is None or place["closed_on"] > on
    ]
    return sorted(choices, key=lambda choice: (not choice.serves_school, choice.metres or 0))


def _choice(code: str, place: dict[str, Any], school: str | None, here: Point | None) -> Choice:
    there = Point(place["latitude"], place["longitude"])
    return Choice(
        code=code,
        place=place,
        serves_school=school is not None and school in place["serves"],
        metres=round(metres(here, there)) if here else None,
    )


def _fact(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(_TOLD[1:], row[1:], strict=True))
    where = {"latitude": float(told["latitude"]), "longitude": float(told["longitude"])}
    return {**told, **where, "names": json.loads(told["names"])}


@cache
def _statement() -> str:
    """What asks for all places of a kind. Every page with a place asks it, so it is compiled once."""
    own = _TOLD[: _TOLD.index("district")]
    schools = Serves.objects.filter(place=OuterRef("pk")).order_by("school_id").values("school_id")
    rows = Place.objects.filter(kind="").order_by("kana", "code")
    asked = rows.values_list(*own, F("district__name"), F("operator__name"), ArraySubquery(schools))
    return asked.query.sql_with_params()[0]


def in_charge(sections: Collection[str]) -> QuerySet[Place]:
    """The places these sections are in charge of, by reading."""
    return Place.objects.filter(section__in=sections).order_by("kana", "code")


def list_run_by(*, organisation: str, sections: Collection[str] | None = None) -> list[Place]:
    """The places an organisation runs, of these sections if any are named, by reading."""
    run = Place.objects.filter(operator=organisation).select_related("operator", "section")
    return list((run if sections is None else run.filter(section__in=sections)).order_by("kana", "code"))


def list_operators(*, sections: Collection[str]) -> list[Organisation]:
    """Who runs places of these sections, by code; each with how many: `run`."""
    counted = Count("places", filter=Q(places__section__in=sections))
    return list(Organisation.objects.annotate(run=counted).filter(run__gt=0).order_by("code"))


def access_in_charge(*, code: str, sections: Collection[str]) -> Place:
    """A place of these sections that somebody runs for the city; 404 for any other."""
    found = in_charge(sections).select_related("operator").filter(pk=code).exclude(operator=None).first()
    if found is None:
        raise Http404
    return found


def permitted_at(*, place: Place, on: date) -> frozenset[What]:
    """What the city permits those who run the place on that day."""
    held = _on(Permit.objects.filter(place=place, organisation=place.operator_id), on)
    return frozenset(What(each) for each in held.values_list("what", flat=True))


def grants_of(*, member: Member, on: date) -> QuerySet[Grant]:
    """What was given to a member and not taken back, whether it is permitted now or not."""
    return _on(Grant.objects.filter(member=member), on).order_by("pk")


def reach_at_places(*, member: Member, on: date) -> dict[str, frozenset[What]]:
    """What a member may do on that day, by place: given, permitted, and run by their own. One query.

    Whoever left the organisation, or whose organisation lost the place, reaches nothing.
    """
    own = _on(Grant.objects.filter(member=member, place__operator=member.organisation_id), on)
    permitted = _on(
        Permit.objects.filter(
            place=OuterRef("place"), what=OuterRef("what"), organisation=member.organisation_id
        ),
        on,
    )
    reached: dict[str, set[What]] = {}
    for code, what in own.filter(Exists(permitted)).values_list("place_id", "what"):
        reached.setdefault(code, set()).add(What(what))
    return {code: frozenset(whats) for code, whats in reached.items()} if member.works(on) else {}


def may(*, member: Member, place: Place, what: What, on: date) -> bool:
    """Whether a member may do something at a place on that day."""
    return what in reach_at_places(member=member, on=on).get(place.pk, frozenset())


def list_places(*, codes: Collection[str]) -> list[Place]:
    """The places with these codes, by reading."""
    found = Place.objects.filter(pk__in=codes).select_related("operator", "section")
    return list(found.order_by("kana", "code"))


def _on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


def hash_of(secret: str) -> str:
    """As a device's secret is kept."""
    return salted_hash("device", secret)


def device_by_secret(secret: str) -> Device | None:
    """The device whose browser keeps that secret, while staff may sign in at it."""
    known = Device.objects.filter(secret_hash=hash_of(secret), ended_at=None)
    return known.exclude(approved_at=None).select_related("place").first()


def device_place(device_id: str) -> str | None:
    """The code of the place where a device stands; None once it is not known any more."""
    found = Device.objects.filter(pk=device_id, ended_at=None).exclude(approved_at=None)
    return found.values_list("place_id", flat=True).first()


def list_devices(*, places: Collection[str]) -> list[Device]:
    """The devices of these places that are not ended, those that wait first."""
    found = Device.objects.filter(place__in=places, ended_at=None).select_related("place", "asked_by")
    return list(found.order_by(F("approved_at").asc(nulls_first=True), "asked_at"))


def access_device(*, device_id: UUID, places: Collection[str]) -> Device:
    """A device of one of these places that is not ended; 404 for any other."""
    found = Device.objects.filter(pk=device_id, place__in=places, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def list_staff(*, place: Place, on: date) -> list[Member]:
    """Who may do something at a place on that day and has a personal code, by reading."""
    given = _on(Grant.objects.filter(place=place), on).values("member")
    staff = Member.objects.filter(pk__in=given, organisation=place.operator_id).exclude(personal_code=None)
    working = [each for each in staff.select_related("account") if each.works(on)]
    return sorted(working, key=lambda each: (kana_order(each.kana), each.number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said in an enquiry, opened."""

    at: datetime
    by_kind: str
    by_name: str
    words: str


def list_enquiries(*, places: Collection[str]) -> list[Enquiry]:
    """The enquiries of these places, those that wait for the section first, then the latest."""
    found = Enquiry.objects.filter(place__in=places).select_related("place", "asked_by")
    return list(found.order_by("-waits", "-last_at")[:200])


def access_enquiry(*, enquiry_id: UUID, places: Collection[str]) -> Enquiry:
    """An enquiry of one of these places; 404 for any other."""
    found = Enquiry.objects.filter(pk=enquiry_id, place__in=places).select_related("place").first()
    if found is None:
        raise Http404
    return found


def said_in(*, enquiry: Enquiry) -> list[Said]:
    """Everything said in an enquiry that was already permitted, the oldest first."""
    return [
        Said(at=each.at, by_kind=each.by_kind, by_name=each.by_name, words=str(crypto.unseal(each.sealed)))
        for each in enquiry.lines.order_by("pk")
    ]


def count_waiting(*, places: Collection[str]) -> int:
    """How many enquiries wait for the section."""
    return Enquiry.objects.filter(place__in=places, waits=True).count()
