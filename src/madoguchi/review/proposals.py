"""Reading proposals, the routes they take and the instants at which their results are seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.people.models import Role as Post
from madoguchi.people.queries import may, role_in, titles_in
from madoguchi.procedures.queries import document_of
from madoguchi.review.models import Decision, Letter, Proposal, Release, Route, Stage
from madoguchi.review.queries import Reviewer
from madoguchi.rules import proposals as rules
from madoguchi.rules.documents import Document
from madoguchi.rules.lifecycle import Role, State
from madoguchi.rules.proposals import Laid, Seat, Standing

LATEST: Final = 50  # of those that are done


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Through whose hands proposals go: posts from the first to the one that decides."""

    posts: tuple[str, ...] = ()
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many decisions of a proposal end in one outcome."""

    outcome: str
    title: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How far the results of an instant are prepared."""

    total: int  # decisions laid before somebody or approved
    settled: int  # approved and taken effect in the office
    letters: int  # letters asked for by them
    drawn: int
    waiting_for_characters: int
    unapproved: int  # proposals not approved yet
    in_the_making: int  # proposals approved, not settled to the last

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing when the instant comes."""
        return self.total > 0 and self.settled == self.total and not self.waiting_for_characters


def route_for(*, section: str, procedure: str) -> Way:
    """The way of this procedure, else of its section, else one stage that anybody takes who may approve."""
    routes = {
        route.procedure: route
        for route in Route.objects.filter(section=section, procedure__in=["", procedure])
    }
    found = routes.get(procedure) or routes.get("")
    return Way(posts=tuple(found.posts), is_elsewhere=found.is_elsewhere) if found else Way()


def list_routes(*, sections: Collection[str]) -> list[Route]:
    """The routes that were set, the general one of each section first."""
    return list(Route.objects.filter(section__in=sections).order_by("section", "procedure"))


def seat_of(by: Reviewer, *, section: str, on: date) -> Seat:
    """The officer as rules know them: number, posts of the day, whether they may approve."""
    return _seat(by.officer, section, on)


def laid(proposal: Proposal) -> Laid:
    """The proposal as rules know it."""
    turn = turn_of(proposal)
    return Laid(
        standing=Standing(proposal.standing),
        author=proposal.proposed_by.number,
        turn=turn.post if turn else None,
    )


def turn_of(proposal: Proposal) -> Stage | None:
    """The stage it waits at; None when it waits for nobody."""
    if proposal.standing != Standing.CIRCULATING:
        return None
    return proposal.stages.filter(lap=proposal.lap, acted_at=None).order_by("number").first()


def access_proposal(*, proposal_id: UUID, sections: Collection[str]) -> Proposal:
    """A proposal of these sections."""
    found = _proposals().filter(pk=proposal_id, section__in=sections).first()
    if found is None:
        raise Http404
    return found


def list_open(*, sections: Collection[str]) -> list[Proposal]:
    """What is on its way: waiting for somebody or sent back, the oldest first."""
    done = (Standing.APPROVED, Standing.TAKEN_BACK)
    found = _counted().filter(section__in=sections).exclude(standing__in=done)
    return list(found.order_by("proposed_at"))


def list_done(*, sections: Collection[str]) -> list[Proposal]:
    """What was approved or given up, the latest first."""
    done = (Standing.APPROVED, Standing.TAKEN_BACK)
    found = _counted().filter(section__in=sections, standing__in=done)
    return list(found.order_by("-approved_at", "-proposed_at")[:LATEST])


def count_mine(*, officer: Officer, sections: Collection[str], on: date) -> int:
    """How many proposals wait for this officer: their turn, or theirs and sent back."""
    waiting = list_open(sections=sections)
    turns = list_turns(proposals=waiting)
    seats = {code: _seat(officer, code, on) for code in {each.section for each in waiting}}
    return sum(is_mine(each, turns.get(each.pk), seats[each.section]) for each in waiting)


def is_mine(proposal: Proposal, turn: Stage | None, seat: Seat) -> bool:
    """Whether it is this officer who has to do something about it."""
    is_author = proposal.proposed_by.number == seat.number
    if proposal.standing in (Standing.SENT_BACK, Standing.ELSEWHERE):
        return is_author
    return turn is not None and not is_author and seat.holds(turn.post)


def _seat(officer: Officer, section: str, on: date) -> Seat:
    return Seat(
        number=officer.number,
        titles=titles_in(officer=officer, section=section, on=on),
        may_approve=may(role_in(officer=officer, section=section, on=on), Post.APPROVER),
    )


def list_stages(*, proposal: Proposal) -> list[Stage]:
    """Everything that happened on its rounds, in order."""
    return list(proposal.stages.select_related("officer", "viewed_by").order_by("lap", "number"))


def list_turns(*, proposals: Collection[Proposal]) -> dict[UUID, Stage]:
    """Where each waits, by proposal."""
    waiting = Stage.objects.filter(
        proposal__in=[each.pk for each in proposals],
        proposal__standing=Standing.CIRCULATING,
        lap=F("proposal__lap"),
        acted_at=None,
    )
    return {stage.proposal_id: stage for stage in waiting.order_by("-number")}


def list_to_view(*, sections: Collection[str]) -> list[Stage]:
    """What deputies decided and the absent post has not read yet (後閲), the oldest first."""
    owed = Stage.objects.filter(proposal__section__in=sections, act=rules.Act.DEPUTISE, viewed_at=None)
    return list(owed.select_related("proposal", "officer").order_by("acted_at"))


def list_decisions(*, proposal: Proposal) -> QuerySet[Decision]:
    """What is proposed in it, by arrival."""
    found = Decision.objects.filter(proposal=proposal).select_related("application")
    return found.order_by("application__arrived_at", "pk")


def count_outcomes(*, proposal: Proposal) -> list[Share]:
    """How many of its decisions end how, in the order of the document."""
    held = Decision.objects.filter(proposal=proposal, dropped_at=None)
    counts = dict(held.values_list("outcome").annotate(Count("pk")).order_by())
    document = document_for(proposal)
    return [
        Share(outcome=each.id, title=each.title.in_("ja"), count=counts[each.id])
        for each in (document.review.outcomes if document else ())
        if each.id in counts
    ]


def document_for(proposal: Proposal) -> Document | None:
    """The document its decisions speak of; None for one that is still empty."""
    versions = Decision.objects.filter(proposal=proposal).values_list("application__version_id", flat=True)
    version = versions.order_by("-application__version_id").first()
    return document_of(version) if version else None


def count_settled(*, proposal: Proposal) -> Mapping[str, int]:
    """How many of its decisions have taken effect, of how many."""
    held = Decision.objects.filter(proposal=proposal, dropped_at=None)
    return held.aggregate(total=Count("pk"), settled=Count("pk", filter=Q(decided_at__isnull=False)))


def unsettled_of(proposal_id: UUID) -> QuerySet[Decision]:
    """The decisions of a proposal that have not taken effect yet, by the numbers of their letters."""
    waiting = Decision.objects.filter(proposal=proposal_id, decided_at=None, dropped_at=None)
    return waiting.order_by(F("branch").asc(nulls_last=True), "pk")


def approver_of(proposal: Proposal) -> Reviewer:
    """Who approved it, as the record names them: what follows later is still their act."""
    officer = proposal.approved_by
    if officer is None:
        raise ValueError(f"{proposal.pk} is not approved")
    actor = Actor(kind="officer", ref=officer.number, entrance="desk")
    return Reviewer(officer=officer, role=Role.APPROVER, actor=actor)


def list_unsettled(*, approved_before: datetime) -> list[UUID]:
    """Approved proposals whose decisions should all have taken effect by now."""
    late = Proposal.objects.filter(
        standing=Standing.APPROVED, settled_at=None, approved_at__lt=approved_before
    )
    return list(late.values_list("pk", flat=True))


def access_release(*, release_id: UUID, sections: Collection[str]) -> Release:
    """An instant of these sections."""
    found = Release.objects.filter(pk=release_id, section__in=sections).select_related("planned_by").first()
    if found is None:
        raise Http404
    return found


def list_releases(*, sections: Collection[str]) -> list[Release]:
    """The instants of these sections: those to come first, then those past, the latest first."""
    found = Release.objects.filter(section__in=sections).select_related("planned_by")
    return list(found.order_by(F("released_at").desc(nulls_first=True), "releases_at")[:LATEST])


def list_releases_to_come(*, section: str) -> list[Release]:
    """The instants a new proposal of the section can be put to."""
    return list(Release.objects.filter(section=section, released_at=None).order_by("releases_at"))


def list_due_releases(*, now: datetime) -> list[UUID]:
    """Instants that have come with results to show, and nothing of them still in the making.

    Those released before too, whatever the hour, when something settled is left over.
    """
    ready = Decision.objects.filter(
        proposal__release=OuterRef("pk"), application__state=State.SETTLED, dropped_at=None
    )
    making = Proposal.objects.filter(release=OuterRef("pk"), standing=Standing.APPROVED, settled_at=None)
    has_come = Q(releases_at__lte=now) & ~Exists(making) | Q(released_at__isnull=False)
    due = Release.objects.filter(Exists(ready), has_come)
    return list(due.values_list("pk", flat=True))


def list_untold_releases() -> list[UUID]:
    """Released instants whose residents have not all been told."""
    untold = Decision.objects.filter(
        proposal__release=OuterRef("pk"), application__state=State.DECIDED, told_at=None, dropped_at=None
    )
    return list(
        Release.objects.filter(Exists(untold), released_at__isnull=False).values_list("pk", flat=True)
    )


def count_told(*, release: Release) -> int:
    """How many of its residents have been told."""
    return Decision.objects.filter(proposal__release=release, told_at__isnull=False).count()


def undrawn_letters() -> QuerySet[Letter]:
    """Letters kept for an instant that are to be drawn anew, those with characters chosen for them too."""
    held = Letter.objects.filter(file=None, decision__proposal__release__isnull=False)
    return held.exclude(Q(substitutes={}) & ~Q(missing_glyphs=[]))


def list_undrawn_releases() -> list[UUID]:
    """Instants whose letters are to be drawn anew."""
    found = undrawn_letters().values_list("decision__proposal__release", flat=True)
    return list(found.order_by().distinct())


def readiness(release: Release) -> Readiness:
    """How far the results of an instant are prepared."""
    decisions = Decision.objects.filter(proposal__release=release, dropped_at=None)
    letters = Letter.objects.filter(decision__in=decisions)
    proposals = Proposal.objects.filter(release=release).exclude(standing=Standing.TAKEN_BACK)
    counts = proposals.aggregate(
        unapproved=Count("pk", filter=~Q(standing=Standing.APPROVED)),
        making=Count("pk", filter=Q(standing=Standing.APPROVED, settled_at=None)),
    )
    drawn = letters.aggregate(
        all=Count("pk"),
        drawn=Count("pk", filter=Q(file__isnull=False)),
        waiting=Count("pk", filter=Q(file=None) & ~Q(missing_glyphs=[])),
    )
    return Readiness(
        total=decisions.count(),
        settled=decisions.filter(decided_at__isnull=False).count(),
        letters=drawn["all"],
        drawn=drawn["drawn"],
        waiting_for_characters=drawn["waiting"],
        unapproved=counts["unapproved"],
        in_the_making=counts["making"],
    )


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("proposed_by", "approved_by", "release")


def _counted() -> QuerySet[Proposal]:
    return _proposals().annotate(size=Count("decisions", filter=Q(decisions__dropped_at=None)))
