"""Channel access tokens: stateless, v2.1 by JWT assertion, short-lived and long-lived."""

from __future__ import annotations

from typing import Any, Final

import jwt
from starlette.responses import Response

from line_simulator import ids
from line_simulator.answers import OAuthRefusal, Refusal
from line_simulator.calls import Call
from line_simulator.world import Channel, Json, Token, World

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AUDIENCE: Final = "https://api.line.me/"
QUARTER_HOUR: Final = 15 * 60
HALF_HOUR: Final = 30 * 60
THIRTY_DAYS: Final = 30 * 24 * 60 * 60
MOST: Final = 30  # tokens of one channel, for the kinds that are counted


def stateless(call: Call) -> Json:
    """`POST /oauth2/v3/token`: lives a quarter of an hour, is not counted and cannot be revoked."""
    if call.form.get("grant_type") != "client_credentials":
        raise OAuthRefusal("unsupported_grant_type", "Unsupported grant type.")
    if "client_assertion" in call.form:
        channel, _ = by_assertion(call, call.form)
    else:
        channel = _by_secret(call, "invalid_request", "Invalid 'client_credentials'.")
    token = _issue(call, channel, "stateless", QUARTER_HOUR)
    return {"token_type": "Bearer", "access_token": token.value, "expires_in": QUARTER_HOUR}


def by_jwt(call: Call) -> Json:
    """`POST /oauth2/v2.1/token` with an assertion: lives as long as was asked, thirty at most."""
    channel, claims = by_assertion(call, call.form)
    lives = claims.get("token_exp", THIRTY_DAYS)
    if not isinstance(lives, int) or not 0 < lives <= THIRTY_DAYS:
        raise OAuthRefusal("invalid_request", "Invalid token_exp")
    if len(_living(call, channel, "v2.1")) >= MOST:
        raise Refusal(400, "The maximum number of access tokens has already been issued")
    token = _issue(call, channel, "v2.1", lives)
    return {
        "access_token": token.value,
        "token_type": "Bearer",
        "expires_in": lives,
        "key_id": token.key_id,
    }


def key_ids(call: Call) -> Json:
    """`GET /oauth2/v2.1/tokens/kid`: the ids of the living v2.1 tokens."""
    channel, _ = by_assertion(call, call.query)
    return {"kids": [token.key_id for token in _living(call, channel, "v2.1")]}


def short_lived(call: Call) -> Json:
    """`POST /v2/oauth/accessToken`: thirty days; one too many revokes the oldest."""
    channel = call.world.channels.get(call.form.get("client_id", ""))
    if channel is None:
        raise OAuthRefusal("invalid_client", "invalid client_id")
    _by_secret(call, "invalid_client", "invalid client_secret")
    living = _living(call, channel, "short-lived")
    if len(living) >= MOST:
        living[0].is_revoked = True
    token = _issue(call, channel, "short-lived", THIRTY_DAYS)
    return {"access_token": token.value, "expires_in": THIRTY_DAYS, "token_type": "Bearer"}


def verify(call: Call) -> Json:
    """`GET /oauth2/v2.1/verify`: whose token it is, also one of a person who signed in."""
    value = call.query.get("access_token", "")
    if value.count(".") != 2:
        raise OAuthRefusal("invalid_request", "The access token not JWS")
    token = call.world.tokens.get(value)
    if token is None or token.is_revoked:
        raise OAuthRefusal("invalid_request", "The access token revoked")
    if _has_expired(token, call.now):
        raise OAuthRefusal("invalid_request", "The access token expired")
    return {"client_id": token.channel_id, "expires_in": _seconds_left(token, call.now), "scope": token.scope}


def verify_old(call: Call) -> Json:
    """`POST /v2/oauth/verify`, for short-lived and long-lived tokens."""
    value = call.form.get("access_token", "")
    if not value:
        raise OAuthRefusal("invalid_request", "access_token in invalid format")
    token = call.world.tokens.get(value)
    if token is None or token.is_revoked or _has_expired(token, call.now):
        raise OAuthRefusal("invalid_request", "access_token invalid")
    return {"client_id": token.channel_id, "expires_in": _seconds_left(token, call.now), "scope": "P CM"}


def revoke(call: Call) -> Response:
    """`POST /oauth2/v2.1/revoke`: a stateless token lives on; one that is gone already is no error."""
    value = call.form.get("access_token", "")
    if not value:
        raise OAuthRefusal("invalid_request", "The access token malformed")
    _by_secret(call, "invalid_client", "invalid client_secret")
    return _revoke(call.world, value)


def revoke_old(call: Call) -> Response:
    """`POST /v2/oauth/revoke`."""
    return _revoke(call.world, call.form.get("access_token", ""))


def long_lived(world: World, channel: Channel) -> Token:
    """What the console issues: never expires, one for each channel."""
    for token in world.tokens.values():
        if token.channel_id == channel.id and token.kind == "long-lived":
            token.is_revoked = True
    return world.issue(Token(ids.opaque(), channel.id, "long-lived", world.clock.now(), None, "P CM"))


def by_assertion(call: Call, asked: Any) -> tuple[Channel, Json]:
    """The channel that signed an assertion, and what it claims."""
    if asked.get("client_assertion_type") != ASSERTION:
        raise OAuthRefusal("invalid_request", "Invalid 'client_assertion_type'.")
    assertion = asked.get("client_assertion", "")
    key_id = _key_id(assertion)
    owner = next((each for each in call.world.channels.values() if key_id in each.keys), None)
    if owner is None:
        raise Refusal(404, "Cannot find channel key that satisfies the conditions")
    claims = _claims(assertion, owner.keys[key_id])
    if claims.get("iss") != owner.id:
        raise OAuthRefusal("invalid_client", "iss and clientId of key do not match")
    if claims.get("sub") != owner.id:
        raise OAuthRefusal("invalid_client", "Invalid sub")
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or not call.now < expires <= call.now + HALF_HOUR:
        raise OAuthRefusal("invalid_client", "Invalid exp")
    return owner, claims


def _key_id(assertion: str) -> str:
    try:
        return str(jwt.get_unverified_header(assertion).get("kid"))
    except jwt.InvalidTokenError as error:
        raise OAuthRefusal("invalid_client", "Invalid client_assertion") from error


def _claims(assertion: str, key: Json) -> Json:
    """What is claimed, if the key signed it. The time is ours to check: it may stand still here."""
    try:
        claims: Json = jwt.decode(
            assertion,
            jwt.PyJWK(key, algorithm="RS256").key,
            algorithms=["RS256"],
            audience=AUDIENCE,
            options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except jwt.InvalidTokenError as error:
        raise OAuthRefusal("invalid_client", "Invalid client_assertion") from error
    return claims


def _by_secret(call: Call, error: str, description: str) -> Channel:
    channel = call.world.channels.get(call.form.get("client_id", ""))
    if channel is None or channel.secret != call.form.get("client_secret"):
        raise OAuthRefusal(error, description)
    return channel


def _issue(call: Call, channel: Channel, kind: Any, lives: int) -> Token:
    """A new one. The newer kinds are signed, as clients see them; here only the list counts."""
    key_id, until = ids.opaque(), call.now + lives
    if kind == "short-lived":
        value = ids.opaque()
    else:
        value = jwt.encode(
            {"iss": channel.id, "jti": key_id, "exp": int(until)}, ids.SIGNING, algorithm="HS256"
        )
    return call.world.issue(
        Token(value, channel.id, kind, call.now, until, "profile chat_message.write", key_id=key_id)
    )


def _living(call: Call, channel: Channel, kind: str) -> list[Token]:
    return [
        token
        for token in call.world.tokens.values()
        if token.channel_id == channel.id
        and token.kind == kind
        and not token.is_revoked
        and not _has_expired(token, call.now)
    ]


def _revoke(world: World, value: str) -> Response:
    token = world.tokens.get(value)
    if token and token.kind != "stateless":
        token.is_revoked = True
    return Response(b"", 200)


def _has_expired(token: Token, now: float) -> bool:
    return token.expires_at is not None and now >= token.expires_at


def _seconds_left(token: Token, now: float) -> int:
    return int((token.expires_at or now + 100 * 365 * 86400) - now)
