"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is to be believed.

A passkey belongs to the own address of its entrance; a copy of our pages elsewhere gets no answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from madoguchi.base.entrances import Entrance, base_of
from madoguchi.people.models import Member, Officer

LONGEST: Final = 20_000  # characters of a browser's answer
PREFERRED: Final = UserVerificationRequirement.PREFERRED

Options = dict[str, Any]
State = Mapping[str, Any]


def ask_to_register(
    who: Officer | Member, factors: Sequence[Authenticator], *, at: Entrance
) -> tuple[Options, State]:
    """What the browser is asked to make a new passkey, and what we must remember meanwhile."""
    entity = PublicKeyCredentialUserEntity(id=who.account_id.bytes, name=who.number, display_name=who.name)
    options, state = _server(at).register_begin(entity, _known(factors), user_verification=PREFERRED)
    return dict(options), state


def register(name: str, *, state: State, credential: object, at: Entrance) -> dict[str, Any] | None:
    """What to keep of a new passkey; None for an answer that does not fit."""
    try:
        proven = _server(at).register_complete(state, RegistrationResponse.from_dict(_mapping(credential)))
    except (ValueError, TypeError, KeyError):
        return None
    return {"name": name, "credential": credential, "counter": proven.counter}


def ask_to_prove(factors: Sequence[Authenticator], *, at: Entrance) -> tuple[Options, State]:
    """What the browser is asked to prove one of these passkeys, and what we must remember meanwhile."""
    options, state = _server(at).authenticate_begin(_known(factors), user_verification=PREFERRED)
    return dict(options), state


def prove(
    factors: Sequence[Authenticator], *, state: State, credential: object, at: Entrance
) -> Authenticator | None:
    """The factor that was proven, its counter moved on; None otherwise.

    A counter that does not grow betrays a copied passkey; those that never count stay at zero.
    """
    try:
        answer = AuthenticationResponse.from_dict(_mapping(credential))
        proven = _server(at).authenticate_complete(state, _known(factors), answer)
    except (ValueError, TypeError, KeyError):
        return None
    factor = next(each for each in factors if _credential(each).credential_id == proven.credential_id)
    counter, before = answer.response.authenticator_data.counter, factor.data.get("counter", 0)
    if (counter or before) and counter <= before:
        return None
    factor.data["counter"] = counter
    return factor


def read_answer(text: str) -> object:
    """The browser's answer as it was sent; None when it cannot be one."""
    if len(text) > LONGEST:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _mapping(credential: object) -> Mapping[str, Any]:
    if not isinstance(credential, Mapping):
        raise TypeError
    return credential


def _known(factors: Sequence[Authenticator]) -> list[AttestedCredentialData]:
    return [_credential(factor) for factor in factors if factor.type == Authenticator.Type.WEBAUTHN]


def _credential(factor: Authenticator) -> AttestedCredentialData:
    kept = RegistrationResponse.from_dict(factor.data["credential"])
    return cast(AttestedCredentialData, kept.response.attestation_object.auth_data.credential_data)


def _server(at: Entrance) -> Fido2Server:
    here = urlsplit(base_of(at))
    origin = f"{here.scheme}://{here.netloc}"
    city = PublicKeyCredentialRpEntity(id=here.hostname or "", name=settings.CITY_NAMES["ja"] or "Madoguchi")
    return Fido2Server(city, verify_origin=lambda claimed: claimed == origin)
