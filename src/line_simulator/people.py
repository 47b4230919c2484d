"""Who the friends are, and what the account is."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from line_simulator import ids
from line_simulator.answers import Refusal, accepted, invalid, invalid_parameter, not_found
from line_simulator.calls import Call
from line_simulator.world import Chat, Json

TEN_MINUTES: Final = 10 * 60


def profile(call: Call) -> Json:
    """Of somebody who is, or was, a friend and does not block us."""
    person = known(call).person
    told = {
        "displayName": person.name,
        "userId": person.id,
        "language": person.language,
        "pictureUrl": person.picture,
        "statusMessage": person.status,
    }
    return {name: value for name, value in told.items() if value}


def followers(call: Call) -> Json:
    """The ids of all friends, page by page."""
    if not call.account.is_verified:
        raise Refusal(403, "Access to this API is not available for your account")
    limit = call.query.get("limit", "300")
    if not limit.isdecimal() or not 1 <= int(limit) <= 1000:
        raise invalid_parameter("limit")
    start = _start(call)
    friends = [chat.person.id for chat in call.account.friends()]
    page, more = friends[start : start + int(limit)], start + int(limit) < len(friends)
    return {"userIds": page} | ({"next": _page_token(start + int(limit))} if more else {})


def info(call: Call) -> Json:
    """The account itself."""
    account = call.account
    return {
        "userId": account.bot_id,
        "basicId": account.basic_id,
        "displayName": account.name,
        "chatMode": account.chat_mode,
        "markAsReadMode": "auto" if account.chat_mode == "bot" else "manual",
    }


def link_token(call: Call) -> Json:
    """The right to link this person to an account elsewhere, once, within ten minutes."""
    chat = known(call)
    token = ids.opaque()
    call.world.link_tokens[token] = (call.account.id, chat.person.id, call.now + TEN_MINUTES)
    return {"linkToken": token}


def show_loading(call: Call) -> object:
    """Dots in the chat, until a message comes or the time is over."""
    who, seconds = call.body.get("chatId"), call.body.get("loadingSeconds", 20)
    if not isinstance(who, str) or not ids.is_user_id(who):
        raise invalid(
            "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.",
            "chatId",
        )
    if not isinstance(seconds, int) or not 5 <= seconds <= 60:
        raise invalid("Must be between 5 and 60", "loadingSeconds")
    if seconds % 5:
        raise invalid("must be a multiple of five", "loadingSeconds")
    if chat := call.account.chats.get(who):
        chat.loading_until = call.now + seconds
    return accepted()


def mark_as_read(call: Call) -> Json:
    """The person sees that we have read it. A token never ends."""
    token = call.body.get("markAsReadToken")
    messages = (event.get("message", {}) for event in call.account.events.values())
    if not token or not any(message.get("markAsReadToken") == token for message in messages):
        raise Refusal(
            400,
            "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.",
        )
    return {}


def known(call: Call) -> Chat:
    """The chat with the person in the address, who lets us know them."""
    who = call.path["userId"]
    if not ids.is_user_id(who):
        raise invalid_parameter("userId")
    chat = call.account.chats.get(who)
    if chat is None or chat.is_blocked or chat.person.is_deleted:
        raise not_found()
    return chat


def _start(call: Call) -> int:
    token = call.query.get("start")
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode("ascii"))
    except (binascii.Error, ValueError) as error:
        raise Refusal(400, "Invalid start param") from error


def _page_token(at: int) -> str:
    return base64.urlsafe_b64encode(f"{at:012}".encode()).decode()
