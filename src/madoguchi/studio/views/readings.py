"""The city's reading dictionary on the desk, for those who administer a section."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.rules.reading_lists import Reason, read_list
from madoguchi.studio.actions import reading
from madoguchi.studio.queries import readings

TEMPLATE: Final = "studio/officer/readings.html"
WRONG: Final = {
    Reason.NOT_TWO: "Write the word, a space, and its reading.",
    Reason.NO_KANJI: "There is no kanji in this word, so it needs no reading.",
    Reason.NOT_KANA: "Write the reading in hiragana or katakana.",
    Reason.TOO_LONG: "This is too long: at most 40 characters for a word, 80 for its reading.",
    Reason.TWICE: "This word stands above with another reading.",
    Reason.TOO_MANY: "At most 2,000 lines at once. Please keep them in several parts.",
}


@require_http_methods(["GET", "POST"])
@administrator_only
def dictionary(request: EntrantRequest) -> HttpResponse:
    """The words the city reads in its own way; more are added as lines, each can be taken out."""
    if request.method == "GET":
        return page(request, TEMPLATE, {"readings": readings.list_readings()})
    if word := request.POST.get("forget"):
        reading.forget_reading(word=word, by=request.actor, now=clock.now())
        return done(
            request, "studio:readings", notice=say("“{word}” is read as in the dictionary again.", word=word)
        )
    written = request.POST.get("words", "").replace("\r\n", "\n")
    found, wrong = read_list(written)
    if wrong or not found:
        told = [{"line": each.line, "text": each.text, "why": say(WRONG[each.reason])} for each in wrong]
        values = {
            "readings": readings.list_readings(),
            "written": written,
            "wrong": told,
            "is_empty": not wrong,
        }
        return retry(request, TEMPLATE, values)
    count = reading.keep_readings(readings=found, by=request.actor, now=clock.now())
    return done(request, "studio:readings", notice=say("{count} readings were kept.", count=count))
