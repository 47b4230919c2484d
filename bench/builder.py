"""The builder on a procedure of a hundred questions: opened, and a box changed with all that follows it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import documents, house
from bench.figures import Figure, milliseconds
from madoguchi.config import start

if TYPE_CHECKING:
    from django.test import Client

    from madoguchi.people.models import Officer

QUESTIONS: Final = 100
EDITS: Final = 60
BUILD: Final = "/desk/procedures/measured/build/question/reason_5/"
PHONE: Final = "/desk/procedures/measured/preview/page_5/"
OPENED: Final = 300  # milliseconds
EDITED: Final = 150


def figures(var: Path) -> Iterator[Figure]:
    """One officer at her desk, through everything but the network."""
    with house.opened(var):
        from django.test import Client

        desk = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
        desk.defaults["wsgi.url_scheme"] = "https"
        officer = _officer()
        name, value = house.cookies(officer).split(";")[0].split("=")
        desk.cookies[name] = value
        _edit(desk, EDITS)  # the first of all loads the templates
        start.keep_what_is_here()  # as the web does
        opened = sorted(_seconds(desk) for _ in range(EDITS))
        yield milliseconds(f"builder: open one of {QUESTIONS} questions", statistics.median(opened), OPENED)
        edited = sorted(_edit(desk, number) for number in range(EDITS))
        yield milliseconds("builder: change a box, boxes and phone drawn (p95)", edited[-EDITS // 20], EDITED)


def _officer() -> Officer:
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock
    from madoguchi.people.actions import staff
    from madoguchi.people.models import Role
    from madoguchi.procedures import actions as procedures

    now, then = clock.now(), date(2020, 4, 1)
    section = staff.found_section(
        code=documents.SECTION,
        name="測定課",
        mark="測",
        phone="0000-00-0101",
        starts_on=then,
        by=SYSTEM,
        now=now,
    )
    officer = staff.register_officer(
        number="1001", name="測定 職", kana="ソクテイ ショク", password=None, by=SYSTEM, now=now
    )
    staff.appoint(
        officer=officer, section=section, role=Role.ADMINISTRATOR, starts_on=then, by=SYSTEM, now=now
    )
    procedures.save_draft_document(document=documents.document(QUESTIONS), by=SYSTEM, now=now)
    return officer


def _seconds(desk: Client) -> float:
    began = time.perf_counter()
    answer = desk.get(BUILD)
    taken = time.perf_counter() - began
    _must_be(answer.status_code)
    return taken


def _edit(desk: Client, number: int) -> float:
    """What a browser asks for when a box is left: it is kept, and the phone is drawn again."""
    from madoguchi.procedures.models import Procedure
    from madoguchi.rules.documents import digest

    seen = digest(Procedure.objects.get(pk="measured").draft_text)
    title = "steps[page_5].questions[reason_5].title.ja"
    began = time.perf_counter()
    kept = desk.post(BUILD, {"seen": seen, title: f"理由 {number}"}, headers={"hx-request": "true"})
    phone = desk.get(PHONE, headers={"sec-fetch-dest": "iframe"})
    taken = time.perf_counter() - began
    _must_be(kept.status_code)
    _must_be(phone.status_code)
    return taken


def _must_be(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"the builder answered {status}")
