"""Criteria editions, read once for each process: what they want to have found, and from where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from madoguchi.rules.findings import Basis, Wanted, basis_of, wanted_of
from madoguchi.selection.models import CriteriaEdition


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an edition asks officers to find."""

    wanted: tuple[Wanted, ...]
    basis: Basis

    def of(self, name: str) -> Wanted | None:
        """A finding by its name."""
        return next((each for each in self.wanted if each.name == name), None)


def asked_by(edition: CriteriaEdition) -> Asked:
    """What this edition asks for."""
    return _asked(edition.sha256, edition.text)


@lru_cache(maxsize=16)
def _asked(_sha256: str, text: str) -> Asked:
    document: Mapping[str, Any] = json.loads(text)
    return Asked(wanted=wanted_of(document), basis=basis_of(document))
