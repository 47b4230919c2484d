"""What an authorize address asks for, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

SCOPES: Final = {"profile", "openid", "email"}
PROMPTS: Final = {"", "consent", "none", "login"}
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class Misaddressed(Exception):
    """Nobody can be sent back: the channel or the address to go back to is not known."""


class SentBack(Exception):
    """The browser goes back with an error of OAuth."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error, self.description = error, description


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to sign somebody in."""

    channel_id: str
    redirect_uri: str
    state: str
    scope: tuple[str, ...]
    nonce: str = ""
    challenge: str = ""
    prompt: str = ""
    bot_prompt: str = ""
    wants_instant: bool = False


def way_back(query: Mapping[str, str], callbacks: Iterable[str], pages: Iterable[str] = ()) -> str:
    """The address to go back to: one that is registered, whatever query it carries, or below a LIFF page."""
    wanted = query.get("redirect_uri", "")
    is_registered = _without_query(wanted) in map(_without_query, callbacks)
    if not is_registered and not any(is_below(wanted, page) for page in pages):
        raise Misaddressed("400 Bad Request: Invalid redirect_uri value.")
    return wanted


def is_below(wanted: str, page: str) -> bool:
    """Whether an address is a registered page, or lies in the folder that it names."""
    path, folder = _without_query(wanted), _without_query(page)
    is_inside = path.startswith(folder if folder.endswith("/") else f"{folder}/")
    return path == folder or (is_inside and ".." not in unquote(path))


def read(query: Mapping[str, str], redirect_uri: str) -> Asked:
    """The request, or what it is sent back with."""
    scope = tuple(query.get("scope", "").split())
    _refuse(query, scope)
    return Asked(
        channel_id=query["client_id"],
        redirect_uri=redirect_uri,
        state=query["state"],
        scope=scope,
        nonce=query.get("nonce", ""),
        challenge=query.get("code_challenge", ""),
        prompt=query.get("prompt", ""),
        bot_prompt=query.get("bot_prompt", ""),
        wants_instant="max_age" in query,
    )


def _refuse(query: Mapping[str, str], scope: tuple[str, ...]) -> None:
    challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "")
    faults = {
        "'response_type' must be 'code'": query.get("response_type") != "code",
        "'scope' is not valid": not scope or not SCOPES.issuperset(scope),
        "'state' is not specified": not query.get("state"),
        "'code_challenge' must be a S256 of a verifier": bool(challenge or method)
        and not (method == "S256" and CHALLENGE.fullmatch(challenge)),
        "'prompt' is not valid": query.get("prompt", "") not in PROMPTS,
        "'response_mode' must be 'query' here": query.get("response_mode", "query") != "query",
    }
    codes = {
        "'response_type' must be 'code'": "UNSUPPORTED_RESPONSE_TYPE",
        "'scope' is not valid": "INVALID_SCOPE",
    }
    for description, is_so in faults.items():
        if is_so:
            raise SentBack(codes.get(description, "INVALID_REQUEST"), description)


def with_query(address: str, added: Mapping[str, str]) -> str:
    """The address with more in its query."""
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added.items()])
    return urlunsplit(parts._replace(query=query))


def _without_query(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(query="", fragment=""))
