"""What a person does with the phone, and the events that come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from line_simulator import ids, webhooks
from line_simulator.answers import Refusal
from line_simulator.world import (
    Channel,
    Chat,
    Content,
    Delivery,
    Entry,
    Json,
    Person,
    RichMenu,
    World,
    new_entry,
)

PREPARING: Final = 10.0  # seconds until a film or a sound can be fetched


@dataclass(slots=True)
class Done:
    """What an act led to: events for the account, or something that happens on the phone itself."""

    events: list[Json] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    opens: str = ""  # an address
    asks: str = ""  # camera, cameraRoll, location, or a picker's mode
    copies: str = ""  # into the clipboard
    fills: str = ""  # into the keyboard


@dataclass(frozen=True, slots=True)
class Hand:
    """A person's hand on the phone, at the chat with one account."""

    world: World
    channel: Channel
    person: Person

    @property
    def chat(self) -> Chat:
        """What person and account are to each other."""
        return self.channel.chat(self.person)

    async def deliver(self, done: Done) -> Done:
        """Hand over what happened."""
        for event in done.events:
            done.deliveries.append(await webhooks.send(self.world, self.channel, [event]))
        return done

    def follow(self) -> Done:
        """Add the account as a friend, or let its messages in again."""
        chat = self.chat
        was_blocked, chat.is_friend, chat.is_blocked = chat.is_blocked, True, False
        chat.followed_at = self.world.clock.now()
        return self._happened("follow", follow={"isUnblocked": was_blocked})

    def block(self) -> Done:
        """Let no message in any more."""
        chat = self.chat
        chat.is_blocked, chat.menu = True, None
        return self._happened("unfollow", answerable=False)

    def delete(self) -> Done:
        """Leave LINE altogether. No account is told."""
        self.person.is_deleted = True
        return Done()

    def say(self, words: str) -> Done:
        """Write something."""
        return self._send({"type": "text", "text": words})

    def stick(self, package: str, sticker: str) -> Done:
        """Send a sticker."""
        told = {"packageId": package, "stickerId": sticker, "stickerResourceType": "STATIC"}
        return self._send({"type": "sticker", "keywords": ["hello"], **told})

    def send_location(self, place: Mapping[str, Any]) -> Done:
        """Send where something is."""
        told = {name: place[name] for name in ("title", "address") if place.get(name)}
        where = {name: float(place[name]) for name in ("latitude", "longitude")}
        return self._send({"type": "location", **told, **where})

    def send_content(self, content: Content, name: str = "") -> Done:
        """Send a picture, a film, a sound or a file."""
        kind = content.type.partition("/")[0]
        told: Json = {"type": kind, "contentProvider": {"type": "line"}}
        if kind not in ("image", "video", "audio"):
            told = {"type": "file", "fileName": name or "file", "fileSize": len(content.data)}
        elif kind != "image":
            told["duration"] = 60_000
            content.ready_at = self.world.clock.now() + PREPARING
        done = self._send(told)
        self.channel.contents[done.events[0]["message"]["id"]] = content
        return done

    def send_from_page(self, message: Json) -> Done:
        """Send what a page inside LINE says in the person's name. Of cards the account hears nothing."""
        if message["type"] in ("template", "flex"):
            self.chat.entries.append(new_entry("person", message, "liff", self.world.clock.now()))
            return Done()
        outside = (
            {"contentProvider": {"type": "external", **message}} if "originalContentUrl" in message else {}
        )
        return self._send(message | outside)

    def unsend(self, message_id: str) -> Done:
        """Take a message back; whoever kept it is told to forget it."""
        mine = (each for each in self.chat.entries if each.by == "person" and each.id == message_id)
        entry = next(mine, None)
        if entry is None:
            raise Refusal(404, "Not found")
        entry.is_unsent = True
        if content := self.channel.contents.get(message_id):
            content.is_gone, content.data = True, b""
        return self._happened("unsend", answerable=False, unsend={"messageId": message_id})

    def beacon(self, hardware: str, kind: str = "enter") -> Done:
        """Come near a beacon."""
        return self._happened("beacon", beacon={"hwid": hardware, "type": kind})

    def tap(self, action: Mapping[str, Any], value: str = "") -> Done:
        """Press what carries an action. `value` is what a picker was set to."""
        act = TAPS.get(str(action.get("type")))
        if act is None:
            raise Refusal(400, "Nothing happens when this is tapped")
        return act(self, action, value)

    def postback(self, data: str, params: Json | None = None) -> Done:
        """Send what stands behind a button."""
        self._refuse_blocked()
        return self._happened("postback", postback={"data": data} | ({"params": params} if params else {}))

    def quick_replies(self) -> list[Json]:
        """The buttons under the last bubble of the account, until the person answers."""
        entries = self.chat.entries
        if not entries or entries[-1].by == "person":
            return []
        return list(entries[-1].message.get("quickReply", {}).get("items", []))

    def menu(self) -> RichMenu | None:
        """The rich menu on the phone: the person's own before the default."""
        menus = self.channel.menus
        return menus.get(self.chat.menu or "") or menus.get(self.channel.default_menu or "")

    def _send(self, message: Json) -> Done:
        self._refuse_blocked()
        entry = new_entry("person", message, "say", self.world.clock.now())
        self.chat.entries.append(entry)
        self.chat.seen = len(self.chat.entries)
        return self._happened("message", message=_told(entry))

    def _happened(self, kind: str, **more: Any) -> Done:
        return Done([webhooks.happen(self.world, self.channel, kind, self.person, **more)])

    def _refuse_blocked(self) -> None:
        if self.chat.is_blocked:
            raise Refusal(409, "This person blocks the account and cannot write to it")


def _told(entry: Entry) -> Json:
    """A person's bubble as the event tells it."""
    told = entry.message | {"id": entry.id, "markAsReadToken": ids.opaque()}
    if entry.message["type"] in ("text", "sticker", "image", "video"):
        told["quoteToken"] = entry.quote_token
    return told


def _tap_message(hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    return hand.say(action["text"])


def _tap_postback(hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    done = hand.postback(action.get("data", ""))
    if spoken := action.get("displayText"):
        entry = new_entry("person", {"type": "text", "text": spoken}, "postback", hand.world.clock.now())
        hand.chat.entries.append(entry)
    if spoken := action.get("text"):
        done.events = hand.say(spoken).events + done.events
    if action.get("inputOption") == "openKeyboard":
        done.fills = action.get("fillInText", "")
    return done


def _tap_picker(hand: Hand, action: Mapping[str, Any], value: str) -> Done:
    if not value:
        return Done(asks=action["mode"])
    return hand.postback(action["data"], {action["mode"]: value})


def _tap_link(_hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    return Done(opens=action["uri"])


def _tap_clipboard(_hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    return Done(copies=action["clipboardText"])


def _tap_asking(_hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    return Done(asks=action["type"])


def _tap_switch(hand: Hand, action: Mapping[str, Any], _value: str) -> Done:
    """A tab of a rich menu. The other menu becomes the person's own, and hides the default from now on."""
    alias = action["richMenuAliasId"]
    target = hand.channel.aliases.get(alias)
    if target is None:
        status = "RICHMENU_ALIAS_ID_NOTFOUND"
    elif target not in hand.channel.menus:
        status = "RICHMENU_NOTFOUND"
    else:
        status, hand.chat.menu = "SUCCESS", target
    return hand.postback(action.get("data", ""), {"newRichMenuAliasId": alias, "status": status})


TAPS: Final[Mapping[str, Callable[[Hand, Mapping[str, Any], str], Done]]] = {
    "message": _tap_message,
    "postback": _tap_postback,
    "datetimepicker": _tap_picker,
    "uri": _tap_link,
    "clipboard": _tap_clipboard,
    "camera": _tap_asking,
    "cameraRoll": _tap_asking,
    "location": _tap_asking,
    "richmenuswitch": _tap_switch,
}
