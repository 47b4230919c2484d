"""What a procedure says in its own words, beside what every message of a kind says."""

from __future__ import annotations

from madoguchi.applications.models import Application
from madoguchi.applications.queries import facts
from madoguchi.rules import additions, calendar
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey


def added_words(
    application: Application, document: Document, filed: Journey, template: str
) -> dict[str, str]:
    """What the procedure adds to a message of this kind, by language."""
    about = additions.About(
        document=document,
        journey=filed,
        facts=facts(document, application.arrived_at),
        reference=application.reference,
        arrived_on=calendar.local_day(application.arrived_at),
    )
    return additions.write(getattr(document.messages, template, None), about)
