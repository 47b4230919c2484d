"""Loading the city: on the first start; later starts find it as it was left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from datetime import date, datetime
from itertools import repeat
from typing import Any, Final, TypeVar

from madoguchi.applications import blank
from madoguchi.applications.models import Application, Draft
from madoguchi.audit.actions import SYSTEM
from madoguchi.demo import (
    attended,
    booked,
    broadcasting,
    charged,
    city,
    classes,
    enrolled,
    families,
    filing,
    following,
    founding,
    generator,
    last_year,
    meeting,
    midyear,
    papers,
    queued,
    register,
    selecting,
    sheltered,
    stories,
    visiting,
    worked,
)
from madoguchi.demo.filing import Samples
from madoguchi.demo.generator import World
from madoguchi.demo.rounds import Round, last_round, this_round
from madoguchi.demo.stories import Told
from madoguchi.demo.visitors import welcome_residents
from madoguchi.demo.workers import hurry, workers
from madoguchi.files import actions as files
from madoguchi.files.models import StoredFile
from madoguchi.outreach.actions import profiles
from madoguchi.procedures import queries as procedures
from madoguchi.rules import calendar

DEFAULT: Final = 120  # applications
LAST_YEAR: Final = 10  # one of last year for so many of this
AT_ONCE: Final = 10  # families that one process is handed
BAR: Final = 30  # characters

Each = TypeVar("Each")
Progress = Callable[[int, int], None]  # children whose families have applied, of so many


def show(done: int, total: int) -> None:
    """A bar on the terminal; nothing in a log."""
    if sys.stdout.isatty():
        full = BAR * done // total
        end = "\n" if done == total else ""
        print(f"\r  [{'=' * full}{' ' * (BAR - full)}] {done:,} / {total:,}", end=end, flush=True)


def load(
    *, applications: int | None = None, now: datetime, processes: int = 2, progress: Progress = show
) -> None:
    """Have the city ready, with so many applications in the round under way and last year's complete.

    What is there already stays: asked for more applications, more families apply; interrupted, it goes on
    where it stopped. With one process everything happens in the caller's transaction.
    """
    hurry()
    begun_at = founding.begun_at()
    if begun_at is None:
        founding.found(now)
        begun_at = now
    this, last = this_round(begun_at), last_round(begun_at)
    wanted = applications or DEFAULT
    with workers(processes) as hands:
        if founding.version_of(this) is None:
            _live_last_year(last, wanted // LAST_YEAR, hands)
        welcome_residents(now=begun_at)
        selecting.open_midyear(this)
        midyear.live(this, _papers(this, ["certificate"], hands))
        _live_this_year(this, wanted, hands, progress)
    founding.entrust(begun_at)
    register.take_in(stories.tell(this, wanted), this)
    families.settle(this.lived_until)
    enrolled.answer(begun_at)
    midyear.ask_for_longer_evenings(begun_at)
    queued.live(begun_at)
    charged.live(begun_at)
    meeting.live(begun_at)
    visiting.live(begun_at)
    sheltered.live(begun_at)
    worked.live(begun_at)
    booked.live(begun_at)
    attended.live(begun_at)
    classes.live(begun_at)
    following.live(stories.tell(this, wanted), this.target_year, begun_at)
    profiles.rebuild_all(by=SYSTEM, now=begun_at)
    broadcasting.live(begun_at)


def _live_last_year(round_: Round, applications: int, hands: Executor) -> None:
    told, version_id = file_last_year(round_, applications, hands)
    held, waiting = last_year.open_round(round_)
    for share in [hands.submit(last_year.look_into, share, held, round_) for share in _shares(waiting)]:
        share.result()
    last_year.give_places(round_)
    _all(hands, last_year.live_on, told, version_id)


def file_last_year(round_: Round, applications: int, hands: Executor) -> tuple[list[Told], int]:
    """Let the families of a year ago apply, and no more; they, and the version they filed under."""
    version_id = founding.offer(round_)
    told = last_year.tell(round_, applications)
    if missing := _missing(told, version_id):
        year = round_.target_year
        kinds = generator.papers_of(missing, year=year, told_for=year + 1)
        samples = _samples(round_, sorted(kinds), hands)
        world = World(round=round_, told_for=year + 1, version_id=version_id, samples=samples)
        _all(hands, generator.live, missing, world)
    return told, version_id


def _live_this_year(round_: Round, applications: int, hands: Executor, progress: Progress) -> None:
    version_id = founding.offer(round_)
    if missing := _missing(stories.tell(round_, applications), version_id):
        samples = _samples(round_, list(city.table("lives.papers")), hands)
        world = World(
            round=round_,
            told_for=round_.target_year,
            version_id=version_id,
            samples=samples,
            selection=selecting.open_first(round_).pk,
        )
        _all(hands, generator.live, missing, world, progress=progress)


def _missing(told: Sequence[Told], version_id: int) -> list[Told]:
    """The families that have not begun to apply under that version."""
    drafts = Draft.objects.filter(version=version_id).values_list("resident__account__login", flat=True)
    at_the_counter = Application.objects.filter(version=version_id, resident=None)
    known = {*drafts, *at_the_counter.values_list("contact", flat=True)}
    return [each for each in told if not {each.household.contact, each.household.phone} & known]


def _samples(round_: Round, kinds: Sequence[str], hands: Executor) -> Samples:
    """Papers, and the scan of a form for those who come without a screen."""
    return {**_papers(round_, kinds, hands), filing.SCAN: _form(round_)}


def _papers(round_: Round, kinds: Sequence[str], hands: Executor) -> Samples:
    today = calendar.local_day(round_.lived_until)
    stored = hands.map(_store, kinds, repeat(today), repeat(round_.opens_at))
    return dict(zip(kinds, stored, strict=True))


def _form(round_: Round) -> StoredFile:
    """The form that stands for the scan of a paper."""
    offer = procedures.access_procedure(city.GAKUDO, round_.opens_at)
    return files.store(content=blank.draw(offer), claimed_name=filing.SCAN, now=round_.opens_at)


def _store(kind: str, today: date, now: datetime) -> StoredFile:
    """Take in a sample paper, as if it had been sent."""
    name = papers.names_of(kind)[0]
    return files.store(content=papers.draw(kind, today=today), claimed_name=name, now=now)


def _all(
    hands: Executor,
    does: Callable[..., int],
    told: Sequence[Told],
    *more: Any,
    progress: Progress | None = None,
) -> None:
    """Hand out the families in the order in which they came, a few at a time."""
    total, done = sum(len(each.children) for each in told), 0
    if progress:
        progress(done, total)
    shares = {hands.submit(does, share, *more): share for share in _shares(told)}
    for share in as_completed(shares):
        share.result()
        done += sum(len(each.children) for each in shares[share])
        if progress:
            progress(done, total)


def _shares(theirs: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for start in range(0, len(theirs), AT_ONCE):
        yield theirs[start : start + AT_ONCE]
