"""What servers and pages of a city ask about somebody who signed in."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from line_simulator import tokens
from line_simulator.answers import OAuthRefusal, Refusal
from line_simulator.calls import Call, Endpoint, bearer, unauthenticated
from line_simulator.login import grants, id_tokens
from line_simulator.login.authorizing import is_below
from line_simulator.login.grants import Code, Renewal
from line_simulator.world import Channel, Json, Person, Token


def token(call: Call) -> Json:
    """`POST /oauth2/v2.1/token`: for a code, for a refresh token, or a channel's own by assertion."""
    work = {"authorization_code": _by_code, "refresh_token": _by_renewal}
    return work.get(call.form.get("grant_type", ""), tokens.by_jwt)(call)


def _by_code(call: Call) -> Json:
    code = call.world.grants.redeem(call.form, call.now)
    channel = call.world.channels[code.channel_id]
    wants_jwk = call.form.get("id_token_key_type") == "JWK"  # how pages in LIFF ask, which hold no secret
    if not (wants_jwk and code.challenge and _is_liff(channel, code.redirect_uri)):
        _check_secret(call, channel)
    renewal = Renewal(
        channel_id=channel.id,
        user_id=code.user_id,
        scope=code.scope,
        until=call.now + grants.REFRESH_LIFE,
    )
    given = _access(call, renewal) | {"refresh_token": call.world.grants.give_renewal(renewal)}
    if "openid" in code.scope:
        said = _claims_of(call, code)
        given["id_token"] = (
            id_tokens.for_liff(said, id_tokens.SIGNER)
            if wants_jwk
            else id_tokens.for_web(said, channel.secret)
        )
    return given


def _by_renewal(call: Call) -> Json:
    renewal = call.world.grants.renew(call.form, call.now)
    _check_secret(call, call.world.channels[renewal.channel_id])
    return _access(call, renewal) | {"refresh_token": call.form["refresh_token"]}


def _access(call: Call, renewal: Renewal) -> Json:
    access = grants.give_access(call.world, "login", renewal.channel_id, renewal.user_id, renewal.scope)
    return {
        "access_token": access.value,
        "expires_in": grants.LIVES["login"],
        "scope": access.scope,
        "token_type": "Bearer",
    }


def _claims_of(call: Call, code: Code) -> Json:
    person = call.world.people[code.user_id]
    return claims_about(
        person,
        code.channel_id,
        code.scope,
        call.now,
        nonce=code.nonce,
        signed_in_at=code.issued_at if code.wants_instant else None,
    )


def claims_about(person: Person, channel_id: str, scope: Any, now: float, **more: Any) -> Json:
    """What a token says about a person, as far as the scope goes."""
    shown: Json = {"name": person.name, "picture": person.picture} if "profile" in scope else {}
    return id_tokens.claims(user_id=person.id, channel_id=channel_id, now=now, **shown, **more)


def _is_liff(channel: Channel, address: str) -> bool:
    return any(is_below(address, str(app["view"]["url"])) for app in channel.liff_apps.values())


def _check_secret(call: Call, channel: Channel) -> None:
    if call.form.get("client_secret") != channel.secret:
        raise OAuthRefusal("invalid_client", "invalid client_secret")


def verify_id_token(call: Call) -> Json:
    """`POST /oauth2/v2.1/verify`: what an ID token says, or the first thing that is wrong with it."""
    channel_id = call.form.get("client_id", "")
    channel = call.world.channels.get(channel_id)
    if not call.form.get("id_token") or not channel_id:
        raise OAuthRefusal("invalid_request", "id_token and client_id are required")
    try:
        return id_tokens.verify(
            call.form["id_token"],
            channel_id=channel_id,
            secret=channel.secret if channel else "",
            signer=id_tokens.SIGNER,
            now=call.now,
            nonce=call.form.get("nonce"),
            user_id=call.form.get("user_id"),
        )
    except id_tokens.Refused as refused:
        raise OAuthRefusal("invalid_request", str(refused)) from refused


def userinfo(call: Call) -> Json:
    """`GET` and `POST /oauth2/v2.1/userinfo`."""
    held, person = holder(call, "openid")
    shown = {"name": person.name, "picture": person.picture} if "profile" in held.scope.split() else {}
    return {"sub": person.id} | {name: value for name, value in shown.items() if value}


def profile(call: Call) -> Json:
    """`GET /v2/profile`."""
    _, person = holder(call, "profile")
    shown = {"pictureUrl": person.picture, "statusMessage": person.status}
    return {"userId": person.id, "displayName": person.name} | {
        key: each for key, each in shown.items() if each
    }


def friendship(call: Call) -> Json:
    """`GET /friendship/v1/status`: with the official account that is linked to the channel."""
    held, person = holder(call, "profile")
    account = call.world.channels.get(call.world.channels[held.channel_id].bot_channel)
    if account is None:
        raise Refusal(400, "There is no login bot linked to this channel.")
    chat = account.chats.get(person.id)
    return {"friendFlag": bool(chat and chat.is_friend and not chat.is_blocked)}


def deauthorize(call: Call) -> Response:
    """`POST /user/v1/deauthorize`: a city closes an account and lets go of what was allowed."""
    channel = bearer(call)
    held = call.world.tokens.get(str(call.body.get("userAccessToken", "")))
    if held is None or not _is_alive(held, call.now) or held.channel_id != channel.id:
        raise Refusal(400, "invalid token")
    grants.take_back(call.world, channel.id, held.user_id)
    return Response(b"", 204)


def certs(call: Call) -> Json:
    """`GET /oauth2/v2.1/certs`: the public half of the key that signs for LIFF."""
    return id_tokens.SIGNER.published()


def discovery(call: Call) -> Json:
    """`GET /.well-known/openid-configuration`. The issuer stays LINE's, wherever it is served from."""
    here = call.world.address
    return {
        "issuer": id_tokens.ISSUER,
        "authorization_endpoint": f"{here}/oauth2/v2.1/authorize",
        "token_endpoint": f"{here}/oauth2/v2.1/token",
        "revocation_endpoint": f"{here}/oauth2/v2.1/revoke",
        "userinfo_endpoint": f"{here}/oauth2/v2.1/userinfo",
        "jwks_uri": f"{here}/oauth2/v2.1/certs",
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
    }


def holder(call: Call, scope: str) -> tuple[Token, Person]:
    """Whose access token is shown, if it allows that much."""
    scheme, _, value = call.request.headers.get("authorization", "").partition(" ")
    held = call.world.tokens.get(value.strip()) if scheme.lower() == "bearer" else None
    if held is None or not held.user_id or not _is_alive(held, call.now):
        raise unauthenticated("The access token is missing, invalid or expired")
    if scope not in held.scope.split():
        raise Refusal(403, "The access token lacks a scope")
    return held, call.world.people[held.user_id]


def _is_alive(held: Token, now: float) -> bool:
    return not held.is_revoked and (held.expires_at is None or now < held.expires_at)


ENDPOINTS: Final = (
    Endpoint(method="POST", path="/oauth2/v2.1/token", work=token, takes="urlencoded", is_open=True),
    Endpoint(
        method="POST", path="/oauth2/v2.1/verify", work=verify_id_token, takes="urlencoded", is_open=True
    ),
    Endpoint(method="GET", path="/oauth2/v2.1/userinfo", work=userinfo, is_open=True),
    Endpoint(method="POST", path="/oauth2/v2.1/userinfo", work=userinfo, is_open=True),
    Endpoint(method="GET", path="/v2/profile", work=profile, is_open=True),
    Endpoint(method="GET", path="/friendship/v1/status", work=friendship, is_open=True),
    Endpoint(method="POST", path="/user/v1/deauthorize", work=deauthorize, takes="json", is_open=True),
    Endpoint(method="GET", path="/oauth2/v2.1/certs", work=certs, is_open=True),
    Endpoint(method="GET", path="/.well-known/openid-configuration", work=discovery, is_open=True),
)
