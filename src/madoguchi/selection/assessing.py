"""Part of every act on findings: what no longer counts is voided, and what is left is counted anew."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.people.models import Officer
from madoguchi.rules import findings as rules
from madoguchi.selection.models import Assessment, Certificate, CertificateUse, Finding, Round
from madoguchi.selection.queries.findings import Sheet, sheet_of


def settle(assessment: Assessment, *, officer: Officer | None, now: datetime) -> Assessment:
    """Count anew what is open.

    `officer`: who acted; None where something was only taken away.
    """
    sheet = sheet_of(round=assessment.round, read=filed(assessment.application))
    return count(assessment, sheet, officer=officer, now=now)


def count(assessment: Assessment, sheet: Sheet, *, officer: Officer | None, now: datetime) -> Assessment:
    """Note what is open. Whoever closes the last one has confirmed it all; a second look begins anew."""
    assessment.answers, assessment.open_count = sheet.read.number, sheet.open_count
    assessment.in_sample = _is_drawn(sheet.round, sheet.read.application)
    assessment.confirmed_by = officer if not sheet.open_count else None
    assessment.confirmed_at = now if assessment.confirmed_by else None
    assessment.checked_by = assessment.checked_at = None
    assessment.save()
    return assessment


def void(found: QuerySet[Finding], why: Finding.Void, *, now: datetime) -> int:
    """These findings no longer count; they stay to be read."""
    return found.filter(voided_at=None).update(voided_at=now, void=why)


def use(certificate: Certificate, application: Application, *, subject: str) -> None:
    """The certificate speaks of that guardian: it stays as long as the application does."""
    CertificateUse.objects.update_or_create(
        application=application, subject=subject, defaults={"certificate": certificate}
    )


def _is_drawn(round: Round, row: Application) -> bool:
    if round.second_check == Round.SecondCheck.SAMPLE:
        percent = round.second_check_percent
        return rules.in_sample(round=str(round.pk), reference=row.reference, percent=percent)
    return round.second_check == Round.SecondCheck.ALL
