"""Everything the stand-in knows, in memory: one process, one event loop, nothing written down.

Handlers change it without waiting in between, so nobody ever sees half of a change and no lock is needed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from line_simulator import ids
from line_simulator.clock import Clock, month
from line_simulator.login.grants import Grants

if TYPE_CHECKING:
    import httpx

    from line_simulator.faults import Fault
    from line_simulator.limits import Bucket

Json = dict[str, Any]

LOG_LENGTH = 20_000


@dataclass(slots=True)
class Person:
    """Somebody with LINE on the phone. The id holds for one provider, as with LINE."""

    id: str
    provider: str
    name: str
    nick: str = ""  # a short name for addresses: `aoi`
    language: str = "ja"
    picture: str = ""
    status: str = ""
    is_deleted: bool = False  # the LINE account is gone


@dataclass(slots=True)
class Entry:
    """One bubble of a chat. A multicast lays the same one into every chat it reaches."""

    id: str
    at: float
    by: Literal["account", "person"]
    message: Json
    via: str  # reply, push, multicast, broadcast, narrowcast, say, liff …
    quote_token: str = ""
    request_id: str = ""
    retry_key: str = ""
    is_counted: bool = False
    is_silent: bool = False
    is_unsent: bool = False


@dataclass(slots=True)
class Chat:
    """What one person and one account are to each other."""

    person: Person
    is_friend: bool = False
    is_blocked: bool = False
    followed_at: float | None = None
    menu: str | None = None  # the rich menu linked to this person
    entries: list[Entry] = field(default_factory=list)
    seen: int = 0  # how many entries the person has looked at
    loading_until: float = 0.0  # dots that say: somebody is writing

    @property
    def is_answerable(self) -> bool:
        """Whether an answer would arrive: also to somebody who wrote without being a friend."""
        return not self.is_blocked and not self.person.is_deleted

    @property
    def is_open(self) -> bool:
        """Whether a message would arrive."""
        return self.is_friend and self.is_answerable


@dataclass(slots=True)
class Plan:
    """How many messages a month; None is as many as one likes, as for municipalities."""

    limit: int | None = None
    used: Counter[str] = field(default_factory=Counter)  # by month

    def take(self, messages: int, at: float) -> bool:
        """Use up so many, all or none."""
        if self.limit is not None and self.used[month(at)] + messages > self.limit:
            return False
        self.used[month(at)] += messages
        return True


@dataclass(slots=True)
class Webhook:
    """Where events go."""

    url: str = ""
    is_active: bool = True
    redelivers: bool = False


@dataclass(slots=True)
class ReplyToken:
    """The right to answer one event once, for a minute after it was delivered."""

    user_id: str
    event_at: float
    delivered_at: float
    is_used: bool = False


@dataclass(slots=True)
class Delivery:
    """One attempt to hand events over."""

    at: float
    event_ids: list[str]
    body: str
    signature: str
    status: int = 0
    reason: str = ""  # OK, COULD_NOT_CONNECT, REQUEST_TIMEOUT, ERROR_STATUS_CODE, UNCLASSIFIED
    detail: str = ""
    milliseconds: float = 0.0


@dataclass(slots=True)
class Content:
    """A picture, a film, a sound or a file that a person sent."""

    type: str
    data: bytes
    ready_at: float = 0.0
    is_gone: bool = False


@dataclass(slots=True)
class RichMenu:
    """A menu, and its picture once there is one."""

    id: str
    menu: Json
    image: bytes = b""
    image_type: str = ""


@dataclass(slots=True)
class Batch:
    """One replacement of many people's menus."""

    accepted_at: float
    completed_at: float
    resume_key: str = ""
    left: dict[str, str | None] = field(default_factory=dict)  # whom it did not reach → their menu


@dataclass(slots=True)
class Accepted:
    """What a retry key already did."""

    at: float
    request_id: str
    sent: list[Json]


@dataclass(slots=True)
class Channel:
    """A channel of either kind. What only the other kind has stays empty."""

    id: str
    secret: str
    kind: Literal["messaging", "login"]
    provider: str
    name: str = ""
    keys: dict[str, Json] = field(default_factory=dict)  # public JWKs by kid
    # of an official account
    bot_id: str = ""
    basic_id: str = ""
    chat_mode: Literal["chat", "bot"] = "bot"
    webhook: Webhook = field(default_factory=Webhook)
    plan: Plan = field(default_factory=Plan)
    chats: dict[str, Chat] = field(default_factory=dict)  # by user id: everybody who ever met the account
    events: dict[str, Json] = field(default_factory=dict)  # by webhook event id, in the order they happened
    deliveries: list[Delivery] = field(default_factory=list)
    waiting: list[tuple[float, int, str]] = field(default_factory=list)  # when, which attempt, which event
    reply_tokens: dict[str, ReplyToken] = field(default_factory=dict)
    retry_keys: dict[str, Accepted] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)  # by message id
    menus: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)  # alias id → rich menu id
    default_menu: str | None = None
    batches: dict[str, Batch] = field(default_factory=dict)  # by request id
    delivered: dict[str, Counter[str]] = field(default_factory=dict)  # kind → messages by day
    units: dict[str, Counter[str]] = field(default_factory=dict)  # month → messages by unit
    is_verified: bool = True  # may list its followers
    # of LINE Login
    callbacks: list[str] = field(default_factory=list)
    bot_channel: str = ""  # the official account that is linked to it
    liff_apps: dict[str, Json] = field(default_factory=dict)  # by LIFF id

    def chat(self, person: Person) -> Chat:
        """The chat with this person, begun now if there was none."""
        return self.chats.setdefault(person.id, Chat(person))

    def friends(self) -> Iterator[Chat]:
        """Whom a broadcast reaches."""
        return (chat for chat in self.chats.values() if chat.is_open)


@dataclass(slots=True)
class Token:
    """An access token of a channel, or of a person who signed in through one."""

    value: str
    channel_id: str
    kind: Literal["stateless", "v2.1", "short-lived", "long-lived", "login", "liff"]
    issued_at: float
    expires_at: float | None
    scope: str = ""
    key_id: str = ""
    user_id: str = ""  # of the person; empty for a channel's own
    is_revoked: bool = False


@dataclass(slots=True)
class World:
    """All of it."""

    clock: Clock = field(default_factory=Clock)
    providers: dict[str, str] = field(default_factory=dict)  # id → name
    channels: dict[str, Channel] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    grants: Grants = field(default_factory=Grants)  # what people allowed
    link_tokens: dict[str, tuple[str, str, float]] = field(default_factory=dict)  # → channel, person, until
    faults: list[Fault] = field(default_factory=list)
    limits: Literal["real", "off", "tight"] = "real"
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)  # by channel and endpoint
    surprises: bool = False  # unknown fields and events, which LINE may add any day
    unknown_in_multicast_is_refused: bool = False
    batches_break_off: bool = False  # half-way
    requests: deque[Json] = field(default_factory=lambda: deque(maxlen=LOG_LENGTH))
    seed: Json = field(default_factory=dict)  # what a reset goes back to
    address: str = "http://localhost:8100"  # of this stand-in, as people's browsers reach it
    outside: httpx.AsyncBaseTransport | None = None  # instead of the network
    client: httpx.AsyncClient | None = None  # the way to webhooks

    def messaging(self, channel_id: str = "") -> Channel:
        """The official account named, or the first."""
        return self._first("messaging", channel_id)

    def login(self, channel_id: str = "") -> Channel:
        """The channel of LINE Login named, or the first."""
        return self._first("login", channel_id)

    def person(self, who: str) -> Person:
        """By id or by short name. KeyError if there is nobody."""
        if who in self.people:
            return self.people[who]
        return (
            next((each for each in self.people.values() if who and each.nick == who), None)
            or self.people[who]
        )

    def join(self, person: Person) -> Person:
        """Let somebody exist."""
        self.people[person.id] = person
        return person

    def issue(self, token: Token) -> Token:
        """Let a token be known."""
        self.tokens[token.value] = token
        return token

    def _first(self, kind: str, channel_id: str) -> Channel:
        found = (each for each in self.channels.values() if each.kind == kind)
        return next(each for each in found if channel_id in ("", each.id))


def new_entry(by: Literal["account", "person"], message: Json, via: str, at: float, **more: Any) -> Entry:
    """A bubble with an id of its own."""
    return Entry(
        id=ids.message_id(), at=at, by=by, message=message, via=via, quote_token=ids.opaque(), **more
    )
