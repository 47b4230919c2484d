"""Reply, push, multicast, broadcast and their dry runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from line_simulator import ids, limits, retries
from line_simulator.answers import Found, Refusal, invalid_property
from line_simulator.calls import Call
from line_simulator.clock import day, month
from line_simulator.shapes import messages
from line_simulator.shapes.checks import each, text, yes_or_no
from line_simulator.world import Chat, Entry, Json, ReplyToken, new_entry

AT_ONCE: Final = 500  # people in one multicast
MINUTE: Final = 60
TWENTY_MINUTES: Final = 20 * 60
UNIT: Final = text(30, like=r"[a-zA-Z0-9_]{1,30}")
MOST_UNITS: Final = 1000  # names a month; beyond that a message goes out unnamed


def reply(call: Call) -> Json:
    """Answer an event: once, within a minute of its delivery, and for nothing."""
    _read(call)
    token = call.account.reply_tokens.get(str(call.body.get("replyToken", "")))
    if token is None or not _is_alive(token, call.now):
        raise Refusal(400, "Invalid reply token")
    token.is_used = True
    return {"sentMessages": _lay(call, [call.account.chats[token.user_id]], "reply")}


def push(call: Call) -> Json:
    """Tell one person. Whoever does not let messages in is passed over in silence."""
    retries.refuse_repetition(call)
    _read(call)
    to = call.body.get("to")
    if not isinstance(to, str) or not to:
        raise invalid_property("to")
    chat = call.account.chats.get(to)
    if chat is None:
        raise Refusal(400, "Failed to send messages")
    _count(call, [chat])
    sent = _lay(call, [chat], "push")
    retries.keep(call, sent)
    return {"sentMessages": sent}


def multicast(call: Call) -> Json:
    """Tell up to 500 people the same, all or none. Who stands in the list twice is told once."""
    retries.refuse_repetition(call)
    _read(call)
    return _to_many(call, _recipients(call), "multicast")


def broadcast(call: Call) -> Json:
    """Tell every friend."""
    retries.refuse_repetition(call)
    _read(call)
    return _to_many(call, list(call.account.friends()), "broadcast")


def narrowcast(call: Call) -> Json:
    """Tell those whom LINE believes to be of some kind. This account is never large enough for it."""
    _read(call)
    raise Refusal(403, "Your account does not have enough friends")


def validate(call: Call) -> Json:
    """Would these messages be taken?"""
    messages.refuse_wrong(call.body)
    return {}


def _read(call: Call) -> None:
    """What is wrong with the body, all at once."""
    found = Found()
    messages.check(call.body, found)
    if "notificationDisabled" in call.body:
        yes_or_no(call.body["notificationDisabled"], "notificationDisabled", found)
    if "customAggregationUnits" in call.body:
        each(UNIT, 0, 1)(call.body["customAggregationUnits"], "customAggregationUnits", found)
    found.refuse_any()


def _recipients(call: Call) -> list[Chat]:
    to = call.body.get("to")
    if not isinstance(to, list):
        raise invalid_property("to")
    found = Found()
    if not 1 <= len(to) <= AT_ONCE:
        found.add(f"Size must be between 1 and {AT_ONCE}", "to")
    found.refuse_any()
    for at, who in enumerate(to):
        is_known = not call.world.unknown_in_multicast_is_refused or who in call.account.chats
        if not ids.is_user_id(who) or not is_known:
            raise invalid_property(f"to[{at}]")
    chats = call.account.chats
    return [chats[who] for who in dict.fromkeys(to) if who in chats]


def _to_many(call: Call, chats: Sequence[Chat], via: str) -> Json:
    _count(call, chats)
    _lay(call, chats, via)
    retries.keep(call, [])
    return {}


def _count(call: Call, chats: Iterable[Chat]) -> None:
    """A message counts once for each person it reaches, however many bubbles it has."""
    reached = sum(chat.is_open for chat in chats)
    if not call.account.plan.take(reached, call.now):
        raise limits.month_is_used_up()


def _lay(call: Call, chats: Sequence[Chat], via: str) -> list[Json]:
    """Put the bubbles into the chats that are open."""
    entries = [_entry(call, message, via) for message in call.body["messages"]]
    reached = [chat for chat in chats if (chat.is_answerable if via == "reply" else chat.is_open)]
    for chat in reached:
        chat.entries.extend(entries)
        chat.loading_until = 0
    call.account.delivered.setdefault(via, Counter())[day(call.now)] += len(reached)
    _name_unit(call, len(reached))
    return [{"id": entry.id, "quoteToken": entry.quote_token} for entry in entries]


def _entry(call: Call, message: Json, via: str) -> Entry:
    return new_entry(
        "account",
        message,
        via,
        call.now,
        request_id=call.id,
        retry_key=call.retry_key,
        is_counted=via != "reply",
        is_silent=bool(call.body.get("notificationDisabled")),
    )


def _name_unit(call: Call, reached: int) -> None:
    named = call.account.units.setdefault(month(call.now), Counter())
    for unit in call.body.get("customAggregationUnits", []):
        if unit in named or len(named) < MOST_UNITS:
            named[unit] += reached


def _is_alive(token: ReplyToken, now: float) -> bool:
    return not token.is_used and now <= token.delivered_at + MINUTE and now <= token.event_at + TWENTY_MINUTES
