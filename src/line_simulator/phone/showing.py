"""What stands on somebody's phone at this moment, as parts of a page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Final

from line_simulator.acting import Hand
from line_simulator.clock import iso, japan
from line_simulator.phone import drawing
from line_simulator.phone.texts import text
from line_simulator.world import Channel, Chat, Delivery, Entry, Json, Person

LAST: Final = 100  # bubbles on the page
ID: Final = re.compile("[0-9a-f]{32}")
BEHIND: Final = 12  # lines beside it
WEEKDAYS: Final = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Phone:
    """Somebody's phone, open at the chat with one account."""

    hand: Hand

    @property
    def person(self) -> Person:
        """Whose it is."""
        return self.hand.person

    @property
    def account(self) -> Channel:
        """Whom the chat is with."""
        return self.hand.channel

    @property
    def chat(self) -> Chat:
        """The chat it shows."""
        return self.hand.chat

    @property
    def now(self) -> float:
        """What its clock says."""
        return self.hand.world.clock.now()

    @property
    def unread(self) -> int:
        """How many bubbles nobody looked at."""
        return sum(entry.by == "account" for entry in self.chat.entries[self.chat.seen :])

    @property
    def version(self) -> str:
        """A word that changes whenever something on it does."""
        chat, entries, menu = self.chat, self.chat.entries, self.hand.menu()
        parts = (
            len(entries),
            entries[-1].id if entries else "",
            sum(entry.is_unsent for entry in entries[-LAST:]),
            chat.is_friend,
            chat.is_blocked,
            chat.loading_until > self.now,
            menu.id if menu else None,
            self.unread,
            len(self.account.deliveries),
            [each["requestId"] for each in _requests(self)[:1]],
        )
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def all_of(phone: Phone) -> Json:
    """Every part of the page, as the page puts them in place."""
    language, chat = phone.person.language, phone.chat
    values = {
        "account": phone.account,
        "is_friend": chat.is_friend and not chat.is_blocked,
        "is_blocked": chat.is_blocked,
        "menu": _menu(phone),
        "replies": phone.hand.quick_replies(),
        "is_typing": chat.loading_until > phone.now,
        "passed": _passed(phone),
    }
    parts = {
        part: drawing.page(f"{part}.html", language, phone.person.id, **values).strip()
        for part in ("extra", "foot", "relation", "behind")
    }
    return {
        **parts,
        "title": text("phone_of", language, name=phone.person.name),
        "unread": phone.unread,
        "talk": list(_talk(phone)),
    }


def _talk(phone: Phone) -> Iterator[tuple[str, str]]:
    """Bubbles by id, with a line wherever a day begins."""
    day = ""
    for entry in phone.chat.entries[-LAST:]:
        if (today := f"{japan(entry.at):%Y%m%d}") != day:
            day = today
            yield f"d{day}", f'<p class="day" id="d{day}">{_day(entry.at, phone.person.language)}</p>'
        yield f"m{entry.id}", drawing.message(_entry(phone, entry), phone.person.language, phone.person.id)


def _day(at: float, language: str) -> str:
    day = japan(at)
    if language.startswith("ja"):
        return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"
    return f"{day:%-d %B}"


def _entry(phone: Phone, entry: Entry) -> dict[str, Any]:
    language, is_mine = phone.person.language, entry.by == "person"
    return {
        "id": entry.id,
        "side": "note" if entry.is_unsent else "me" if is_mine else "city",
        "from": text("your_side", language) if is_mine else phone.account.name,
        "message": {"type": "text", "text": text("unsent", language)} if entry.is_unsent else entry.message,
        "content": f"/_sim/phone/{phone.person.id}/content/{entry.id}",
        "instant": iso(entry.at),
        "clock": f"{japan(entry.at):%H:%M}",
    }


def _passed(phone: Phone) -> list[Json]:
    """What went to and fro with the city, newest first."""
    told = [*map(partial(_told_delivery, phone.account), phone.account.deliveries[-BEHIND:])]
    told += map(_told_request, _requests(phone))
    told.sort(key=lambda each: str(each["at"]), reverse=True)
    return told[:BEHIND]


def _told_delivery(account: Channel, delivery: Delivery) -> Json:
    came = f"{delivery.status} · {delivery.milliseconds:.0f} ms" if delivery.status else delivery.reason
    kinds = ", ".join(account.events[each]["type"] for each in delivery.event_ids)
    is_bad = delivery.reason not in ("OK", "")
    return {"at": iso(delivery.at), "what": f"→ {kinds}", "came": came or "–", "is_bad": is_bad}


def _told_request(asked: Json) -> Json:
    is_bad = asked["status"] >= 400
    return {
        "at": asked["at"],
        "what": f"← {ID.sub('…', asked['path'])}",
        "came": str(asked["status"]),
        "is_bad": is_bad,
    }


def _requests(phone: Phone) -> list[Json]:
    """The last calls of the account's server."""
    ours = (each for each in reversed(phone.hand.world.requests) if each["channel"] == phone.account.id)
    return list(islice(ours, BEHIND))


def _menu(phone: Phone) -> dict[str, Any] | None:
    found = phone.hand.menu()
    if found is None:
        return None
    image = f"/_sim/phone/{phone.person.id}/menu/{found.id}"
    return {**found.menu, "image": image, "tappables": drawing.menu_areas(found.menu)}
