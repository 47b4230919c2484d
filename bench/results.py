"""決裁 and the release instant: a round's decisions take effect, are seen at once, and are told in waves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bench import house, load
from bench.figures import Figure, Stated
from bench.house import Web

if TYPE_CHECKING:
    from madoguchi.review.models import Proposal
    from madoguchi.review.queries import Reviewer

ROUND: Final = 2900  # decisions
SETTLED_WITHIN: Final = 300  # seconds for a round, on one core: the other serves the pages
SEEN_WITHIN: Final = 1  # second, however many there are
PAGES: Final = 3
AWAY: Final = timedelta(days=7)  # from now to the instant


def figures(web: Web, *, section: str, procedure: str) -> Iterator[Figure | Stated]:
    """All that is open is approved in one proposal; then what its jobs do, and what residents see."""
    from madoguchi.base import clock
    from madoguchi.review.actions import releasing, settling

    proposal = approved(section=section, procedure=procedure)
    release: Any = proposal.release_id
    count = proposal.decisions.count()
    seconds = _taken(lambda: _to_the_end(settling.continue_settling, proposal_id=proposal.pk))
    name, limit = f"{count:,} decisions settled, letters drawn", SETTLED_WITHIN * count / ROUND
    yield Figure(name=name, value=seconds, limit=limit, unit="s")

    requests = _pages(proposal)
    _expect_letters(web, requests, seen=False)
    by = _reviewers(section)[0].actor
    seconds = _taken(lambda: releasing.release(release_id=release, by=by, now=clock.now()))
    seconds += _taken(lambda: _expect_letters(web, requests, seen=True))
    name = f"{count:,} results released, {PAGES} pages show theirs"
    yield Figure(name=name, value=seconds, limit=SEEN_WITHIN, unit="s")

    seconds = _taken(lambda: _to_the_end(releasing.continue_telling, release_id=release))
    yield Stated(name="messages about results promised afterwards", value=count / seconds, unit="/s")


def approved(*, section: str, procedure: str) -> Proposal:
    """Everything open of a procedure in one proposal with branches, kept for an instant, approved."""
    from madoguchi.base import clock
    from madoguchi.review.actions import batching, proposing, releasing
    from madoguchi.rules.proposals import Numbering

    now = clock.now()
    writer, *heads = _reviewers(section)
    told: dict[str, Any] = {"section": section, "title": "一次募集の結果", "by": writer, "now": now}
    release = releasing.plan(releases_at=now + AWAY, **told)
    proposal = proposing.open_proposal(
        procedure=procedure, numbering=Numbering.BRANCH, release=release, **told
    )
    batch = batching.start_batch(
        references=_open(procedure),
        act=batching.Bulk.PROPOSE,
        outcome="approved",
        reason="",
        officer=writer.officer,
        proposal=proposal,
        by=writer.actor,
        now=now,
    )
    _to_the_end(batching.continue_batch, batch_id=batch.pk)
    for _ in heads:  # each post in its turn
        for head in heads:
            with suppress(proposing.CannotPropose):
                proposing.approve(proposal=proposal, by=head, now=now)
    proposal.refresh_from_db()
    return proposal


def _reviewers(section: str) -> Sequence[Reviewer]:
    """The officers of a section, who only reviews before who approves."""
    from madoguchi.base import clock
    from madoguchi.base.entrances import Entrance
    from madoguchi.people import queries as people
    from madoguchi.people.entrants import actor_of
    from madoguchi.people.models import Officer
    from madoguchi.review import queries
    from madoguchi.rules import calendar

    today = calendar.local_day(clock.now())
    there = Officer.objects.filter(posts__section=section).distinct().order_by("pk")
    seated = [
        queries.reviewer(officer=officer, section=section, actor=actor_of(officer, Entrance.DESK), on=today)
        for officer in there
        if people.role_in(officer=officer, section=section, on=today) is not None
    ]
    return sorted(seated, key=lambda each: each.role, reverse=True)


def _open(procedure: str) -> list[str]:
    from madoguchi.applications.models import Application
    from madoguchi.rules.lifecycle import OPEN

    found = Application.objects.filter(version__procedure=procedure, state__in=OPEN)
    return list(found.values_list("reference", flat=True))


def _to_the_end(act: Callable[..., bool], **what: object) -> None:
    """Chunk by chunk, as the job does it."""
    from madoguchi.base import clock

    while act(**what, now=clock.now()):
        pass


def _taken(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _pages(proposal: Proposal) -> Mapping[bytes, bytes]:
    """Requests for the pages of some who applied, and the link to their letter that will stand there."""
    from madoguchi.review.models import Letter

    drawn = Letter.objects.filter(decision__proposal=proposal, application__resident__isnull=False)
    drawn = drawn.exclude(file=None).select_related("application__resident__account").order_by("?")
    found = {}
    for letter in drawn[:PAGES]:
        page, resident = f"/applications/{letter.application.reference}/", letter.application.resident
        found[load.get(page, house.cookies(resident))] = f'href="{page}letter'.encode()  # type: ignore[arg-type]
    return found


def _expect_letters(web: Web, pages: Mapping[bytes, bytes], *, seen: bool) -> None:
    for request, link in pages.items():
        answer = load.ask(web.port, request)
        if answer.status != 200 or (link in answer.body) is not seen:
            raise RuntimeError(f"{answer.status}, the letter is {'not yet' if seen else 'already'} there")
