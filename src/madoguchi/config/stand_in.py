"""The stand-in for LINE beside the demo: what it begins with, and what the settings must know of it."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

PROVIDER: Final = "city"
CHANNEL, LOGIN = "2000000001", "2000000002"
LIFF_ID: Final = f"{LOGIN}-counter1"


def prepare(
    file: Path, *, people: Path, crowd: Sequence[Mapping[str, Any]] = (), name: str, here: str
) -> dict[str, str]:
    """Write down what it begins with, and give the secrets of its channels: those it once had, if any."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    known = {each["id"]: each["secret"] for each in kept.get("channels", [])}
    living = [*yaml.safe_load(people.read_text())["people"], *crowd]
    seed = _seed({**_new_secrets(), **known}, living, name=name, here=here)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(seed, ensure_ascii=False, indent=1))
    file.chmod(0o600)
    return {each["type"]: each["secret"] for each in seed["channels"]}


def settings(known: Mapping[str, str], *, at: str) -> dict[str, str]:
    """What the city must be told to speak to it instead of to LINE."""
    return {
        "MADOGUCHI_LINE_CHANNEL_ID": CHANNEL,
        "MADOGUCHI_LINE_CHANNEL_SECRET": known["messaging"],
        "MADOGUCHI_LINE_LOGIN_CHANNEL_ID": LOGIN,
        "MADOGUCHI_LINE_LOGIN_CHANNEL_SECRET": known["login"],
        "MADOGUCHI_LINE_LIFF_ID": LIFF_ID,
        "MADOGUCHI_LINE_API_BASE": at,
        "MADOGUCHI_LINE_API_DATA_BASE": at,
        "MADOGUCHI_LINE_ACCESS_BASE": at,
        "MADOGUCHI_LINE_LIFF_BASE": f"{at}/liff",
        "MADOGUCHI_LINE_LIFF_SDK_URL": f"{at}/liff/edge/2/sdk.js",
    }


def command(file: Path, port: int) -> list[str]:
    """How it is started. What happens is kept beside the seed, as the city keeps its own."""
    start = [sys.executable, "-m", "madoguchi.config.cli", "line-simulator"]
    kept = file.with_name("kept.json")
    return [*start, "--port", str(port), "--seed", str(file), "--keep", str(kept)]


def _new_secrets() -> dict[str, str]:
    return {CHANNEL: secrets.token_hex(16), LOGIN: secrets.token_hex(16)}


def _seed(
    secret: Mapping[str, str], living: Sequence[Mapping[str, Any]], *, name: str, here: str
) -> dict[str, Any]:
    """One provider with an official account, LINE Login and one LIFF app, and the people."""
    messaging = {
        "webhook": {"url": f"{here}/line/webhook/", "active": True, "redelivery": True},
        "plan": {"type": "none"},
    }
    login = {
        "bot": CHANNEL,
        "callbacks": [f"{here}/line/signed-in/"],
        "liff": [
            {"liffId": LIFF_ID, "view": {"type": "full", "url": f"{here}/line/liff/"}, "scope": ["openid"]}
        ],
    }
    channels = ((CHANNEL, "messaging", messaging), (LOGIN, "login", login))
    return {
        "providers": [{"id": PROVIDER, "name": name}],
        "channels": [
            {"id": each, "type": kind, "secret": secret[each], "provider": PROVIDER, "name": name, **more}
            for each, kind, more in channels
        ],
        "people": living,
    }
