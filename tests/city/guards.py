"""A draft that everything is in order with, and a guard that has looked at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from tests.city.people import NOW, acting, make_officer
from tests.city.procedures import AOIS_ANSWERS, club_document

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import delivery
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Section
from madoguchi.procedures import actions as procedures
from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.studio.actions import guarding
from madoguchi.studio.models import Inspection
from madoguchi.studio.strangers import Answer, Ask


def golden(id: str, *, left_out: str = "", visible: tuple[str, ...] = (), **answers: Any) -> dict[str, Any]:
    """An example: what Aoi answers, but for some."""
    given = {key: value for key, value in {**AOIS_ANSWERS, **answers}.items() if key != left_out}
    expect = {"complete": True, "visible": list(visible)}
    return {"id": id, "title": id, "at": NOW.isoformat(), "answers": given, "expect": expect}


SOUND: dict[str, Any] = {
    "golden": [golden("one"), golden("two", visible=("certificate",)), golden("three")],
}


def sound_club(**changes: Any) -> Document:
    """The club's document as the guard likes it, with top-level keys changed."""
    return club_document(**{**SOUND, **changes})


def draft(document: Document, *, now: datetime) -> str:
    """Put it on the table; its digest."""
    procedures.save_draft_document(document=document, by=SYSTEM, now=now)
    return documents.digest(documents.canonical(document))


def as_stranger(client: Client | None = None) -> Ask:
    """Asks this process, as a browser without a cookie would."""

    def ask(path: str) -> Answer:
        response = (client or Client()).get(path)
        body = b"" if response.streaming else response.content
        leads_to = response.headers.get("Location", "").partition("?")[0]
        return Answer(status=response.status_code, leads_to=leads_to, body=body.decode())

    return ask


def inspected(officer: Officer, *, now: datetime, ask: Ask | None = None) -> Inspection:
    """The draft of the club, looked at; the test mail has arrived."""
    inspection = guarding.inspect(slug="club", mail_to="chika@hibari.example", by=acting(officer), now=now)
    for message in OutgoingMessage.objects.filter(about_ref=str(inspection.pk)):
        delivery.deliver(message=message.pk, now=now)
    guarding.carry_out(inspection_id=inspection.pk, ask=ask or as_stranger(), now=now)
    inspection.refresh_from_db()
    return inspection


def let_through(officer: Officer) -> None:
    """The draft of the club may be published now: owner and deputy are named, and the guard has looked."""
    deputy, now = make_officer(section=Section.objects.get(pk="kosodate")), clock.now()
    procedures.entrust(slug="club", owner=officer, deputy=deputy, by=SYSTEM, now=now)
    inspected(officer, now=now)
