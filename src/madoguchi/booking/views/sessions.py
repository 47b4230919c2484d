"""At the desk: one session with who comes, and one reservation with what happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, handouts
from madoguchi.base.handouts import Kind
from madoguchi.base.pages import done, page, retry
from madoguchi.base.sheets import Sheet
from madoguchi.base.texts import say, say_plain, text_plain
from madoguchi.booking import forms, papers, queries
from madoguchi.booking.actions import booking, changing, opening
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Wish
from madoguchi.booking.wording import (
    ACTS,
    MEDIA,
    PASSED,
    REASONS,
    STANDINGS,
    STATES,
    counts_of,
    party_of,
    refused,
    row_of,
)
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import attendance, slots
from madoguchi.rules.attendance import Party
from madoguchi.rules.calendar import local_day
from madoguchi.rules.doors import Medium
from madoguchi.rules.references import read_reservation_code
from madoguchi.rules.slots import Act, Reason, Standing, State
from madoguchi.rules.visits import EARLY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from madoguchi.audit.actions import Actor
    from madoguchi.booking.models import Pool, Reservation, ReservationEvent, Session

ONE: Final = "booking/officer/session.html"
RESERVATION: Final = "booking/officer/reservation.html"
TICKS: Final = {"attend": Act.ATTEND, "miss": Act.MISS, "undo": Act.UNDO}
ALL: Final = {"approve_all": Act.APPROVE, "decline_all": Act.DECLINE}
SETTLES: Final = {**TICKS, "approve": Act.APPROVE, "decline": Act.DECLINE, **ALL}
NEEDS_WHY: Final = ("cancel", "decline", "decline_all")
BY_NUMBER: Final = "number"
LONGEST: Final = 500


@require_GET
@officer_only
def session(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """Who comes, who waits and why, and what can be done."""
    return page(request, ONE, _values(request, _access(request, session_id)))


@require_GET
@officer_only
def take_along(request: EntrantRequest, session_id: UUID, kind: str) -> HttpResponse:
    """The list of who comes, as a file, on the record."""
    found = _access(request, session_id)
    if kind not in set(Kind):
        raise Http404
    reserved = [each for each in queries.list_reserved(session=found) if each.is_taking]
    details = {"references": [each.code for each in reserved]}
    about = ("session", str(found.pk))
    audit.record(verb="session.exported", about=about, by=request.actor, now=clock.now(), details=details)
    file = handouts.written(
        _sheet(found, reserved), kind=Kind(kind), name=f"session-{found.starts_at:%Y%m%d}"
    )
    return handouts.attached(file)


@require_POST
@officer_only
def book(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """Book for somebody who calls or stands at the counter."""
    found = _access(request, session_id)
    who, errors = forms.caller(request.POST, officer_of(request).number)
    party = forms.party(request.POST, queries.terms_of(found.offering))
    if party is None:
        errors["party"] = REASONS[Reason.UNKNOWN_BAND]
    if errors or party is None:
        return _again(request, found, {name: say(words) for name, words in errors.items()})
    key = request.POST.get("key", "")[:64] or str(uuid4())
    wish = Wish(who=who, party=party, key=f"desk:{officer_of(request).number}:{key}")
    number = request.POST.get("number", "")
    try:
        [made] = booking.book(
            sessions=[found.pk], wish=wish, number=number, by=request.actor, now=clock.now()
        )
    except CannotBook as cannot:
        return _again(request, found, {"party": refused(cannot.refusal)})
    notice = say("Reserved. The reservation number is {number}.", number=made.code)
    return done(request, "booking:session", session_id=found.pk, notice=notice)


@require_POST
@officer_only
def tick(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """Note who came and who did not, or take the tick back."""
    found = _access(request, session_id)
    act, _, ref = request.POST.get("act", "").partition(":")
    reserved = queries.list_reserved(session=found)
    if act == BY_NUMBER:
        act, ref = Act.ATTEND, _ref_of(reserved, request.POST.get("code", ""))
        if not ref:
            return _again(
                request, found, {"code": say("Nobody with this number is in the list of this session.")}
            )
    held = next((each for each in reserved if str(each.pk) == ref), None)
    if act not in TICKS or held is None:
        raise Http404
    try:
        changing.settle(reservation_id=held.pk, act=TICKS[act], by=request.actor, now=clock.now())
    except CannotBook as cannot:
        return _again(request, found, {"tick": refused(cannot.refusal)})
    return done(request, "booking:session", session_id=found.pk)


@require_POST
@officer_only
def standing(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """Pause reservations, or take them again."""
    found = _access(request, session_id)
    to = Standing.PAUSED if request.POST.get("to") == Standing.PAUSED else Standing.OPEN
    opening.set_standing(session_id=found.pk, standing=to, by=request.actor, now=clock.now())
    return done(request, "booking:session", session_id=found.pk)


@require_POST
@officer_only
def resize(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """Change how many places there are, for everybody and held back."""
    found = _access(request, session_id)
    typed = {
        each.pk: forms.read_count(request.POST.get(f"size_{each.pk}", ""), most=10_000)
        for each, _ in _pools(found)
    }
    sizes = {pool: size for pool, size in typed.items() if size is not None}
    if len(sizes) < len(typed):
        return _again(request, found, {"sizes": say("Please enter a number in figures.")})
    try:
        opening.resize(session_id=found.pk, sizes=sizes, by=request.actor, now=clock.now())
    except opening.CannotShrink as cannot:
        words = say("{count} places are taken already; there cannot be fewer.", count=cannot.pool.taken)
        return _again(request, found, {"sizes": words})
    return done(request, "booking:session", session_id=found.pk, notice=say("The places are changed."))


@require_POST
@officer_only
def call_off(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """It does not take place: everybody is told why."""
    found = _access(request, session_id)
    why = _why(request)
    if not why:
        return _again(request, found, {"why": say("Please write why, in up to 500 characters.")})
    count = opening.call_off(session_id=found.pk, why=why, by=request.actor, now=clock.now())
    notice = say("It is called off. {count} reservations were cancelled, and everybody is told.", count=count)
    return done(request, "booking:session", session_id=found.pk, notice=notice)


@require_GET
@officer_only
def reservation(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """One reservation, what happened to it, and where it could be moved."""
    held = _held(request, reservation_id)
    return page(request, RESERVATION, _one(request, held))


@require_GET
@officer_only
def paper(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """The permit or the receipt for a room, to hand over; that it was printed is on the record."""
    held, now = _held(request, reservation_id), clock.now()
    printed = papers.answer(held, now=now)
    audit.record(verb="reservation.printed", about=("reservation", held.code), by=request.actor, now=now)
    return printed


@require_POST
@officer_only
def move(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """Move somebody to another time who asks for it."""
    held = _held(request, reservation_id)
    to = {str(each.pk): each for each in queries.list_to_move_to(reservation=held, now=clock.now())}
    chosen = to.get(request.POST.get("to", ""))
    if chosen is None:
        return _one_again(request, held, {"to": say("Please choose another time.")})
    try:
        changing.move(
            reservation_id=held.pk, session_id=chosen.pk, by=request.actor, now=clock.now(), by_officer=True
        )
    except CannotBook as cannot:
        return _one_again(request, held, {"to": refused(cannot.refusal)})
    notice = say("The reservation is moved, and the person is told.")
    return done(request, "booking:desk_reservation", reservation_id=held.pk, notice=notice)


@require_POST
@officer_only
def settle(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """Cancel, approve, decline, or note who came; of a series one day, or all that was seen to wait."""
    held = _held(request, reservation_id)
    act, why = request.POST.get("act", ""), _why(request)
    if act in NEEDS_WHY and not why:
        return _one_again(request, held, {"why": say("Please write why, in up to 500 characters.")})
    if act not in SETTLES and act != "cancel":
        raise Http404
    seen = queries.list_of_series(reservation=held, ids=request.POST.getlist("seen"))
    try:
        _do(held, act, seen, why, request.actor, clock.now())
    except CannotBook as cannot:
        return _one_again(request, held, {"act": refused(cannot.refusal)})
    return done(request, "booking:desk_reservation", reservation_id=held.pk, notice=say("It is noted."))


def _do(held: Reservation, act: str, seen: Sequence[UUID], why: str, by: Actor, now: datetime) -> None:
    if act == "cancel":
        changing.cancel(reservation_id=held.pk, why=why, by=by, now=now, by_officer=True)
    elif act in ALL:
        changing.settle_series(reservation_ids=seen, act=ALL[act], why=why, by=by, now=now)
    else:
        changing.settle(reservation_id=held.pk, act=SETTLES[act], why=why, by=by, now=now)


def _why(request: EntrantRequest) -> str:
    written = request.POST.get("why", "").replace("\0", "").strip()
    return written if len(written) <= LONGEST else ""


def _access(request: EntrantRequest, session_id: UUID) -> Session:
    return queries.access_session(session_id=session_id, sections=reach_of(request))


def _held(request: EntrantRequest, reservation_id: UUID) -> Reservation:
    return queries.access_reservation(reservation_id=reservation_id, sections=reach_of(request))


def _again(request: EntrantRequest, found: Session, wrong: Mapping[str, Any]) -> HttpResponse:
    fresh = _access(request, found.pk)
    return retry(request, ONE, {**_values(request, fresh), "typed": request.POST, "wrong": wrong})


def _one_again(request: EntrantRequest, held: Reservation, wrong: Mapping[str, Any]) -> HttpResponse:
    return retry(request, RESERVATION, {**_one(request, _held(request, held.pk)), "wrong": wrong})


def _values(request: EntrantRequest, found: Session) -> dict[str, Any]:
    now = clock.now()
    reserved, waiting = queries.list_reserved(session=found), queries.list_waiting(session=found)
    audit.viewed(kind="reservation", refs=[each.code for each in reserved], by=request.actor, now=now)
    audit.viewed(kind="waiting", refs=[str(each.pk) for each, _ in waiting], by=request.actor, now=now)
    words, tone = STANDINGS[Standing(found.standing)]
    terms = queries.terms_of(found.offering)
    return {
        "session": found,
        "standing": say(words),
        "tone": tone,
        "is_open": found.standing == Standing.OPEN,
        "is_off": found.standing == Standing.CANCELLED,
        "rows": [{**_row(each), "counts": counts_of(each, terms)} for each in reserved],
        "people": sum(each.size for each in reserved if each.is_taking),
        "waiting": [
            (entry, counts_of(entry, terms), say(PASSED[why]) if why else "") for entry, why in waiting
        ],
        "groups": [band.title.root for band in terms.bands],
        "pools": _pools(found),
        "bands": forms.bands(terms, request.POST),
        "needs_number": terms.entitlement is not None,
        "keys": (("j", "down"), ("k", "up"), ("u", "the week")),
        "attendance": _attendance(found, reserved) if found.starts_at - EARLY <= clock.now() else [],
        "key": uuid4().hex,
        "typed": {},
        "wrong": {},
    }


def _act(event: ReservationEvent) -> str:
    """What happened: where the section approves each, somebody who books has asked for it."""
    return ACTS["ask" if event.act == "booked" and event.state == State.REQUESTED else event.act]


def _pools(found: Session) -> list[tuple[Pool, dict[str, str]]]:
    """What it has places of, with the words of the terms; what these count no more is left out."""
    titles = {pool.id: pool.title.root for pool in queries.terms_of(found.offering).pools}
    return [(pool, titles[pool.code]) for pool in found.pools.all() if pool.code in titles]


def _ref_of(reserved: Sequence[Reservation], typed: str) -> str:
    """Whose number was read or typed at the door."""
    code = read_reservation_code(typed[:LONGEST])
    return next((str(each.pk) for each in reserved if each.code == code), "")


def _attendance(found: Session, reserved: Sequence[Reservation]) -> list[tuple[str, int]]:
    parties = (
        Party(people=each.size, state=State(each.state), medium=Medium(each.medium), booked_at=each.booked_at)
        for each in reserved
    )
    noted = attendance.counted(parties, starts_at=found.starts_at)
    return [
        ("Came", noted.came),
        ("Did not come", noted.missed),
        ("Not noted yet", noted.open),
        ("Of those who came, without a reservation", noted.unreserved),
    ]


def _row(each: Reservation) -> dict[str, Any]:
    return {
        **row_of(each),
        "medium": say(MEDIA[Medium(each.medium)]),
        "can_tick": each.state == State.CONFIRMED,
        "is_ticked": each.state in (State.ATTENDED, State.MISSED),
    }


def _one(request: EntrantRequest, held: Reservation) -> dict[str, Any]:
    now = clock.now()
    audit.viewed(kind="reservation", refs=[held.code], by=request.actor, now=now)
    stays = slots.refuse_moving(
        queries.terms_of(held.offering),
        state=State(held.state),
        is_of_series=held.series_id is not None,
        starts_at=held.starts_at,
        by_officer=True,
        now=now,
    )
    to = queries.list_to_move_to(reservation=held, now=now) if stays is None else []
    return {
        **_row(held),
        "is_due": local_day(held.starts_at) <= local_day(now),
        "party": party_of(held),
        "events": [(each, say(_act(each))) for each in queries.list_events(reservation=held)],
        "to": [(each, _free(each)) for each in to],
        "reduction": _reduction(held),
        "rooms": queries.list_rooms_of(reservation=held),
        "paper": papers.link_words(held),
        "beside": [
            (each, say(STATES[State(each.state)][0]), STATES[State(each.state)][1])
            for each in queries.list_beside(reservation=held)
        ],
        "keys": (("u", "back to the list"),),
        "is_requested": held.state == State.REQUESTED,
        "together": queries.list_to_approve(reservation=held) if held.state == State.REQUESTED else [],
        "can_cancel": held.state in slots.AHEAD,
        "wrong": {},
    }


def _free(session: Session) -> int:
    common = slots.common(queries.terms_of(session.offering))
    return sum(pool.free for pool in session.pools.all() if pool.code in common)


def _reduction(held: Reservation) -> dict[str, str] | None:
    hire = queries.terms_of(held.offering).hire
    known = hire.reductions if hire else ()
    return next((each.title.root for each in known if each.id == held.reduction), None)


def _sheet(found: Session, reserved: Sequence[Reservation]) -> Sheet:
    terms = queries.terms_of(found.offering)
    groups = [text_plain(band.title.root) for band in terms.bands]
    before, after = ("Reservation number", "Name", "Reading", "People"), ("How to reach", "State", "Reserved")
    columns = [*map(say_plain, before), *groups, *map(say_plain, after)]
    return Sheet(
        title=say_plain("Who comes to it"),
        columns=columns,
        rows=[
            [
                each.code,
                each.name,
                each.kana,
                each.size,
                *counts_of(each, terms),
                each.contact,
                say_plain(STATES[State(each.state)][0]),
                each.booked_at,
            ]
            for each in reserved
        ],
    )
