"""A city that signs people in with LINE, as far as its server and their browser speak to LINE."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt

from line_simulator import app, ids, seeds
from line_simulator.login import id_tokens
from line_simulator.world import World

ACCOUNT, CHANNEL = "2000000001", "2000000002"
LIFF_ID = "2000000002-counter1"
SECRET = seeds.secret_of(CHANNEL)
AOI = ids.user_id("city", "aoi")
BACK = "https://city.example/back/"


class Browser:
    """Something that sends requests and keeps cookies."""

    def __init__(self, line: Any) -> None:
        transport = httpx.ASGITransport(app.create(line.world))
        self.run = line.runner.run
        self.client = httpx.AsyncClient(transport=transport, base_url="http://line")

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Look at something."""
        answer: httpx.Response = self.run(self.client.get(path, **more))
        return answer

    def post(self, path: str, **more: Any) -> httpx.Response:
        """Send something."""
        answer: httpx.Response = self.run(self.client.post(path, **more))
        return answer

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Anything else."""
        answer: httpx.Response = self.run(self.client.request(method, path, **more))
        return answer


class City:
    """The city's server and one browser, both talking to the stand-in."""

    def __init__(self, line: Any) -> None:
        self.world: World = line.world
        self.world.login().callbacks = [BACK]
        self.http = Browser(line)

    def asked(self, **changed: str) -> dict[str, str]:
        """What an authorize address says."""
        return {
            "response_type": "code",
            "client_id": CHANNEL,
            "redirect_uri": BACK,
            "state": "s-1",
            "scope": "profile openid",
            **changed,
        }

    def authorize(self, **changed: str) -> httpx.Response:
        """Send somebody to LINE."""
        return self.http.get("/oauth2/v2.1/authorize", params=self.asked(**changed))

    def decide(self, *, asked: dict[str, str] | None = None, **posted: str) -> httpx.Response:
        """Be Aoi, and agree or not."""
        return self.http.post(
            "/oauth2/v2.1/authorize",
            params=self.asked(**(asked or {})),
            data={"person": AOI, "verdict": "allow", **posted},
        )

    def told(self, back: httpx.Response) -> dict[str, str]:
        """What the browser carries back."""
        return dict(parse_qsl(urlsplit(back.headers["location"]).query))

    def code(self, **asked: str) -> str:
        """A fresh code."""
        return self.told(self.decide(asked=asked))["code"]

    def exchange(self, code: str, **changed: str) -> httpx.Response:
        """The server's half of signing in."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "client_id": CHANNEL,
            "client_secret": SECRET,
            **changed,
        }
        return self.http.post("/oauth2/v2.1/token", data=form)

    def refresh(self, token: str) -> httpx.Response:
        """Ask for new access."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": token,
            "client_id": CHANNEL,
            "client_secret": SECRET,
        }
        return self.http.post("/oauth2/v2.1/token", data=form)

    def get(self, path: str, access: str) -> httpx.Response:
        """Ask in the name of somebody."""
        return self.http.get(path, headers={"authorization": f"Bearer {access}"})

    def own_token(self, channel: str = CHANNEL) -> str:
        """A token of a channel itself."""
        form = {
            "grant_type": "client_credentials",
            "client_id": channel,
            "client_secret": self.world.channels[channel].secret,
        }
        return str(self.http.post("/oauth2/v3/token", data=form).json()["access_token"])

    def deauthorize(self, access: str) -> httpx.Response:
        """Let go of somebody."""
        headers = {"authorization": f"Bearer {self.own_token()}"}
        return self.http.post("/user/v1/deauthorize", json={"userAccessToken": access}, headers=headers)

    def id_token(self, **changed: Any) -> str:
        """A token signed by LINE, whatever it says."""
        said = id_tokens.claims(user_id=AOI, channel_id=CHANNEL, now=self.world.clock.now())
        return id_tokens.for_liff({**said, **changed}, id_tokens.SIGNER)

    def verify(self, id_token: str, **asked: str) -> httpx.Response:
        """Ask LINE about an ID token."""
        return self.http.post(
            "/oauth2/v2.1/verify", data={"id_token": id_token, "client_id": CHANNEL, **asked}
        )

    def hold_phone(self, who: str) -> None:
        """Take somebody's phone in hand."""
        self.http.get(f"/_sim/phone/{who}")


def read(token: str, key: Any, algorithm: str) -> dict[str, Any]:
    """What a token says to a city that checks it. Its end is not looked at: the clock stands still."""
    said: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=[algorithm],
        audience=CHANNEL,
        issuer="https://access.line.me",
        options={"verify_exp": False, "verify_iat": False},
    )
    return said
