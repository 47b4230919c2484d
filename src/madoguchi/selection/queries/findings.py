"""Findings of an application in a round: what is proposed, what was confirmed, and by which paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed_together, for_desk
from madoguchi.base import crypto
from madoguchi.rules import certificates as rules
from madoguchi.rules import findings
from madoguchi.rules.findings import Confirmed, Family, Proposal
from madoguchi.rules.lifecycle import State
from madoguchi.rules.naming import subject_name
from madoguchi.selection.families import guardian_hashes
from madoguchi.selection.models import Assessment, Certificate, CertificateUse, Finding, Round
from madoguchi.selection.queries.rounds import applications_in

PAGE: Final = 50  # rows


class Pile(StrEnum):
    """What is left to do with an application's findings."""

    OPEN = "open"
    CHECK = "check"  # another officer looks again
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate of a guardian, opened."""

    row: Certificate
    items: Mapping[str, Any]
    standing: rules.Standing
    good_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything about the findings of one application in a round."""

    round: Round
    read: Filed
    assessment: Assessment | None
    proposals: tuple[Proposal, ...]
    confirmed: Mapping[tuple[str, str], Finding]
    certificates: Mapping[str, Held]  # by guardian

    def proposal(self, name: str, subject: str) -> Proposal | None:
        """What is proposed under that name of that person."""
        return next((each for each in self.proposals if each.key == (name, subject)), None)

    def certificate_behind(self, proposal: Proposal) -> Held | None:
        """The certificate that speaks in a proposal; None where the family's own answers do."""
        speaks = proposal.source is findings.Source.CERTIFICATE
        return self.certificates.get(proposal.subject) if speaks else None

    def is_doubtful(self, proposal: Proposal) -> bool:
        """Whether the certificate behind a proposal is too old to prove it by itself."""
        held = self.certificate_behind(proposal)
        return held is not None and held.standing is rules.Standing.OLD

    @property
    def open_count(self) -> int:
        """How many proposals nobody has confirmed."""
        return sum(each.asks and each.key not in self.confirmed for each in self.proposals)


def sheet_of(*, round: Round, read: Filed) -> Sheet:
    """The findings of an application; nothing is proposed where the round has no criteria."""
    assessment = Assessment.objects.filter(round=round, application=read.application).first()
    held = certificates_of(round, read)
    confirmed = live_of(assessment)
    return Sheet(
        round=round,
        read=read,
        assessment=assessment,
        proposals=proposals_of(round, read, held),
        confirmed={(each.name, each.subject): each for each in confirmed},
        certificates=held,
    )


def proposals_of(round: Round, read: Filed, held: Mapping[str, Held]) -> tuple[Proposal, ...]:
    """What the answers and the certificates propose, by the criteria of the round."""
    if round.criteria is None:
        return ()
    family = Family(
        document=read.document,
        answers=read.answers,
        facts=read.facts(),
        certificates={path: rules.said(each.items) for path, each in held.items()},
    )
    return findings.propose(round.criteria.criteria, family)


def live_of(assessment: Assessment | None) -> list[Finding]:
    """The findings in force, in the order they were confirmed."""
    if assessment is None:
        return []
    found = assessment.findings.filter(voided_at=None).select_related("confirmed_by", "certificate", "paper")
    return list(found.order_by("pk"))


def list_voided(assessment: Assessment | None) -> list[Finding]:
    """What was once confirmed and no longer counts, the latest first."""
    if assessment is None:
        return []
    found = assessment.findings.filter(voided_at__isnull=False).select_related("confirmed_by")
    return list(found.order_by("-voided_at", "-pk"))


def certificates_of(round: Round, read: Filed) -> dict[str, Held]:
    """The latest certificate of each guardian, whichever child's application brought it."""
    if round.criteria is None:
        return {}
    hashes = guardian_hashes(read, round.criteria.criteria)
    found = Certificate.objects.filter(
        section=round.section, guardian_hash__in=hashes.values(), replaced_by=None
    ).select_related("entered_by", "paper__application")
    latest = {each.guardian_hash: each for each in found.order_by("issued_on", "entered_at")}
    arrived = read.arrived_on()
    return {path: opened(latest[hash], arrived) for path, hash in hashes.items() if hash in latest}


def opened(certificate: Certificate, arrived_on: date) -> Held:
    """A certificate with its items, as good as it was on the day of arrival."""
    items = crypto.unseal(certificate.sealed)
    return Held(
        row=certificate,
        items=items,
        standing=rules.standing(items, arrived_on=arrived_on),
        good_until=rules.good_until(certificate.issued_on),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An application in the list."""

    application: Application
    name: str  # of the child
    assessment: Assessment | None
    is_fresh: bool  # nothing was corrected since


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the list, and how many there are in each pile."""

    rows: list[Row]
    page: Page[Application]
    counts: Mapping[Pile, int]


def list_applications(*, round: Round, pile: Pile, page: int) -> Listed:
    """One page of a pile, the earliest first; a page beyond the last is the last."""
    here = Paginator(in_pile(round, pile), PAGE).get_page(page)
    shown = list(here.object_list)
    assessments = {each.application_id: each for each in round.assessments.filter(application__in=shown)}
    read = [for_desk(each) for each in filed_together(shown)]
    rows = [_row(each, assessments.get(each.application.pk)) for each in read]
    return Listed(rows=rows, page=here, counts={each: in_pile(round, each).count() for each in Pile})


def in_pile(round: Round, pile: Pile) -> QuerySet[Application]:
    """The applications of a pile, the earliest first."""
    here, done = applications_in(round), _done(round)
    waiting = done.filter(in_sample=True, checked_at=None)
    match pile:
        case Pile.OPEN:
            return here.filter(~Exists(done))
        case Pile.CHECK:
            return here.filter(Exists(waiting))
        case Pile.DONE:
            return here.filter(Exists(done.exclude(Q(in_sample=True) & Q(checked_at=None))))
        case Pile.ALL:
            return here


def confirmed_in(*, round: Round) -> QuerySet[Application]:
    """Those with nothing left to confirm, the earliest first."""
    return applications_in(round).filter(Exists(_done(round)))


def _done(round: Round) -> QuerySet[Assessment]:
    of_it = Assessment.objects.filter(round=round, application=OuterRef("pk"))
    return of_it.filter(open_count=0, answers=F("application__answer_count"))


def list_references(*, round: Round, pile: Pile) -> list[str]:
    """The applications of a pile in its order: for next and previous."""
    return list(in_pile(round, pile).values_list("reference", flat=True))


def _row(read: Filed, assessment: Assessment | None) -> Row:
    application = read.application
    return Row(
        application=application,
        name=subject_name(read.document, read.answers),
        assessment=assessment,
        is_fresh=assessment is not None and assessment.answers == application.answer_count,
    )


def cases_of(*, round: Round, reads: Collection[Filed]) -> dict[str, dict[str, Any]]:
    """What points are counted from, by reference: only what was confirmed. For all of a round at once."""
    if round.criteria is None:
        return {}
    criteria = round.criteria.criteria
    live = Finding.objects.filter(
        assessment__round=round,
        assessment__application__in=[each.application.pk for each in reads],
        voided_at=None,
    ).values_list("assessment__application_id", "name", "subject", "value")
    held: dict[int, list[Confirmed]] = {}
    for application_id, name, subject, value in live:
        held.setdefault(application_id, []).append(Confirmed(name=name, subject=subject, value=value))
    return {
        read.application.reference: findings.case(
            held.get(read.application.pk, ()),
            id=read.application.reference,
            on=round.basis_on,
            guardians=findings.guardians_of(criteria, read.answers),
            places=findings.places_of(criteria, read.answers),
        )
        for read in reads
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ToReplace:
    """A certificate of planned work that one of real work has to follow."""

    certificate: Certificate
    application: Application
    subject: str
    is_overdue: bool


def list_to_replace(*, section: str, on: date) -> list[ToReplace]:
    """Whose certificates of planned work are to be replaced, the earliest deadline first."""
    uses = CertificateUse.objects.filter(
        certificate__section=section,
        certificate__replace_by__isnull=False,
        certificate__replaced_by=None,
    ).exclude(application__state=State.WITHDRAWN)
    found = uses.select_related("certificate__entered_by", "application")
    return [
        ToReplace(
            certificate=each.certificate,
            application=each.application,
            subject=each.subject,
            is_overdue=each.certificate.replace_by is not None and each.certificate.replace_by < on,
        )
        for each in found.order_by("certificate__replace_by", "application__arrived_at", "pk")
    ]
