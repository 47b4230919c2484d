"""The look at a draft from outside: its pages as drawn, its publication tried and taken back, a visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core import checks
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from madoguchi.applications.queries import facts
from madoguchi.audit.actions import SYSTEM
from madoguchi.base.texts import read_by
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.guarding import Finding, Reason
from madoguchi.rules.guarding.visiting import Errand, Visited, addresses, findings, printed
from madoguchi.rules.markup import inspect
from madoguchi.studio.outside import address_of
from madoguchi.studio.queries.guarding import desk_host, drafts_of, references_of
from madoguchi.studio.rehearsing import Rehearsal, step_values
from madoguchi.studio.strangers import Answer, Ask, Visitor, request_for

ABSENT: Final = "0826-999999-4"
PRODUCTION: Final = "production"
MOST_EXAMPLES: Final = 4  # a page looks different only where other questions are asked
STEP: Final = "studio/resident/step.html"


def flaws_of_step(document: Document, step_id: str, now: datetime) -> list[Finding]:
    """What is wrong with a page of questions, in every language, empty and as the examples fill it in."""
    found = []
    for language in LANGUAGES:
        with read_by(language):
            for html in _drawn(document, step_id, now):
                found += flaws(html, document.step(step_id).title.in_("ja"))
    return list(dict.fromkeys(found))


def flaws(html: str, page: str) -> list[Finding]:
    """The flaws of one page, as findings."""
    return [
        Finding(
            reason=Reason.FLAWED,
            subject=f"{page}/{flawed.flaw}/{flawed.at}",
            facts={"flaw": flawed.flaw.value, "at": flawed.at, "page": page},
        )
        for flawed in inspect(html)
    ]


def _drawn(document: Document, step_id: str, now: datetime) -> Iterator[str]:
    told = facts(document, now)
    seen: set[frozenset[str]] = set()
    for answers in ({}, *(golden.answers for golden in document.golden[:MOST_EXAMPLES])):
        tried = Rehearsal(slug=document.id, document=document, answers=answers, facts=told)
        trip = tried.journey
        asked = frozenset(path for path in trip.visible if document.step_of(path).id == step_id)
        if step_id in trip.path and asked not in seen:
            seen.add(asked)
            yield render_to_string(STEP, step_values(tried, step_id), request=request_for("/"))


def rehearse(procedure: Procedure, digest: str, now: datetime) -> tuple[list[Finding], list[Finding]]:
    """Publish, look at what residents would see, and take it all back: flaws of the page, and what is open.

    A draft that cannot be published shows nothing; another task of the guard says why.
    """
    document = parsed(procedure.draft_text)
    with transaction.atomic():
        try:
            procedures.publish(slug=procedure.slug, seen=digest, by=SYSTEM, now=now)
            seen = _look_around(document)
        except procedures.CannotChangeProcedure:
            seen = [], []
        transaction.set_rollback(True)
    return seen


def _look_around(document: Document) -> tuple[list[Finding], list[Finding]]:
    address, stranger = reverse("portal:procedure", args=[document.id]), Visitor()
    pages = [stranger.get(address, language) for language in LANGUAGES]
    flawed = [each for page in pages for each in flaws(page.body, document.title.in_("ja"))]
    visits = [_visited(Errand.PROCEDURE, address, page) for page in pages]
    visits += _begin(document, stranger)
    found = findings(visits, desk_host=desk_host(), is_published=True, is_demo=settings.DEMO)
    qr = stranger.get(urlsplit(address_of(document.id)).path)
    return list(dict.fromkeys(flawed)), [*found, *printed(leads_to=qr.leads_to, public=address)]


def _begin(document: Document, stranger: Visitor) -> Iterator[Visited]:
    """Begin a draft, and let somebody else try to read it."""
    begun = stranger.post(reverse("applications:start", args=[document.id])).leads_to
    if not begun.startswith("/drafts/"):
        return
    absent = reverse("applications:draft", args=[uuid4()])
    somebody = Visitor()
    like = _visited(Errand.ABSENT, absent, somebody.get(absent))
    yield _visited(Errand.DRAFT, "/drafts/…/", somebody.get(begun), like=like)


def visit(procedure: Procedure, ask: Ask) -> list[Finding]:
    """Go to the public address as anybody can, and look for what must not be there."""
    found = findings(
        _visits(procedure, ask),
        desk_host=desk_host(),
        is_published=procedure.current_id is not None,
        is_demo=settings.DEMO,
    )
    told = addresses(portal=settings.URL_PORTAL, desk=settings.URL_DESK, entrances=settings.ENTRANCES)
    return [*found, *told, *_settings()]


def _visits(procedure: Procedure, ask: Ask) -> Iterator[Visited]:
    slug = procedure.slug
    front = ask("/")
    yield _visited(Errand.FRONT, "/", front)
    if front.status == 0:
        return  # nobody is there: what follows would only take time
    for errand, name, arguments in (
        (Errand.PROCEDURE, "portal:procedure", [slug]),
        (Errand.LIST, "desk:home", []),
        (Errand.LIST, "review:queue", []),
        (Errand.LIST, "studio:procedures", []),
        (Errand.PREVIEW, "studio:preview_step", [slug, parsed(procedure.draft_text).steps[0].id]),
        (Errand.PREVIEW, "studio:procedure", [slug]),
        (Errand.PREVIEW, "studio:take_out_draft", [slug, "yaml"]),
    ):
        path = reverse(name, args=arguments)
        yield _visited(errand, path, ask(path))
    yield _visited(Errand.DEMO, "/demo/", ask("/demo/"))
    yield _visited(Errand.ABSENT, "/nothing-here/", ask("/nothing-here/"))
    yield from _canaries(slug, ask)


def _canaries(slug: str, ask: Ask) -> Iterator[Visited]:
    """Pages of people who exist answer as if they did not. No address of theirs is kept."""
    for name, shown in (("portal:application", "/applications/…/"), ("applications:receipt", "/receipts/…/")):
        like = _asked(Errand.ABSENT, name, ABSENT, shown, ask)
        for reference in references_of(slug):
            yield _asked(Errand.APPLICATION, name, reference, shown, ask, like=like)
    like = _asked(Errand.ABSENT, "applications:draft", str(uuid4()), "/drafts/…/", ask)
    for draft in drafts_of(slug):
        yield _asked(Errand.DRAFT, "applications:draft", draft, "/drafts/…/", ask, like=like)


def _asked(
    errand: Errand, name: str, whose: str, shown: str, ask: Ask, like: Visited | None = None
) -> Visited:
    return _visited(errand, shown, ask(reverse(name, args=[whose])), like=like)


def _visited(errand: Errand, address: str, answer: Answer, like: Visited | None = None) -> Visited:
    return Visited(
        errand=errand,
        address=address,
        status=answer.status,
        leads_to=answer.leads_to,
        body=answer.body,
        like=like,
    )


def _settings() -> Iterator[Finding]:
    """What the machine would refuse to start with in production."""
    for error in checks.run_checks(tags=[PRODUCTION]):
        yield Finding(reason=Reason.SETTINGS, subject=str(error.id), facts={"said": error.msg})
