"""Talking to an officer (有人チャット): asking for one, taking a conversation, answering, ending it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import crypto
from madoguchi.line.actors import actor_of
from madoguchi.messaging import line
from madoguchi.messaging.models import Conversation, ConversationLine, Friend, LineAnswer
from madoguchi.people.models import Officer
from madoguchi.rules import chat_messages
from madoguchi.rules.conversation import Refusal, unsayable

KEPT: Final = timedelta(days=7)  # what was said, after the end: as long as somebody may ask back


class CannotTalk(Exception):
    """Nothing changed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@transaction.atomic
def ask(*, friend: Friend, section: str, now: datetime) -> Conversation:
    """Wait for an officer of a section; the caller knows that nobody is talking yet."""
    made = Conversation.objects.create(
        friend=friend, section=section, language=friend.language, asked_at=now, heard_at=now
    )
    _record("conversation.asked", made, actor_of(friend), now)
    return made


@transaction.atomic
def pass_on(*, conversation: Conversation, words: str, message_id: str, at: datetime, now: datetime) -> None:
    """Keep for the officer what the other side said: covered where it looked personal, and encrypted."""
    _keep(conversation, words, at, line_message_id=message_id)
    Conversation.objects.filter(pk=conversation.pk).update(heard_at=now)
    _record("conversation.heard", conversation, actor_of(conversation.friend), now)


@transaction.atomic
def take_back(*, friend: Friend, message_id: str, now: datetime) -> None:
    """Its writer took a message back: so do we."""
    said = ConversationLine.objects.filter(conversation__friend=friend, line_message_id=message_id)
    if message_id and said.update(sealed=""):
        about = ("friend", str(friend.pk))
        audit.record(verb="conversation.taken_back", about=about, by=actor_of(friend), now=now)


@transaction.atomic
def end(*, conversation: Conversation, by: Actor, now: datetime) -> None:
    """Nobody waits or answers any more; pressed twice it is ended once."""
    open_one = Conversation.objects.filter(pk=conversation.pk, closed_at=None)
    if open_one.update(closed_at=now, heard_at=None):
        _record("conversation.ended", conversation, by, now)


@transaction.atomic
def take(*, conversation_id: UUID, officer: Officer, by: Actor, now: datetime) -> Conversation:
    """Be the officer who answers; from now on no other one does. Raises CannotTalk."""
    held = _open(conversation_id)
    if held.taken_by and held.taken_by != officer.number:
        raise CannotTalk(Refusal.TAKEN)
    if not held.taken_by:
        held.taken_by, held.taken_at = officer.number, now
        held.save(update_fields=["taken_by", "taken_at"])
        _record("conversation.taken", held, by, now)
    return held


@transaction.atomic
def answer(*, conversation_id: UUID, words: str, officer: Officer, by: Actor, now: datetime) -> None:
    """Say something to the other side; whoever answers first has taken it. Raises CannotTalk."""
    said = words.strip()
    if (why := unsayable(said)) is not None:
        raise CannotTalk(why)
    held = take(conversation_id=conversation_id, officer=officer, by=by, now=now)
    promised = line.write(held.friend.line_user_id, [chat_messages.words(said)], now)
    _keep(held, said, now, officer=officer.number, answer=promised)
    held.heard_at = None
    held.save(update_fields=["heard_at"])
    _record("conversation.answered", held, by, now)


@transaction.atomic
def pass_to(*, conversation_id: UUID, section: str, by: Actor, now: datetime) -> None:
    """Let another section answer; it waits there as long as it has waited. Raises CannotTalk."""
    held = _open(conversation_id)
    held.section, held.taken_by, held.taken_at = section, "", None
    held.save(update_fields=["section", "taken_by", "taken_at"])
    _record("conversation.passed", held, by, now, section=section)


@transaction.atomic
def close(*, conversation_id: UUID, farewell: str, officer: Officer, by: Actor, now: datetime) -> None:
    """The officer ends it, and says so in the chat. Raises CannotTalk."""
    held = take(conversation_id=conversation_id, officer=officer, by=by, now=now)
    line.write(held.friend.line_user_id, [chat_messages.words(farewell)], now)
    end(conversation=held, by=by, now=now)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Forget what was said in conversations that ended a week ago; that there was one stays. How many."""
    over = Conversation.objects.filter(forgotten_at=None, closed_at__lt=now - KEPT)
    gone = list(over.values_list("pk", flat=True))
    lines = ConversationLine.objects.filter(conversation__in=gone)
    LineAnswer.objects.filter(
        pk__in=list(lines.exclude(answer=None).values_list("answer", flat=True))
    ).delete()
    lines.update(sealed="", line_message_id="")
    if over.filter(pk__in=gone).update(forgotten_at=now):
        about = ("conversations", str(len(gone)))
        audit.record(verb="conversations.forgotten", about=about, by=SYSTEM, now=now)
    return len(gone)


def _open(conversation_id: UUID) -> Conversation:
    held = Conversation.objects.select_for_update(of=("self",)).select_related("friend")
    found = held.get(pk=conversation_id)
    if found.closed_at is not None:
        raise CannotTalk(Refusal.CLOSED)
    return found


def _keep(held: Conversation, words: str, at: datetime, **others: object) -> None:
    ConversationLine.objects.create(conversation=held, said_at=at, sealed=crypto.seal(words), **others)


def _record(verb: str, held: Conversation, by: Actor, now: datetime, **details: str) -> None:
    audit.record(verb=verb, about=("conversation", str(held.pk)), by=by, now=now, details=details)
