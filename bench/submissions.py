"""Complete submissions a second, through HTTP, beside the bare floor on the same server."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bench import documents, floor, house, load
from bench.figures import Figure, Share, milliseconds
from bench.house import CSRF
from bench.load import CONNECTIONS, Salvo

ROUNDS: Final = 12
A_ROUND: Final = 500  # submissions
RESIDENTS: Final = 64
WARM_UP: Final = 128
FORM: Final = f"csrfmiddlewaretoken={CSRF}".encode()
GOAL: Final = 0.25


def figures(var: Path) -> Iterator[Share | Figure]:
    """Rounds of both in turn, so that whatever else the machine does hits both; medians of the rounds."""
    with house.opened(var):
        _require_durable()
        rounds = list(_rounds())
    yield Share(
        name=f"complete submissions a second, {CONNECTIONS} at once",
        value=statistics.median(us.per_second for us, _ in rounds),
        floor=statistics.median(them.per_second for _, them in rounds),
        ratio=statistics.median(us.per_second / them.per_second for us, them in rounds),
        goal=GOAL,
        unit="/s",
    )
    slowest = statistics.median(us.percentile(0.95) for us, _ in rounds)
    yield milliseconds(f"complete submission, p95, {CONNECTIONS} at once", slowest, 100)


def _rounds() -> Iterator[tuple[Salvo, Salvo]]:
    requests = prepare(A_ROUND * ROUNDS + WARM_UP)
    bare = [load.post("/store", "", floor.body())] * (A_ROUND * 2)
    floor.make_tables()
    with (
        house.serving(house.ours(), path="/healthz") as us,
        house.serving(house.floor(), path="/store") as them,
    ):
        _fire(us.port, [requests.pop() for _ in range(WARM_UP)], 302)
        _fire(them.port, bare[:WARM_UP], 200)
        for _ in range(ROUNDS):
            beneath = _fire(them.port, bare, 200)
            yield _fire(us.port, [requests.pop() for _ in range(A_ROUND)], 302), beneath


def _fire(port: int, requests: Sequence[bytes], expected: int) -> Salvo:
    salvo = load.fire(port, requests)
    if set(salvo.statuses) != {expected}:
        raise RuntimeError(f"expected {expected}, got {dict(salvo.statuses)}")
    return salvo


def _require_durable() -> None:
    found = house.durability()
    if {found["fsync"], found["synchronous_commit"], found["full_page_writes"]} != {"on"}:
        raise RuntimeError(f"the database may forget: {found}")


def prepare(count: int, **changes: Any) -> list[bytes]:
    """As many requests, each of which files a draft that is ready; drafts and sign-ins of many residents.

    `changes` are those of the procedure's document.
    """
    from madoguchi.applications.models import Draft
    from madoguchi.base import clock, crypto
    from madoguchi.people.actions import residents
    from madoguchi.rules import care

    version, now = _publish(**changes), clock.now()
    accounts = [
        residents.welcome(address=f"resident.{number}.{version}@mail.example", language="ja", now=now)
        for number in range(RESIDENTS)
    ]
    cookies = [house.cookies(account.resident) for account in accounts]
    plain, sensitive = care.part(documents.document(), documents.answers())
    drafts = Draft.objects.bulk_create(
        Draft(
            version_id=version,
            resident=accounts[number % RESIDENTS].resident,
            answers=plain,
            sealed=crypto.seal(sensitive),
            created_at=now,
            saved_at=now,
        )
        for number in range(count)
    )
    return [_filing(draft.pk, cookies[number % RESIDENTS]) for number, draft in enumerate(drafts)]


def _publish(**changes: Any) -> int:
    """Put the measured procedure in force, in a section of its own; its version."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.actions import staff
    from madoguchi.procedures import actions
    from madoguchi.rules.documents import canonical, digest

    document, now = documents.document(**changes), clock.now()
    staff.found_section(
        code=documents.SECTION, name="測定課", mark="測", phone="", starts_on=now.date(), by=SYSTEM, now=now
    )
    actions.save_draft_document(document=document, by=SYSTEM, now=now)
    return actions.publish(slug=document.id, seen=digest(canonical(document)), by=SYSTEM, now=now).pk


def _filing(draft: UUID, cookies: str) -> bytes:
    return load.post(f"/drafts/{draft}/submit/", cookies, FORM)
