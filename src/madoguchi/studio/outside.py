"""A published procedure out in the world: its short address, QR code, poster, cards, and links to it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from madoguchi.base import paper
from madoguchi.base.entrances import url_in_line, url_of
from madoguchi.base.moments import local
from madoguchi.base.office import CLOSES, OPENS
from madoguchi.base.texts import read_by, say_marked, say_plain, text_plain
from madoguchi.procedures.queries import Offer
from madoguchi.rules import calendar
from madoguchi.rules.documents import Text
from madoguchi.rules.texts import ruby_parts

LANGUAGE: Final = "ja"
EASY: Final = "ja-easy"
ENGLISH: Final = "en"
# What fits on a poster; more is read on the page.
MOST_PAPERS: Final = 4
LONGEST_PAPER: Final = 36
LONGEST_SUMMARY: Final = 110
LONGEST_EASY: Final = 60
Marked = list[tuple[str, str]]  # characters, and how they are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Where residents find a procedure, and what a city puts up or hands out."""

    address: str
    embedded: str  # HTML for another site
    line: str  # empty where no LIFF id is set


def outside(offer: Offer) -> Outside:
    """What leads to the procedure."""
    address = address_of(offer.slug)
    return Outside(
        address=address,
        embedded=_embedded(offer, address),
        line=url_in_line(_path(offer.slug)) if settings.LINE_LIFF_ID else "",
    )


def address_of(slug: str) -> str:
    """The short public address, the same on every poster: ids of procedures are for ever."""
    return url_of("portal", _path(slug))


def poster(offer: Offer) -> bytes:
    """A poster (A4) as a PDF."""
    return paper.draw(paper.POSTER, _values(offer))


def cards(offer: Offer) -> bytes:
    """A sheet of ten cards as a PDF."""
    return paper.draw(paper.CARDS, _values(offer))


def _path(slug: str) -> str:
    return reverse("portal:short", args=[slug])


def _embedded(offer: Offer, address: str) -> str:
    """A link without script or style, as any editor of a site takes it."""
    with read_by(LANGUAGE):
        said = say_plain("Apply online: {title}", title=offer.document.title)
    return f'<a href="{escape(address)}">{escape(said)}</a>'


def _values(offer: Offer) -> dict[str, Any]:
    document, address = offer.document, address_of(offer.slug)
    with read_by(LANGUAGE):
        title = text_plain(document.title)
        return {
            "title": title,
            "title_size": _fitting(title, {15: 34, 24: 28, 40: 22}, least=16),
            "card_title_size": _fitting(title, {18: 13, 30: 10.5}, least=7.5),
            "summary": _cut(text_plain(document.summary), LONGEST_SUMMARY),
            "easy": _marked(document.title),
            "city": settings.CITY_NAME,
            "office": offer.section_name,
            "phone": offer.section_phone,
            "address": _spoken(address),
            "address_size": _fitting(_spoken(address), {30: 13, 40: 10.5}, least=8.5),
            "qr": {"svg": paper.qr(address), "alt": say_plain("QR code: {address}", address=address)},
            "steps": _steps(document.minutes),
            "period": _period(offer),
            "easy_period": _easy_period(offer),
            "papers": [_cut(text_plain(each), LONGEST_PAPER) for each in document.papers[:MOST_PAPERS]],
            "english": _english(document.title),
            "words": _words(),
        }


def _words() -> dict[str, str]:
    hours = {"opens": OPENS, "closes": CLOSES}
    return {
        "online": say_plain("Apply on your phone"),
        "address": say_plain("Short address"),
        "period": say_plain("Applications are taken"),
        "papers": say_plain("Have these at hand"),
        "contact": say_plain("Where to ask"),
        "phone": say_plain("Phone"),
        "hours": say_plain("weekdays {opens} to {closes}", **hours),
    }


def _steps(minutes: int) -> list[str]:
    return [
        say_plain("Scan it with the camera of your phone"),
        say_plain("Answer the questions (about {minutes} minutes)", minutes=minutes),
        say_plain("Done, day or night, without coming to the city hall"),
    ]


def _period(offer: Offer) -> list[str]:
    """From when until when, each with the year by both calendars."""
    opens, last = offer.document.period.opens_at, offer.last_minute
    lines = []
    if opens:
        lines.append(say_plain("From {day}, {time}", day=_day(opens), time=local(opens).time()))
    if last:
        lines.append(say_plain("Until {day}, {time}", day=_day(last), time=local(last).time()))
    return lines or [say_plain("At any time of the year")]


def _day(instant: Any) -> str:
    day = local(instant).date()
    return f"{calendar.say_years(day)}{calendar.say_day_of_year(day)}"


def _easy_period(offer: Offer) -> Marked:
    with read_by(EASY):
        if offer.last_minute is None:
            return _parts(say_marked("You can apply whenever you like."))
        return _parts(say_marked("Please apply by {instant}.", instant=offer.last_minute))


def _english(title: Text) -> dict[str, str]:
    with read_by(ENGLISH):
        return {
            "title": _cut(text_plain(title), LONGEST_EASY),
            "line": say_plain("Apply online in English or easy Japanese."),
        }


def _marked(words: Text) -> Marked:
    """The easy Japanese of a text; nothing where it has none, or one that takes a whole page."""
    parts = _parts(words.root.get(EASY, ""))
    return parts if sum(len(base) for base, _ in parts) <= LONGEST_EASY else []


def _parts(marked: str) -> Marked:
    return [(part.base, part.reading) for part in ruby_parts(marked)]


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[:longest] + "…"


def _fitting(words: str, sizes: dict[int, float], *, least: float) -> float:
    """The size in which so many characters fit."""
    return next((size for most, size in sizes.items() if len(words) <= most), least)


def _spoken(address: str) -> str:
    """As people copy it from a wall: without what every browser adds by itself."""
    return address.removeprefix("https://").rstrip("/")
