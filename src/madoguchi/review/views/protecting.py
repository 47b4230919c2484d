"""住所等の秘匿 at the desk: the masked page, opening it with a reason, the mark itself, and the report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import households
from madoguchi.applications.actions import protecting
from madoguchi.applications.actions.protecting import CannotProtect
from madoguchi.applications.views import visitor
from madoguchi.audit import actions as audit
from madoguchi.base import clock, crypto
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people import queries as people
from madoguchi.people.actions import staff
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only, officer_only
from madoguchi.review import forms, reading, wording
from madoguchi.review.views import families
from madoguchi.review.views.opening import Opened, back, note_looked, officer_of, open_masked
from madoguchi.rules.protection import OPEN_FOR

MASKED = "review/masked.html"
PROTECTION = "review/protection.html"


def masked_page(request: EntrantRequest, opened: Opened, *, wrong: str = "") -> HttpResponse:
    """A protected application as those see it who have not opened it: the warning, and nothing of a place."""
    note_looked(request, opened, "masked")
    values = {
        **_values(opened),
        "chapters": reading.chapters(opened.read, marked={}, changes={}),
        "alike": families.alike_values(opened.read.application),
        "reason": forms.text(request.POST, "reason"),
        "wrong": wrong,
        "next": request.GET.urlencode(),
    }
    return (retry if wrong else page)(request, MASKED, values)


@require_POST
@officer_only
def unveil(request: EntrantRequest, reference: str) -> HttpResponse:
    """Open it for this sign-in and for a while; the reason is kept and reported."""
    opened = open_masked(request, reference)
    try:
        protecting.unveil(
            application=opened.read.application,
            reason=forms.text(request.POST, "reason"),
            officer=opened.by.officer,
            by=request.actor,
            now=opened.now,
        )
    except CannotProtect as cannot:
        if not opened.read.is_masked:
            return back(request, reference)
        return masked_page(request, opened, wrong=say(wording.PROTECTION[cannot.reason]))
    visitor.remember_opened(request, reference, opened.now)
    return back(request, reference)


@require_http_methods(["GET", "POST"])
@officer_only
def protection(request: EntrantRequest, reference: str) -> HttpResponse:
    """Mark a household, or let go of the mark; what was marked, by whom, and who opened it."""
    opened = open_masked(request, reference)
    if request.method == "POST":
        return _change(request, opened)
    note_looked(request, opened, "protection")
    return page(request, PROTECTION, _values(opened))


def _change(request: EntrantRequest, opened: Opened) -> HttpResponse:
    application, reason = opened.read.application, forms.text(request.POST, "reason")
    act = protecting.release if request.POST.get("act") == "release" else protecting.protect
    try:
        act(
            application=application,
            reason=reason,
            officer=opened.by.officer,
            by=request.actor,
            now=opened.now,
        )
    except CannotProtect as cannot:
        wrong = say(wording.PROTECTION[cannot.reason])
        return retry(request, PROTECTION, {**_values(opened), "reason": reason, "wrong": wrong})
    notice = (
        say("The mark was taken away.") if act is protecting.release else say("The household is protected.")
    )
    return back(request, application.reference, notice=notice)


@require_GET
@administrator_only
def protected(request: EntrantRequest) -> HttpResponse:
    """Who opened protected households of the sections administered, and who may; shown, it counts as read."""
    officer, now = officer_of(request), clock.now()
    sections = people.administers(officer=officer, on=localdate(now))
    shown = households.list_unveilings(sections=sections)
    audit.viewed(
        kind="application", refs=dict.fromkeys(each.reference for each in shown), by=request.actor, now=now
    )
    protecting.note_read(sections=sections, officer=officer, by=request.actor, now=now)
    posts = people.list_posts(sections=sections, on=localdate(now))
    return page(request, "review/protected.html", {"unveilings": shown, "posts": posts})


@require_POST
@administrator_only
def permit(request: EntrantRequest, post_id: int) -> HttpResponse:
    """Let an officer of the section open protected households, or no longer."""
    now = clock.now()
    today = localdate(now)
    sections = people.administers(officer=officer_of(request), on=today)
    post = people.access_post(post_id=post_id, sections=sections, on=today)
    allowed = request.POST.get("allowed") == "1"
    staff.let_open_protected(post=post, allowed=allowed, by=request.actor, now=now)
    if allowed:
        notice = say("{name} may open protected households now.", name=post.officer.name)
    else:
        notice = say("{name} may no longer open protected households.", name=post.officer.name)
    return done(request, "review:protected", notice=notice)


def marking(opened: Opened) -> dict[str, Any]:
    """What the application's page says of the mark: until when it is open, and who may change it."""
    application, officer = opened.read.application, opened.by.officer
    section = application.section
    return {
        "may_open_protected": people.opens_protected(officer=officer, section=section, on=opened.today),
        "may_release": section in people.administers(officer=officer, on=opened.today),
        "minutes": int(OPEN_FOR.total_seconds() // 60),
    }


def _values(opened: Opened) -> dict[str, Any]:
    read, application = opened.read, opened.read.application
    rights = marking(opened)
    mark = households.protection_of(application)
    administered = [application.section] if rights["may_release"] else []
    return {
        "read": read,
        "application": application,
        "outcome_title": read.document.outcome(application.outcome).title.in_("ja")
        if application.outcome
        else "",
        "mark": mark,
        "mark_reason": crypto.unseal(mark.reason) if mark and mark.reason and not read.is_masked else "",
        "unveilings": households.list_unveilings(sections=administered, application=application),
        **rights,
    }
