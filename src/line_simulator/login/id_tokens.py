"""ID tokens: HS256 by the channel's secret on the web, ES256 by LINE's own key in LIFF."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

ISSUER: Final = "https://access.line.me"
LIFE: Final = 3600  # seconds


class Refused(Exception):
    """An ID token that must not be believed; says why in LINE's words."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The key pair of LINE itself, and the name by which others find its public half."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    kid: str = field(default_factory=lambda: secrets.token_hex(32))

    def published(self) -> dict[str, Any]:
        """What `/oauth2/v2.1/certs` answers."""
        numbers = self.key.public_key().public_numbers()
        point = {"x": _octets(numbers.x), "y": _octets(numbers.y)}
        return {
            "keys": [{"kty": "EC", "alg": "ES256", "use": "sig", "kid": self.kid, "crv": "P-256", **point}]
        }


SIGNER: Final = Signer()  # of this process: a city that kept the certificates of another asks anew


def claims(  # noqa: PLR0913 - one per claim
    *,
    user_id: str,
    channel_id: str,
    now: float,
    nonce: str = "",
    name: str = "",
    picture: str = "",
    signed_in_at: float | None = None,
) -> dict[str, Any]:
    """What a token says about somebody; what is empty is left out."""
    said = {
        "iss": ISSUER,
        "sub": user_id,
        "aud": channel_id,
        "exp": int(now) + LIFE,
        "iat": int(now),
        "auth_time": None if signed_in_at is None else int(signed_in_at),
        "nonce": nonce,
        "amr": ["linesso"],
        "name": name,
        "picture": picture,
    }
    return {claim: value for claim, value in said.items() if value not in ("", None)}


def for_web(said: Mapping[str, Any], secret: str) -> str:
    """The token a server gets after a web sign-in."""
    return jwt.encode(dict(said), secret, algorithm="HS256", headers={"typ": "JWT"})


def for_liff(said: Mapping[str, Any], signer: Signer) -> str:
    """The token a page in the app gets."""
    return jwt.encode(dict(said), signer.key, algorithm="ES256", headers={"typ": "JWT", "kid": signer.kid})


def verify(  # noqa: PLR0913 - one per thing that can be wrong
    token: str,
    *,
    channel_id: str,
    secret: str,
    signer: Signer,
    now: float,
    nonce: str | None = None,
    user_id: str | None = None,
) -> dict[str, Any]:
    """What the token says, or `Refused` with the first of the six reasons."""
    said = _read(token, secret, signer)
    wrong = {
        "Invalid IdToken Issuer.": said.get("iss") != ISSUER,
        "IdToken expired.": not isinstance(said.get("exp"), int) or said["exp"] <= now,
        "Invalid IdToken Audience.": said.get("aud") != channel_id,
        "Invalid IdToken Nonce.": nonce is not None and said.get("nonce") != nonce,
        "Invalid IdToken Subject Identifier.": user_id is not None and said.get("sub") != user_id,
    }
    for reason, is_so in wrong.items():
        if is_so:
            raise Refused(reason)
    return said


def _read(token: str, secret: str, signer: Signer) -> dict[str, Any]:
    """The claims, if the signature is one of ours. The algorithm decides which key."""
    keys: dict[str, Any] = {"HS256": secret, "ES256": signer.key.public_key()}
    unchecked = {f"verify_{claim}": False for claim in ("exp", "iat", "nbf", "aud", "iss", "sub")}
    try:
        algorithm = jwt.get_unverified_header(token).get("alg", "")
        return jwt.decode(token, keys[algorithm], algorithms=[algorithm], options=unchecked)  # type: ignore[arg-type]
    except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        raise Refused("Invalid IdToken.") from error


def _octets(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()
