"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.audit.actions import Actor
from madoguchi.people.models import Resident


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentEntered:
    """A resident signed in. `remembered`: what this browser did before, as nobody it knew."""

    resident: Resident
    remembered: Mapping[str, Any]
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentsJoined:
    """Two accounts of one person become one: what only one may have is settled now, the rest follows."""

    kept: Resident
    given_up: Resident
    by: Actor
    at: datetime
