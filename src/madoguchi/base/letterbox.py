"""A letterbox: whoever has its public half puts something in, and only the city takes it out.

For devices that must keep something until there is a network, and must not be able to read it again.
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE: Final = ec.SECP256R1()
POINT: Final = 65  # bytes of a point, uncompressed
NONCE: Final = bytes(12)  # each message has a key of its own


def make() -> tuple[str, str]:
    """A new one: the half that opens it, and the half that is given away; both hexadecimal."""
    key = ec.generate_private_key(CURVE)
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return f"{key.private_numbers().private_value:064x}", public.hex()


def put_in(shuts: str, text: str) -> str:
    """As a device does it: a key for this message alone, and what it shuts."""
    city = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, bytes.fromhex(shuts))
    once = ec.generate_private_key(CURVE)
    public = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return (public + AESGCM(_key(once, city)).encrypt(NONCE, text.encode(), None)).hex()


def take_out(opens: str, shut: str) -> str | None:
    """What was put in; None for anything that was not, or not into this one."""
    try:
        raw = bytes.fromhex(shut)
        once = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw[:POINT])
        key = _key(ec.derive_private_key(int(opens, 16), CURVE), once)
        return AESGCM(key).decrypt(NONCE, raw[POINT:], None).decode()
    except (ValueError, InvalidTag):
        return None


def _key(own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey) -> bytes:
    shared = own.exchange(ec.ECDH(), other)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"letterbox").derive(shared)
