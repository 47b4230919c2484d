"""Tokens as LINE signs them, and the address at which it publishes its keys."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from madoguchi.base import clock

LOGIN_CHANNEL = "1234567890"
LOGIN_SECRET = "5ec7e7" * 6
LIFF_ID = f"{LOGIN_CHANNEL}-AbcdEfgh"
KEY = ec.generate_private_key(ec.SECP256R1())
KID = uuid4().hex


def claims(person: str, now: datetime, **changed: Any) -> dict[str, Any]:
    """What LINE says about somebody, for an hour."""
    said = {
        "iss": "https://access.line.me",
        "sub": person,
        "aud": LOGIN_CHANNEL,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(hours=1)).timestamp()),
        "jti": uuid4().hex,  # LINE has none; here two tokens of one second must not be the same
        "name": "\U00020bb7川 葵",
    }
    return {**said, **changed}


def token(
    person: str, now: datetime, *, key: Any = KEY, alg: str = "ES256", kid: str = KID, **changed: Any
) -> str:
    """A token of a page in the app, or one that somebody made to look like it."""
    return jwt.encode(claims(person, now, **changed), key, algorithm=alg, headers={"kid": kid})


def public_pem() -> bytes:
    """LINE's public key, as an attacker would use it for a secret."""
    return KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@contextmanager
def published() -> Iterator[str]:
    """The base of an address where LINE's keys are found."""
    key = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key())), "kid": KID, "alg": "ES256"}
    body = json.dumps({"keys": [{"kid": "rsa", "alg": "RS256", "kty": "RSA"}, key]}).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """What a code is worth; here it is made of a person and of what was asked for it."""
            length = int(self.headers["Content-Length"])
            form = {name: value for name, (value,) in parse_qs(self.rfile.read(length).decode()).items()}
            person, nonce, challenge = form["code"].split(".")
            told = hashlib.sha256(form["code_verifier"].encode()).digest()
            is_right = base64.urlsafe_b64encode(told).rstrip(b"=").decode() == challenge
            is_right = is_right and form["client_secret"] == LOGIN_SECRET
            said = claims(person, clock.now(), nonce=nonce)
            signed = jwt.encode(said, LOGIN_SECRET, algorithm="HS256")
            self.send_response(200 if is_right else 400)
            self.end_headers()
            self.wfile.write(json.dumps({"id_token": signed}).encode())

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
