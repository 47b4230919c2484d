"""What people allowed: codes that are exchanged once, and tokens that speak for somebody."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import jwt

from line_simulator import ids
from line_simulator.answers import OAuthRefusal

if TYPE_CHECKING:
    from line_simulator.world import Token, World

MINUTE: Final = 60
DAY: Final = 24 * 60 * MINUTE
CODE_LIFE: Final = 10 * MINUTE
LIVES: Final = {"login": 30 * DAY, "liff": DAY // 2}
REFRESH_LIFE: Final = 90 * DAY
VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What the browser carries back to the city, good for one exchange."""

    channel_id: str
    user_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    issued_at: float
    nonce: str = ""
    challenge: str = ""
    wants_instant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a refresh token is good for."""

    channel_id: str
    user_id: str
    scope: tuple[str, ...]
    until: float


@dataclass(slots=True)
class Grants:
    """All that was allowed since the stand-in began."""

    codes: dict[str, Code] = field(default_factory=dict)
    renewals: dict[str, Renewal] = field(default_factory=dict)
    consents: set[tuple[str, str]] = field(default_factory=set)  # of whom, to which channel

    def give_code(self, code: Code) -> str:
        """A code for the way back, from somebody who agreed."""
        written = secrets.token_urlsafe(15)
        self.codes[written] = code
        self.consents.add((code.user_id, code.channel_id))
        return written

    def redeem(self, posted: Mapping[str, str], now: float) -> Code:
        """What a code stands for. It is used up whatever comes of it."""
        code = self.codes.pop(posted.get("code", ""), None)
        if code is None or code.issued_at + CODE_LIFE <= now:
            raise OAuthRefusal("invalid_grant", "invalid authorization code")
        wrong = {
            "client_id does not match": posted.get("client_id") != code.channel_id,
            "redirect_uri does not match": posted.get("redirect_uri") != code.redirect_uri,
            "code_verifier does not match": bool(code.challenge)
            and not fits(posted.get("code_verifier", ""), code.challenge),
        }
        for description, is_so in wrong.items():
            if is_so:
                raise OAuthRefusal("invalid_grant", description)
        return code

    def give_renewal(self, renewal: Renewal) -> str:
        """A token for new tokens."""
        written = secrets.token_urlsafe(15)
        self.renewals[written] = renewal
        return written

    def renew(self, posted: Mapping[str, str], now: float) -> Renewal:
        """What a refresh token stands for; its own life is not prolonged."""
        held = self.renewals.get(posted.get("refresh_token", ""))
        if held is None or held.until <= now or held.channel_id != posted.get("client_id"):
            raise OAuthRefusal("invalid_grant", "invalid refresh token")
        return held


def give_access(
    world: World, kind: Literal["login", "liff"], channel_id: str, user_id: str, scope: Iterable[str]
) -> Token:
    """An access token that speaks for somebody."""
    from line_simulator.world import Token  # which holds our `Grants`

    now = world.clock.now()
    until, name = now + LIVES[kind], ids.opaque()
    value = jwt.encode({"iss": channel_id, "jti": name, "exp": int(until)}, ids.SIGNING, algorithm="HS256")
    told = " ".join(each for each in scope if each != "email")  # LINE never lists it
    return world.issue(Token(value, channel_id, kind, now, until, told, key_id=name, user_id=user_id))


def take_back(world: World, channel_id: str, user_id: str) -> None:
    """Forget everything somebody allowed a channel."""
    grants = world.grants
    grants.consents.discard((user_id, channel_id))
    grants.renewals = {
        written: held
        for written, held in grants.renewals.items()
        if (held.channel_id, held.user_id) != (channel_id, user_id)
    }
    for token in world.tokens.values():
        token.is_revoked |= (token.channel_id, token.user_id) == (channel_id, user_id)


def fits(verifier: str, challenge: str) -> bool:
    """Whether a verifier is the one that was hashed."""
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return secrets.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)
