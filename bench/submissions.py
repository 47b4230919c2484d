"""Complete submissions a second, through HTTP, beside the bare floor on the same server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bench import documents, floor, house, load
from bench.house import CSRF
from bench.load import Salvo

ROUNDS: Final = 5
A_ROUND: Final = 1500  # submissions
RESIDENTS: Final = 64
WARM_UP: Final = 64
FORM: Final = f"csrfmiddlewaretoken={CSRF}".encode()


def prepare(count: int) -> list[bytes]:
    """As many requests, each of which files a draft that is ready; drafts and sign-ins of many residents."""
    from madoguchi.applications.models import Draft
    from madoguchi.base import clock, crypto
    from madoguchi.people.actions import residents
    from madoguchi.rules import care

    version = publish()
    now = clock.now()
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


def publish() -> int:
    """Put the measured procedure in force; its version."""
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.actions import staff
    from madoguchi.people.models import Section
    from madoguchi.procedures import actions
    from madoguchi.procedures.models import Procedure
    from madoguchi.rules.documents import canonical, digest

    document, now = documents.document(), clock.now()
    if not Section.objects.filter(code=documents.SECTION).exists():
        staff.found_section(
            code=documents.SECTION,
            name="子育て政策課",
            mark="ひ子育",
            phone="",
            starts_on=now.date(),
            by=SYSTEM,
            now=now,
        )
    found = Procedure.objects.filter(slug=document.id).first()
    if found and found.current_id:
        return found.current_id
    actions.save_draft_document(document=document, by=SYSTEM, now=now)
    return actions.publish(slug=document.id, seen=digest(canonical(document)), by=SYSTEM, now=now).pk


def _filing(draft: UUID, cookies: str) -> bytes:
    return load.post(f"/drafts/{draft}/submit/", cookies, FORM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of both, in the same minute: answers a second."""

    ours: float
    floor: float


def measure(a_round: int = A_ROUND, rounds: int = ROUNDS) -> Iterator[Round]:
    """Fire at the floor and at the city in turn. Raises RuntimeError when an answer was not expected."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(floor.TABLES)
    requests = prepare(a_round * rounds + WARM_UP)
    bare = [load.post("/store", "", floor.body())] * (a_round * 2)
    with (
        house.serving(house.ours(), path="/healthz") as us,
        house.serving(house.floor(), path="/store") as them,
    ):
        _fire(us.port, [requests.pop() for _ in range(WARM_UP)], 302)
        _fire(them.port, bare[:WARM_UP], 200)
        for _ in range(rounds):
            beneath = _fire(them.port, bare, 200)
            ours = _fire(us.port, [requests.pop() for _ in range(a_round)], 302)
            yield Round(ours=ours.per_second, floor=beneath.per_second)


def step_p95(count: int = 200) -> float:
    """Seconds within which 95 of 100 steps are saved and answered, asked one after the other as htmx does."""
    from madoguchi.applications.models import Draft

    filings = prepare(1)
    draft = Draft.objects.filter(submitted_at=None).order_by("-created_at")[0]
    cookie = filings[0].decode().split("cookie: ", 1)[1].split("\r\n", 1)[0]
    step = documents.document().steps[0].id
    path = f"/drafts/{draft.pk}/steps/{step}/"
    with house.serving(house.ours(), path="/healthz") as web:
        requests = [
            load.post(
                path,
                cookie,
                FORM + f"&revision={draft.revision + number}&tab=bench".encode(),
                hx_request="true",
            )
            for number in range(count + WARM_UP)
        ]
        salvo = load.fire(web.port, requests, connections=1)
    if set(salvo.statuses) != {200}:
        raise RuntimeError(f"answers: {dict(salvo.statuses)}")
    return load.percentile([answer.seconds for answer in salvo.answers[WARM_UP:]], 0.95)


def _fire(port: int, requests: Sequence[bytes], expected: int) -> Salvo:
    salvo = load.fire(port, requests)
    if set(salvo.statuses) != {expected}:
        raise RuntimeError(f"answers: {dict(salvo.statuses)}")
    return salvo
