"""What the city told many, as one of them reads it: on my page, and by the buttons of the message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from madoguchi.base import clock
from madoguchi.base.languages import html_lang
from madoguchi.base.pages import page
from madoguchi.base.texts import language
from madoguchi.outreach import broadcasts, composing, drawing
from madoguchi.outreach.actions import waves
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, resident_only
from madoguchi.rules import broadcasting as rules

if TYPE_CHECKING:
    from madoguchi.outreach.models import Recipient


@require_safe
@resident_only
def read(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """The whole of it; opened, it counts as read."""
    told = broadcasts.access_told(request.resident, news_id)
    row = told.broadcast
    waves.mark_read(told=told, by=request.actor, now=clock.now())
    code = rules.read_in(row.words, language())
    said = rules.read_as(row.words, code)
    values = {
        "told": told,
        "said": said,
        "paragraphs": said["text"].split("\n\n"),
        "links": _links(told, code),
        "said_in": html_lang(code),
    }
    return page(request, "outreach/resident/told.html", values)


def _links(told: Recipient, code: str) -> list[tuple[str, str, str]]:
    """Words, address and language of each button: what was not written is said as its reader reads."""
    written = set(drawing.plain(told.broadcast, code).values())
    wave = told.broadcast.waves.get(number=told.wave)
    drawn = drawing.links(told.broadcast, wave, language())
    return [(label, link, html_lang(code if label in written else language())) for label, link in drawn]


@require_safe
@anyone
def picture(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Its picture, as LINE fetches it, once anybody was told."""
    return composing.drawn(broadcasts.access_public(news_id))


@require_safe
@anyone
def follow(request: EntrantRequest, wave_code: str, button: int) -> HttpResponse:
    """On to where the button leads, and one more in the figures; who it was is not noted."""
    wave, row = broadcasts.access_wave(wave_code)
    if not 0 < button <= len(row.targets) or not row.targets[button - 1]:
        raise Http404
    if request.method == "GET":
        waves.count_opening(wave=wave, button=button, now=clock.now())
    return HttpResponseRedirect(row.targets[button - 1])
