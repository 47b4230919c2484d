"""Complete submissions a second, through HTTP, beside the bare floor on the same server."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
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
            code=documents.SECTION, name="子育て政策課", mark="ひ子育", phone="", starts_on=now.date(), by=SYSTEM, now=now
        )
    found = Procedure.objects.filter(slug=document.id).first()
    if found and found.current_id:
        return found.current_id
    actions.save_draft_document(document=document, by=SYSTEM, now=now)
    return actions.publish(slug=document.id, seen=digest(canonical(document)), by=SYSTEM, now=now).pk


def _filing(draft: UUID, cookies: str) -> bytes:
    return load.post(f"/drafts/{draft}/submit/", cookies, FORM)


def measure(a_round=A_ROUND, rounds=ROUNDS):
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute(floor.TABLES)
    requests = prepare(a_round * rounds + WARM_UP)
    bare = [load.post("/store", "", floor.body())] * (a_round * 2)
    with ExitStack() as stack:
        us = stack.enter_context(house.serving(house.ours(), path="/healthz"))
        them = stack.enter_context(house.serving(house.floor(), path="/store"))
        load.fire(us.port, [requests.pop() for _ in range(WARM_UP)])
        load.fire(them.port, bare[:WARM_UP])
        for _ in range(rounds):
            f = load.fire(them.port, bare)
            o = load.fire(us.port, [requests.pop() for _ in range(a_round)])
            yield (round(f.per_second), f.statuses, round(f.percentile(.95)*1000,1), round(o.per_second), o.statuses, round(o.percentile(.95)*1000,1), round(o.per_second/f.per_second,3), o.answers[0].location)
