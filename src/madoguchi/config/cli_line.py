"""The key by which LINE knows the city: made here, and its public half shown for LINE's console."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

BITS: Final = 2048


def key(words: Sequence[str]) -> int:
    """Make the key, unless it is there, and print what LINE has to know of it. Never overwrites."""
    parser = argparse.ArgumentParser(prog="madoguchi line key", description="Make a key for LINE.")
    parser.add_argument("file", metavar="FILE", type=Path)
    path: Path = parser.parse_args(words).file
    try:
        if not path.exists():
            _make(path)
        print(_public(path))
    except (OSError, ValueError, TypeError) as fault:
        print(f"{path}: {fault}", file=sys.stderr)
        return 1
    return 0


def _make(path: Path) -> None:
    """Readable by its owner alone from its first byte."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    written = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(written)


def _public(path: Path) -> str:
    """As the console takes it: without a name, which it gives itself."""
    private = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError("this is no RSA key")
    shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    return json.dumps({"kty": "RSA", "alg": "RS256", "use": "sig", "e": shown["e"], "n": shown["n"]})
