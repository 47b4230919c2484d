"""Two taps at once, by two guardians of one child: one notice. And many families at half past seven."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any

import pytest
from tests.capabilities.checkin.test_notices import MORNING, child_of, place, pupil
from tests.city.people import make_resident, make_section
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.checkin.actions.notices import CannotTell
from madoguchi.checkin.models import Notice, NoticeReader
from madoguchi.people.models import Child
from madoguchi.places import actions as places
from madoguchi.rules.absences import Kind, Reason, Said

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 12, 14)
FAMILIES = 40  # 300 were measured: under 20 s on two busy cores, with everybody set up
HANDS = 8


def told(child: Child, reason: Reason = Reason.FEVER) -> Callable[[], Any]:
    said = Said(kind=Kind.ABSENT, first_on=DAY, last_on=DAY, reason=reason)
    assert child.resident is not None
    return partial(notices.tell, child=child, said=said, resident=child.resident, by=SYSTEM, now=MORNING)


@pytest.fixture
def school() -> None:
    make_section()
    places.import_places(
        districts=[{"code": "d", "name": "地区", "kana": "チク"}],
        places=[place("wakamugi-es", "school"), place("wakamugi-club", "club")],
        postal_areas=[],
        by=SYSTEM,
        now=MORNING,
    )


def both_guardians() -> list[Child]:
    entry = pupil("𠮷川 麦", "ヨシカワ ムギ")
    return [child_of(make_resident(), entry, club=False) for _ in range(2)]


def test_two_guardians_at_once_make_one_notice(school: None) -> None:
    mother, father = both_guardians()
    answers = at_once([told(mother), told(mother), told(father, Reason.COUGH), told(father, Reason.COUGH)])
    assert Notice.objects.count() == 1
    refused = [each for each in answers if isinstance(each, CannotTell)]
    assert len(refused) == 2 and len({each.pk for each in answers if isinstance(each, Notice)}) == 1


def test_without_the_lock_there_would_be_two(school: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both read before either writes."""
    meet, read = meeting(2), reading.held_by

    def unlocked(**given: Any) -> Any:
        found = read(**given)
        meet()
        return found

    monkeypatch.setattr(reading, "held_by", unlocked)
    monkeypatch.setattr(reading, "same_children", lambda child, _belongings: [])
    mother, father = both_guardians()
    at_once([told(mother), told(father, Reason.COUGH)])
    assert Notice.objects.count() == 2


def test_many_families_at_once_lose_nothing(school: None) -> None:
    entries = [pupil(f"児童 {number}", "ジドウ", number % 28 + 1) for number in range(FAMILIES)]
    them = [child_of(make_resident(), entry) for entry in entries]
    begun = perf_counter()
    shares = [[told(child) for child in them[at::HANDS]] for at in range(HANDS)]
    answers = at_once([lambda share=share: [each() for each in share] for share in shares])
    assert perf_counter() - begun < 60
    assert sum(len(each) for each in answers) == Notice.objects.count() == FAMILIES
    assert NoticeReader.objects.count() == 2 * FAMILIES
