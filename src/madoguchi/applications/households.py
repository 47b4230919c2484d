"""Reading what concerns a household beside its answers: whether it is protected, and who opened what is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from madoguchi.applications.models import Application, Protection, Unveiling
from madoguchi.base import crypto
from madoguchi.people.models import Officer

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """That an officer opened a protected application, and why, in their words."""

    reference: str
    officer: Officer
    reason: str
    at: datetime
    is_new: bool  # no administrator of the section has read it yet


def protection_of(application: Application) -> Protection | None:
    """The mark in force."""
    return protections_of(application).filter(ended_at=None).first()


def protections_of(application: Application) -> QuerySet[Protection]:
    """Every mark there was, the latest first."""
    whose = Q(application=application)
    if application.resident_id:
        whose |= Q(resident=application.resident_id)
    return Protection.objects.filter(whose).select_related("began_by", "ended_by").order_by("-began_at")


def list_unveilings(*, sections: Collection[str], application: Application | None = None) -> list[Opened]:
    """Who opened protected applications of these sections, the latest first; perhaps this one only."""
    found = _unveilings(sections).select_related("application", "officer").order_by("-at", "-pk")
    if application is not None:
        found = found.filter(application=application)
    return [
        Opened(
            reference=each.application.reference,
            officer=each.officer,
            reason=crypto.unseal(each.reason),
            at=each.at,
            is_new=each.read_at is None,
        )
        for each in found[:MOST_SHOWN]
    ]


def count_unread_unveilings(*, sections: Collection[str]) -> int:
    """How many of them no administrator has read."""
    return _unveilings(sections).filter(read_at=None).count()


def _unveilings(sections: Collection[str]) -> QuerySet[Unveiling]:
    return Unveiling.objects.filter(application__section__in=sections)
