"""What a phone sends later: scans it kept without network, each signed by a key that never leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from madoguchi.checkin import queries, tokens
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.rules import visits as rules
from madoguchi.rules.visits import Direction

if TYPE_CHECKING:
    from madoguchi.checkin.models import PhoneKey, Point

MOST: Final = 600  # scans at once
MOST_BYTES: Final = 400_000
HALF: Final = 32  # bytes of each half of a signature


Sent = TypeVar("Sent", bound=BaseModel)


class Said(BaseModel):
    """One scan as a phone kept it; `at` by its own clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    point: UUID
    token: str = Field(max_length=tokens.LONGEST)
    direction: Direction
    members: tuple[int, ...] = Field(max_length=20)
    adults: int = Field(ge=0, le=9)
    at: str = Field(max_length=30)
    signature: str = Field(pattern="^[0-9a-f]{128}$")

    @property
    def signed(self) -> bytes:
        """What the key signs, to the letter."""
        members = ",".join(map(str, self.members))
        parts = (self.id, self.point, self.token, self.direction, members, self.adults, self.at)
        return "|".join(map(str, parts)).encode()


class Log(BaseModel):
    """What a phone kept, with the time of sending by the same clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: UUID
    sent_at: str = Field(max_length=30)
    scans: tuple[Said, ...] = Field(max_length=MOST)


def read(body: bytes, kind: type[Sent]) -> Sent | None:
    """The log that a phone or a tablet sends; None for anything else."""
    if len(body) > MOST_BYTES:
        return None
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        return None


def believed(log: Log, key: PhoneKey, now: datetime) -> Iterator[tuple[Point, Heard]]:
    """The scans that this key signed, read off a poster that was good when they were made."""
    sent_at = instant(log.sent_at)
    points = queries.points_by_id({each.point for each in log.scans})
    for each in log.scans:
        point, at = points.get(each.point), instant(each.at)
        if point is None or at is None or sent_at is None:
            continue
        if not is_signed(each.signed, each.signature, key.public):
            continue
        true = rules.timed(device_time=at, sent_at=sent_at, received_at=now)
        if tokens.refuse_token(point, each.token, at=true.at) is None:
            yield point, Heard(
                id=each.id, direction=each.direction, members=each.members, adults=each.adults,
                device_time=at, sent_at=sent_at,
            )  # fmt: skip


def is_public_key(typed: str) -> bool:
    """Whether this is a point on the curve."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(typed))
    except ValueError:
        return False
    return True


def is_signed(said: bytes, signature: str, public: str) -> bool:
    """Whether the key of a phone or a tablet signed exactly this."""
    raw = bytes.fromhex(signature)
    halves = (int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(public))
    try:
        key.verify(utils.encode_dss_signature(*halves), said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def instant(written: str) -> datetime | None:
    """An instant with its offset; None for anything else, and for one that is in no year by our clock."""
    try:
        found = datetime.fromisoformat(written)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def answer(log: Log, taken: Mapping[UUID, Any]) -> dict[str, Any]:
    """What the phone may forget: what was taken, and what nobody will ever take."""
    refused = {
        str(each.id): str(taken.get(each.id, "forged")) for each in log.scans if taken.get(each.id, "forged")
    }
    return {"done": [str(each.id) for each in log.scans], "refused": refused}
