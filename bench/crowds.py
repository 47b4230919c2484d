"""Many more people than places, each with an account: nobody one too many, everybody has an answer."""

from __future__ import annotations

import random
from pathlib import Path

from bench import booking, holding, house, load
from bench.booking import AT_ONCE, PLACES, RUSH
from bench.load import Salvo

CLIENTS, SEATS = 500, 20


def rush(var: Path) -> str:
    """Three thousand for three hundred places, as after a message to the whole city; the bench times it."""
    with house.opened(var):
        salvo = _fired("rush", RUSH, PLACES, presses=1)
        holding.expect_whole()
    seconds = f"{salvo.seconds:.0f} s, p95 {salvo.percentile(0.95):.2f} s"
    return f"{RUSH:,} for {PLACES} places in {seconds}: none oversold, no error page"


def small_course(var: Path) -> str:
    """Five hundred for twenty places, all pressing twice: the second press gets the first one's answer."""
    with house.opened(var):
        _fired("course", CLIENTS, SEATS, presses=2)
        holding.expect_whole()
    return f"{CLIENTS} for {SEATS} places, all pressing twice: {SEATS} reserve, the others read why not"


CHECKS = (rush, small_course)


def _fired(name: str, clients: int, places: int, *, presses: int) -> Salvo:
    session = booking.session(name, places, once="session")
    cookies = [house.cookies(each) for each in booking.people(clients)]
    requests = booking.asking(session.pk, cookies, clients) * presses
    random.Random(7).shuffle(requests)
    with house.serving(house.ours(), path="/healthz") as web:
        salvo = load.fire(web.port, requests, connections=AT_ONCE)
    refused = [each for each in salvo.answers if each.status == 422]
    won = {302: places * presses, 422: (clients - places) * presses}
    holding.require(salvo.statuses == won, f"answers: {dict(salvo.statuses)}")
    holding.require(all("空きがありません" in each.body.decode() for each in refused), "a no without words")
    expect_full(session)
    return salvo


def expect_full(session: object) -> None:
    """Every place is somebody's, nobody has two, and counter and units agree."""
    from madoguchi.booking import queries
    from madoguchi.booking.models import Pool, Reservation
    from madoguchi.rules.slots import TAKING

    pool = Pool.objects.get(session=session)
    held = Reservation.objects.filter(session=session, state__in=TAKING)
    who = set(held.values_list("resident", flat=True))
    found = (pool.taken, held.count(), len(who))
    holding.require(set(found) == {pool.capacity}, f"of {pool.capacity} places, reserved by people: {found}")
    holding.require(queries.list_miscounted() == [], "counter and units differ")
