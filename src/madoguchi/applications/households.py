"""Reading what concerns a family beside its answers: is it protected, who opened it, what else it filed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application, Invitation, Likeness, Protection, Unveiling
from madoguchi.base import crypto
from madoguchi.people.models import Officer, Resident
from madoguchi.rules import sharing
from madoguchi.rules.lifecycle import State
from madoguchi.rules.likeness import Kind, Verdict
from madoguchi.rules.sharing import Standing

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another application that may be for the same child, as seen from one of the two."""

    id: int
    application: Application
    other: Application
    kind: Kind
    relation: str  # of the other's applicant to the child; empty where it was not asked
    verdict: Verdict | None
    note: str
    said_by: Officer | None
    said_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether an officer still has to say if it is one child or two."""
        return self.verdict is None and State.WITHDRAWN not in (self.application.state, self.other.state)


def list_alike(application: Application) -> list[Alike]:
    """What may be for the same child, the earliest first."""
    found = _pairs().filter(Q(application=application) | Q(other=application)).order_by("pk")
    return [_seen_from(pair, application) for pair in found]


def list_open_alike(*, sections: Collection[str]) -> list[Alike]:
    """The pairs of these sections about which nobody has said if it is one child, the oldest first."""
    found = _open_pairs().filter(application__section__in=sections).order_by("pk")
    return [_seen_from(pair, pair.application) for pair in found[:MOST_SHOWN]]


def count_open_alike(*, sections: Collection[str]) -> int:
    """How many such pairs there are."""
    return _open_pairs().filter(application__section__in=sections).count()


def flagged_among(references: Collection[str]) -> frozenset[str]:
    """Those of these applications that belong to such a pair."""
    found = _open_pairs().filter(
        Q(application__reference__in=references) | Q(other__reference__in=references)
    )
    pairs = found.values_list("application__reference", "other__reference")
    return frozenset(each for pair in pairs for each in pair)


def access_pair(*, pair_id: int, application: Application) -> Likeness:
    """A pair to which an application that was already permitted belongs."""
    found = _pairs().filter(Q(application=application) | Q(other=application), pk=pair_id).first()
    if found is None:
        raise Http404
    return found


def _pairs() -> QuerySet[Likeness]:
    return Likeness.objects.select_related("application", "other", "said_by")


def _open_pairs() -> QuerySet[Likeness]:
    gone = Q(application__state=State.WITHDRAWN) | Q(other__state=State.WITHDRAWN)
    return _pairs().filter(verdict="").exclude(gone)


def _seen_from(pair: Likeness, application: Application) -> Alike:
    is_later = pair.application_id == application.pk
    return Alike(
        id=pair.pk,
        application=pair.application if is_later else pair.other,
        other=pair.other if is_later else pair.application,
        kind=Kind(pair.kind),
        relation=pair.other_relation if is_later else pair.relation,
        verdict=Verdict(pair.verdict) if pair.verdict else None,
        note=pair.note,
        said_by=pair.said_by,
        said_at=pair.said_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """An invitation of another guardian, and how far it has got."""

    invitation: Invitation
    standing: Standing

    @property
    def is_living(self) -> bool:
        """Whether it can still let somebody in, or does."""
        return self.standing in (Standing.SENT, Standing.ACCEPTED, Standing.IN_FORCE)


def facts_of(invitation: Invitation) -> sharing.Facts:
    """What happened to an invitation, for the rules."""
    return sharing.Facts(
        expires_at=invitation.expires_at,
        accepted_at=invitation.accepted_at,
        confirmed_at=invitation.confirmed_at,
        ended_at=invitation.ended_at,
    )


def list_invitations(*, application: Application, now: datetime) -> list[Shared]:
    """Those that live, the latest first."""
    found = _invitations().filter(application=application, ended_at=None).order_by("-invited_at")
    shared = [Shared(invitation=each, standing=sharing.standing(facts_of(each), now=now)) for each in found]
    return [each for each in shared if each.is_living]


def list_waiting_guardians(*, sections: Collection[str]) -> list[Invitation]:
    """Invitations of these sections that were taken up and wait for an officer's check, the oldest first."""
    return list(_waiting(sections).order_by("accepted_at"))


def count_waiting_guardians(*, sections: Collection[str]) -> int:
    """How many there are."""
    return _waiting(sections).count()


def list_shared_with(*, guest: Resident) -> list[Application]:
    """What this resident sees as a second guardian, the latest first. Never of a protected household."""
    found = Application.objects.filter(
        invitations__guest=guest,
        invitations__confirmed_at__isnull=False,
        invitations__ended_at=None,
        is_protected=False,
    )
    return list(found.select_related("version").distinct().order_by("-arrived_at"))


def access_invitation(*, invitation_id: UUID, secret: str) -> Invitation:
    """The invitation a link opens; what was ended looks like what never was."""
    found = _invitations().filter(pk=invitation_id, ended_at=None).first()
    if found is None or not crypto.is_same(found.code_hash, crypto.salted_hash("invitation", secret)):
        raise Http404
    return found


def access_invitation_to(*, application: Application, invitation_id: UUID) -> Invitation:
    """An invitation to an application that was already permitted."""
    found = _invitations().filter(pk=invitation_id, application=application).first()
    if found is None:
        raise Http404
    return found


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("application", "guest__account", "confirmed_by")


def _waiting(sections: Collection[str]) -> QuerySet[Invitation]:
    waiting = _invitations().filter(accepted_at__isnull=False, confirmed_at=None, ended_at=None)
    return waiting.filter(application__section__in=sections, application__is_protected=False)
