"""Channel access tokens: four kinds, how long they live, how many there may be."""

from __future__ import annotations

import json
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.line_simulator.conftest import START, Line

from line_simulator.tokens import ASSERTION

KID = "c5a4-of-the-console"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def registered(line: Line, key: rsa.RSAPrivateKey) -> Line:
    """The public half is known to the console."""
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    line.account.keys[KID] = public | {"alg": "RS256", "use": "sig"}
    return line


def assertion(line: Line, key: rsa.RSAPrivateKey, *, kid: str = KID, **changed: Any) -> dict[str, str]:
    claims = {
        "iss": line.account.id,
        "sub": line.account.id,
        "aud": "https://api.line.me/",
        "exp": START + 1800,
        "token_exp": 86400,
    } | changed
    signed = jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": signed,
    }


def form(line: Line, path: str, asked: dict[str, str]) -> httpx.Response:
    return line.runner.run(line.client.post(path, data=asked))


def uses(line: Line, token: str) -> int:
    line.token = token
    return line.get("/v2/bot/info").status_code


def test_a_stateless_token_lives_a_quarter_of_an_hour(line: Line) -> None:
    token = line.token

    line.turn("clock", {"advance": 899})
    assert uses(line, token) == 200
    line.turn("clock", {"advance": 1})
    refused = line.get("/v2/bot/info")
    assert refused.status_code == 401
    assert refused.json()["message"].startswith("Authentication failed due to the following reason: ")


def test_a_stateless_token_cannot_be_revoked(line: Line) -> None:
    ours = {"client_id": line.account.id, "client_secret": line.account.secret, "access_token": line.token}

    assert form(line, "/oauth2/v2.1/revoke", ours).status_code == 200
    assert uses(line, line.token) == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic abc"])
def test_without_a_token_nothing_is_told(line: Line, header: str) -> None:
    assert line.get("/v2/bot/info", headers={"authorization": header}).status_code == 401


def test_a_wrong_secret_gets_no_token(line: Line) -> None:
    asked = {"grant_type": "client_credentials", "client_id": line.account.id, "client_secret": "guess"}

    refused = form(line, "/oauth2/v3/token", asked)

    expected = {"error": "invalid_request", "error_description": "Invalid 'client_credentials'."}
    assert (refused.status_code, refused.json()) == (400, expected)


@pytest.mark.parametrize("path", ["/oauth2/v3/token", "/oauth2/v2.1/token"])
def test_an_assertion_is_enough(registered: Line, key: rsa.RSAPrivateKey, path: str) -> None:
    told = form(registered, path, assertion(registered, key)).json()

    assert uses(registered, told["access_token"]) == 200
    assert told["expires_in"] == (86400 if "v2.1" in path else 900)


@pytest.mark.parametrize(
    ("changed", "description"),
    [
        ({"exp": START + 1801}, "Invalid exp"),
        ({"exp": START}, "Invalid exp"),
        ({"iss": "2000000002"}, "iss and clientId of key do not match"),
        ({"sub": "2000000002"}, "Invalid sub"),
        ({"aud": "https://elsewhere.example/"}, "Invalid client_assertion"),
        ({"token_exp": 30 * 86400 + 1}, "Invalid token_exp"),
    ],
)
def test_an_assertion_that_claims_too_much_is_refused(
    registered: Line, key: rsa.RSAPrivateKey, changed: dict[str, Any], description: str
) -> None:
    refused = form(registered, "/oauth2/v2.1/token", assertion(registered, key, **changed))

    assert (refused.status_code, refused.json()["error_description"]) == (400, description)


def test_an_unknown_key_is_not_found(registered: Line, key: rsa.RSAPrivateKey) -> None:
    refused = form(registered, "/oauth2/v2.1/token", assertion(registered, key, kid="another"))

    assert refused.status_code == 404
    assert refused.json() == {"message": "Cannot find channel key that satisfies the conditions"}


def test_another_key_of_the_same_name_is_refused(registered: Line) -> None:
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert form(registered, "/oauth2/v2.1/token", assertion(registered, forger)).status_code == 400


def test_thirty_tokens_by_assertion_and_not_one_more(registered: Line, key: rsa.RSAPrivateKey) -> None:
    asked = assertion(registered, key)
    issued = [form(registered, "/oauth2/v2.1/token", asked).json() for _ in range(30)]

    refused = form(registered, "/oauth2/v2.1/token", asked)
    listed = registered.get("/oauth2/v2.1/tokens/kid", params=asked).json()

    assert refused.json() == {"message": "The maximum number of access tokens has already been issued"}
    assert listed == {"kids": [each["key_id"] for each in issued]}


def test_a_verified_token_tells_whose_it_is(registered: Line, key: rsa.RSAPrivateKey) -> None:
    token = form(registered, "/oauth2/v2.1/token", assertion(registered, key)).json()["access_token"]
    ours = {"client_id": registered.account.id, "client_secret": registered.account.secret}

    told = registered.get("/oauth2/v2.1/verify", params={"access_token": token}).json()
    assert (told["client_id"], told["expires_in"]) == (registered.account.id, 86400)
    form(registered, "/oauth2/v2.1/revoke", ours | {"access_token": token})

    said = [
        registered.get("/oauth2/v2.1/verify", params={"access_token": each}).json()["error_description"]
        for each in (token, "no dots")
    ]
    assert said == ["The access token revoked", "The access token not JWS"]


def test_one_short_lived_token_too_many_revokes_the_oldest(line: Line) -> None:
    ours = {
        "grant_type": "client_credentials",
        "client_id": line.account.id,
        "client_secret": line.account.secret,
    }
    issued = [form(line, "/v2/oauth/accessToken", ours).json()["access_token"] for _ in range(31)]

    assert [uses(line, each) for each in (issued[0], issued[1], issued[30])] == [401, 200, 200]
    assert form(line, "/v2/oauth/verify", {"access_token": issued[1]}).json()["scope"] == "P CM"
    wrong = form(line, "/v2/oauth/accessToken", ours | {"client_secret": "x"}).json()
    assert wrong == {"error": "invalid_client", "error_description": "invalid client_secret"}


def test_a_long_lived_token_takes_the_place_of_the_last(line: Line) -> None:
    first, second = (line.turn("token")["access_token"] for _ in range(2))

    line.turn("clock", {"advance": 10 * 365 * 86400})

    assert [uses(line, first), uses(line, second)] == [401, 200]
