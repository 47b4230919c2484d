"""Filing at the same moment: each promise is shown to be lost without what keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import F
from tests.capabilities.applications.test_filing import written
from tests.city.people import NOW, acting, make_resident
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting, until_somebody_waits

from madoguchi.applications.actions import drafts, likening, submission
from madoguchi.applications.actions.drafts import AlreadyFiled, Seen, StaleDraft
from madoguchi.applications.actions.submission import CannotSubmit, Receipt
from madoguchi.applications.models import Application, Claimed, Draft, Event, Likeness
from madoguchi.base import counters
from madoguchi.base.models import Counter
from madoguchi.people.models import Resident
from madoguchi.rules import likeness
from madoguchi.rules.submission import Reason

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8
CROWD = 40
PLACES = 5


def filing(draft: Draft, resident: Resident) -> Callable[[], Receipt]:
    return lambda: submission.submit(draft_id=draft.pk, by=acting(resident), now=NOW)


def reasons(outcomes: list[Any]) -> set[Reason]:
    return {each.refusal.reason for each in outcomes if isinstance(each, CannotSubmit)}


def receipts(outcomes: list[Any]) -> list[Receipt]:
    return [each for each in outcomes if isinstance(each, Receipt)]


def test_pressing_twice_at_once_files_once(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club(limits={}).pk)
    outcomes = at_once([filing(draft, aoi)] * AT_ONCE)
    (receipt,) = receipts(outcomes)
    others = [each for each in outcomes if isinstance(each, AlreadyFiled)]
    assert len(others) == AT_ONCE - 1
    assert {each.application.reference for each in others} == {receipt.application.reference}
    assert Application.objects.count() == Event.objects.count() == 1


def test_a_save_that_waited_for_the_filing_is_told_of_it(
    city: SimpleNamespace, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, claim = meeting(2), submission._claim_capacity

    def once_a_save_waits(document: Any) -> None:
        meet()
        until_somebody_waits()
        claim(document)

    def save() -> Any:
        meet()
        return drafts.save(
            draft_id=draft.pk,
            answers={"phone": "09000000009"},
            seen=Seen(revision=2),
            language="ja",
            by=acting(aoi),
            now=NOW,
        )

    draft = written(aoi, publish_club(limits={}).pk)
    monkeypatch.setattr(submission, "_claim_capacity", once_a_save_waits)
    receipt, saved = at_once([filing(draft, aoi), save])
    assert isinstance(saved, AlreadyFiled) and saved.application == receipt.application
    assert Draft.objects.get().answers == {}


def test_a_filing_that_waited_for_the_sign_in_belongs_to_who_signed_in(
    city: SimpleNamespace, aoi: Resident
) -> None:
    meet = meeting(2)

    def sign_in() -> None:
        with transaction.atomic():
            drafts.take_over(draft_ids=[draft.pk], resident=aoi, by=acting(aoi), now=NOW)
            meet()
            until_somebody_waits()

    def file() -> Receipt:
        meet()
        return filing(draft, aoi)()

    draft = written(aoi, publish_club(identity="contact", contact_by=["phone"], limits={}).pk)
    Draft.objects.update(resident=None)
    _, receipt = at_once([sign_in, file])
    assert Application.objects.get().resident == aoi
    assert receipt.inquiry_code == ""


def test_control_without_holding_the_draft_it_is_filed_twice(
    city: SimpleNamespace, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(2)

    def read_without_holding(draft_id: UUID) -> Draft:
        beside = {**submission._BESIDE, "is_protected": F("resident__is_protected")}
        draft = Draft.objects.select_related("resident").annotate(**beside).get(pk=draft_id)
        meet()
        return draft

    monkeypatch.setattr(submission, "_HOLDING", SimpleNamespace(first=read_without_holding))
    draft = written(aoi, publish_club(limits={}).pk)
    assert len(receipts(at_once([filing(draft, aoi)] * 2))) == 2
    assert Application.objects.count() == 2


def crowd(version: int, count: int) -> list[Callable[[], Receipt]]:
    """As many residents, each about to file."""
    residents = [make_resident() for _ in range(count)]
    return [filing(written(each, version), each) for each in residents]


def test_forty_at_once_for_five_places_fill_five(city: SimpleNamespace) -> None:
    outcomes = at_once(crowd(publish_club(limits={"capacity": PLACES}).pk, CROWD))
    assert len(receipts(outcomes)) == Application.objects.count() == PLACES
    assert len(outcomes) - PLACES == sum(isinstance(each, CannotSubmit) for each in outcomes)
    assert reasons(outcomes) == {Reason.FULL}


def test_control_counting_before_taking_gives_more_places_than_there_are(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(AT_ONCE)

    def read_then_write(key: str, *, limit: int) -> bool:
        taken = Counter.objects.filter(key=key).values_list("value", flat=True).first() or 0
        meet()
        Counter.objects.update_or_create(key=key, defaults={"value": taken + 1})
        return taken < limit

    monkeypatch.setattr(counters, "claim", read_then_write)
    outcomes = at_once(crowd(publish_club(limits={"capacity": PLACES}).pk, AT_ONCE))
    assert len(receipts(outcomes)) > PLACES


def test_two_guardians_at_once_apply_for_one_child_once(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    version = publish_club().pk
    outcomes = at_once([filing(written(each, version), each) for each in (aoi, ben)])
    assert len(receipts(outcomes)) == Application.objects.count() == 1
    assert reasons(outcomes) == {Reason.ALREADY_APPLIED}
    assert Draft.objects.filter(submitted_at=None).count() == 1


def test_control_looking_first_lets_both_apply_for_the_child(
    city: SimpleNamespace, aoi: Resident, ben: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, asked_for = meeting(2), submission._limits

    def look_first(*given: Any) -> Iterator[Claimed]:
        for claim in asked_for(*given):
            is_there = Claimed.objects.filter(key__startswith=claim.key).exists()
            meet()
            assert not is_there
            claim.key += str(uuid4())
            yield claim

    monkeypatch.setattr(submission, "_limits", look_first)
    version = publish_club().pk
    outcomes = at_once([filing(written(each, version), each) for each in (aoi, ben)])
    assert len(receipts(outcomes)) == Application.objects.count() == 2


FLAG = {"one_per": ["child.kana", "child.birth_date"], "repeat": "flag"}


def test_guardians_who_apply_at_the_same_moment_are_all_set_beside_each_other(city: SimpleNamespace) -> None:
    outcomes = at_once(crowd(publish_club(limits=FLAG).pk, 4))
    assert len(receipts(outcomes)) == Application.objects.count() == 4
    assert Likeness.objects.count() == 4 * 3 // 2


def test_one_account_that_files_two_drafts_at_once_files_one(city: SimpleNamespace, aoi: Resident) -> None:
    version = publish_club(limits=FLAG).pk
    outcomes = at_once([filing(written(aoi, version), aoi) for _ in range(2)])
    assert len(receipts(outcomes)) == Application.objects.count() == 1
    assert reasons(outcomes) == {Reason.ALREADY_APPLIED}


def test_control_without_waiting_for_each_other_they_are_not_found(
    city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = meeting(2)
    family = likeness.family

    def look_first(*given: Any) -> Any:
        looked()
        return family(*given)

    monkeypatch.setattr(likening, "_hold", lambda alike: None)
    monkeypatch.setattr(likeness, "family", look_first)
    outcomes = at_once(crowd(publish_club(limits=FLAG).pk, 2))
    assert len(receipts(outcomes)) == 2 and not Likeness.objects.exists()


def saving(draft: Draft, resident: Resident, reason: str) -> Callable[[], object]:
    """A tab that was drawn from the draft as it stands, and saves."""
    return lambda: drafts.save(
        draft_id=draft.pk,
        answers={"reason": reason},
        seen=Seen(revision=draft.revision, tab=reason),
        language="ja",
        by=acting(resident),
        now=NOW,
    )


def test_of_two_tabs_that_save_at_once_one_is_told(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    outcomes = at_once([saving(draft, aoi, "work"), saving(draft, aoi, "ill")])
    (stale,) = [each for each in outcomes if isinstance(each, StaleDraft)]
    kept = Draft.objects.get(pk=draft.pk)
    assert stale.writing.answers == kept.answers
    assert kept.revision == draft.revision + 1


def test_control_without_a_lock_one_tab_overwrites_the_other_in_silence(
    city: SimpleNamespace, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(2)

    def read_without_lock(draft_id: UUID) -> Draft:
        draft = Draft.objects.get(pk=draft_id)
        meet()
        return draft

    draft = written(aoi, publish_club().pk)
    monkeypatch.setattr(drafts, "_lock", read_without_lock)
    outcomes = at_once([saving(draft, aoi, "work"), saving(draft, aoi, "ill")])
    assert not any(isinstance(each, StaleDraft) for each in outcomes)
