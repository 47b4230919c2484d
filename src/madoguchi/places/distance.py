"""How far two places of one city are apart."""

from __future__ import annotations

from math import cos, hypot, radians
from typing import Final, NamedTuple

EARTH_RADIUS: Final = 6_371_000  # metres


class Point(NamedTuple):
    """Where something is, in degrees."""

    latitude: float
    longitude: float


def metres(one: Point, other: Point) -> float:
    """As the crow flies. The earth is flat within a city: off by less than a metre at ten kilometres."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude) * cos(radians((one.latitude + other.latitude) / 2))
    return EARTH_RADIUS * hypot(north, east)
