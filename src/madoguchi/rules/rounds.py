"""May the places of a round (募集回) be given now; who goes before whom; who may apply again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Lack(StrEnum):
    """What a run (利用調整の実行) still waits for."""

    NOT_PREPARING = "not_preparing"  # its places have been given
    STILL_ARRIVING = "still_arriving"  # the last day to apply is not over
    BEFORE_THE_FIRST = "before_the_first"  # the round whose free places it gives is not decided
    NO_CRITERIA = "no_criteria"
    CRITERIA_UNCONFIRMED = "criteria_unconfirmed"
    SEATS_MISSING = "seats_missing"  # of places that somebody wishes
    SEATS_UNSIGNED = "seats_unsigned"
    FINDINGS_OPEN = "findings_open"
    SECOND_LOOK_OPEN = "second_look_open"
    DOUBLES_OPEN = "doubles_open"
    PRE_ASSIGNMENTS_OPEN = "pre_assignments_open"
    LOTTERY_NOT_COMMITTED = "lottery_not_committed"
    LOTTERY_LATE = "lottery_late"  # promised after the applications were known
    ANOTHER_RUN = "another_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a round has got. Counts are of what is still open."""

    today: date
    is_preparing: bool = True
    arrives_until: date | None = None
    follows_undecided: bool = False
    has_criteria: bool = True
    criteria_confirmed: bool = True
    seats_missing: int = 0
    seats_unsigned: int = 0
    findings: int = 0
    second_looks: int = 0
    doubles: int = 0
    pre_assignments: int = 0
    needs_lottery: bool = True
    lottery_committed_on: date | None = None
    other_runs: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, and how often."""

    lack: Lack
    count: int = 1


def missing(standing: Standing) -> tuple[Missing, ...]:
    """Everything that keeps a real run from starting; nothing when it may."""
    return (*_of_the_round(standing), *_open(standing), *_of_the_lottery(standing))


def missing_for_rehearsal(standing: Standing) -> tuple[Missing, ...]:
    """A rehearsal decides about nobody: only what it cannot be calculated without."""
    needed = (Lack.NO_CRITERIA, Lack.SEATS_MISSING, Lack.ANOTHER_RUN)
    return tuple(each for each in missing(standing) if each.lack in needed)


def _of_the_round(standing: Standing) -> Iterator[Missing]:
    if not standing.is_preparing:
        yield Missing(Lack.NOT_PREPARING)
    if standing.arrives_until is not None and standing.today <= standing.arrives_until:
        yield Missing(Lack.STILL_ARRIVING)
    if standing.follows_undecided:
        yield Missing(Lack.BEFORE_THE_FIRST)
    if not standing.has_criteria:
        yield Missing(Lack.NO_CRITERIA)
    elif not standing.criteria_confirmed:
        yield Missing(Lack.CRITERIA_UNCONFIRMED)


def _open(standing: Standing) -> Iterator[Missing]:
    counted = {
        Lack.SEATS_MISSING: standing.seats_missing,
        Lack.SEATS_UNSIGNED: standing.seats_unsigned,
        Lack.FINDINGS_OPEN: standing.findings,
        Lack.SECOND_LOOK_OPEN: standing.second_looks,
        Lack.DOUBLES_OPEN: standing.doubles,
        Lack.PRE_ASSIGNMENTS_OPEN: standing.pre_assignments,
        Lack.ANOTHER_RUN: standing.other_runs,
    }
    yield from (Missing(lack, count) for lack, count in counted.items() if count)


def _of_the_lottery(standing: Standing) -> Iterator[Missing]:
    """Whoever promises the seed when all applications are known can try seeds until they like one."""
    if not standing.needs_lottery:
        return
    if standing.lottery_committed_on is None:
        yield Missing(Lack.LOTTERY_NOT_COMMITTED)
    elif standing.arrives_until is not None and standing.lottery_committed_on > standing.arrives_until:
        yield Missing(Lack.LOTTERY_LATE)


def phase(of_criteria: int, *, phases: int, arrived_on: date, closings: Sequence[date]) -> int:
    """The phase in which a child is placed: 期限後の申請者が期限内の申請者より先になることはない.

    `closings`: the last days of this round and of those it follows, in order. Who came after one of them
    comes behind all `phases` of the criteria of those who came in time.
    """
    late = bisect_left(closings, arrived_on)
    return late * phases + of_criteria


class Again(StrEnum):
    """Why a family that has applied already may not apply in a later round."""

    WITHDRAW_FIRST = "withdraw_first"  # 取下げ: another club only without the first application
    DECLINE_FIRST = "decline_first"  # 辞退: the child has a place
    STILL_WAITS = "still_waits"  # for the same clubs: nothing has to be done
    BEING_DECIDED = "being_decided"  # the result is on its way


class Stands(StrEnum):
    """How an earlier application for the same child and year stands, as its family knows it."""

    OVER = "over"  # withdrawn, declined or refused
    UNDER_WAY = "under_way"  # no result yet
    WAITS = "waits"  # 保留(待機)
    PLACED = "placed"


def refuse_again(stands: Stands, *, waits_for: Collection[str], wished: Collection[str]) -> Again | None:
    """Why one may not apply again for `wished` clubs, or None."""
    if stands is Stands.OVER:
        return None
    if stands is Stands.UNDER_WAY:
        return Again.BEING_DECIDED
    if stands is Stands.PLACED:
        return Again.DECLINE_FIRST
    return Again.STILL_WAITS if {*wished} <= {*waits_for} else Again.WITHDRAW_FIRST
