"""One turn of a chat: what was heard, what the rules make of it, what changes, what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from madoguchi.base import office
from madoguchi.line import answering, queries
from madoguchi.line.actions import conversing, friends
from madoguchi.line.actors import actor_of
from madoguchi.line.answering import Heard as Said
from madoguchi.messaging import line
from madoguchi.messaging.models import Conversation, Friend, LineEvent
from madoguchi.rules import conversation as rules
from madoguchi.rules.conversation import Desk, Does, Heard, Kind, State, Turn


def take_turn(friend: Friend, event: LineEvent, now: datetime) -> None:
    """Hear, do, answer; a message that its writer has taken back meanwhile was never heard."""
    heard = _heard(event.raw)
    if heard is None or queries.is_taken_back(friend, _message_id(event.raw)):
        return
    talk = queries.open_conversation(friend)
    state = State(language=friend.language, desk=_desk(talk))
    turn = rules.turn(state, heard, is_open=office.opens_again(now) is None)
    if turn.does is Does.ASK_DESK and turn.about not in queries.answering_sections(now):
        turn = Turn(does=Does.OFFER_DESK, state=state)
    if turn.state.language != friend.language:
        friends.speak(friend=friend, language=turn.state.language, now=now)
    if act := _ACTS.get(turn.does):
        act(friend, talk, turn, event, now)
    said = Said(turn=turn, friend=friend, talk=talk, now=now)
    line.respond(event, answering.say_in_chat(said), now)


def _desk(talk: Conversation | None) -> Desk:
    if talk is None:
        return Desk.NOBODY
    return Desk.TAKEN if talk.taken_by else Desk.WAITING


def _heard(raw: Mapping[str, Any]) -> Heard | None:
    """What of an event is a turn in a chat; None: nothing."""
    match raw:
        case {"type": "follow"}:
            return Heard(kind=Kind.FOLLOWED)
        case {"type": "postback", "postback": {"data": str(data)}}:
            return Heard(kind=Kind.PRESSED, pressed=data)
        case {"type": "message", "message": {"type": "text", "text": str(text)}}:
            return Heard(kind=Kind.SAID, text=text)
        case {"type": "message", "message": {"type": str()}}:
            return Heard(kind=Kind.SENT)
    return None


def _message_id(raw: Mapping[str, Any]) -> str:
    message = raw.get("message")
    number = message.get("id") if isinstance(message, dict) else ""
    return number if isinstance(number, str) else ""


def _ask(friend: Friend, talk: Conversation | None, turn: Turn, event: LineEvent, now: datetime) -> None:
    conversing.ask(friend=friend, section=turn.about, now=now)


def _pass_on(friend: Friend, talk: Conversation | None, turn: Turn, event: LineEvent, now: datetime) -> None:
    if talk is not None:
        number = _message_id(event.raw)
        conversing.pass_on(
            conversation=talk, words=turn.about, message_id=number, at=event.occurred_at, now=now
        )


def _end(friend: Friend, talk: Conversation | None, turn: Turn, event: LineEvent, now: datetime) -> None:
    if talk is not None:
        conversing.end(conversation=talk, by=actor_of(friend), now=now)


_ACTS: Final[Mapping[Does, Callable[[Friend, Conversation | None, Turn, LineEvent, datetime], None]]] = {
    Does.ASK_DESK: _ask,
    Does.PASS_ON: _pass_on,
    Does.END_DESK: _end,
}
