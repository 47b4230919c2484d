"""What the LINE platform posts, kept and answered: as fast as the connections take it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx

from bench import house, load
from bench.figures import Figure, Share, milliseconds
from bench.load import CONNECTIONS

SECRET: Final = "8c570fa6dd201bb328f1c1eac23a96d8"
EVENTS: Final = 4_000
PEOPLE: Final = 500
WARM_UP: Final = 200
A_SECOND: Final = 200  # events that have to be taken in
SECONDS: Final = 10
PATIENCE: Final = 120.0  # seconds: a machine that is too slow should say so by its figure
LINE: Final = ("madoguchi.config.cli", "line-simulator", "--port", "PORT")


def figures(var: Path) -> Iterator[Share | Figure]:
    """Signed bodies of one event each; afterwards every event stands in the table once."""
    with house.opened(var):
        os.environ["MADOGUCHI_LINE_CHANNEL_ID"] = "1234567890"
        os.environ["MADOGUCHI_LINE_CHANNEL_SECRET"] = SECRET
        requests = [_request(number) for number in range(EVENTS + WARM_UP)]
        with house.serving(house.ours(), path="/healthz") as us:
            load.fire(us.port, requests[:WARM_UP])
            salvo = load.fire(us.port, requests[WARM_UP:])
            _require_kept(salvo.statuses[200])
            yield Share(
                name=f"events of LINE kept a second, {CONNECTIONS} at once",
                value=salvo.per_second,
                floor=A_SECOND,
                ratio=salvo.per_second / A_SECOND,
                goal=1.0,
                unit="/s",
            )
            yield milliseconds(f"webhook of LINE, p99, {CONNECTIONS} at once", salvo.percentile(0.99), 100)
            slowest = _evenly(us.port)["p99"] / 1000  # two seconds where none were answered in time
            yield milliseconds(f"webhook of LINE, p99, {A_SECOND} events a second", slowest, 100)


def _evenly(city: int) -> dict[str, Any]:
    """The stand-in for LINE fires at an even rate, whether or not the event before was answered."""
    os.environ["LINE_SIM"] = "1"
    with house.serving(LINE, path="/_sim/channels") as line:
        strings = f"http://localhost:{line.port}/_sim"
        to = {"url": f"http://localhost:{city}/line/webhook/", "secret": SECRET}
        httpx.post(f"{strings}/settings", json=to).raise_for_status()
        httpx.post(f"{strings}/seed", json={"users": PEOPLE}).raise_for_status()
        asked = {"rate": A_SECOND, "seconds": SECONDS}
        told: dict[str, Any] = httpx.post(f"{strings}/burst", json=asked, timeout=PATIENCE).json()
    return told


def _request(number: int) -> bytes:
    from madoguchi.rules import webhooks

    event = {
        "type": "message",
        "webhookEventId": f"{number:026}",
        "timestamp": 1_795_000_000_000 + number,
        "source": {"type": "user", "userId": f"U{number % PEOPLE:032x}"},
        "replyToken": f"{number:032x}",
        "message": {"type": "text", "id": str(number), "text": "学童クラブの申し込み"},
    }
    body = json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()
    signed = webhooks.sign(body, SECRET)
    return load.post("/line/webhook/", "", body, content_type="application/json", x_line_signature=signed)


def _require_kept(answered: int) -> None:
    from madoguchi.messaging.models import LineEvent

    kept = LineEvent.objects.count()
    if not answered == EVENTS == kept - WARM_UP:
        raise RuntimeError(f"{answered} answered, {kept} kept of {EVENTS + WARM_UP}")
