"""Pages of others that open inside LINE: how they are registered, and under which address they begin."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from line_simulator.answers import invalid
from line_simulator.world import Json

SIZES: Final = ("compact", "tall", "full")
SCOPES: Final = ("openid", "email", "profile", "chat_message.write")
PROMPTS: Final = ("normal", "aggressive", "none")
MOST: Final = 30  # of one channel


def register(channel_id: str, body: Json, *, allows_http: bool) -> Json:
    """A new page out of what was posted."""
    letters = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(8))
    return changed(fresh(f"{channel_id}-{letters}"), body, allows_http=allows_http)


def fresh(liff_id: str, url: str = "") -> Json:
    """A page of which nothing is said but its address."""
    return {
        "liffId": liff_id,
        "view": {"type": "full", "url": url},
        "description": "",
        "features": {"ble": False, "qrCode": False},
        "permanentLinkPattern": "concat",
        "scope": ["openid", "profile"],
        "botPrompt": "none",
    }


def changed(app: Json, body: Json, *, allows_http: bool) -> Json:
    """The page with what was posted taken over."""
    known = {name: value for name, value in body.items() if name in app and name != "liffId"}
    for part in ("view", "features"):
        if not isinstance(known.get(part, {}), dict):
            raise invalid("invalid", part)
        known[part] = {**app[part], **known.get(part, {})}
    taken = {**app, **known}
    _refuse(taken, allows_http)
    return taken


def _refuse(taken: Json, allows_http: bool) -> None:
    address, scope = urlsplit(str(taken["view"]["url"])), taken["scope"]
    schemes = ("https", "http") if allows_http else ("https",)
    wrong = {
        "view.url": address.scheme not in schemes or not address.hostname or bool(address.fragment),
        "view.type": taken["view"].get("type") not in SIZES,
        "scope": not isinstance(scope, list) or not set(SCOPES).issuperset(map(str, scope)),
        "botPrompt": taken["botPrompt"] not in PROMPTS,
    }
    for where, is_so in wrong.items():
        if is_so:
            raise invalid("invalid", where)


def state_of(liff_id: str, address: str) -> str | None:
    """What follows the id in `https://liff.line.me/{id}/path?x=1#h`; None for another address."""
    parts = urlsplit(address)
    before, found, path = parts.path.partition(f"/{liff_id}")
    if not found or (path and not path.startswith("/")) or before not in ("", "/liff"):
        return None
    return urlunsplit(("", "", path if path != "/" else "", parts.query, parts.fragment))


def begin(app: Json, state: str, handed: Mapping[str, str]) -> str:
    """Where the page begins: its registered address, with the rest of the way as `liff.state`.

    What is handed to the app's own browser stands in the fragment, which no server sees.
    """
    parts = urlsplit(str(app["view"]["url"]))
    query = "&".join(filter(None, [parts.query, urlencode({"liff.state": state}) if state else ""]))
    return urlunsplit(parts._replace(query=query, fragment=urlencode(handed)))
