"""Writing the record: one plain insert inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.audit.models import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, as the record names them: a kind and a reference, never a name."""

    kind: str  # resident | officer | member | system | stranger
    ref: str = ""
    entrance: str = ""


SYSTEM = Actor(kind="system")


def record(
    *,
    verb: str,
    about: tuple[str, str],
    by: Actor,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one line. `about` is (kind, reference), e.g. ("application", "0826-004217-3")."""
    Line.objects.create(
        at=now,
        actor_kind=by.kind,
        actor_ref=by.ref,
        entrance=by.entrance,
        verb=verb,
        about_kind=about[0],
        about_ref=about[1],
        details=dict(details or {}),
    )
