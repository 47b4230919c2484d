"""Paper of a centre: the poster at its door, a family's card, and who is in the house for a power cut."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from madoguchi.base import paper
from madoguchi.base.entrances import Entrance, url_in_line, url_of
from madoguchi.base.moments import write_clock, write_instant
from madoguchi.base.texts import read_by, say_plain
from madoguchi.checkin.tokens import token_of
from madoguchi.checkin.wording import LEADS, STEPS
from madoguchi.rules.references import grouped

if TYPE_CHECKING:
    from madoguchi.checkin.board import Board, Row
    from madoguchi.checkin.models import Family, Point, Worker
    from madoguchi.people.models import Member, Officer


def poster(point: Point, now: datetime) -> bytes:
    """The poster that hangs at the door; with LINE, one code for it and one for everybody else."""
    path = reverse("checkin:door", args=[point.pk, token_of(point)])
    plain, in_line = url_of(Entrance.PORTAL, path), url_in_line(path)
    with read_by("ja"):
        codes = [_code(say_plain("Read it with the camera of your phone"), plain)]
        if settings.LINE_LIFF_ID:
            codes = [_code(say_plain("Read it with LINE"), in_line), _code(say_plain("Without LINE"), plain)]
        values = {
            "city": settings.CITY_NAME,
            "title": point.place.name,
            "lead": say_plain(LEADS[point.profile.use]),
            "codes": codes,
            "steps": [
                say_plain("Read the QR code"),
                say_plain(STEPS[point.profile.use]),
                say_plain("Those who have no phone tell the staff, please"),
            ],
            "number": say_plain("Poster {turn}, made {at}", turn=point.turn, at=write_instant(now, "ja")),
        }
    with read_by("en"):
        values["english"] = say_plain("Read the QR code")
    return paper.draw(paper.DOOR, values)


def card(family: Family, secret: str) -> bytes:
    """A card for a family without a phone."""
    with read_by("ja"):
        values = {
            "city": settings.CITY_NAME,
            "title": say_plain("Card for childcare support centres"),
            "name": family.name or family.kana,
            "kana": family.kana,
            "how": say_plain("Please show it at the door when you come and when you go."),
            "lost": say_plain("If it is lost, please say so at any centre: it is of no use from then on."),
            "code": grouped(secret),
            "qr": _code("", secret),
        }
    return paper.draw(paper.FAMILY_CARD, values)


def worker_card(worker: Worker, code: str) -> bytes:
    """A card by which somebody says that they come to work and go."""
    with read_by("ja"):
        values = {
            "city": settings.CITY_NAME,
            "title": say_plain("Card for hours of work"),
            "name": worker.name,
            "kana": worker.kana,
            "how": worker.place.name,
            "lost": say_plain("If it is lost, please say so at once: a new one is made, and this one ends."),
            "code": grouped(code),
            "qr": _code("", code),
        }
    return paper.draw(paper.FAMILY_CARD, values)


def evacuation(board: Board, who: Officer | Member, now: datetime) -> bytes:
    """Who is in the house, to tick off by hand."""
    return drawn(_house(board, who, now), now)


def drawn(values: dict[str, Any], now: datetime) -> bytes:
    """A list of who is somewhere, to tick off by hand."""
    return paper.draw(paper.EMERGENCY, values, at=now)


def printed(name: str, number: str, now: datetime) -> str:
    """Who printed a list of names, and when: it stands on every sheet."""
    return say_plain(
        "Printed {at} by {name} ({number})", at=write_instant(now, "ja"), name=name, number=number
    )


def _house(board: Board, who: Officer | Member, now: datetime) -> dict[str, Any]:
    with read_by("ja"):
        return {
            "title": say_plain("Who is in the house"),
            "place": board.point.place.name,
            "printed": printed(who.name, who.number, now),
            "warning": say_plain("For emergencies only. Destroy it after use."),
            "columns": [say_plain(each) for each in ("Checked in", "Family", "To know", "Is there")],
            "children": [_line(row) for row in board.rows],
        }


def _line(row: Row) -> dict[str, Any]:
    family = row.visit.family
    known = [say_plain("{name} ({age})", name=child.name, age=age) for child, age in row.children]
    if family.guests:
        known.append(say_plain("Children: {count}", count=family.guests))
    known.append(say_plain("Adults: {count}", count=row.visit.adults))
    known += [each for each in (family.phone, row.care) if each]
    return {
        "grade": write_clock(row.visit.opened_at) if row.visit.opened_at else "",
        "name": family.name or family.kana,
        "kana": family.kana,
        "known": known,
    }


def _code(title: str, content: str) -> dict[str, str]:
    return {"title": title, "svg": paper.qr(content), "alt": title or "QR"}
