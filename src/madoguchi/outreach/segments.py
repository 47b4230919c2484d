"""Reading segments: whom a condition means today, how many, and a few of them without saying who."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from madoguchi.booking.models import Offering
from madoguchi.checkin.models import Point
from madoguchi.outreach.models import Profile, Segment
from madoguchi.places.models import Kind, Place
from madoguchi.places.queries import list_districts
from madoguchi.procedures.queries import list_public_offers
from madoguchi.rules import segments as rules
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.phrasing import said
from madoguchi.rules.segments import Options
from madoguchi.rules.texts import ruby_plain
from madoguchi.rules.visits import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Somebody the condition means, without a name, a day or a place."""

    reference: str  # for the record
    mask: str  # its beginning, for the page
    language: Mapping[str, str]
    children: int
    interests: int
    has_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom a condition means today."""

    everybody: int  # who has a profile
    people: int
    on_line: int
    samples: tuple[Sample, ...]

    @property
    def is_nobody(self) -> bool:
        return self.people == 0

    @property
    def is_everybody(self) -> bool:
        return 0 < self.people == self.everybody


def options(now: datetime) -> Options:
    """What conditions may name of this city."""
    clubs = Place.objects.filter(kind=Kind.CLUB, closed_on=None).order_by("kana")
    centres = Point.objects.filter(profile__use=Use.CENTRE).values("place")
    doors = Place.objects.filter(pk__in=centres).order_by("kana")
    return Options(
        districts={each.code: each.title for each in list_districts()},
        procedures={each.slug: each.document.title.root for each in list_public_offers(now)},
        places={each.code: {"ja": each.name, **each.names} for each in clubs},
        offerings=dict(Offering.objects.order_by("code").values_list("code", "title")),
        doors={each.code: {"ja": each.name, **each.names} for each in doors},
    )


def matching(condition: Expression, today: date) -> QuerySet[Profile]:
    """The profiles a condition holds for: ONE clause, asked of the database."""
    clause = rules.where(condition, today)
    return Profile.objects.filter(
        RawSQL(clause.sql, clause.values, output_field=BooleanField())  # noqa: S611 - values stand beside it
    )


def look(condition: Expression, today: date) -> Found:
    """Count them, and take a few at random."""
    means = matching(condition, today)
    counted = means.aggregate(people=Count("pk"), on_line=Count("pk", filter=Q(has_line=True)))
    return Found(
        everybody=Profile.objects.count(),
        samples=_samples(means, rules.samples(counted["people"])),
        **counted,
    )


def _samples(means: QuerySet[Profile], most: int) -> tuple[Sample, ...]:
    chosen = Profile.objects.filter(pk__in=means.values("pk"), resident__is_protected=False)
    rows = chosen.select_related("resident").order_by("?")[:most]
    return tuple(
        Sample(
            reference=str(row.resident.reference),
            mask=f"{str(row.resident.reference)[:4]}…",
            language=rules.LANGUAGE_TITLES.get(row.language, {"ja": row.language}),
            children=len(row.children_born),
            interests=len(row.interests),
            has_line=row.has_line,
        )
        for row in rows
    )


def list_segments(sections: Collection[str]) -> list[Segment]:
    """Those of these sections, the latest first."""
    return list(Segment.objects.filter(section__in=sections).order_by("-made_at"))


def access_segment(segment: UUID, sections: Collection[str]) -> Segment:
    """One of these sections; another's is not found."""
    row = Segment.objects.filter(pk=segment, section__in=sections).first()
    if row is None:
        raise Http404
    return row


def condition_of(raw: Any, known: Options) -> Expression | None:
    """The expression; None where it names what the city no longer has."""
    expression, faults = rules.read(raw, known)
    return None if faults else expression


def phrase(condition: Expression) -> Mapping[str, str]:
    """The condition as a sentence, in every language."""
    return {
        language: ruby_plain(words) if language == "ja" else words
        for language, words in said(condition).items()
    }
