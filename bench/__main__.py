"""Measured figures, one a row: name, figure, floor or goal, ratio. Run by `make bench`."""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench import documents, house, load, submissions

PACK: Final = house.ROOT / "packs/hibari/procedures/gakudo_application.yaml"
CALLS: Final = 200
STARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure beside what it is held against."""

    name: str
    value: float
    against: float
    unit: str
    what: str  # floor: more is better; goal: less is better

    def __str__(self) -> str:
        held = f"{self.what} {self.against:9.2f}  ratio {self.value / self.against:5.2f}"
        return f"{self.name:46} {self.value:9.2f} {self.unit:4} {held}"


def main() -> int:
    """Print every figure; the code of success whatever they are: judging is for people."""
    var = Path(tempfile.mkdtemp(prefix="mado-bench-"))
    try:
        with house.opened(var):
            for figure in figures():
                print(figure, flush=True)
    finally:
        shutil.rmtree(var, ignore_errors=True)
    return 0


def figures() -> Iterator[Figure]:
    """All of them, the quick ones first."""
    yield from _journeys()
    yield _letter()
    yield from _starting()
    yield _page_weight()
    yield from _submissions()
    yield _step()


def _journeys() -> Iterator[Figure]:
    from madoguchi.rules import documents as rules
    from madoguchi.rules.analysis import facts_at
    from madoguchi.rules.documents import Document
    from madoguchi.rules.journey import journey

    pack = rules.parse(rules.load(PACK.read_text()))
    assert isinstance(pack, Document)
    golden = pack.golden[0]
    facts = facts_at(pack, golden.at, golden.facts)
    yield _goal("journey, 学童 document", _timed(lambda: journey(pack, golden.answers, facts)), 3)
    large = documents.document(300)
    given = documents.answers(300)
    yield _goal("journey, 300 questions", _timed(lambda: journey(large, given, facts)), 15)


def _letter() -> Figure:
    from madoguchi.base import paper

    source = '#let values = json(bytes(sys.inputs.values))\n#set document(title: "見本")\n#values.words'
    words = {"words": "通知書" * 200}
    return _goal("a page of paper drawn", _timed(lambda: paper.draw(source, words)), 20)


def _starting() -> Iterator[Figure]:
    seconds, memory = [], []
    for _ in range(STARTS):
        began = time.monotonic()
        with house.serving(house.ours(), path="/healthz") as web:
            seconds.append(time.monotonic() - began)
            load.ask(web.port, load.get("/"))
            memory.append(max(_memory(web.process.pid)))
    yield Figure(
        name="start to first answer", value=statistics.median(seconds), against=2, unit="s", what="goal"
    )
    yield Figure(
        name="memory of a web process", value=statistics.median(memory), against=150, unit="MB", what="goal"
    )


def _memory(parent: int) -> list[float]:
    """Resident megabytes of each process that answers."""
    listed = subprocess.run(  # noqa: S603
        ["ps", "-o", "rss=", "--ppid", str(parent)],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) / 1024 for line in listed.stdout.split()]


def _page_weight() -> Figure:
    with house.serving(house.ours(), path="/healthz") as web:
        page = load.ask(web.port, load.get("/")).body
        parts = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
        bodies = [page, *(load.ask(web.port, load.get(part.decode())).body for part in parts)]
    weight = sum(len(gzip.compress(body)) for body in bodies) / 1024
    return Figure(
        name="front page with all it loads, compressed", value=weight, against=60, unit="KB", what="goal"
    )


def _submissions() -> Iterator[Figure]:
    rounds = list(submissions.measure())
    ours = statistics.median(each.ours for each in rounds)
    floor = statistics.median(each.floor for each in rounds)
    yield Figure(name="complete submissions a second", value=ours, against=floor, unit="/s", what="floor")


def _step() -> Figure:
    return _goal("step saved and answered, p95", submissions.step_p95() * 1000, 100)


def _timed(call: Callable[[], Any]) -> float:
    """Median milliseconds of one call, after it was called once."""
    call()
    taken = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _goal(name: str, milliseconds: float, goal: float) -> Figure:
    return Figure(name=name, value=milliseconds, against=goal, unit="ms", what="goal")


if __name__ == "__main__":
    sys.exit(main())
