"""A procedure that asks who brings a child up and why nobody is at home, and the criteria that count it."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

from tests.city.people import NOW, acting
from tests.city.procedures import AOIS_ANSWERS, CLUB, publish_club
from tests.rules import family

from madoguchi.people.models import Officer
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.selection.actions import criteria
from madoguchi.selection.models import CriteriaEdition

ANSWERS: dict[str, Any] = {**AOIS_ANSWERS, **family.ANSWERS}


def publish_families(*, now: datetime = NOW) -> ProcedureVersion:
    """The club's procedure, asking for guardians one by one."""
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"] += [family.GUARDIANS, family.SINGLE]
    return publish_club(now=now, steps=steps)


def confirmed_criteria(officer: Officer, other: Officer, *, now: datetime = NOW) -> CriteriaEdition:
    """The criteria, taken in by one officer and confirmed by another."""
    by = acting(officer)
    drafted = criteria.draft_edition(
        section="kosodate", text=json.dumps(family.CRITERIA), officer=officer, by=by, now=now
    )
    return criteria.confirm_edition(edition=drafted, officer=other, by=acting(other), now=now)
