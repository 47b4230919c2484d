"""What a broadcast looks like: on LINE, in mail, and the links of its buttons."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from madoguchi.base.entrances import Entrance, url_in_line, url_of
from madoguchi.base.texts import read_by, say_plain
from madoguchi.outreach.models import Broadcast, Wave
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.line_messages import Message, news
from madoguchi.rules.texts import ruby_plain


def bubble(row: Broadcast, wave: Wave | None, code: str) -> Message:
    """What it looks like on LINE in a language; without a wave its buttons count nothing."""
    said, picture = plain(row, code), _picture(row) if row.picture_id else ""
    buttons = [(label, url_in_line(link)) for label, link in links(row, wave, code)]
    return news(title=said["title"], text=said["text"], buttons=buttons, picture=picture)


def plain(row: Broadcast, code: str) -> dict[str, str]:
    """Its words in a language, with readings in brackets."""
    return {name: ruby_plain(text) for name, text in rules.read_as(row.words, code).items()}


def links(row: Broadcast, wave: Wave | None, code: str) -> list[tuple[str, str]]:
    """Words and path of each button."""
    said = plain(row, code)
    with read_by(code):
        open_it = say_plain("Open the page")
    return [
        (
            said.get(f"label{number}") or open_it,
            reverse("outreach:follow", args=[wave.code, number]) if wave else target,
        )
        for number, target in enumerate(row.targets, 1)
        if target
    ]


def _picture(row: Broadcast) -> str:
    """Where everybody finds its picture, once it is let go."""
    return url_of(Entrance.PORTAL, reverse("outreach:picture", args=[row.pk]))


def mailed(row: Broadcast, wave: Wave | None, code: str) -> Mapping[str, str]:
    """What the template of mail names: mail is text, so that a picture is one link more."""
    said = plain(row, code)
    shown = [f"{label}\n{url_of(Entrance.PORTAL, link)}" for label, link in links(row, wave, code)]
    if row.picture_id and wave is not None:
        with read_by(code):
            shown.insert(0, f"{say_plain('Picture')}\n{_picture(row)}")
    return {"title": said["title"], "text": said["text"], "links": "\n".join(shown)}


def tried(row: Broadcast, code: str) -> Mapping[str, str]:
    """The same as a test copy."""
    said = mailed(row, None, code)
    with read_by(code):
        return {**said, "title": say_plain("[Test] {title}", title=said["title"])}
