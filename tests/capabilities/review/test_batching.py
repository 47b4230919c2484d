"""Many at once: each on its own, nothing twice, and what could not be done says why."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.city.people import acting, make_officer
from tests.city.procedures import CLUB, publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.review import queries
from madoguchi.review.actions import batching, deciding
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.models import Batch, Letter
from madoguchi.rules.lifecycle import State


@pytest.fixture
def three(city: SimpleNamespace, aoi: Resident) -> list[Application]:
    """Three applications of Aoi's for three children."""
    version = publish_club(limits={}).pk
    return [filed(aoi, version) for _ in range(3)]


def begun(applications: list[Application], officer: Officer, act: Bulk, outcome: str = "approved") -> Batch:
    return batching.start_batch(
        references=[each.reference for each in applications],
        act=act,
        outcome=outcome,
        reason="",
        officer=officer,
        by=acting(officer),
        now=LATER,
    )


def finished(batch: Batch) -> Batch:
    while batching.continue_batch(batch_id=batch.pk, now=LATER):
        pass
    batch.refresh_from_db()
    return batch


def states(applications: list[Application]) -> set[str]:
    return set(
        Application.objects.filter(pk__in=[each.pk for each in applications]).values_list("state", flat=True)
    )


def test_all_are_decided_and_each_has_its_own_letter(three: list[Application], chika: Officer) -> None:
    batch = finished(begun(three, chika, Bulk.DECIDE))
    assert batch.finished_at == LATER and states(three) == {State.DECIDED}
    numbers = Letter.objects.order_by("document_number").values_list("document_number", flat=True)
    assert list(numbers) == ["8ひ子育第1号", "8ひ子育第2号", "8ひ子育第3号"]


def test_what_cannot_be_decided_says_why_and_stops_nothing(three: list[Application], chika: Officer) -> None:
    deciding.decide(application=three[1], outcome="approved", reason="", by=seat(chika, three[1]), now=LATER)
    batch = finished(begun(three, chika, Bulk.DECIDE))
    assert sorted(batch.items.values_list("refusal", flat=True)) == ["", "", "not_from_here"]
    assert Letter.objects.count() == 3


def test_it_goes_on_where_it_stopped(
    three: list[Application], chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "CHUNK", 2)
    batch = begun(three, chika, Bulk.ACCEPT)
    assert batching.continue_batch(batch_id=batch.pk, now=LATER)
    assert batch.items.filter(done_at=None).count() == 1
    assert not batching.continue_batch(batch_id=batch.pk, now=LATER)
    assert not batching.continue_batch(batch_id=batch.pk, now=LATER)
    assert states(three) == {State.ACCEPTED} and set(batch.items.values_list("refusal", flat=True)) == {""}


def test_dan_cannot_take_what_is_not_his(three: list[Application], dan: Officer) -> None:
    batch = finished(begun(three, dan, Bulk.ACCEPT))
    assert not batch.items.exists() and states(three) == {State.ARRIVED}


def test_who_leaves_the_section_meanwhile_decides_nothing_more(
    three: list[Application], chika: Officer
) -> None:
    batch = begun(three, chika, Bulk.ACCEPT)
    chika.posts.update(ends_on="2026-11-24")
    finished(batch)
    assert set(batch.items.values_list("refusal", flat=True)) == {"not_found"}
    assert states(three) == {State.ARRIVED}


def test_an_approver_approves_what_others_proposed(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    takuya = make_officer("1004", section=city.kosodate, role=Role.REVIEWER)
    version = publish_club(limits={}, review={**CLUB["review"], "two_person": True}).pk
    two = [filed(aoi, version) for _ in range(2)]
    finished(begun(two, takuya, Bulk.PROPOSE))
    assert states(two) == {State.PROPOSED}
    refused = finished(begun(two, takuya, Bulk.APPROVE))
    assert set(refused.items.values_list("refusal", flat=True)) == {"own_proposal"}
    finished(begun(two, chika, Bulk.APPROVE))
    assert states(two) == {State.DECIDED}


def test_the_record_names_everything_that_was_handled(three: list[Application], chika: Officer) -> None:
    begun(three, chika, Bulk.ACCEPT)
    line = Line.objects.get(verb="batch.accept")
    assert sorted(line.details["references"]) == sorted(each.reference for each in three)


def test_a_batch_left_behind_is_found(three: list[Application], chika: Officer) -> None:
    batch = begun(three, chika, Bulk.ACCEPT)
    soon, late = LATER + timedelta(minutes=5), LATER + timedelta(minutes=15)
    patience = timedelta(minutes=10)
    assert queries.list_unfinished_batches(begun_before=soon - patience) == []
    assert queries.list_unfinished_batches(begun_before=late - patience) == [batch.pk]
    finished(batch)
    assert queries.list_unfinished_batches(begun_before=late - patience) == []
