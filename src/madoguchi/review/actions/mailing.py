"""紙で送る: envelopes and letters of many as one PDF to print, and the day on which they were posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from madoguchi.applications.queries import filed, for_desk
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs, paper
from madoguchi.files import actions as files
from madoguchi.files.queries import open_file
from madoguchi.messaging import actions as messaging
from madoguchi.people.models import Officer
from madoguchi.people.queries import access_section
from madoguchi.review import letters, queries
from madoguchi.review.models import Letter, Mailing, MailingItem
from madoguchi.rules import calendar
from madoguchi.rules.letters import SetAside
from madoguchi.rules.messages import Channel, Closing

AT_ONCE: Final = 20  # letters drawn while the officer waits; more are drawn in the background
PROGRESS: Final = 20  # letters, after which the page hears how far it has got


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one letter adds to the print run."""

    envelope: dict[str, Any]
    letter: bytes


@transaction.atomic
def start_mailing(
    *,
    wanted: Sequence[Letter],
    with_envelopes: bool,
    two_sided: bool,
    officer: Officer,
    by: Actor,
    now: datetime,
) -> Mailing:
    """Begin a print run of these letters, in this order."""
    mailing = Mailing.objects.create(
        officer=officer, with_envelopes=with_envelopes, two_sided=two_sided, started_at=now
    )
    MailingItem.objects.bulk_create(MailingItem(mailing=mailing, letter=letter) for letter in wanted)
    audit.record(
        verb="mailing.started",
        about=("mailing", str(mailing.pk)),
        by=by,
        now=now,
        details={"references": [letter.application.reference for letter in wanted]},
    )
    jobs.defer("review.draw_mailing", mailing=str(mailing.pk))
    return mailing


def draw_mailing(*, mailing_id: UUID, now: datetime) -> None:
    """Draw it from the beginning; stopped at any point it is drawn anew, and nothing was sent meanwhile."""
    mailing = Mailing.objects.filter(pk=mailing_id, finished_at=None).first()
    if mailing is None:
        return
    items = list(mailing.items.select_related("letter__application", "letter__file").order_by("pk"))
    drawn: list[Drawn] = []
    for start in range(0, len(items), PROGRESS):
        drawn += _draw_some(items[start : start + PROGRESS], now)
    content, envelopes, pages = _bundle(mailing, drawn) if drawn else (b"", 0, 0)
    _finish(mailing, content, envelopes, pages, now)


@transaction.atomic
def _draw_some(items: Sequence[MailingItem], now: datetime) -> list[Drawn]:
    drawn = [_draw(item) for item in items]
    for item in items:
        item.drawn_at = now
    MailingItem.objects.bulk_update(items, ["drawn_at", "set_aside", "missing_glyphs"])
    return [each for each in drawn if each is not None]


def _draw(item: MailingItem) -> Drawn | None:
    """The letter with its envelope; None when it is set aside, and why stands in the item."""
    letter, read = item.letter, for_desk(filed(item.letter.application))
    addressee = letters.replaced(letters.addressee(read), letter.substitutes)
    item.missing_glyphs = letters.missing_glyphs(addressee)
    content = _content(letter)
    item.set_aside = ""
    if read.is_masked:
        item.set_aside, item.missing_glyphs = SetAside.PROTECTED, []
    elif not addressee["lines"]:
        item.set_aside = SetAside.NO_ADDRESS
    elif item.missing_glyphs:
        item.set_aside = SetAside.GLYPHS
    elif content is None:
        item.set_aside = SetAside.LOST
    else:
        return Drawn({**addressee, "sender": _sender(letter)}, content)
    return None


def _content(letter: Letter) -> bytes | None:
    try:
        return open_file(letter.file_id) if letter.file_id else None
    except FileNotFoundError:
        return None


def _sender(letter: Letter) -> list[str]:
    section = access_section(code=letter.application.section)
    return [f"{settings.CITY_NAME} {section.name}", f"電話 {section.phone}"]


def _bundle(mailing: Mailing, drawn: Sequence[Drawn]) -> tuple[bytes, int, int]:
    """All envelopes, then all letters in the same order; the PDF, and how many pages of each."""
    envelopes = _envelopes(drawn) if mailing.with_envelopes else []
    content, pages = paper.bundle([*envelopes, *(each.letter for each in drawn)], two_sided=mailing.two_sided)
    return content, len(drawn) if envelopes else 0, pages


def _envelopes(drawn: Sequence[Drawn]) -> list[bytes]:
    values = {
        "title": "宛名",
        "office": settings.CITY_NAME,
        "envelopes": [each.envelope for each in drawn],
    }
    return [paper.draw(paper.ENVELOPE, values)]


@transaction.atomic
def _finish(mailing: Mailing, content: bytes, envelopes: int, pages: int, now: datetime) -> None:
    file = files.keep(content=content, media_type="application/pdf", page_count=pages, now=now)
    unfinished = Mailing.objects.filter(pk=mailing.pk, finished_at=None)
    if unfinished.update(
        finished_at=now, file=file if content else None, envelope_count=envelopes, page_count=pages
    ):
        audit.record(verb="mailing.drawn", about=("mailing", str(mailing.pk)), by=SYSTEM, now=now)


@transaction.atomic
def note_mailing_posted(*, mailing: Mailing, on: date, by: Actor, now: datetime) -> int:
    """The letters of a print run went out on that day, but for those set aside; how many. Once is enough."""
    held = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if held.posted_on is not None or held.file_id is None:
        return 0
    held.posted_on = on
    held.save(update_fields=["posted_on"])
    sent = [item.letter for item in queries.list_mailing_items(mailing=held) if not item.set_aside]
    for letter in sent:
        note_posted(letter=letter, on=on, officer=held.officer, by=by, now=now)
    return len(sent)


@transaction.atomic
def note_posted(*, letter: Letter, on: date, officer: Officer, by: Actor, now: datetime) -> None:
    """A letter went out on paper; who was to be told of it by post has been told."""
    Letter.objects.filter(pk=letter.pk).update(posted_on=on, posted_by=officer, again_at=None)
    about = ("application", letter.application.reference)
    messaging.close_by_hand(about=about, why=Closing.LETTER_POSTED, channel=Channel.POST, by=by, now=now)
    details = {"letter": letter.document_number, "on": on.isoformat()}
    audit.record(verb="letter.posted", about=about, by=by, now=now, details=details)


@transaction.atomic
def send_again(*, letter: Letter, by: Actor, now: datetime) -> None:
    """The letter did not reach its reader: the same letter goes on the list once more."""
    Letter.objects.filter(pk=letter.pk, file__isnull=False).update(again_at=now)
    about = ("application", letter.application.reference)
    details = {"letter": letter.document_number}
    audit.record(verb="letter.again", about=about, by=by, now=now, details=details)


@transaction.atomic
def forget_prints(*, now: datetime) -> int:
    """The PDFs of print runs go after a month: the letters themselves stay."""
    before = calendar.local_day(now) - queries.MAILING_KEPT
    old = Mailing.objects.filter(started_at__date__lt=before, file__isnull=False)
    gone = old.update(file=None)
    if gone:
        about = ("mailing", "")
        audit.record(verb="mailing.forgotten", about=about, by=SYSTEM, now=now, details={"count": gone})
    return gone
