"""Linking an account of the city to a person on LINE, without LINE Login."""

from __future__ import annotations

import httpx
from tests.line_simulator.login import ACCOUNT, AOI, City

NONCE = "bm9uY2Utb2YtYW9p"


def link_token(city: City) -> str:
    city.world.messaging().chat(city.world.person("aoi")).is_friend = True
    headers = {"authorization": f"Bearer {city.own_token(ACCOUNT)}"}
    return str(city.http.post(f"/v2/bot/user/{AOI}/linkToken", headers=headers).json()["linkToken"])


def link(city: City, token: str, nonce: str = NONCE) -> httpx.Response:
    return city.http.get("/dialog/bot/accountLink", params={"linkToken": token, "nonce": nonce})


def events(city: City) -> list[dict[str, object]]:
    return list(city.world.messaging().events.values())


def test_aoi_links_her_account(city: City) -> None:
    city.hold_phone("aoi")
    assert "連携しました" in link(city, link_token(city)).text
    (event,) = events(city)
    assert event["link"] == {"result": "ok", "nonce": NONCE}
    assert event["source"] == {"type": "user", "userId": AOI}
    assert event["replyToken"]


def test_a_link_that_was_sent_to_somebody_else_links_nothing(city: City) -> None:
    city.hold_phone("ben")
    link(city, link_token(city))
    (event,) = events(city)
    assert event["link"] == {"result": "failed", "nonce": NONCE}
    assert "source" not in event
    assert "replyToken" not in event


def test_a_link_is_good_once_and_for_ten_minutes(city: City) -> None:
    city.hold_phone("aoi")
    used, late = link_token(city), link_token(city)
    link(city, used)
    assert link(city, used).status_code == 400
    city.world.clock.freeze()
    city.world.clock.advance(600)
    assert link(city, late).status_code == 400
    assert len(events(city)) == 1  # of the others the city hears nothing


def test_a_nonce_of_the_wrong_length(city: City) -> None:
    city.hold_phone("aoi")
    assert link(city, link_token(city), "short").status_code == 400
    assert link(city, link_token(city), "x" * 256).status_code == 400
    assert events(city) == []


def test_a_browser_that_holds_no_phone(city: City) -> None:
    token = link_token(city)
    assert link(city, token).status_code == 400
    city.hold_phone("aoi")
    assert link(city, token).status_code == 200  # and the link was not used up
