"""Pages of the city inside LINE: how they are registered, opened and closed."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
import pytest
from tests.line_simulator.login import ACCOUNT, AOI, CHANNEL, LIFF_ID, City, read

PAGE = "http://localhost:8000/line/liff/"


def opened(city: City, address: str, who: str = "aoi") -> httpx.Response:
    return city.http.get(f"/_sim/phone/{who}/open", params={"uri": address})


def agree(city: City, who: str = "aoi") -> None:
    city.http.post(
        f"/_sim/phone/{who}/open",
        params={"uri": f"https://liff.line.me/{LIFF_ID}"},
        data={"verdict": "allow"},
    )


def handed(answer: httpx.Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.headers["location"]).fragment))


def test_a_browser_of_its_own_gets_the_way_and_no_tokens(city: City) -> None:
    answer = city.http.get(f"/liff/{LIFF_ID}/apply/gakudo?from=menu&x=1")
    assert answer.headers["location"] == f"{PAGE}?liff.state=%2Fapply%2Fgakudo%3Ffrom%3Dmenu%26x%3D1"
    assert city.http.get(f"/liff/{LIFF_ID}").headers["location"] == PAGE
    assert city.http.get("/liff/2000000002-unknown1").status_code == 404


def test_the_phone_asks_once_and_then_hands_over_real_tokens(city: City) -> None:
    first = opened(city, f"https://liff.line.me/{LIFF_ID}/mine?tab=2#list")
    assert (first.status_code, "許可する" in first.text) == (200, True)
    agree(city)

    answer = opened(city, f"https://liff.line.me/{LIFF_ID}/mine?tab=2#list")
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"liff.state": ["/mine?tab=2#list"]}
    keys = city.http.get("/oauth2/v2.1/certs").json()
    token = handed(answer)["id_token"]
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]].key
    said = read(token, key, "ES256")
    assert (said["sub"], "nonce" in said) == (AOI, False)
    assert city.get("/v2/profile", handed(answer)["access_token"]).json()["displayName"] == "Aoi"


def test_whoever_does_not_agree_sees_no_page(city: City) -> None:
    address = f"https://liff.line.me/{LIFF_ID}"
    told = city.http.post("/_sim/phone/aoi/open", params={"uri": address}, data={"verdict": "deny"})
    assert "location" not in told.headers
    assert opened(city, address).status_code == 200  # and is asked again


def test_a_closed_page_has_no_access_any_more(city: City) -> None:
    agree(city)
    access = handed(opened(city, f"https://liff.line.me/{LIFF_ID}"))["access_token"]
    city.http.post("/_sim/phone/aoi/close")
    assert city.get("/v2/profile", access).status_code == 401


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "ftp://elsewhere", "//elsewhere"]
)
def test_the_phone_opens_nothing_but_pages(city: City, address: str) -> None:
    assert opened(city, address).status_code == 400


def test_the_state_never_leads_away_from_the_registered_page(city: City) -> None:
    agree(city)
    for path in ("//elsewhere.example/", "/../../elsewhere", "/https://elsewhere.example"):
        location = opened(city, f"https://liff.line.me/{LIFF_ID}{path}").headers["location"]
        assert location.startswith(PAGE)


def test_a_page_speaks_for_whoever_opened_it(city: City) -> None:
    agree(city)
    city.world.login().liff_apps[LIFF_ID]["scope"] = ["openid", "profile", "chat_message.write"]
    access = handed(opened(city, f"https://liff.line.me/{LIFF_ID}"))["access_token"]
    card: dict[str, Any] = {
        "type": "template",
        "altText": "申請",
        "template": {"type": "confirm", "text": "はい?"},
    }
    card["template"]["actions"] = [
        {"type": "message", "label": each, "text": each} for each in ("はい", "いいえ")
    ]
    sent = city.http.post(
        "/liff/messages",
        json={"messages": [{"type": "text", "text": "予約しました"}, card]},
        headers={"authorization": f"Bearer {access}"},
    )
    assert sent.json() == {}
    account = city.world.channels[ACCOUNT]
    assert [each["message"]["text"] for each in account.events.values()] == [
        "予約しました"
    ]  # of the card nothing
    assert len(account.chats[AOI].entries) == 2


def test_a_city_registers_changes_and_deletes_its_pages(city: City) -> None:
    own = httpx.Headers({"authorization": f"Bearer {city.own_token()}"})
    made = city.http.post(
        "/liff/v1/apps", json={"view": {"type": "tall", "url": "https://city.example/a"}}, headers=own
    )
    liff_id = made.json()["liffId"]
    assert liff_id.startswith(f"{CHANNEL}-")
    city.http.request(
        "PUT", f"/liff/v1/apps/{liff_id}", json={"view": {"type": "full"}, "scope": ["openid"]}, headers=own
    )
    apps = {app["liffId"]: app for app in city.http.get("/liff/v1/apps", headers=own).json()["apps"]}
    assert apps[liff_id]["view"] == {"type": "full", "url": "https://city.example/a"}
    assert apps[liff_id]["scope"] == ["openid"]
    for each in apps:
        assert city.http.request("DELETE", f"/liff/v1/apps/{each}", headers=own).status_code == 200
    assert city.http.get("/liff/v1/apps", headers=own).status_code == 404
    assert city.http.request("DELETE", f"/liff/v1/apps/{liff_id}", headers=own).status_code == 404


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "view.url"),
        ({"view": {"url": "https://city.example/#part"}}, "view.url"),
        ({"view": {"url": "ftp://city.example/"}}, "view.url"),
        ({"view": {"url": "https://city.example/", "type": "huge"}}, "view.type"),
        ({"view": {"url": "https://city.example/"}, "scope": ["everything"]}, "scope"),
        ({"view": {"url": "https://city.example/"}, "botPrompt": "always"}, "botPrompt"),
        ({"view": "https://city.example/"}, "view"),
    ],
)
def test_a_page_that_cannot_be_registered(city: City, body: dict[str, Any], where: str) -> None:
    own = {"authorization": f"Bearer {city.own_token()}"}
    told = city.http.post("/liff/v1/apps", json=body, headers=own)
    assert (told.status_code, told.json()["details"][0]["property"]) == (400, where)


def test_thirty_pages_and_no_more(city: City) -> None:
    own = {"authorization": f"Bearer {city.own_token()}"}
    body = {"view": {"url": "https://city.example/"}}
    assert {city.http.post("/liff/v1/apps", json=body, headers=own).status_code for _ in range(29)} == {200}
    assert city.http.post("/liff/v1/apps", json=body, headers=own).status_code == 400


def test_the_shim_is_served_where_the_sdk_is(city: City) -> None:
    answer = city.http.get("/liff/edge/2/sdk.js")
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert "window.liff = liff" in answer.text
