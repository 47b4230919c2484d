"""Signing in with LINE: what a city sends people to, gets back, and must not believe."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from tests.line_simulator.login import AOI, BACK, CHANNEL, SECRET, City, read

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def test_aoi_signs_in_and_the_city_learns_who_she_is(city: City) -> None:
    tokens = city.exchange(city.code(nonce="n-1", max_age="60")).json()

    said = read(tokens["id_token"], SECRET, "HS256")
    assert (said["iss"], said["sub"], said["nonce"]) == ("https://access.line.me", AOI, "n-1")
    assert (said["name"], said["exp"] - said["iat"], "auth_time" in said) == ("Aoi", 3600, True)
    assert (tokens["expires_in"], tokens["token_type"]) == (30 * 86400, "Bearer")
    assert city.get("/v2/profile", tokens["access_token"]).json()["userId"] == AOI
    assert city.get("/oauth2/v2.1/userinfo", tokens["access_token"]).json() == {"sub": AOI, "name": "Aoi"}


def test_without_openid_there_is_no_id_token(city: City) -> None:
    tokens = city.exchange(city.code(scope="profile")).json()
    assert "id_token" not in tokens
    assert city.get("/oauth2/v2.1/userinfo", tokens["access_token"]).status_code == 403


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "UNSUPPORTED_RESPONSE_TYPE"),
        ({"scope": "everything"}, "INVALID_SCOPE"),
        ({"scope": ""}, "INVALID_SCOPE"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "INVALID_REQUEST"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "INVALID_REQUEST"),
        ({"prompt": "perhaps"}, "INVALID_REQUEST"),
        ({"prompt": "none"}, "LOGIN_REQUIRED"),
    ],
)
def test_a_wrong_wish_goes_back_with_an_error(city: City, changed: dict[str, str], error: str) -> None:
    back = city.authorize(**changed)
    assert back.status_code == 302
    assert back.headers["location"].startswith(BACK)
    assert city.told(back)["error"] == error
    assert city.told(back)["state"] == "s-1"


def test_no_state_is_an_error_too(city: City) -> None:
    assert city.told(city.authorize(state=""))["error"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    "changed",
    [{"client_id": "1"}, {"redirect_uri": "https://elsewhere.example/"}, {"redirect_uri": BACK + "more"}],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(city: City, changed: dict[str, str]) -> None:
    sorry = city.authorize(**changed)
    assert sorry.status_code == 400
    assert "location" not in sorry.headers


@pytest.mark.parametrize(
    ("beyond", "status"),
    [("me/?tab=2", 200), ("", 200), ("../elsewhere", 400), ("%2e%2e/elsewhere", 400), ("/..//x", 400)],
)
def test_a_liff_page_may_come_back_to_where_it_was(city: City, beyond: str, status: int) -> None:
    assert city.authorize(redirect_uri=f"http://localhost:8000/line/liff/{beyond}").status_code == status


def test_a_liff_page_learns_no_more_than_its_app_was_registered_for(city: City) -> None:
    (app,) = city.world.login().liff_apps.values()
    app["scope"] = ["openid"]
    page = city.authorize(redirect_uri="http://localhost:8000/line/liff/", scope="openid profile").text
    assert "名前とアイコン" not in page
    assert "名前とアイコン" in city.authorize().text


def test_a_page_that_only_begins_like_a_liff_page(city: City) -> None:
    assert city.authorize(redirect_uri="http://localhost:8000/line/liff").status_code == 400
    assert city.authorize(redirect_uri="http://localhost:80001/line/liff/").status_code == 400


def test_aoi_says_no(city: City) -> None:
    told = city.told(city.decide(verdict="deny"))
    assert told == {
        "error": "ACCESS_DENIED",
        "error_description": "The resource owner denied the request.",
        "state": "s-1",
    }


def test_prompt_none_needs_somebody_who_agreed_before(city: City) -> None:
    city.hold_phone("aoi")
    assert city.told(city.authorize(prompt="none"))["error"] == "INTERACTION_REQUIRED"
    city.decide()
    assert city.told(city.authorize(prompt="none"))["code"]


def test_signing_in_can_make_a_friend(city: City) -> None:
    assert (
        city.told(city.decide(asked={"bot_prompt": "normal"}, friend="yes"))["friendship_status_changed"]
        == "true"
    )
    assert (
        city.told(city.decide(asked={"bot_prompt": "normal"}, friend="yes"))["friendship_status_changed"]
        == "false"
    )
    access = city.exchange(city.code()).json()["access_token"]
    assert city.get("/friendship/v1/status", access).json() == {"friendFlag": True}


def test_a_code_is_good_once_even_when_the_exchange_fails(city: City) -> None:
    code = city.code()
    assert city.exchange(code, client_secret="wrong").json() == {
        "error": "invalid_client",
        "error_description": "invalid client_secret",
    }
    assert city.exchange(code).json() == {
        "error": "invalid_grant",
        "error_description": "invalid authorization code",
    }


def test_a_code_is_good_for_ten_minutes(city: City) -> None:
    code = city.code()
    city.world.clock.freeze()
    city.world.clock.advance(600)
    assert city.exchange(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": BACK + "?other=1"},
        {"client_id": "2"},
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
    ],
)
def test_a_code_fits_its_request_only(city: City, changed: dict[str, str]) -> None:
    code = city.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert city.exchange(code, **{"code_verifier": VERIFIER, **changed}).json()["error"] == "invalid_grant"


def test_a_code_with_its_verifier(city: City) -> None:
    code = city.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert city.exchange(code, code_verifier=VERIFIER).status_code == 200


def test_a_page_without_a_secret_must_be_a_liff_page_and_prove_itself(city: City) -> None:
    public = {"client_secret": "", "code_verifier": VERIFIER, "id_token_key_type": "JWK"}
    proof = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    liff = {"redirect_uri": "http://localhost:8000/line/liff/"}

    given = city.exchange(city.code(**proof, **liff), **public, **liff).json()
    assert jwt.get_unverified_header(given["id_token"])["alg"] == "ES256"
    assert city.exchange(city.code(**proof), **public).json()["error"] == "invalid_client"
    assert city.exchange(city.code(**liff), **public, **liff).json()["error"] == "invalid_client"


def test_a_refresh_token_gives_new_access_and_does_not_live_longer(city: City) -> None:
    first = city.exchange(city.code()).json()
    again = city.refresh(first["refresh_token"]).json()
    assert again["refresh_token"] == first["refresh_token"]
    assert again["access_token"] != first["access_token"]
    city.world.clock.freeze()
    city.world.clock.advance(90 * 86400)
    assert city.refresh(first["refresh_token"]).json() == {
        "error": "invalid_grant",
        "error_description": "invalid refresh token",
    }


def test_an_access_token_tells_for_which_channel_it_was_given(city: City) -> None:
    access = city.exchange(city.code(scope="profile openid email")).json()["access_token"]
    told = city.http.get("/oauth2/v2.1/verify", params={"access_token": access}).json()
    assert told["client_id"] == CHANNEL
    assert told["scope"] == "profile openid"  # `email` is never listed
    assert 0 < told["expires_in"] <= 30 * 86400


def test_the_city_lets_go_of_what_aoi_allowed(city: City) -> None:
    access = city.exchange(city.code()).json()["access_token"]
    assert city.deauthorize(access).status_code == 204
    assert city.get("/v2/profile", access).status_code == 401
    assert city.deauthorize(access).json() == {"message": "invalid token"}


def test_what_an_id_token_says_can_be_asked(city: City) -> None:
    told = city.verify(city.id_token(nonce="n-1"), nonce="n-1", user_id=AOI)
    assert told.json()["sub"] == AOI


@pytest.mark.parametrize(
    ("changed", "asked", "reason"),
    [
        ({}, {"id_token": "no.token.atall"}, "Invalid IdToken."),
        ({"iss": "https://elsewhere.example"}, {}, "Invalid IdToken Issuer."),
        ({"exp": 1}, {}, "IdToken expired."),
        ({"aud": "another"}, {}, "Invalid IdToken Audience."),
        ({"nonce": "n-1"}, {"nonce": "n-2"}, "Invalid IdToken Nonce."),
        ({}, {"user_id": "U" + "0" * 32}, "Invalid IdToken Subject Identifier."),
    ],
)
def test_each_reason_not_to_believe_an_id_token(
    city: City, changed: dict[str, Any], asked: dict[str, str], reason: str
) -> None:
    told = city.verify(**{"id_token": city.id_token(**changed), **asked})
    assert told.status_code == 400
    assert told.json() == {"error": "invalid_request", "error_description": reason}


@pytest.mark.parametrize("forged", ["none", "HS256 with the public key", "HS256 with another secret"])
def test_a_forged_id_token(city: City, forged: str) -> None:
    said = jwt.decode(city.id_token(), options={"verify_signature": False})
    public = city.http.get("/oauth2/v2.1/certs").json()["keys"][0]["x"]
    key = {"none": None, "HS256 with the public key": public, "HS256 with another secret": "x" * 32}[forged]
    token = jwt.encode(said, key, algorithm="none" if key is None else "HS256")
    assert city.verify(token).json()["error_description"] == "Invalid IdToken."


def test_the_certificates_and_the_table_of_contents(city: City) -> None:
    told = city.http.get("/.well-known/openid-configuration").json()
    assert told["issuer"] == "https://access.line.me"
    assert httpx.URL(told["jwks_uri"]).path == "/oauth2/v2.1/certs"
    key = city.http.get("/oauth2/v2.1/certs").json()["keys"][0]
    assert (key["kty"], key["alg"], key["crv"], key["use"]) == ("EC", "ES256", "P-256", "sig")


def test_the_consent_page_has_the_holder_of_the_phone_chosen(city: City) -> None:
    city.hold_phone("ben")
    page = city.authorize().text
    assert "As whom do you sign in?" in page  # Ben's phone speaks English
    assert " selected>Ben<" in page


def test_what_was_asked_comes_back_as_it_was(city: City) -> None:
    back = city.decide(asked={"redirect_uri": f"{BACK}?{urlencode({'next': '/わたし/?a=1&b=2'})}"})
    query = parse_qs(urlsplit(back.headers["location"]).query)
    assert query["next"] == ["/わたし/?a=1&b=2"]
    assert query["state"] == ["s-1"]
