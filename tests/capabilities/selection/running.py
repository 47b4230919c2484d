"""A round that is ready to run: families, findings, seats, and the lottery drawn before their eyes."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from tests.capabilities.applications.test_filing import filed
from tests.capabilities.selection.town import opened
from tests.city.households import found_places
from tests.city.people import NOW, acting, make_resident
from tests.city.procedures import AOIS_ANSWERS, CLUB, publish_club
from tests.rules.family import CRITERIA, GUARDIANS, MOTHER, SINGLE

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.selection.actions import criteria, lottery, running
from madoguchi.selection.models import Assessment, CriteriaEdition, Finding, Round, Run, Seats

LATER = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
WAKAMUGI, SORANO = "wakamugi-club", "sorano-club"
CLUBS: dict[str, Any] = {
    "id": "clubs",
    "type": "ranked_places",
    "title": {"ja": "クラブ", "ja-easy": "クラブ", "en": "Clubs"},
    "places": "club",
    "required": False,
}
LOTS: dict[str, Any] = {
    **CRITERIA,
    "proposals": {**CRITERIA["proposals"], "places": "clubs"},
    "tie_break": [
        {"id": "single_first", "label": {"ja": "ひとり親", "en": "Single"}, "first": {"finding": "single"}},
        {"id": "drawn", "label": {"ja": "抽選番号", "en": "Lottery"}, "lottery": True},
    ],
}
NAMES = ("アサヒ", "ヒカル", "ミナト", "ソラ", "リク", "ウミ", "ハナ", "ツキ")


def publish_wishes(*, now: datetime = NOW, **changes: Any) -> ProcedureVersion:
    """The club's procedure, asking for guardians and for clubs in the order of the wishes."""
    found_places(now=now)
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"] += [GUARDIANS, SINGLE, CLUBS]
    return publish_club(now=now, steps=steps, **changes)


def edition(officer: Officer, other: Officer, **changes: Any) -> CriteriaEdition:
    """Criteria that draw lots in the end, confirmed."""
    text = json.dumps({**LOTS, **changes})
    drafted = criteria.draft_edition(
        section="kosodate", text=text, officer=officer, by=acting(officer), now=NOW
    )
    return criteria.confirm_edition(edition=drafted, officer=other, by=acting(other), now=NOW)


def applied(version: ProcedureVersion, number: int, *clubs: str, by: Resident | None = None) -> Application:
    """The application of a family for its child; each child has a name of its own."""
    child = {**AOIS_ANSWERS["child"], "given_kana": NAMES[number]}
    answers = {"child": child, "guardians": [MOTHER], "single": False, "clubs": list(clubs)}
    return filed(by or make_resident(), version.pk, **answers)


def found(round: Round, application: Application, officer: Officer, **household: Any) -> Assessment:
    """Everything about the family is confirmed: the mother works `days` days a month."""
    days = household.pop("days", 20)
    made = Assessment.objects.create(
        round=round, application=application, answers=1, open_count=0, confirmed_by=officer, confirmed_at=NOW
    )
    values = [("works", "guardians/r1", True), ("days", "guardians/r1", days)]
    values += [(name, "", value) for name, value in household.items()]
    Finding.objects.bulk_create(
        Finding(
            assessment=made,
            name=name,
            subject=subject,
            value=value,
            source=Finding.Source.ANSWER,
            confirmed_by=officer,
            confirmed_at=NOW,
        )
        for name, subject, value in values
    )
    return made


def seated(round: Round, officer: Officer, **capacities: int) -> None:
    """The clubs take so many children, and have signed it."""
    for code, capacity in capacities.items():
        Seats.objects.update_or_create(
            round=round,
            place_id=code.replace("_", "-"),
            defaults={
                "capacity": capacity,
                "proposed_by": officer,
                "proposed_at": NOW,
                "signer_kind": Seats.Signer.OFFICER,
                "signer_ref": "x",
                "signed_at": NOW,
            },
        )


def ready_round(chika: Officer, makoto: Officer, **changes: Any) -> Round:
    """A round whose criteria are confirmed and whose lottery is promised and revealed."""
    made = opened(makoto, second_check="none", **changes)
    Round.objects.filter(pk=made.pk).update(criteria=edition(chika, makoto))
    lottery.commit(round=made, by=acting(makoto), now=NOW)
    lottery.reveal(round=made, by=acting(makoto), now=LATER)
    return Round.objects.select_related("criteria").get(pk=made.pk)


def three_families(**changes: Any) -> list[Application]:
    """All wish for Wakamugi first, two of them for Sorano then."""
    version = publish_wishes(**changes)
    wishes = ((WAKAMUGI, SORANO), (WAKAMUGI,), (WAKAMUGI, SORANO))
    return [applied(version, number, *clubs) for number, clubs in enumerate(wishes)]


def three_ready(children: list[Application], chika: Officer, makoto: Officer) -> Round:
    """One seat each; the second family is a single parent, the third works less."""
    made = ready_round(chika, makoto)
    seated(made, chika, wakamugi_club=1, sorano_club=1)
    for application, told in zip(children, ({}, {"single": True}, {"days": 15}), strict=True):
        found(made, application, chika, **told)
    return made


def ran(round: Round, officer: Officer) -> Run:
    """A real run, calculated."""
    run = running.start(round=round, officer=officer, by=acting(officer), now=LATER)
    made = running.calculate(run_id=run.pk, now=LATER)
    assert made is not None
    return made
