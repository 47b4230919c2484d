"""The resident register of a whole city: an extract taken in, and 3,000 children compared with it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import house
from bench.figures import Figure

if TYPE_CHECKING:
    from madoguchi.demo.rounds import Round
    from madoguchi.demo.stories import Told

PEOPLE: Final = 130_000
HOUSEHOLDS: Final = 41_000  # more people than are wanted; what is over is cut off
CHILDREN: Final = 3_000
SECTION: Final = "kosodate"


def figures(var: Path) -> Iterator[Figure]:
    """The fictional city is founded; its families have filed what the comparison reads, and nothing else."""
    with house.opened(var, demo=True):
        from madoguchi.base import clock
        from madoguchi.demo import founding, register, stories
        from madoguchi.demo.rounds import this_round

        round_ = this_round(clock.now())
        founding.found(clock.now())
        told = stories.tell(round_, CHILDREN)
        _file(told, round_, founding.offer(round_))
        lines = register.write(told, round_, neighbours=HOUSEHOLDS).splitlines(keepends=True)
        yield _taken(b"".join(lines[: PEOPLE + 1]))
        yield _compared()


def _file(told: Sequence[Told], round_: Round, version: int) -> None:
    """Applications with their answers, sealed without the papers that nobody compares."""
    from madoguchi.applications.models import AnswerSet, Application
    from madoguchi.demo import answers
    from madoguchi.demo.answers import Case

    year = round_.target_year
    cases: list[Case] = [
        answers.case(each.household, child, year=year, told_for=year)
        for each in told
        for child in each.children
    ]
    now, today = round_.lived_until, round_.lived_until.date()
    filed = Application.objects.bulk_create(
        Application(
            reference=f"bench-{number}",
            version_id=version,
            section=SECTION,
            state="accepted",
            arrived_at=now,
            accepted_on=today,
            due_on=today,
            contact_kind="post",
            fiscal_year=year,
        )
        for number, _ in enumerate(islice(cases, CHILDREN))
    )
    AnswerSet.objects.bulk_create(
        AnswerSet(
            application=application,
            number=1,
            version_id=version,
            answers=answers.part(answers.fill(of))[0],
            sealed_at=now,
        )
        for application, of in zip(filed, cases, strict=False)
    )


def _taken(content: bytes) -> Figure:
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.models import Officer
    from madoguchi.register.actions import taking
    from madoguchi.rules import calendar

    now = clock.now()
    officer = Officer.objects.filter(posts__section=SECTION).order_by("pk")[0]
    began = time.monotonic()
    extract = taking.receive(
        content=content, section=SECTION, as_of=calendar.local_day(now), officer=officer, by=SYSTEM, now=now
    )
    taking.continue_reading(extract_id=extract.pk, now=now)
    seconds = time.monotonic() - began
    extract.refresh_from_db()
    name = f"{extract.total:,} people of the register taken in"
    return Figure(name=name, value=seconds, limit=60, unit="s")


def _compared() -> Figure:
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.register import queries
    from madoguchi.register.actions import comparing
    from madoguchi.register.models import RegisterMatch
    from madoguchi.rules.matching import Role

    now, extract = clock.now(), queries.in_use(SECTION)
    if extract is None:
        raise RuntimeError("no extract is in use")
    began = time.monotonic()
    run = comparing.start_run(extract=extract, procedure="", officer=extract.officer, by=SYSTEM, now=now)
    while comparing.continue_run(run_id=run.pk, now=now):
        pass
    seconds = time.monotonic() - began
    children = RegisterMatch.objects.filter(role=Role.SUBJECT).count()
    name = f"{children:,} children compared, with their guardians"
    return Figure(name=name, value=seconds, limit=10, unit="s")
