"""One call to LINE over the network, and what came of it. No transaction and no lock is held meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import httpx
from django.conf import settings

from madoguchi.rules.line_sending import ANSWER_WITHIN, CONNECT_WITHIN, Answer, Endpoint, read
from madoguchi.rules.line_tokens import Kind

PATHS: Final = {endpoint: f"/v2/bot/message/{endpoint}" for endpoint in Endpoint}
TOKEN_PATHS: Final = {Kind.STATELESS: "/oauth2/v3/token", Kind.LASTING: "/oauth2/v2.1/token"}
TIMEOUT: Final = httpx.Timeout(ANSWER_WITHIN, connect=CONNECT_WITHIN)
NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an attempt came to. `said`: LINE's own words, or the network's."""

    answer: Answer
    said: str = ""
    request_id: str = ""
    body: Mapping[str, Any]


def post(endpoint: Endpoint, body: bytes, *, token: str, retry_key: str = "") -> Heard:
    """Hand a message over. The retry key stands in its row before this is called."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if retry_key:
        headers["X-Line-Retry-Key"] = retry_key
    return _call(PATHS[endpoint], content=body, headers=headers)


def ask_token(kind: Kind, asked: Mapping[str, str]) -> Heard:
    """A token for the channel that `asked` shows to be ours."""
    return _call(TOKEN_PATHS[kind], data=dict(asked))


def of_menus(method: str, path: str, *, token: str, asked: Any = None, picture: bytes = b"") -> Heard:
    """One call about menus; pictures have a host of their own."""
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/v2/bot{path}"
    if not picture:
        return _call(path, method=method, json=asked, headers=headers)
    headers["Content-Type"] = "image/png"
    base = settings.LINE_API_DATA_BASE
    return _call(path, base=base, method=method, content=picture, headers=headers)


def look(path: str, *, token: str) -> Heard:
    """What LINE knows of the account."""
    return _call(f"/v2/bot{path}", method="GET", headers={"Authorization": f"Bearer {token}"})


def _call(path: str, *, base: str = "", method: str = "POST", **request: Any) -> Heard:
    try:
        response = _client(base or settings.LINE_API_BASE).request(method, path, **request)
    except NOT_SENT as fault:
        return Heard(answer=Answer.UNREACHED, said=_name(fault), body={})
    except httpx.HTTPError as fault:
        return Heard(answer=read(None, ""), said=_name(fault), body={})
    return _heard(response)


def _heard(response: httpx.Response) -> Heard:
    body = _body(response)
    said = str(body.get("message") or body.get("error_description") or "")
    accepted = response.headers.get("X-Line-Accepted-Request-Id", "")
    return Heard(
        answer=read(response.status_code, said),
        said=f"{response.status_code} {said}".strip()[:500],
        request_id=accepted or response.headers.get("X-Line-Request-Id", ""),
        body=body,
    )


def _body(response: httpx.Response) -> Mapping[str, Any]:
    """An answer without a body, or with one that is no JSON, says as much as its status."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _name(fault: Exception) -> str:
    """Never the fault's own words: they may hold the address that was asked."""
    return type(fault).__name__


@cache
def _client(base: str) -> httpx.Client:
    """One for the process: connections are kept and shared by its threads."""
    return httpx.Client(base_url=base, timeout=TIMEOUT, trust_env=False)
