"""Full sizes, kills and floods; one line a check. Run before anything is called finished: `make soak`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench import house, load, submissions
from bench.house import ROOT
from bench.load import NoAnswer

WHOLE_ROUND: Final = 2900  # applications, as many as the city takes in a year
FLOOD: Final = 300  # at once, over 64 connections
UNDER_FIRE: Final = 1500  # submissions under way when something is killed
OLDEST_POSTGRES: Final = Path("/usr/lib/postgresql/15/bin")
READY: Final = "Ctrl-C"


class Broken(AssertionError):
    """A check found what must not be."""


def main(names: Sequence[str]) -> int:
    """Run the checks named, or all, each in a process of its own; 1 when one failed."""
    if names:
        return 0 if all([_run(CHECKS[name]) for name in names]) else 1
    ended = [subprocess.run([sys.executable, "-m", "bench.soak", name], cwd=ROOT) for name in CHECKS]
    return 1 if any(each.returncode for each in ended) else 0


def _run(check: Callable[[Path], str]) -> bool:
    began = time.monotonic()
    var = Path(tempfile.mkdtemp(prefix="mado-soak-"))
    try:
        found, passed = check(var), True
    except (Broken, NoAnswer, RuntimeError, subprocess.SubprocessError) as trouble:
        found, passed = f"{type(trouble).__name__}: {trouble}", False
    finally:
        shutil.rmtree(var, ignore_errors=True)
    word = "PASS" if passed else "FAIL"
    print(f"{word}  {check.__name__:16} {time.monotonic() - began:6.0f} s  {found}", flush=True)
    return passed


def whole_round(var: Path) -> str:
    """A whole year through the real actions; afterwards the record and the files agree with themselves."""
    around = _around(var) | {"PORT": str(house.free_port())}
    began = time.monotonic()
    demo = _start(["demo", "--applications", str(WHOLE_ROUND)], around)
    try:
        _read_until(demo, READY)
        seconds = time.monotonic() - began
        for words in (["audit", "verify"], ["files", "verify"]):
            _require(_call(words, around) == 0, f"`madoguchi {' '.join(words)}` found something")
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
    return f"{WHOLE_ROUND} applications and last year's in {seconds:.0f} s; record and files are whole"


def flood(var: Path) -> str:
    """Many file in the same instant: everybody gets an answer, nobody an error."""
    with house.opened(var):
        requests = submissions.prepare(FLOOD)
        with house.serving(house.ours(), path="/healthz") as web:
            salvo = load.fire(web.port, requests, connections=64)
        _require(set(salvo.statuses) == {302}, f"answers: {dict(salvo.statuses)}")
        _agree(at_least=FLOOD)
    return f"{FLOOD} answered in {salvo.seconds:.1f} s, the slowest in {salvo.percentile(1):.2f} s"


def killed_database(var: Path) -> str:
    """The database dies while people file: what was acknowledged is there, nothing is there by halves."""
    with house.opened(var) as server:
        requests = submissions.prepare(UNDER_FIRE)
        with house.serving(house.ours(), path="/healthz") as web:
            acknowledged = _fire_until(web.port, requests, lambda: os.kill(_postmaster(var), signal.SIGKILL))
        server.stop()
    return _after(var, acknowledged)


def killed_web(var: Path) -> str:
    """The web dies while people file."""
    with house.opened(var):
        requests = submissions.prepare(UNDER_FIRE)
        with house.serving(house.ours(), path="/healthz") as web:
            acknowledged = _fire_until(web.port, requests, lambda: os.killpg(web.process.pid, signal.SIGKILL))
    return _after(var, acknowledged)


def oldest_postgres(var: Path) -> str:
    """What every room can do, on the oldest PostgreSQL there may be."""
    if not OLDEST_POSTGRES.is_dir():
        return "skipped: PostgreSQL 15 is not on this machine"
    rooms = ["tests/capabilities", "tests/journeys", "tests/races"]
    around = {**os.environ, "MADOGUCHI_POSTGRES_BIN": str(OLDEST_POSTGRES)}
    for name in [name for name in around if name.startswith(("MADOGUCHI_", "DJANGO_"))]:
        if name != "MADOGUCHI_POSTGRES_BIN":
            del around[name]
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", *rooms],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
    )
    last = tests.stdout.strip().rsplit("\n", 1)[-1]
    _require(tests.returncode == 0, last)
    return last


def _fire_until(port: int, requests: Sequence[bytes], kill: Callable[[], None]) -> list[str]:
    """Receipts that were promised before and after `kill`, which comes while requests are under way."""
    promised: list[str] = []
    enough = threading.Event()

    def fire() -> None:
        for request in requests:
            with suppress(NoAnswer, OSError):
                answer = load.ask(port, request)
                if answer.status == 302 and answer.location.startswith("/receipts/"):
                    promised.append(answer.location.split("/")[2])
            if len(promised) >= len(requests) // 10:
                enough.set()

    firing = threading.Thread(target=fire, daemon=True)
    firing.start()
    _require(enough.wait(120), "nothing was filed")
    kill()
    firing.join(240)
    return promised


def _after(var: Path, acknowledged: Sequence[str]) -> str:
    """Start the database again and look: every promise is kept, and no application is without its answers."""
    from django.db import connections

    from madoguchi.config import postgres

    connections.close_all()
    with postgres.start(var):
        from madoguchi.applications.models import Application

        kept = set(Application.objects.values_list("reference", flat=True))
        _require(
            set(acknowledged) <= kept, f"{len(set(acknowledged) - kept)} receipts without an application"
        )
        _agree(at_least=len(acknowledged))
        connections.close_all()
    return f"{len(acknowledged)} receipts, all of them kept"


def _agree(*, at_least: int) -> None:
    """Each application has answers, event, line in the record and message; or there is none of it."""
    from madoguchi.applications.models import AnswerSet, Application, Event
    from madoguchi.audit.models import Line
    from madoguchi.messaging.models import OutgoingMessage

    filed = Application.objects.count()
    _require(filed >= at_least, f"{filed} applications for {at_least} receipts")
    for what, count in {
        "answers": AnswerSet.objects.count(),
        "events": Event.objects.count(),
        "lines": Line.objects.filter(verb="application.submitted").count(),
        "messages": OutgoingMessage.objects.count(),
    }.items():
        _require(count == filed, f"{filed} applications, {count} {what}")


def _postmaster(var: Path) -> int:
    return int(next(var.rglob("postmaster.pid")).read_text().split("\n", 1)[0])


def _around(var: Path) -> dict[str, str]:
    return {**os.environ, "MADOGUCHI_VAR": str(var), "MADOGUCHI_DEMO": "1", "PYTHONUNBUFFERED": "1"}


def _start(words: Sequence[str], around: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "madoguchi.config.cli", *words]
    return subprocess.Popen(command, cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True)


def _call(words: Sequence[str], around: dict[str, str]) -> int:
    command = [sys.executable, "-m", "madoguchi.config.cli", *words]
    return subprocess.run(command, cwd=ROOT, env=around, stdout=subprocess.DEVNULL).returncode


def _read_until(process: subprocess.Popen[str], words: str) -> None:
    for line in process.stdout or ():
        if words in line:
            return
    raise Broken("the demo ended before it was ready")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)


CHECKS: Final = {
    check.__name__: check for check in (whole_round, flood, killed_database, killed_web, oldest_postgres)
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
