"""Findings: confirmed one by one, taken back, looked at again, voided when what they came from changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from madoguchi.applications.models import Application, Attachment
from madoguchi.applications.queries import Filed, filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import rows
from madoguchi.people.models import Officer
from madoguchi.rules import findings as rules
from madoguchi.rules.findings import CannotConfirm, Proposal, Reason
from madoguchi.selection.assessing import count, settle, use, void
from madoguchi.selection.models import Assessment, Finding, Round
from madoguchi.selection.queries.findings import Sheet, sheet_of

Void = Finding.Void


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An officer before an application of a round, the answers they see, and as the record names them."""

    round: Round
    application: Application
    seen: int  # number of the answers on the officer's page
    officer: Officer
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The page that lay beside the value."""

    paper: Attachment | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an officer says of somebody, as typed."""

    name: str
    subject: str
    typed: str
    reason: str = ""
    proof: Proof = field(default_factory=Proof)

    @property
    def key(self) -> tuple[str, str]:
        """What it is said of: once in one breath."""
        return self.name, self.subject


@transaction.atomic
def confirm(*, before: Before, said: Said, now: datetime) -> Finding:
    """Say that something is so; what was said of it until now no longer counts. Raises CannotConfirm."""
    (found,) = confirm_together(before=before, said=[said], now=now)
    return found


@transaction.atomic
def confirm_together(*, before: Before, said: Sequence[Said], now: datetime) -> list[Finding]:
    """Say several things of one family, all of them or none. Raises CannotConfirm."""
    sheet = _lock(before)
    agreed = [(each, *_agreed(sheet, each)) for each in said]
    assessment = _assessment(sheet)
    changed = [sheet.confirmed[each.key].pk for each in said if each.key in sheet.confirmed]
    if changed:
        void(assessment.findings.filter(pk__in=changed), Void.CHANGED, now=now)
    found = Finding.objects.bulk_create(
        _found(assessment, sheet, proposal, value, each, before.officer, now)
        for each, proposal, value in agreed
    )
    confirmed = {**sheet.confirmed, **{(each.name, each.subject): each for each in found}}
    count(assessment, replace(sheet, confirmed=confirmed), officer=before.officer, now=now)
    with rows.together():
        for row in found:
            said_of = {"finding": row.name, "subject": row.subject}
            _record("finding.confirmed", before, now, **said_of, source=row.source)
    return found


@transaction.atomic
def take_back(*, before: Before, name: str, subject: str, now: datetime) -> None:
    """A finding no longer counts; it has to be confirmed anew. Raises CannotConfirm."""
    sheet = _lock(before)
    if sheet.assessment is None:
        return
    held = sheet.confirmed.get((name, subject))
    is_own = held is not None and held.confirmed_by_id == before.officer.pk
    why = Void.CHANGED if is_own else Void.DISPUTED
    if void(sheet.assessment.findings.filter(name=name, subject=subject), why, now=now):
        settle(sheet.assessment, officer=before.officer, now=now)
        _record("finding.taken_back", before, now, finding=name, subject=subject, why=why.value)


@transaction.atomic
def check_again(*, before: Before, now: datetime) -> Assessment:
    """A second officer has looked at every finding and agrees. Raises CannotConfirm."""
    sheet = _lock(before)
    assessment = sheet.assessment
    if assessment is None or sheet.open_count:
        raise CannotConfirm(Reason.STILL_OPEN)
    confirmed_by = {each.confirmed_by_id for each in sheet.confirmed.values()} | {assessment.confirmed_by_id}
    if before.officer.pk in confirmed_by:
        raise CannotConfirm(Reason.SAME_PERSON)
    assessment.checked_by, assessment.checked_at = before.officer, now
    assessment.save(update_fields=["checked_by", "checked_at"])
    _record("findings.checked", before, now)
    return assessment


@transaction.atomic
def conclude(*, before: Before, now: datetime) -> Assessment:
    """Nothing is proposed of a family, and an officer has seen that it is so. Raises CannotConfirm."""
    sheet = _lock(before)
    if sheet.open_count:
        raise CannotConfirm(Reason.STILL_OPEN)
    assessment = settle(_assessment(sheet), officer=before.officer, now=now)
    _record("findings.concluded", before, now)
    return assessment


@transaction.atomic
def forget_corrected(*, reference: str, now: datetime) -> None:
    """After a correction: what was found from an answer that is another one now does not count any more."""
    row = Application.objects.select_for_update(no_key=True).filter(reference=reference).first()
    assessments = list(Assessment.objects.select_related("round__criteria").filter(application=row))
    if row is None or not assessments:
        return
    after = filed(row)
    voided = {name for each in assessments for name in _forget(each, after, now)}
    about, details = ("application", reference), {"findings": sorted(voided)}
    audit.record(verb="findings.voided", about=about, by=SYSTEM, now=now, details=details)


def _forget(assessment: Assessment, after: Filed, now: datetime) -> list[str]:
    before = filed(after.application, number=assessment.answers)
    live = assessment.findings.filter(voided_at=None)
    changed = [each for each in live if any(_differs(path, before, after) for path in each.paths)]
    void(live.filter(pk__in=[each.pk for each in changed]), Void.CORRECTED, now=now)
    settle(assessment, officer=None, now=now)
    return [each.name for each in changed]


def _differs(path: str, before: Filed, after: Filed) -> bool:
    one, other = (read.document.value_at(path, read.answers) for read in (before, after))
    return bool(one != other)


def _lock(before: Before) -> Sheet:
    """One officer at a time for an application; refused where the page is not of now, or nothing is asked."""
    held = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("version")
    row = held.get(pk=before.application.pk)
    round = Round.objects.select_related("criteria").get(pk=before.round.pk)
    if round.criteria is None:
        raise CannotConfirm(Reason.NO_CRITERIA)
    if round.state != Round.State.PREPARING:
        raise CannotConfirm(Reason.NOT_PREPARING)
    if row.waits_for_check:
        raise CannotConfirm(Reason.NOT_CHECKED)
    if row.answer_count != before.seen:
        raise CannotConfirm(Reason.CHANGED)
    return sheet_of(round=round, read=filed(row))


def _agreed(sheet: Sheet, said: Said) -> tuple[Proposal, object]:
    """What is asked for, and the value it gets. Raises CannotConfirm."""
    proposal = sheet.proposal(said.name, said.subject)
    if proposal is None:
        raise CannotConfirm(Reason.UNKNOWN)
    value = rules.read_value(proposal.wanted, said.typed)
    if refusal := rules.refuse(proposal, value, said.reason, is_doubtful=sheet.is_doubtful(proposal)):
        raise CannotConfirm(refusal)
    return proposal, value


def _assessment(sheet: Sheet) -> Assessment:
    return sheet.assessment or Assessment.objects.create(
        round=sheet.round,
        application=sheet.read.application,
        answers=sheet.read.number,
        open_count=sheet.open_count,
    )


def _found(  # noqa: PLR0913 - a finding is all of these
    assessment: Assessment,
    sheet: Sheet,
    proposal: Proposal,
    value: object,
    said: Said,
    officer: Officer,
    now: datetime,
) -> Finding:
    agrees = proposal.value is not None and rules.is_same(value, proposal.value)
    held = sheet.certificate_behind(proposal) if agrees else None
    if held:
        use(held.row, sheet.read.application, subject=proposal.subject)
    return Finding(
        assessment=assessment,
        name=said.name,
        subject=said.subject,
        value=value,
        source=proposal.source if agrees else Finding.Source.MANUAL,
        reason=said.reason.strip(),
        paths=list(proposal.paths),
        certificate=held.row if held else None,
        paper=said.proof.paper,
        page=said.proof.page,
        confirmed_by=officer,
        confirmed_at=now,
    )


def _record(verb: str, before: Before, now: datetime, **details: object) -> None:
    about = ("application", before.application.reference)
    audit.record(verb=verb, about=about, by=before.actor, now=now, details=details)
