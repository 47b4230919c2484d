"""Applications that reserve, at the same moment: one place is one family's, also one that comes free."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_reserving import draft_of, file
from tests.city.bookings import TUESDAY, make_talks, publish_talk
from tests.city.people import NOW, acting
from tests.races.at_once import at_once, meeting

from madoguchi.applications.actions import progress, submission
from madoguchi.applications.actions.drafts import AlreadyFiled
from madoguchi.applications.actions.submission import CannotSubmit, Receipt
from madoguchi.applications.models import Application, Draft
from madoguchi.booking import queries
from madoguchi.booking.actions import claiming
from madoguchi.booking.models import Pool, Reservation
from madoguchi.people.models import Resident
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.submission import Reason

pytestmark = pytest.mark.django_db(transaction=True)


def filing(draft: Draft, resident: Resident) -> Callable[[], Receipt]:
    return lambda: submission.submit(draft_id=draft.pk, by=acting(resident), now=NOW)


def test_two_families_want_one_place_and_one_application_is_filed(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    make_talks(TUESDAY)
    version = publish_talk().pk
    wanted = [(draft_of(each, version), each) for each in (aoi, ben) for _ in range(3)]
    outcomes = at_once([filing(draft, who) for draft, who in wanted])
    assert len([each for each in outcomes if isinstance(each, Receipt)]) == 1
    refused = [each.refusal.reason for each in outcomes if isinstance(each, CannotSubmit)]
    assert refused == [Reason.SLOT_GONE] * 5
    assert Application.objects.count() == Reservation.objects.count() == Pool.objects.get().taken == 1


def test_control_looking_first_and_claiming_nothing_books_it_twice(
    city: SimpleNamespace, aoi: Resident, ben: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_talks(TUESDAY)
    version, meet = publish_talk().pk, meeting(2)

    def look_first(*, units: Any = (), blocks: Any = ()) -> None:
        assert Pool.objects.get().free
        meet()
        Pool.objects.update(is_open=True)

    monkeypatch.setattr(claiming, "claim", look_first)
    outcomes = at_once([filing(draft_of(each, version), each) for each in (aoi, ben)])
    assert len([each for each in outcomes if isinstance(each, Receipt)]) == 2


def test_pressing_twice_at_once_reserves_once(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(TUESDAY, places=5)
    draft = draft_of(aoi, publish_talk().pk)
    outcomes = at_once([filing(draft, aoi)] * 4)
    assert len([each for each in outcomes if isinstance(each, AlreadyFiled)]) == 3
    assert Reservation.objects.count() == Pool.objects.get().taken == 1


def test_withdrawing_while_another_files_never_gives_two_the_place(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    make_talks(TUESDAY)
    version = publish_talk().pk
    mine, theirs = file(aoi, version), draft_of(ben, version)
    outcomes = at_once(
        [
            lambda: progress.withdraw(application=mine, role=Role.APPLICANT, by=acting(aoi), now=NOW),
            filing(theirs, ben),
        ]
    )
    bens = outcomes[1]
    assert isinstance(bens, Receipt) or bens.refusal.reason is Reason.SLOT_GONE
    assert Pool.objects.get().taken == int(isinstance(bens, Receipt))
    assert queries.list_miscounted() == []
