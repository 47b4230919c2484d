"""Places for a whole city with all around them: findings, a run in the database, letters, the instant."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import holding, house
from bench.figures import Figure, Stated

if TYPE_CHECKING:
    from madoguchi.demo.rounds import Round as Days
    from madoguchi.selection.models import Round

CHILDREN: Final = 2_900
CLUBS: Final = 65
SHARE: Final = 50  # applications that one process is handed
RUN_WITHIN: Final = 10  # seconds, with rows, record and what is queued for the letters
LETTERS_WITHIN: Final = 300
SEEN_WITHIN: Final = 1


def figures(var: Path) -> Iterator[Figure | Stated]:
    """Last year's round at full size, from what papers prove to what families read."""
    with house.opened(var, demo=True):
        yield from Year().lived()


@dataclass(slots=True)
class Year:
    """A round of as many children as a city has, through the actions that officers use."""

    children: int = CHILDREN
    confirmation: Any = field(default=None, init=False)
    run: Any = field(default=None, init=False)

    def lived(self) -> Iterator[Figure | Stated]:
        """How long each part takes."""
        from madoguchi.demo.workers import workers

        with workers(2) as hands:
            held, days = _filed(self.children, hands)
            seconds = _taken(lambda: _found_out(held, days, hands))
        count = _placeable(held).count()
        yield Stated(name=f"findings of {count:,} applications confirmed", value=seconds, unit="s")
        yield from self._given(held, days, count)
        yield from self._shown(held, days, count)

    def expect_fair(self) -> None:
        """Each child is decided once, with a letter of its own; no club gives more seats than it signed."""
        from madoguchi.enrolment.models import Offer
        from madoguchi.review.models import Decision, Letter
        from madoguchi.selection.models import Seats

        placed = Counter(self.run.placements.exclude(place=None).values_list("place", flat=True))
        proposal = self.confirmation.proposal_id
        found = {
            "placements": self.run.placements.count(),
            "decisions": Decision.objects.filter(proposal=proposal).exclude(told_at=None).count(),
            "letters": Letter.objects.filter(decision__proposal=proposal).count(),
            "numbers": len({*_numbers(proposal)}),
        }
        holding.require(len({*found.values()}) == 1, str(found))
        signed = dict(Seats.objects.filter(round=self.run.round_id).values_list("place", "capacity"))
        over = {place: count for place, count in placed.items() if count > signed[place]}
        holding.require(not over, f"more children than seats: {over}")
        offered = Offer.objects.filter(application__placements__run=self.run).count()
        holding.require(offered == placed.total(), f"{offered} offers for {placed.total()} places")

    def _given(self, held: Round, days: Days, count: int) -> Iterator[Figure | Stated]:
        """The run as an operator waits for it, and the processor's share of this process."""
        from madoguchi.demo import last_year

        clerk, at = last_year.clerk_of(held, days), last_year.weighed(held, days)
        began, worked = time.perf_counter(), time.process_time()
        self.run = last_year.calculate(held, clerk, at)
        self.confirmation = last_year.confirm(self.run, clerk, at)
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        name = f"a run of {count:,} × {CLUBS} in the database, confirmed"
        yield Figure(name=name, value=seconds, limit=RUN_WITHIN, unit="s")
        yield Stated(name="  the processor's share of Python in it", value=worked, unit="s")

    def _shown(self, held: Round, days: Days, count: int) -> Iterator[Figure | Stated]:
        from madoguchi.demo import last_year

        at = last_year.weighed(held, days)
        seconds = _taken(lambda: last_year.lay_before(self.confirmation, at))
        yield Stated(name=f"{count:,} decisions drafted and laid in one proposal", value=seconds, unit="s")
        seconds = _taken(lambda: last_year.settle(self.confirmation, last_year.signed(held, days)))
        name, limit = f"{count:,} letters as PDF, the decisions settled", LETTERS_WITHIN
        yield Figure(name=name, value=seconds, limit=limit, unit="s")
        seconds = _taken(lambda: last_year.show(self.confirmation))
        yield Stated(name=f"{count:,} families shown their results and told", value=seconds, unit="s")


def _numbers(proposal: Any) -> Iterator[str]:
    from madoguchi.review.models import Letter

    letters = Letter.objects.filter(decision__proposal=proposal)
    yield from letters.values_list("document_number", flat=True)


def _filed(children: int, hands: Executor) -> tuple[Round, Days]:
    """Everybody has applied; the criteria are confirmed, every club has signed."""
    from madoguchi.base import clock
    from madoguchi.demo import founding, loader, rounds, selecting
    from madoguchi.demo.workers import hurry

    hurry()
    now = clock.now()
    founding.found(now)
    days = rounds.last_round(now)
    loader.file_last_year(days, children, hands)
    return selecting.open_first(days, is_over=True), days


def _found_out(held: Round, days: Days, hands: Executor) -> None:
    """Doubles and families without a reason are settled, then each family's papers are looked into."""
    from madoguchi.base import jobs
    from madoguchi.demo import last_year

    with jobs.by_hand():
        last_year.clear(held, days)
    pks = list(_placeable(held).values_list("pk", flat=True))
    shares = [
        hands.submit(last_year.look_into, pks[start : start + SHARE], held.pk, days)
        for start in range(0, len(pks), SHARE)
    ]
    for share in shares:
        share.result()


def _placeable(held: Round) -> Any:
    from madoguchi.selection.queries.rounds import applications_in

    return applications_in(held)


def _taken(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
