"""A passkey made of software: answers what a browser would."""

from __future__ import annotations

import json
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class Key:
    """One passkey, with its counter."""

    def __init__(self, name: bytes = b"key-1", *, origin: str = "http://localhost:8000") -> None:
        self.name, self.origin, self.counter = name, origin, 0
        self.secret = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str) -> str:
        """The answer to being asked to make this passkey."""
        asked = json.loads(options)["publicKey"]
        public = ES256.from_cryptography_key(self.secret.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.name, public)
        data = AuthenticatorData.create(_hash(asked["rp"]["id"]), FLAG.UP | FLAG.AT, self.counter, credential)
        told = self._told(CollectedClientData.TYPE.CREATE, asked["challenge"])
        made = AttestationObject.create("none", data, {})
        return self._answer(clientDataJSON=told, attestationObject=made)

    def get(self, options: str) -> str:
        """The answer to being asked to prove this passkey."""
        asked = json.loads(options)["publicKey"]
        self.counter += 1
        data = AuthenticatorData.create(_hash(asked["rpId"]), FLAG.UP, self.counter)
        told = self._told(CollectedClientData.TYPE.GET, asked["challenge"])
        signature = self.secret.sign(bytes(data) + told.hash, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=told, authenticatorData=data, signature=signature)

    def _told(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, challenge, self.origin)

    def _answer(self, **parts: bytes) -> str:
        name = websafe_encode(self.name)
        response = {part: websafe_encode(value) for part, value in parts.items()}
        told = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}})


def _hash(relying_party: str) -> bytes:
    return sha256(relying_party.encode()).digest()
