"""Certificates of work: typed in beside the picture or read from the workbook, once for all children."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from madoguchi.applications.models import Application, Attachment
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import crypto
from madoguchi.rules import certificates as rules
from madoguchi.rules.findings import CannotConfirm, Reason
from madoguchi.selection.actions.findings import Before
from madoguchi.selection.assessing import settle, use, void
from madoguchi.selection.families import guardian_hashes
from madoguchi.selection.models import Assessment, Certificate, Finding, Round


@transaction.atomic
def enter(
    *,
    before: Before,
    subject: str,
    items: Mapping[str, Any],
    source: str,
    paper: Attachment | None,
    now: datetime,
) -> Certificate:
    """Keep the items of a guardian's certificate; an earlier one of the same guardian is replaced by it.

    `items`: as `rules.certificates.read` gives them. What was found from the earlier one no longer counts, in
    any application of the family. Raises CannotConfirm.
    """
    row = Application.objects.select_for_update(no_key=True).get(pk=before.application.pk)
    round = Round.objects.select_related("criteria").get(pk=before.round.pk)
    planned = rules.is_planned(items, round.basis_on)
    made = Certificate.objects.create(
        section=round.section,
        guardian_hash=_guardian(round, row, subject),
        paper=paper,
        source=Certificate.Source(source),
        issued_on=date.fromisoformat(items["issued_on"]),
        is_planned=planned,
        replace_by=round.replace_by if planned else None,
        sealed=crypto.seal(dict(items)),
        entered_by=before.officer,
        entered_at=now,
    )
    use(made, row, subject=subject)
    _replace_earlier(made, now)
    details = {"subject": subject, "source": source, "items": sorted(items)}
    about = ("application", row.reference)
    audit.record(verb="certificate.entered", about=about, by=before.actor, now=now, details=details)
    return made


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Remove certificates that no application uses any more. How many there were."""
    named = Finding.objects.exclude(certificate=None).values("certificate")
    unused = Certificate.objects.filter(uses=None).exclude(pk__in=named)
    gone = list(unused.values_list("pk", flat=True))
    Certificate.objects.filter(pk__in=gone).delete()
    if gone:
        about, details = ("certificates", "unused"), {"count": len(gone)}
        audit.record(verb="certificates.removed", about=about, by=SYSTEM, now=now, details=details)
    return len(gone)


def _guardian(round: Round, row: Application, subject: str) -> str:
    if round.criteria is None:
        raise CannotConfirm(Reason.NO_CRITERIA)
    if round.state != Round.State.PREPARING:
        raise CannotConfirm(Reason.NOT_PREPARING)
    hashes = guardian_hashes(filed(row), round.criteria.criteria)
    if subject not in hashes:
        raise CannotConfirm(Reason.UNKNOWN)
    return hashes[subject]


def _replace_earlier(made: Certificate, now: datetime) -> None:
    """The one before of the same guardian, and with it what was found from it, wherever it was used."""
    same = Certificate.objects.filter(section=made.section, guardian_hash=made.guardian_hash)
    earlier = same.filter(replaced_by=None).exclude(pk=made.pk).first()
    if earlier is not None:
        earlier.replaced_by = made
        earlier.save(update_fields=["replaced_by"])
    live = Finding.objects.filter(voided_at=None)
    rest_on = live.filter(certificate=earlier) if earlier else live.none()
    concerned = Assessment.objects.select_related("round__criteria", "application")
    assessments = list(concerned.filter(findings__in=rest_on).distinct())
    void(rest_on, Finding.Void.REPLACED, now=now)
    for assessment in assessments:
        settle(assessment, officer=None, now=now)
