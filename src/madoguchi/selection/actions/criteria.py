"""Editions of the criteria: taken in by one officer, confirmed by another, never changed afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.rules.criteria import parse
from madoguchi.rules.documents import digest
from madoguchi.rules.problems import Problems
from madoguchi.selection.models import CriteriaEdition


class CannotTakeIn(Exception):
    """The text is no criteria document; `problems` names each fault with its path."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class CannotConfirmCriteria(Exception):
    """Whoever took an edition in does not confirm it, and a confirmed one stays as it is."""


@transaction.atomic
def draft_edition(
    *,
    section: str,
    text: str,
    previous: CriteriaEdition | None = None,
    officer: Officer,
    by: Actor,
    now: datetime,
) -> CriteriaEdition:
    """Keep a criteria document as an edition that somebody else still has to confirm. Raises CannotTakeIn."""
    found = parse(text)
    if isinstance(found, Problems):
        raise CannotTakeIn(found)
    made = CriteriaEdition.objects.create(
        section=section,
        title=found.title.in_("ja"),
        fiscal_year=found.fiscal_year,
        text=text,
        sha256=digest(text),
        previous=previous,
        drafted_by=officer,
        drafted_at=now,
    )
    _record("criteria.drafted", made, by=by, now=now)
    return made


@transaction.atomic
def confirm_edition(
    *, edition: CriteriaEdition, officer: Officer, by: Actor, now: datetime
) -> CriteriaEdition:
    """Confirm an edition that another officer took in. Raises CannotConfirmCriteria."""
    held = CriteriaEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if held.is_confirmed or held.drafted_by_id == officer.pk:
        raise CannotConfirmCriteria
    held.confirmed_by, held.confirmed_at = officer, now
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    _record("criteria.confirmed", held, by=by, now=now)
    return held


def _record(verb: str, edition: CriteriaEdition, *, by: Actor, now: datetime) -> None:
    details = {"section": edition.section, "sha256": edition.sha256}
    audit.record(verb=verb, about=("criteria", str(edition.pk)), by=by, now=now, details=details)
