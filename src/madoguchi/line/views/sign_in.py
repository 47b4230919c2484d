"""Signing in by LINE, choosing an account the first time, linking one's account and unlinking it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import language, say, say_plain
from madoguchi.line import arriving, letting_go, queries, web_login
from madoguchi.line.actions import joining, linking
from madoguchi.line.actions.joining import CannotJoin
from madoguchi.line.actions.linking import CannotLink
from madoguchi.line.arriving import PERSON
from madoguchi.line.web_login import Came
from madoguchi.line.wording import NOT_LET_GO, explain, explain_joining, explain_link
from madoguchi.people.actions import sign_in as signing_in
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, resident_only
from madoguchi.rules.id_tokens import Refusal

UNLINKED: Final = "line_unlinked"  # remembered: that this browser unlinked a LINE, which LINE may be told


@never_cache
@require_safe
@anyone
def sign_in(request: EntrantRequest) -> HttpResponse:
    """On to LINE, which asks who somebody is and sends them back."""
    if not settings.LINE_LOGIN_CHANNEL_ID:
        raise Http404
    to = arriving.wanted(request.GET.get("next", ""))
    return redirect(web_login.begin(request.session, to=to, now=clock.now()))


@never_cache
@require_safe
@anyone
def signed_in(request: EntrantRequest) -> HttpResponse:
    """Back from LINE, with a code or with a no."""
    now = clock.now()
    back = web_login.finish(request.session, request.GET.dict(), now=now)
    if back.lets_go:
        return _let_go(request, back.came, now)
    done: HttpResponse | Refusal
    if isinstance(back.came, Refusal):
        done = back.came
    else:
        done = arriving.exchange(request, back.came.token, back.came.shown, back.to, now)
    if isinstance(done, Refusal):
        return page(request, "line/resident/refused.html", {"explained": explain(done)}, status=422)
    return done


@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def begin(request: EntrantRequest) -> HttpResponse:
    """The first time: begin with LINE alone, or link the account that one has by mail."""
    to, person = arriving.wanted(request.GET.get("next", "")), request.session.get(PERSON)
    if person is None or request.resident:
        return redirect(to)
    if request.method != "POST":
        link = f"{reverse('line:link')}?{urlencode({'next': to})}"
        values = {"begin_query": urlencode({"next": to}), "link": urlencode({"next": link})}
        return page(request, "line/resident/begin.html", values)
    now = clock.now()
    try:
        account = linking.begin_with_line(person=person, language=language(), now=now)
    except CannotLink as cannot:
        return retry(request, "line/resident/not_linked.html", {"explained": explain_link(cannot.refusal)})
    arriving.enter(request, account, now)
    return redirect(to)


@never_cache
@require_http_methods(["GET", "POST"])
@resident_only
def link(request: EntrantRequest) -> HttpResponse:
    """Asked once more before LINE opens this account: whoever only looks links nothing."""
    to, person = arriving.wanted(request.GET.get("next", "")), request.session.get(PERSON)
    if person is None:
        return redirect("line:account")
    if request.method != "POST":
        return page(request, "line/resident/link.html", {"next": to})
    try:
        linking.link(resident=request.resident, person=person, by=request.actor, now=clock.now())
    except CannotLink as cannot:
        return retry(request, "line/resident/not_linked.html", {"explained": explain_link(cannot.refusal)})
    del request.session[PERSON]
    return done(request, to, notice=say_plain("This account is linked to your LINE now."))


@never_cache
@require_http_methods(["GET", "POST"])
@resident_only
def join(request: EntrantRequest) -> HttpResponse:
    """Asked once more before two accounts become one: that cannot be undone."""
    to, person = arriving.wanted(request.GET.get("next", "")), request.session.get(PERSON)
    theirs = queries.account_of(person) if person else None
    if theirs is None or theirs == request.user:
        return redirect("line:account")
    values = {"next": to, "holds": queries.standing_of(queries.friend_of(theirs.resident))}
    if request.method != "POST":
        return page(request, "line/resident/join.html", values)
    try:
        joining.join(resident=request.resident, person=person, by=request.actor, now=clock.now())
    except CannotJoin as cannot:
        return retry(request, "line/resident/not_joined.html", {"explained": explain_joining(cannot.refusal)})
    del request.session[PERSON]
    return done(request, to, notice=say_plain("You have one account now. Mail and LINE both open it."))


@require_POST
@resident_only
def by_mail(request: EntrantRequest) -> HttpResponse:
    """Who comes by LINE alone shows an address, too: here, where it is still known which LINE is theirs."""
    friend = queries.friend_of(request.resident)
    if friend is None or not request.user.comes_by_line_alone:
        raise Http404
    signing_in.leave(request=request, now=clock.now())
    request.session[PERSON] = friend.line_user_id
    joined = f"{reverse('line:join')}?{urlencode({'next': '/me/'})}"
    return redirect(f"{reverse('people:sign_in')}?{urlencode({'next': joined})}")


@require_safe
@resident_only
def account(request: EntrantRequest) -> HttpResponse:
    """Whether this account is linked to LINE, and how to change that."""
    if not settings.LINE_LOGIN_CHANNEL_ID:
        raise Http404
    return page(request, "line/resident/account.html", _standing(request))


@require_POST
@resident_only
def unlink(request: EntrantRequest) -> HttpResponse:
    """Let LINE go: nothing else changes."""
    try:
        linking.unlink(resident=request.resident, by=request.actor, now=clock.now())
    except CannotLink as cannot:
        values = {**_standing(request), "explained": explain_link(cannot.refusal)}
        return retry(request, "line/resident/account.html", values)
    request.session[UNLINKED] = True
    return done(request, "line:account", notice=say_plain("This account is no longer linked to LINE."))


@never_cache
@require_safe
@resident_only
def let_go(request: EntrantRequest) -> HttpResponse:
    """Once more to LINE, which lets go only at the word of whoever holds the LINE account."""
    if not settings.LINE_LOGIN_CHANNEL_ID or queries.friend_of(request.resident):
        raise Http404
    to = reverse("line:account")
    return redirect(web_login.begin(request.session, to=to, now=clock.now(), lets_go=True))


def _let_go(request: EntrantRequest, came: Came | Refusal, now: datetime) -> HttpResponse:
    """A LINE that opens an account here is not let go: whoever it is would find the door shut."""
    is_free = isinstance(came, Came) and queries.account_of(came.shown.person) is None
    if isinstance(came, Refusal) or not is_free or not letting_go.tell_line(came.access_token):
        values = {"explained": say(NOT_LET_GO)}
        return page(request, "line/resident/not_let_go.html", values, status=422)
    linking.note_let_go(by=request.actor, now=now)
    request.session.pop(UNLINKED, None)
    return done(request, "line:account", notice=say_plain("LINE has let us go, too."))


@require_POST
@resident_only
def mail_too(request: EntrantRequest) -> HttpResponse:
    """Whether a mail goes out beside what rings on LINE."""
    wishes = request.POST.get("wish") == "yes"
    linking.wish_mail(resident=request.resident, wishes=wishes, by=request.actor, now=clock.now())
    said = "You get a mail beside what rings on LINE." if wishes else "You get no mail beside LINE any more."
    return done(request, "line:account", notice=say_plain(said))


def _standing(request: EntrantRequest) -> dict[str, object]:
    account = request.resident.account if request.resident else None
    return {
        "friend": queries.friend_of(request.resident),
        "sign_in_next": urlencode({"next": "/me/"}),
        "may_let_go": UNLINKED in request.session,
        "may_wish_mail": account is not None and not account.comes_by_line_alone,
    }
