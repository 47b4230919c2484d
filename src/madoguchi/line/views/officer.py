"""The desk's side of a chat: who waits, what was said, an answer; and what is answered without an officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import asks_for_news, done, page, retry
from madoguchi.base.texts import read_by, say, say_plain
from madoguchi.line import forms, queries
from madoguchi.line.actions import conversing, knowing
from madoguchi.line.actions.conversing import CannotTalk
from madoguchi.line.wording import FAREWELL, explain_talk
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules.conversation import LONGEST
from madoguchi.rules.documents.base import LANGUAGES

if TYPE_CHECKING:
    from madoguchi.messaging.models import Conversation

ONE: Final = "line/officer/chat.html"


@require_GET
@officer_only
def chats(request: EntrantRequest) -> HttpResponse:
    """Who waits for an officer of one's sections, the longest first."""
    talks = queries.list_conversations(sections=reach_of(request))
    if not asks_for_news(request):
        audit.viewed(
            kind="conversation", refs=[str(each.pk) for each in talks], by=request.actor, now=clock.now()
        )
    names = people.officer_names({each.taken_by for each in talks if each.taken_by})
    return page(request, "line/officer/chats.html", {"talks": talks, "names": names}, part="waiting")


@require_http_methods(["GET", "POST"])
@officer_only
def chat(request: EntrantRequest, talk_id: UUID) -> HttpResponse:
    """What was said in one of them, and a place to answer."""
    talk = queries.access_conversation(conversation_id=talk_id, sections=reach_of(request))
    if request.method == "GET":
        if not asks_for_news(request):
            audit.viewed(kind="conversation", refs=[str(talk.pk)], by=request.actor, now=clock.now())
        return page(request, ONE, _values(talk), part="said")
    words = request.POST.get("words", "").replace("\0", "")[: LONGEST + 1]
    try:
        conversing.answer(
            conversation_id=talk.pk,
            words=words,
            officer=officer_of(request),
            by=request.actor,
            now=clock.now(),
        )
    except CannotTalk as cannot:
        wrong = {"typed": words, "wrong": explain_talk(cannot.refusal)}
        return retry(request, ONE, {**_values(talk), **wrong})
    return done(request, "line:chat", talk_id=talk.pk)


@require_POST
@officer_only
def take(request: EntrantRequest, talk_id: UUID) -> HttpResponse:
    """Say that one answers; the others see it."""
    talk = queries.access_conversation(conversation_id=talk_id, sections=reach_of(request))
    try:
        conversing.take(
            conversation_id=talk.pk, officer=officer_of(request), by=request.actor, now=clock.now()
        )
    except CannotTalk as cannot:
        return retry(request, ONE, {**_values(talk), "wrong": explain_talk(cannot.refusal)})
    return done(request, "line:chat", talk_id=talk.pk)


@require_POST
@officer_only
def pass_to(request: EntrantRequest, talk_id: UUID) -> HttpResponse:
    """Let another section answer; it is no longer among one's own."""
    talk = queries.access_conversation(conversation_id=talk_id, sections=reach_of(request))
    section, now = request.POST.get("section", ""), clock.now()
    if section not in queries.answering_sections(now):
        return retry(request, ONE, {**_values(talk), "wrong_section": say("Please choose a section.")})
    try:
        conversing.pass_to(conversation_id=talk.pk, section=section, by=request.actor, now=now)
    except CannotTalk as cannot:
        return retry(request, ONE, {**_values(talk), "wrong": explain_talk(cannot.refusal)})
    return done(request, "line:chats", notice=say_plain("Another section has the talk now."))


@require_POST
@officer_only
def close(request: EntrantRequest, talk_id: UUID) -> HttpResponse:
    """End it, and say so in the chat."""
    talk = queries.access_conversation(conversation_id=talk_id, sections=reach_of(request))
    with read_by(talk.language):
        farewell = say_plain(FAREWELL)
    try:
        conversing.close(
            conversation_id=talk.pk,
            farewell=farewell,
            officer=officer_of(request),
            by=request.actor,
            now=clock.now(),
        )
    except CannotTalk as cannot:
        return retry(request, ONE, {**_values(talk), "wrong": explain_talk(cannot.refusal)})
    return done(request, "line:chats", notice=say_plain("The talk has ended."))


def _values(talk: Conversation) -> dict[str, Any]:
    said = queries.list_said(talk)
    numbers = {each.officer for each in said if each.officer} | {talk.taken_by} - {""}
    others = queries.answering_sections(clock.now())
    others.pop(talk.section, None)
    names = people.officer_names(numbers)
    return {"talk": talk, "said": said, "names": names, "longest": LONGEST, "sections": others}


@require_GET
@officer_only
def answers(request: EntrantRequest) -> HttpResponse:
    """What chats answer by themselves for one's sections."""
    held = queries.list_answers(sections=reach_of(request))
    names = people.officer_names({each.written_by for each in held})
    values = {"answers": held, "names": names, "languages": LANGUAGES, "today": localdate(clock.now())}
    return page(request, "line/officer/answers.html", values)


@require_http_methods(["GET", "POST"])
@officer_only
def answer(request: EntrantRequest, answer_id: int | None = None) -> HttpResponse:
    """Write an answer, or change one."""
    reach = reach_of(request)
    old = queries.access_answer(answer_id=answer_id, sections=reach) if answer_id else None
    whose = {old.section: ""} if old else _names(reach)
    if not whose:
        raise Http404
    form = forms.Answering(request.POST or None, initial=forms.of(old) if old else None, sections=whose)
    if request.method == "GET":
        return page(request, "line/officer/answer.html", {"form": form, "old": old})
    if not form.is_valid():
        return retry(request, "line/officer/answer.html", {"form": form, "old": old})
    knowing.write(
        section=form.cleaned_data.get("section") or next(iter(whose)),
        written=form.written(),
        officer=officer_of(request),
        by=request.actor,
        now=clock.now(),
        old=old,
    )
    return done(request, "line:answers", notice=say_plain("Chats answer so from now on."))


def _names(reach: frozenset[str]) -> dict[str, str]:
    there = people.list_sections(on=localdate(clock.now()))
    return {each.code: each.name for each in there if each.code in reach}


@require_POST
@officer_only
def remove_answer(request: EntrantRequest, answer_id: int) -> HttpResponse:
    """Answer it by itself no more."""
    row = queries.access_answer(answer_id=answer_id, sections=reach_of(request))
    knowing.remove(row=row, by=request.actor, now=clock.now())
    return done(request, "line:answers", notice=say_plain("It was removed."))
