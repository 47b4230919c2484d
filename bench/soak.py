"""Full sizes, kills and floods; one line a check. `python -m bench.soak [CHECK…]`

Each check lives in a process and a house of its own, and ends by asking whether record and files are whole.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench import (
    agreeing,
    city,
    coming_back,
    crawling,
    crowds,
    holding,
    house,
    load,
    submissions,
    worker_kills,
    year,
)
from bench.figures import Figure, Stated
from bench.house import ROOT, Web
from bench.load import CONNECTIONS, Answer, NoAnswer

LENIENCE: Final = 2  # times the goals of the bench: here it is asked whether things hold, not how fast
FLOOD: Final = 300
FLOOD_SECONDS: Final = 10
LINES: Final = 64  # connections of a flood
PLACES: Final = 100
UNDER_FIRE: Final = 1200  # submissions under way when something is killed
OLDEST_POSTGRES: Final = Path(os.environ.get("POSTGRES_15", "/usr/lib/postgresql/15/bin"))
EXAMPLES: Final = 500  # of each property; `make test` asks for a few dozen
ROOMS: Final = ("tests/capabilities", "tests/races", "tests/journeys")


def main(names: Sequence[str]) -> int:
    """Run the checks named, or all; 1 when one failed."""
    if unknown := set(names) - CHECKS.keys():
        sys.exit(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
    if len(names) == 1:
        return _run(CHECKS[names[0]])
    ended = [subprocess.run([sys.executable, "-m", "bench.soak", name], cwd=ROOT) for name in names or CHECKS]
    return 1 if any(each.returncode for each in ended) else 0


def _run(check: Callable[[Path], str]) -> int:
    began = time.monotonic()
    var = Path(tempfile.mkdtemp(prefix="mado-soak-"))
    try:
        word, said = "PASS", check(var)
    except holding.Skipped as missing:
        word, said = "SKIP", str(missing)
    except Exception as trouble:
        word, said = "FAIL", f"{type(trouble).__name__}: {trouble}"
    finally:
        shutil.rmtree(var, ignore_errors=True)
    print(f"{word}  {check.__name__:16} {time.monotonic() - began:5.0f} s  {said}", flush=True)
    return int(word == "FAIL")


def whole_round(var: Path) -> str:
    """A whole round of the city through the real actions; afterwards the pages still come soon."""
    found: list[Figure | Stated] = []
    with house.opened(var, demo=True):
        found += city.lived()
        with house.serving(house.ours(), path="/healthz") as web:
            found += [*city.queue(web), *city.steps(web)]
        holding.expect_whole()
    _require(found)
    return "; ".join(f"{each.name} {each.value:.0f} {each.unit}".strip() for each in found)


def _require(found: Sequence[Figure | Stated]) -> None:
    """None is slower than twice its goal."""
    for figure in found:
        is_kept = not isinstance(figure, Figure) or figure.value <= LENIENCE * figure.limit
        holding.require(is_kept, str(figure))


def whole_year(var: Path) -> str:
    """All places of a year given through the real actions: each child once, no club over its seats."""
    with house.opened(var, demo=True):
        lived = year.Year()
        found = list(lived.lived())
        lived.expect_fair()
        holding.expect_whole()
    _require(found)
    return "; ".join(f"{each.name.strip()} {each.value:.0f} {each.unit}" for each in found)


def agreement(var: Path) -> str:
    """Two engines say the same of many thousand families, of many small cities and of a very large one."""
    cases = sum(agreeing.cases())
    cities = sum(agreeing.small_cities())
    children = agreeing.large_city()
    return f"{cases:,} families, {cities:,} small cities and one of {children:,} children: no difference"


def year_in_a_browser(var: Path) -> str:
    """The story of a year, by phone and at the desk, in a city of its whole size."""
    around = os.environ | {"MADOGUCHI_TEST_CITY": "whole", "MADOGUCHI_TEST_VAR": str(var)}
    return _tested(["-p", "no:cacheprovider", "tests/browser/test_year.py"], around)


def many_examples(var: Path) -> str:
    """Every property of the rules, held against many more examples than a daily run has time for."""
    around = {name: value for name, value in os.environ.items() if name != "CI"}
    around |= {"MADOGUCHI_TEST_EXAMPLES": str(EXAMPLES)}
    with_rules = ["-c", "tests/rules/pytest.ini", "-p", "no:cacheprovider", "-n", "2", "tests/rules"]
    return _tested(with_rules, around)


def flood(var: Path) -> str:
    """Many file in the same seconds: everybody gets a receipt."""
    with house.opened(var):
        requests = submissions.prepare(FLOOD)
        with house.serving(house.ours(), path="/healthz") as web:
            salvo = load.fire(web.port, requests, connections=LINES)
        holding.require(set(salvo.statuses) == {302}, f"answers: {dict(salvo.statuses)}")
        holding.expect_agreement(exactly=FLOOD)
        holding.expect_whole()
    holding.require(salvo.seconds <= FLOOD_SECONDS, f"it took {salvo.seconds:.1f} s")
    slowest = max(answer.seconds for answer in salvo.answers)
    return f"{FLOOD} receipts over {LINES} lines in {salvo.seconds:.1f} s, the slowest after {slowest:.1f} s"


def scarcity(var: Path) -> str:
    """Many file for few places: as many receipts as places, and a clear no for all others."""
    with house.opened(var):
        requests = submissions.prepare(FLOOD, limits={"capacity": PLACES})
        with house.serving(house.ours(), path="/healthz") as web:
            salvo = load.fire(web.port, requests, connections=LINES)
        expected = {302: PLACES, 422: FLOOD - PLACES}
        holding.require(salvo.statuses == expected, f"answers: {dict(salvo.statuses)}")
        holding.expect_agreement(exactly=PLACES)
        holding.expect_whole()
    return f"{FLOOD} for {PLACES} places: {PLACES} receipts, {FLOOD - PLACES} refusals"


def killed_database(var: Path) -> str:
    """The database dies while people file: no receipt is lost, and the web goes on when it is back."""
    from madoguchi.config import postgres

    with house.opened(var) as server:
        requests = submissions.prepare(UNDER_FIRE)
        with house.serving(house.ours(), path="/healthz") as web:
            receipts = _fire_and(web, requests, lambda: os.kill(server.pid, signal.SIGKILL))
            holding.let_go()
            with postgres.start(var):
                holding.expect_kept(receipts)
                again = load.fire(web.port, requests)
                holding.require(set(again.statuses) == {302}, f"afterwards: {dict(again.statuses)}")
                holding.expect_agreement(exactly=UNDER_FIRE)
                holding.expect_whole()
                holding.let_go()
    return _kept(receipts)


def killed_web(var: Path) -> str:
    """The web dies while people file: no receipt is lost, and pressing again files nothing twice."""
    with house.opened(var):
        requests = submissions.prepare(UNDER_FIRE)
        with house.serving(house.ours(), path="/healthz") as web:
            receipts = _fire_and(web, requests, lambda: os.killpg(web.process.pid, signal.SIGKILL))
        holding.expect_kept(receipts)
        with house.serving(house.ours(), path="/healthz") as web:
            again = load.fire(web.port, requests)
        holding.require(set(again.statuses) == {302}, f"afterwards: {dict(again.statuses)}")
        holding.expect_agreement(exactly=UNDER_FIRE)
        holding.expect_whole()
    return _kept(receipts)


def oldest_postgres(var: Path) -> str:
    """What every room can do, on the oldest PostgreSQL there may be (POSTGRES_15 names its binaries)."""
    if not (OLDEST_POSTGRES / "postgres").is_file():
        raise holding.Skipped(f"no PostgreSQL 15 in {OLDEST_POSTGRES}: set POSTGRES_15")
    around = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    around |= {"MADOGUCHI_POSTGRES_BIN": str(OLDEST_POSTGRES), "MADOGUCHI_TEST_VAR": str(var)}
    return _tested(["-p", "no:cacheprovider", "-n", "2", *ROOMS], around)


def _tested(options: Sequence[str], around: Mapping[str, str]) -> str:
    """The closing line of pytest; what failed is named."""
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
    )
    last = tests.stdout.strip().rpartition("\n")[2]
    failed = [line for line in tests.stdout.splitlines() if line.startswith("FAILED")]
    holding.require(tests.returncode == 0, "; ".join([*failed, last or tests.stderr[-300:]]))
    return last


def _fire_and(web: Web, requests: Sequence[bytes], kill: Callable[[], None]) -> set[str]:
    """File all over several lines and kill in the middle. Returns the numbers of the receipts given out."""
    receipts: set[str] = set()
    shares = [requests[start::CONNECTIONS] for start in range(CONNECTIONS)]
    firing = [threading.Thread(target=_file, args=(web.port, share, receipts)) for share in shares]
    for each in firing:
        each.start()
    holding.wait(lambda: len(receipts) >= UNDER_FIRE // 3)
    kill()
    for each in firing:
        each.join()
    holding.require(len(receipts) < UNDER_FIRE, "it was killed too late to hurt")
    return receipts


def _file(port: int, requests: Sequence[bytes], receipts: set[str]) -> None:
    for request in requests:
        with suppress(NoAnswer, OSError):
            if number := _receipt(load.ask(port, request)):
                receipts.add(number)


def _receipt(answer: Answer) -> str:
    """The number of the receipt that an answer leads to."""
    is_one = answer.status == 302 and answer.location.startswith("/receipts/")
    return answer.location.split("/")[2] if is_one else ""


def _kept(receipts: set[str]) -> str:
    rest = UNDER_FIRE - len(receipts)
    return f"{len(receipts)} receipts kept, the other {rest} given when asked again, nothing twice"


CHECKS: Final = {
    check.__name__: check
    for check in (
        flood,
        scarcity,
        *crowds.CHECKS,
        killed_web,
        *worker_kills.CHECKS,
        killed_database,
        coming_back.restored,
        whole_round,
        whole_year,
        year_in_a_browser,
        crawling.every_page,
        agreement,
        many_examples,
        oldest_postgres,
    )
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
