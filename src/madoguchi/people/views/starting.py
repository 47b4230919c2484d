"""Newcomers: the paper an administrator hands them, and the page where they choose their first password."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, address_of, url_of
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say_plain
from madoguchi.people import fields, limits, plans, queries
from madoguchi.people.actions import starting
from madoguchi.people.doorsteps import doorstep_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only, anyone
from madoguchi.people.refusals import Refusal


@never_cache
@require_POST
@administrator_only
def paper(request: EntrantRequest, plan_id: UUID, number: str) -> HttpResponse:
    """A fresh code for somebody whom the list brings, on a page to print."""
    now, officer = clock.now(), request.officer
    if officer is None:
        raise Http404
    today = localdate(now)
    taken = plans.access_plan(plan_id=plan_id, officer=officer, on=today)
    made = plans.plan_of(plan=taken, officer=officer, on=today)
    newcomer = queries.officer_by_number(number)
    if newcomer is None or taken.taken_at is None or number not in {each.number for each in made.newcomers}:
        raise Http404
    code = starting.issue_start_code(account=newcomer.account, by=request.actor, now=now)
    if code is None:
        notice = say_plain("{name} has a password already.", name=newcomer.name)
        return done(request, "people:transfer_plan", plan_id=plan_id, notice=notice)
    values = {
        "newcomer": newcomer,
        "code": code,
        "plan_id": plan_id,
        "until": now + starting.LIFE,
        "address": url_of(Entrance.DESK, reverse("people:first_password")),
    }
    return page(request, "people/officer/start_code.html", values)


@never_cache
@sensitive_post_parameters("code", "new")
@require_http_methods(["GET", "POST"])
@anyone
def first_password(request: EntrantRequest) -> HttpResponse:
    """Choose the first password with the code from the paper."""
    number = unicodedata.normalize("NFKC", request.POST.get("number", "")[:100]).replace("\0", "").strip()
    if request.method == "GET":
        return _page(request)
    refusal = _set(request, number)
    if refusal:
        return _page(request, number=number, refusal=refusal)
    notice = say_plain("The password is set. Please sign in with it.")
    return done(request, doorstep_of(request).names["sign_in"], notice=notice)


def _set(request: EntrantRequest, number: str) -> Refusal | None:
    now = clock.now()
    if not limits.may_try_password(number, network=address_of(request), now=now):
        return Refusal.TOO_OFTEN
    return starting.set_first_password(
        kind=doorstep_of(request).kind,
        number=number,
        typed=request.POST.get("code", "")[:40],
        password=request.POST.get("new", "")[:1000],
        by=request.actor,
        now=now,
    )


def _page(request: EntrantRequest, *, number: str = "", refusal: Refusal | None = None) -> HttpResponse:
    values = {
        "typed": number,
        "number": fields.number(doorstep_of(request).number),
        "names": doorstep_of(request).names,
        "code": fields.start_code(),
        "new": fields.new_password(),
        "wrong": fields.wrong(refusal),
    }
    return page(request, "people/officer/first_password.html", values, status=422 if refusal else 200)
