"""The worker dies in the middle of whatever it does, several times; afterwards everything is there, once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from bench import booking, crowds, documents, holding, house, load, mail_sink, results, submissions
from bench.house import ROOT
from bench.mail_sink import Sink

MAILS: Final = 300
DECISIONS: Final = 240
REMOVALS: Final = 240
LINES: Final = 12_000
FRIENDS: Final = 20_000
GIVEN_BACK, WAITING = 160, 240  # places, and people who wait for them
KILLS: Final = 3

Job = tuple[str, dict[str, Any]]
REMOVE: Final[Job] = ("applications.remove", {})
BROADCAST: Final[Job] = ("messaging.broadcast", {})
SWEEP: Final[Job] = ("files.sweep", {})
OFFER: Final[Job] = ("booking.sweep", {})


def killed_mailing(var: Path) -> str:
    """While it sends mail: each is sent once, or seen to be unfinished and sent again."""
    with mail_sink.listening() as sink, house.opened(var, mail_port=sink.port):
        _file(MAILS)
        unfinished = set()
        for kill in range(1, KILLS + 1):
            _kill_when(lambda kill=kill: len(sink.came) >= MAILS * kill // (KILLS + 1))  # type: ignore[misc]
            unfinished |= _mails("sending")
        _sweep_mails()
        with _working():
            holding.wait(lambda: len(_mails("sent")) == MAILS)
        _expect_each_once(sink, but=unfinished)
        holding.expect_agreement(exactly=MAILS)
        holding.expect_whole()
    return f"{MAILS} mails, {len(unfinished)} of them unfinished when it died and sent again under their id"


def killed_deciding(var: Path) -> str:
    """While it decides a batch and draws its letters: every one decided, numbered, drawn and told once."""
    with mail_sink.listening() as sink, house.opened(var, mail_port=sink.port):
        _file(DECISIONS)
        batch = _batch()
        done = batch.items.exclude(done_at=None)
        kept = [_kill_at(done.count, kill, DECISIONS, job=_continue(batch)) for kill in range(1, KILLS + 1)]
        _sweep_mails()
        with _working():
            _finish(batch)
            holding.wait(lambda: len(_mails("sent")) == DECISIONS * 2)
        _expect_decided(batch)
        holding.expect_whole()
        _expect_no_stray_bytes(letters=DECISIONS)
    return f"{DECISIONS} decisions and letters, killed after {_listed(kept)}; numbers without gap or double"


def killed_removing(var: Path) -> str:
    """While it removes what is past its time, then the files nobody names: each is gone, with one line."""
    with mail_sink.listening() as sink, house.opened(var, mail_port=sink.port):
        from madoguchi.applications.models import Application
        from madoguchi.audit.models import Line

        _file(REMOVALS)
        batch = _batch()
        with _working():
            _finish(batch)
        references = set(Application.objects.values_list("reference", flat=True))
        Application.objects.update(delete_on=date(2020, 4, 1))
        gone = lambda: REMOVALS - Application.objects.count()  # noqa: E731
        kept = [_kill_at(gone, kill, REMOVALS, job=REMOVE) for kill in range(1, KILLS + 1)]
        with _working():
            _promise(REMOVE)
            holding.wait(lambda: not Application.objects.exists())
        removed = Counter(Line.objects.filter(verb="application.removed").values_list("about_ref", flat=True))
        holding.require(removed == Counter(references), "not one line for each application removed")
        _expect_nothing_left()
        swept = _sweep_files_under_fire()
        holding.expect_whole()
    return f"{REMOVALS} removed, killed after {_listed(kept)}; {swept} files swept, killed in between"


def killed_sealing(var: Path) -> str:
    """While it seals the record: each line stands in one seal, and the chain holds."""
    with house.opened(var):
        from madoguchi.audit.models import Line, Seal, WaitingLine

        _write_lines(LINES)
        kept = [_kill_at(Seal.objects.count, kill, LINES // 1000) for kill in range(1, KILLS + 1)]
        with _working():
            holding.wait(lambda: not WaitingLine.objects.exists())
        sealed = [line for seal in Seal.objects.order_by("number") for line in seal.line_ids]
        holding.require(len(sealed) == len(set(sealed)), "a line stands in two seals")
        holding.require(set(sealed) == set(Line.objects.values_list("pk", flat=True)), "a line has no seal")
        holding.expect_whole()
    return f"{LINES:,} lines, killed after {_listed(kept)} seals; each in one seal, the chain whole"


def killed_releasing(var: Path) -> str:
    """While a proposal settles, then while its results are told: each once, nothing before the instant."""
    with mail_sink.listening() as sink, house.opened(var, mail_port=sink.port):
        _file(DECISIONS)
        for number in ("1", "2"):
            _appoint(number)
        proposal = results.approved(section=documents.SECTION, procedure=documents.document().id)
        settled, broken_off = _settle_under_fire(proposal)
        told = _tell_under_fire(proposal.release_id, broken_off)
        _sweep_mails()
        with _working():
            _promise(_tell(proposal.release_id))
            holding.wait(lambda: len(_mails("sent")) == DECISIONS * 2)
        _expect_released(proposal)
        _expect_each_once(sink, but=broken_off)
        holding.expect_whole()
    kept = f"{_listed(settled)} of {DECISIONS} settled and {_listed(told)} told"
    return f"killed after {kept}; nothing seen before its instant, branches whole, nobody told twice"


def killed_offering(var: Path) -> str:
    """While it offers places to who waits: each to one, in the order of asking, and none is lost."""
    with mail_sink.listening() as sink, house.opened(var, mail_port=sink.port):
        from madoguchi.booking.models import Reservation

        session, asked = _given_back_all_at_once()
        offered = Reservation.objects.filter(session=session, state="offered")
        kept = [_kill_at(offered.count, kill, GIVEN_BACK, job=OFFER) for kill in range(1, KILLS + 1)]
        with _working():
            _promise(OFFER)
            holding.wait(lambda: offered.count() == GIVEN_BACK)
        _expect_offered(session, asked)
        holding.expect_whole()
    return f"{GIVEN_BACK} places for {WAITING} who wait, killed after {_listed(kept)}; each offered once"


def killed_broadcasting(var: Path) -> str:
    """While it tells many on LINE: everybody once, and what was in hand is asked again under its key."""
    from bench import line

    with line.platform(friends=FRIENDS) as platform, house.opened(var, demo=True, more=platform.settings):
        from madoguchi.base import clock
        from madoguchi.messaging.models import LineChunk

        line.befriend(platform, FRIENDS)
        told = line.broadcast()
        chunks = LineChunk.objects.filter(broadcast=told)
        kept = []
        for kill in range(1, KILLS + 1):
            kept.append(_kill_at(chunks.filter(status="sent").count, kill, chunks.count(), job=BROADCAST))
            long_ago = clock.now() - timedelta(minutes=2)
            chunks.filter(status="sending").update(sending_since=long_ago)
        with _working():
            holding.wait(lambda: not chunks.exclude(status="sent").exists())
        line.expect_reconciled(platform, told, FRIENDS)
    return f"{FRIENDS:,} told, killed after {_listed(kept)} chunks; everybody once"


def killed_on_line(_var: Path) -> str:
    """At every step of sending on LINE, whatever LINE answers: one copy, or a row that says so."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-v",
        "tests/races/test_line_kills.py",
    ]
    tests = subprocess.run(
        command, cwd=ROOT, env=around | {"WHOLE_MATRIX": "1"}, capture_output=True, text=True
    )
    last = tests.stdout.strip().rpartition("\n")[2]
    holding.require(tests.returncode == 0, last or tests.stderr[-300:])
    return last.strip("= ")


CHECKS: Final = (
    killed_broadcasting,
    killed_on_line,
    killed_mailing,
    killed_deciding,
    killed_releasing,
    killed_removing,
    killed_sealing,
    killed_offering,
)


@contextmanager
def _working() -> Iterator[subprocess.Popen[bytes]]:
    worker = subprocess.Popen([sys.executable, "-m", "madoguchi.config.cli", "worker"], cwd=ROOT)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def _kill_when(holds: Callable[[], bool]) -> None:
    """Let a worker work until then, and kill it without a word."""
    with _working():
        holding.wait(holds)


def _kill_at(count: Callable[[], int], kill: int, out_of: int, *, job: Job | None = None) -> int:
    """Kill it for the `kill`th time, when that share of the work is done; how much stands then.

    A killed worker takes its job along: `job` is what the round of that room promises again.
    """
    if job:
        _promise(job)
    _kill_when(lambda: count() >= out_of * kill // (KILLS + 1))
    done = count()
    holding.require(done < out_of, "it was killed too late to hurt")
    return done


def _listed(kept: Iterable[int]) -> str:
    return ", ".join(str(each) for each in kept)


def _promise(job: Job) -> None:
    from madoguchi.base import jobs

    name, arguments = job
    jobs.defer(name, **arguments)


def _continue(batch: Any) -> Job:
    return "review.continue_batch", {"key": f"batch:{batch.pk}", "batch": str(batch.pk)}


def _file(count: int) -> None:
    requests = submissions.prepare(count)
    with house.serving(house.ours(), path="/healthz") as web:
        load.fire(web.port, requests)


def _batch() -> Any:
    """An officer approves everything that was filed."""
    from madoguchi.applications.models import Application
    from madoguchi.base import clock
    from madoguchi.people.entrants import actor_of
    from madoguchi.review.actions import batching

    officer = _appoint("1")
    return batching.start_batch(
        references=list(Application.objects.values_list("reference", flat=True)),
        act=batching.Bulk.DECIDE,
        outcome="approved",
        reason="",
        officer=officer,
        by=actor_of(officer, "desk"),  # type: ignore[arg-type]
        now=clock.now(),
    )


def _appoint(number: str) -> Any:
    """An officer of the section who may approve."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.actions import staff
    from madoguchi.people.models import Role, Section

    now = clock.now()
    told: dict[str, Any] = {"by": SYSTEM, "now": now}
    officer = staff.register_officer(
        number=number, name="測定 係", kana="ソクテイ カカリ", password=None, **told
    )
    section = Section.objects.get(pk=documents.SECTION)
    staff.appoint(officer=officer, section=section, role=Role.APPROVER, starts_on=now.date(), **told)
    return officer


def _finish(batch: Any) -> None:
    """What the sweeper does with a batch that lost its job, until it is finished."""
    _promise(_continue(batch))
    holding.wait(lambda: type(batch).objects.filter(pk=batch.pk, finished_at__isnull=False).exists())


def _expect_decided(batch: Any) -> None:
    """Each application has one decision, one letter with a number of its own, one event, line and message."""
    from madoguchi.applications.models import Event
    from madoguchi.audit.models import Line
    from madoguchi.messaging.models import InboxMessage, OutgoingMessage
    from madoguchi.review.models import Decision, Letter

    found = {
        "done": batch.items.filter(refusal="").exclude(done_at=None).count(),
        "decisions": Decision.objects.exclude(decided_at=None).count(),
        "letters": Letter.objects.exclude(file=None).count(),
        "events": Event.objects.filter(act="decide").count(),
        "lines": Line.objects.filter(verb="letter.issued").count(),
        "messages": InboxMessage.objects.filter(template="decided").count(),
        "mails": OutgoingMessage.objects.filter(template="decided").count(),
    }
    holding.require(set(found.values()) == {DECISIONS}, str(found))
    numbers = sorted(_serial(each) for each in Letter.objects.values_list("document_number", flat=True))
    holding.require(numbers == list(range(1, DECISIONS + 1)), "the numbers have a gap or a double")
    ended = Line.objects.filter(verb="batch.finished").count()
    holding.require(ended == 1, f"the batch finished {ended} times")


def _settle_under_fire(proposal: Any) -> tuple[list[int], set[str]]:
    """How much was settled at each kill, and the mails it broke off; nobody sees any of it."""
    from madoguchi.review.models import Decision

    job = "review.settle", {"proposal": str(proposal.pk)}
    done, kept, broken_off = Decision.objects.exclude(decided_at=None), [], set()
    for kill in range(1, KILLS + 1):
        kept.append(_kill_at(done.count, kill, DECISIONS, job=job))
        broken_off |= _mails("sending")
        _expect_unseen()
    with _working():
        _promise(job)
        holding.wait(lambda: type(proposal).objects.filter(settled_at__isnull=False).exists())
    _expect_unseen()
    return kept, broken_off | _mails("sending")


def _tell_under_fire(release: Any, broken_off: set[str]) -> list[int]:
    """Release the results; how many were told at each kill, and more mails that it broke off."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.review.actions import releasing
    from madoguchi.review.models import Decision

    releasing.release(release_id=release, by=SYSTEM, now=clock.now())
    done, kept = Decision.objects.exclude(told_at=None), []
    for kill in range(1, KILLS + 1):
        kept.append(_kill_at(done.count, kill, DECISIONS, job=_tell(release)))
        broken_off |= _mails("sending")
    return kept


def _tell(release: Any) -> Job:
    return "review.tell_released", {"release": str(release)}


def _expect_unseen() -> None:
    """Nothing of a result can be read by its resident, or leaves the house."""
    from madoguchi.applications.models import Application
    from madoguchi.messaging.models import InboxMessage, OutgoingMessage
    from madoguchi.review import queries

    found = {
        "outcomes": Application.objects.exclude(outcome="").count(),
        "states": Application.objects.filter(state="decided").count(),
        "letters": len([each for each in Application.objects.all() if queries.letter_of(each)]),
        "messages": InboxMessage.objects.filter(template="decided").count(),
        "mails": OutgoingMessage.objects.filter(template="decided").count(),
    }
    holding.require(not any(found.values()), f"seen before the instant: {found}")


def _expect_released(proposal: Any) -> None:
    """Each took effect once, was shown once and told once; the branches of the number run from 1."""
    from madoguchi.applications.models import Application, Event
    from madoguchi.audit.models import Line
    from madoguchi.messaging.models import InboxMessage, OutgoingMessage
    from madoguchi.review.models import Decision, Letter

    found = {
        "shown": Application.objects.filter(state="decided", outcome="approved").count(),
        "told": Decision.objects.exclude(told_at=None).count(),
        "letters": Letter.objects.exclude(file=None).count(),
        "settled": Event.objects.filter(act="settle").count(),
        "released": Event.objects.filter(act="release").count(),
        "lines": Line.objects.filter(verb="letter.issued").count(),
        "messages": InboxMessage.objects.filter(template="decided").count(),
        "mails": OutgoingMessage.objects.filter(template="decided").count(),
    }
    holding.require(set(found.values()) == {DECISIONS}, str(found))
    numbers = set(Letter.objects.values_list("document_number", flat=True))
    expected = {f"{proposal.document_number}の{branch}" for branch in range(1, DECISIONS + 1)}
    holding.require(numbers == expected, "the branches have a gap or a double")
    ended = Line.objects.filter(verb__in=("proposal.settled", "release.released")).count()
    holding.require(ended == 2, f"settled and released to the end {ended} times")


def _serial(document_number: str) -> int:
    """The 7 of 8測第7号."""
    return int(document_number.rpartition("第")[2].partition("号")[0])


def _expect_nothing_left() -> None:
    """Of what was removed only the record knows."""
    from madoguchi.applications import models
    from madoguchi.messaging.models import InboxMessage, OutgoingMessage
    from madoguchi.review.models import BatchItem, Decision, Letter

    for left in (
        *(models.AnswerSet, models.SealedAnswer, models.AnswerIndex, models.Event, models.Claimed),
        *(Decision, Letter, BatchItem, InboxMessage, OutgoingMessage),
    ):
        holding.require(not left.objects.exists(), f"{left.objects.count()} rows of {left.__name__} are left")


def _sweep_files_under_fire() -> int:
    """Let the files that nobody names any more grow old, and kill who sweeps them."""
    from madoguchi.base import clock
    from madoguchi.files import storage
    from madoguchi.files.models import StoredFile

    count, long_ago = StoredFile.objects.count(), clock.now() - timedelta(days=3)
    StoredFile.objects.update(stored_at=long_ago)
    for file in Path(os.environ["MADOGUCHI_VAR"], "files").rglob("*"):
        os.utime(file, (long_ago.timestamp(),) * 2)
    for kill in range(1, KILLS + 1):
        _kill_at(lambda: count - StoredFile.objects.count(), kill, count, job=SWEEP)
    with _working():
        _promise(SWEEP)
        holding.wait(lambda: not StoredFile.objects.exists() and not list(storage.stored_names()))
    return count


def _expect_no_stray_bytes(*, letters: int) -> None:
    """What a rolled-back drawing left behind goes with the sweeper, and nothing else does."""
    from madoguchi.base import clock
    from madoguchi.files import actions, storage

    later = clock.now() + timedelta(days=2)
    actions.sweep_rows(now=later)
    actions.sweep_files(now=later)
    kept = len(list(storage.stored_names()))
    holding.require(kept == letters, f"{kept} files for {letters} letters")


def _given_back_all_at_once() -> tuple[Any, list[Any]]:
    """A session that was full, all of whose places were given back; and who waits for them, in order."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.booking.actions import changing, waiting
    from madoguchi.booking.actions.booking import book
    from madoguchi.booking.making import Who, Wish

    session = booking.session("course", GIVEN_BACK, waiting="in_order")
    them = booking.people(GIVEN_BACK + WAITING)
    told: dict[str, Any] = {"by": SYSTEM, "now": clock.now()}
    held = []
    for each in them[:GIVEN_BACK]:
        wish = Wish(who=Who(resident=each), party={"people": 1}, key=str(each.pk))
        held += book(sessions=[session.pk], wish=wish, **told)
    for at, each in enumerate(them[GIVEN_BACK:]):
        asked = told | {"now": told["now"] + timedelta(milliseconds=at)}
        waiting.wait(session_id=session.pk, who=Who(resident=each), party={"people": 1}, **asked)
    for each in held:
        changing.cancel(reservation_id=each.pk, **told)
    return session, them[GIVEN_BACK:]


def _expect_offered(session: Any, asked: list[Any]) -> None:
    """The first who asked have a place each, one message each, and all others wait on."""
    from madoguchi.booking.models import Reservation, WaitEntry
    from madoguchi.messaging.models import InboxMessage

    served = {each.pk for each in asked[:GIVEN_BACK]}
    crowds.expect_full(session)
    offered = set(Reservation.objects.filter(state="offered").values_list("resident", flat=True))
    holding.require(offered == served, f"{len(offered ^ served)} were offered out of turn, or not")
    entries = dict(Counter(WaitEntry.objects.values_list("state", flat=True)))
    expected = {"offered": GIVEN_BACK, "waiting": WAITING - GIVEN_BACK}
    holding.require(entries == expected, f"who waits: {entries}")
    told = Counter(
        InboxMessage.objects.filter(template="slot_offered").values_list("resident_ref", flat=True)
    )
    once = {each.reference: 1 for each in asked[:GIVEN_BACK]}
    holding.require(told == once, f"{len(told)} were told, {sum(told.values())} times")


def _write_lines(count: int) -> None:
    from madoguchi.audit import actions as audit
    from madoguchi.base import clock

    for number in range(count):
        audit.record(verb="soak.written", about=("line", str(number)), by=audit.SYSTEM, now=clock.now())


def _mails(status: str) -> set[str]:
    """The Message-IDs of the mails in that state."""
    from madoguchi.messaging.models import OutgoingMessage

    found = OutgoingMessage.objects.filter(status=status).values_list("pk", flat=True)
    return {f"<{pk}@localhost>" for pk in found}


def _sweep_mails() -> None:
    """What the sweeper does when it comes by after a while, with nobody at work."""
    from madoguchi.base import clock
    from madoguchi.messaging import delivery
    from madoguchi.messaging.models import OutgoingMessage
    from madoguchi.rules.messages import STUCK_AFTER

    delivery.sweep(now=clock.now() + STUCK_AFTER + timedelta(seconds=1))
    OutgoingMessage.objects.filter(status="retry").update(next_attempt_at=clock.now())


def _expect_each_once(sink: Sink, but: set[str]) -> None:
    holding.require(sink.came.keys() == _mails("sent"), f"{len(sink.came)} mails came")
    doubled = {name for name, times in sink.came.items() if times > 1}
    holding.require(doubled <= but, f"sent twice without need: {doubled - but}")
