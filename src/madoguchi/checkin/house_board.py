"""在室状況: what the pages of officers and of a centre's own staff share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from madoguchi.audit import actions as audit
from madoguchi.base import clock, searches
from madoguchi.base.handouts import File, attached
from madoguchi.base.pages import asks_for_news, done, nothing_new, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import board as boards
from madoguchi.checkin import forms, papers, queries
from madoguchi.checkin.actions import registering, scanning
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.rules.visits import Direction, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from madoguchi.checkin.models import Family, Point
    from madoguchi.people.entrants import EntrantRequest
    from madoguchi.people.models import Member, Officer

CARD: Final = 100
ADDRESSES: Final = ("board", "find", "say_for", "guest", "evacuation", "poster")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose page it is: what its addresses are called, and whom and what its reader may see."""

    point: Point
    template: str
    entrance: str  # of the names of addresses: checkin | partner
    key: Any  # of the addresses
    find: Callable[[str], Sequence[Family]]
    sees_care: bool = True
    may_work: bool = True
    may_print: bool = True

    def url(self, name: str) -> str:
        """The name of an address of this entrance."""
        return f"{self.entrance}:{name}"

    @property
    def board(self) -> str:
        """Where its board is."""
        return reverse(self.url("board"), args=[self.key])

    @property
    def urls(self) -> dict[str, str]:
        """The names of addresses, as the page takes them."""
        return {name: self.url(name) for name in ADDRESSES}


def drawn(request: EntrantRequest, desk: Desk) -> HttpResponse:
    """Who is in the house. Asked again every few seconds: nothing new, nothing sent, nothing recorded."""
    if asks_for_news(request) and request.GET["seen"] == boards.mark_of(desk.point, clock.today()):
        return nothing_new()
    return page(request, desk.template, _values(request, desk), part="house")


def find(request: EntrantRequest, there: str) -> HttpResponse:
    """A reading is posted, and stands sealed in the address of the board that shows who is read so."""
    sought = urlencode({"words": searches.sealed(searches.words(request.POST.get("kana")))})
    return redirect(f"{there}?{sought}")


def say_for(request: EntrantRequest, desk: Desk, chosen: Callable[[UUID], Family]) -> HttpResponse:
    """A family without a phone: its card was read, or its name was found."""
    found, now = _who(request, chosen), clock.now()
    if found is None:
        wrong = say("No family has this card. It may be an older one: please search by name.")
        return retry(request, desk.template, {**_values(request, desk), "wrong_card": wrong})
    members = [child.pk for child in queries.children_of(found)]
    said = request.POST.get("direction")
    direction = Direction(said) if said in list(Direction) else Direction.EITHER
    heard = Heard.by_server(direction=direction, members=members, now=now)
    try:
        scanning.scan(
            point=desk.point, family=found, heard=heard, source=Source.STAFF, by=request.actor, now=now
        )
    except CannotScan as cannot:
        raise Http404 from cannot
    return _back(request, desk, found.name or found.kana)


def guest(request: EntrantRequest, desk: Desk) -> HttpResponse:
    """Somebody who is not registered, by three fields."""
    typed, errors, read = forms.read_guest(request.POST)
    if read is None:
        values = {**_values(request, desk), "guest": typed, "wrong_guest": errors}
        return retry(request, desk.template, values)
    now = clock.now()
    found = registering.welcome_guest(
        kana=read.kana, guests=read.guests, care=read.care, by=request.actor, now=now
    )
    heard = Heard.by_server(direction=Direction.IN, members=(), now=now)
    scanning.scan(point=desk.point, family=found, heard=heard, source=Source.STAFF, by=request.actor, now=now)
    return _back(request, desk, read.kana)


def evacuation(request: EntrantRequest, desk: Desk, who: Officer | Member) -> HttpResponse:
    """Who is in the house, on paper; the record says who printed it."""
    now, shown = clock.now(), boards.board(desk.point, clock.today())
    details = {"references": shown.references, "point": str(desk.point.pk)}
    audit.record(verb="family.printed", about=("family", ""), by=request.actor, now=now, details=details)
    return pdf(papers.evacuation(shown, who, now), "evacuation")


def poster(point: Point) -> HttpResponse:
    """The poster that is good now; nothing on it is about anybody."""
    return pdf(papers.poster(point, clock.now()), "poster")


def pdf(content: bytes, name: str) -> HttpResponse:
    """Paper to print."""
    return attached(File(name=f"{name}.pdf", media_type="application/pdf", content=content))


def _back(request: EntrantRequest, desk: Desk, name: str) -> HttpResponse:
    return done(request, desk.board, notice=say_plain("Written: {name}", name=name))


def _who(request: EntrantRequest, chosen: Callable[[UUID], Family]) -> Family | None:
    """Whose card was read, or who was chosen by name."""
    if "family" not in request.POST:
        return queries.family_by_card(request.POST.get("card", "").strip()[:CARD])
    try:
        return chosen(UUID(request.POST["family"]))
    except ValueError:
        raise Http404 from None


def _values(request: EntrantRequest, desk: Desk) -> dict[str, Any]:
    """The house, and the families found by reading; the record names all that were shown."""
    on, typed = clock.today(), searches.opened(request.GET.get("words"))
    shown, found = boards.board(desk.point, on), desk.find(typed)
    refs = sorted({*shown.references, *(str(each.pk) for each in found)})
    audit.viewed(kind="family", refs=refs, by=request.actor, now=clock.now())
    inside = {row.visit.family_id for row in shown.rows}
    return {
        "desk": desk,
        "board": shown,
        "point": desk.point,
        "typed": typed,
        "found": [(each, boards.children_with_ages(each, on), each.pk in inside) for each in found],
        "guest": {},
    }
