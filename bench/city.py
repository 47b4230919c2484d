"""The fictional city at its full size: how long living a round takes, and how its pages feel afterwards."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import house, load, results
from bench.figures import Figure, Stated, median_of, milliseconds
from bench.house import Web
from madoguchi.rules.journey import journey

if TYPE_CHECKING:
    from madoguchi.applications.models import Application, Draft
    from madoguchi.people.models import Officer

ROUND: Final = 2900  # applications
PROCEDURE: Final = "gakudo_application"
SECTION: Final = "kosodate"
SAMPLE: Final = 40
VISITS: Final = 200
QUEUES: Final = (
    "",
    "?page=2",
    f"?procedure={PROCEDURE}",
    f"?procedure={PROCEDURE}&page=20",
    f"?procedure={PROCEDURE}&order=due",
    "?q=%E3%82%B5%E3%83%88%E3%82%A6",  # サトウ
)
LOADED: Final = re.compile(rb'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="(/static/[^"]+)"')


def figures(var: Path) -> Iterator[Figure | Stated]:
    """A year is filed through everybody's actions; then the pages are asked one after the other."""
    with house.opened(var, demo=True):
        yield from lived()
        yield from _drawn()
        with house.serving(house.ours(), path="/healthz") as web:
            yield from queue(web)
            yield from steps(web)
            yield _heaviest(web)
            yield from results.figures(web, section=SECTION, procedure=PROCEDURE)


def lived() -> Iterator[Figure | Stated]:
    """Found the city and let a whole year apply: what these families take, and the city around them."""
    from madoguchi.applications.models import Application
    from madoguchi.base import clock
    from madoguchi.demo import loader

    seen = [time.monotonic()]
    loader.load(
        applications=ROUND, now=clock.now(), progress=lambda done, total: seen.append(time.monotonic())
    )
    began, first, *_, last = seen
    filed = f"{ROUND:,} applications generated, papers and all"
    yield Figure(name=filed, value=last - first, limit=90, unit="s")
    others = Application.objects.count() - ROUND
    rest = f"the city around them, {others:,} of last year with it"
    yield Stated(name=rest, value=time.monotonic() - began - (last - first), unit="s")


def _drawn() -> Iterator[Figure]:
    from madoguchi.applications.queries import filed
    from madoguchi.base import clock, paper
    from madoguchi.review import letters
    from madoguchi.review.models import Letter

    read = [filed(each) for each in _applications()[:SAMPLE]]
    walks = [partial(journey, each.document, each.answers, each.facts()) for each in read]
    yield milliseconds("journey, 学童 document with 90 places", median_of(walks + walks), 3)
    issued = Letter.objects.select_related("application", "decision")[:SAMPLE]
    sheets = [letters.sheet(letter, filed(letter.application)) for letter in issued]
    papers = [partial(paper.draw, paper.LETTER, sheet, at=clock.now()) for sheet in sheets]
    papers[0]()
    yield milliseconds("a letter drawn", median_of(papers), 20)


def _applications() -> Sequence[Application]:
    from madoguchi.applications.models import Application

    found = Application.objects.filter(version__procedure=PROCEDURE, resident__isnull=False)
    return list(found.select_related("resident__account").order_by("-arrived_at")[: SAMPLE * 2])


def queue(web: Web) -> Iterator[Figure]:
    """What an officer opens all day, and whether it asks the database as often for one row as for fifty."""
    officer = _officer()
    cookies = house.cookies(officer)
    visits = [load.get(f"/desk/applications/{query}", cookies) for query in islice(cycle(QUEUES), VISITS)]
    seen = _answered(load.fire(web.port, visits, connections=1))
    yield milliseconds(f"queue of {ROUND:,}, p95 of {len(QUEUES)} views", seen.percentile(0.95), 150)
    long, short = (_statements(officer, f"?procedure={PROCEDURE}{more}") for more in ("", "&overdue=1"))
    yield Figure(name="statements of a full queue page, as of a short one", value=long, limit=short, unit="")


def _officer() -> Officer:
    from madoguchi.people.models import Officer

    return Officer.objects.filter(posts__section=SECTION).select_related("account").order_by("pk")[0]


def _statements(officer: Officer, query: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"cookie": house.cookies(officer), "host": "localhost"})
    with CaptureQueriesContext(connection) as asked:
        if browser.get(f"/desk/applications/{query}").status_code != 200:
            raise RuntimeError("the queue does not open")
    return len(asked)


def steps(web: Web) -> Iterator[Figure]:
    """Every step of a real application, drawn and then saved as the page does it after a change."""
    draft, cookies = _draft()
    drawn, saved = [], []
    for path in islice(cycle(_pages(web, draft, cookies)), VISITS // 2):
        page = load.ask(web.port, load.get(path, cookies))
        body, kind = _posted(page.body)
        answer = load.ask(web.port, load.post(path, cookies, body, content_type=kind, hx_request="true"))
        if (page.status, answer.status) != (200, 200):
            raise RuntimeError(f"{path}: {page.status}, {answer.status}")
        drawn.append(page.seconds)
        saved.append(answer.seconds)
    yield milliseconds("学童 step saved and asked again, p95", load.percentile(saved, 0.95), 100)
    yield milliseconds("学童 step drawn as a whole page, p95", load.percentile(drawn, 0.95), 100)


def _draft() -> tuple[Draft, str]:
    """A draft with the answers that somebody filed, and the cookies of its writer."""
    from madoguchi.applications.actions import drafts
    from madoguchi.applications.actions.drafts import Seen
    from madoguchi.applications.queries import filed
    from madoguchi.audit.actions import SYSTEM
    from madoguchi.base import clock

    application = _applications()[0]
    resident: Any = application.resident
    told: dict[str, Any] = {"language": "ja", "by": SYSTEM, "now": clock.now()}
    draft = drafts.begin(version_id=application.version_id, resident=application.resident, **told)
    drafts.save(draft_id=draft.pk, answers=filed(application).answers, seen=Seen(revision=1), **told)
    return draft, house.cookies(resident)


def _pages(web: Web, draft: Draft, cookies: str) -> list[str]:
    """The addresses of all its steps."""
    from madoguchi.procedures.queries import document_of

    steps = (f"/drafts/{draft.pk}/steps/{step.id}/" for step in document_of(draft.version_id).steps)
    return [path for path in steps if load.ask(web.port, load.get(path, cookies)).status == 200]


def _posted(page: bytes) -> tuple[bytes, str]:
    """What a browser would send of the page's form, and how it would say what that is."""
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
    from tests.journeys.pages import Boxes

    boxes = Boxes("step")
    boxes.feed(page.decode())
    values: dict[str, Any] = {**boxes.values, "csrfmiddlewaretoken": house.CSRF}
    return encode_multipart(BOUNDARY, values), MULTIPART_CONTENT


def _heaviest(web: Web) -> Figure:
    """Every page of a resident's way, with all it loads, as it goes over the wire the first time."""
    draft, cookies = _draft()
    filed = next(each for each in _applications() if each.resident_id == draft.resident_id)
    paths = (
        "/",
        f"/procedures/{PROCEDURE}/",
        *_pages(web, draft, cookies),
        f"/drafts/{draft.pk}/check/",
        f"/receipts/{filed.reference}/",
        f"/applications/{filed.reference}/",
        "/me/",
    )
    weights = {path: _weight(web, path, cookies) for path in paths}
    heaviest = max(weights, key=weights.__getitem__)
    where = heaviest.rstrip("/").rpartition("/")[2] or "home"
    return Figure(name=f"heaviest page of a resident ({where})", value=weights[heaviest], limit=60, unit="KB")


def _weight(web: Web, path: str, cookies: str) -> float:
    """Kilobytes of a page, as a proxy compresses it, and of its styles and scripts, as they are served."""
    page = load.ask(web.port, load.get(path, cookies))
    if page.status != 200:
        raise RuntimeError(f"{path}: {page.status}")
    loaded = {part.decode() for part in LOADED.findall(page.body)}
    parts = [load.ask(web.port, load.get(part, accept_encoding="gzip, br")).body for part in loaded]
    return (len(gzip.compress(page.body, 6)) + sum(map(len, parts))) / 1024


def _answered(salvo: load.Salvo) -> load.Salvo:
    if set(salvo.statuses) != {200}:
        raise RuntimeError(f"answers: {dict(salvo.statuses)}")
    return salvo
