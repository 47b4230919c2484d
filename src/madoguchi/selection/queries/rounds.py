"""Rounds of the officer's own sections, and the applications in them; or 404."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import of_sections
from madoguchi.people import queries as people
from madoguchi.people.models import Officer, Role, Section
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar
from madoguchi.rules.lifecycle import State
from madoguchi.selection.models import CriteriaEdition, Round

TAKEN: Final = (State.ARRIVED, State.ACCEPTED, State.RETURNED, State.CORRECTED, State.PROPOSED, State.SETTLED)


def list_rounds(*, sections: Collection[str]) -> list[Round]:
    """The rounds of these sections, the latest first."""
    found = Round.objects.filter(section__in=sections).select_related("criteria")
    return list(found.order_by("-fiscal_year", "-starts_on", "title"))


def access_round(*, round_id: UUID, sections: Collection[str]) -> Round:
    """A round of these sections; 404 for any other."""
    found = Round.objects.select_related("criteria", "follows").filter(pk=round_id, section__in=sections)
    if (one := found.first()) is None:
        raise Http404
    return one


def list_led(*, officer: Officer, on: date) -> list[Section]:
    """The sections whose rounds an officer runs on that day: where they approve or administer."""
    held = people.sections_of(officer=officer, on=on)
    leading = {code for code, role in held.items() if people.may(role, Role.APPROVER)}
    return [each for each in people.list_sections(on=on) if each.code in leading]


def list_editions(*, section: str, fiscal_year: int | None = None) -> list[CriteriaEdition]:
    """The confirmed criteria of a section, the latest first."""
    found = CriteriaEdition.objects.filter(section=section, confirmed_at__isnull=False)
    found = found.filter(fiscal_year=fiscal_year) if fiscal_year else found
    return list(found.order_by("-fiscal_year", "-confirmed_at"))


def list_tryable(*, section: str) -> list[CriteriaEdition]:
    """Every edition of a section, drafts too: what it would do is seen before anybody confirms it."""
    found = CriteriaEdition.objects.filter(section=section).order_by("-fiscal_year", "-drafted_at")
    return list(found.defer("text"))


def procedures_of(round: Round) -> tuple[str, ...]:
    """The slugs of the procedures whose applications it takes."""
    return tuple(round.procedures.order_by("slug").values_list("slug", flat=True))


def list_procedures(section: str) -> list[tuple[str, str]]:
    """Slugs and titles of what can be applied for at a section."""
    found = Procedure.objects.filter(section=section, current__isnull=False).order_by("slug")
    return [(each.slug, document_of(each.current_id).title.in_("ja")) for each in found]


def titles_of(round: Round) -> list[str]:
    """What the procedures are called whose applications it takes."""
    found = round.procedures.order_by("slug").values_list("slug", "current_id")
    return [document_of(current).title.in_("ja") if current else slug for slug, current in found]


def procedures_of_rounds_before(reference: str) -> frozenset[str]:
    """The procedures of the rounds that an application takes part in a later one of, with its own.

    Empty where it takes part in no round that gives what another has left.
    """
    later = Round.objects.filter(
        state=Round.State.PREPARING,
        follows__isnull=False,
        procedures__versions__applications__reference=reference,
    )
    found: set[str] = set()
    for round in later.select_related("follows__follows"):
        before: Round | None = round
        while before is not None:
            found |= {*procedures_of(before)}
            before = before.follows
    return frozenset(found)


def applications_in(round: Round) -> QuerySet[Application]:
    """The applications that take part: undecided ones of its procedures, for its year, in its days."""
    found = of_sections([round.section]).filter(
        version__procedure__in=round.procedures.all(), fiscal_year=round.fiscal_year, state__in=TAKEN
    )
    if round.arrived_from:
        found = found.filter(arrived_at__gte=_begin(round.arrived_from))
    if round.arrived_until:
        found = found.filter(arrived_at__lt=_begin(round.arrived_until + timedelta(days=1)))
    return found.order_by("arrived_at", "pk")


def access_application_in(round: Round, *, reference: str) -> Application:
    """An application that takes part in the round; 404 for any other."""
    found = applications_in(round).select_related("version").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=calendar.TOKYO)
