"""Two applications for one child: both filed, never merged, flagged until an officer says what they are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, corrected, returned, seat
from tests.city.people import NOW, acting, make_resident
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications.actions import progress
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.models import Application, Claimed, Likeness
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions import deciding
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.rules import decisions
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.submission import Reason

ONE_PER = {"one_per": ["child.kana", "child.birth_date"]}
FLAG = {**ONE_PER, "repeat": "flag"}
FATHER = {"family": "𠮷川", "given": "翔", "family_kana": "ヨシカワ", "given_kana": "ショウ"}


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    """The club's procedure, which flags."""
    return publish_club(limits=FLAG).pk


@pytest.fixture
def pair(version: int, aoi: Resident, ben: Resident) -> tuple[Application, Application]:
    """The mother's application, and the father's from an account of his own."""
    return filed(aoi, version), filed(ben, version, guardian=FATHER)


def refused(resident: Resident, version: int, **changes: Any) -> Reason:
    with pytest.raises(CannotSubmit) as found:
        filed(resident, version, **changes)
    return found.value.refusal.reason


def child(**changes: str) -> dict[str, Any]:
    return {"child": {**AOIS_ANSWERS["child"], **changes}}


def test_a_document_that_does_not_say_refuses_as_before(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    version = publish_club(limits=ONE_PER).pk
    filed(aoi, version)
    assert refused(ben, version) == Reason.ALREADY_APPLIED
    assert not Likeness.objects.exists()


def test_both_are_filed_and_set_beside_each_other(pair: tuple[Application, Application]) -> None:
    mothers, fathers = pair
    found = Likeness.objects.get()
    assert (found.application, found.other, found.verdict) == (fathers, mothers, "")
    assert found.kind == "other_guardian"
    (line,) = Line.objects.filter(verb="application.found_alike")
    assert line.details == {"references": [fathers.reference, mothers.reference]}


def test_the_same_account_is_told_that_it_has_applied(version: int, aoi: Resident) -> None:
    filed(aoi, version)
    assert refused(aoi, version) == Reason.ALREADY_APPLIED
    assert Application.objects.count() == 1


def test_twins_are_not_flagged(version: int, aoi: Resident, ben: Resident) -> None:
    filed(aoi, version)
    filed(aoi, version, **child(given="湊", given_kana="ミナト"))
    filed(ben, version, **child(given="湊人", given_kana="ミナト", birth_date="2020-07-09"))
    assert not Likeness.objects.exists()


def test_another_child_of_the_same_reading_and_birthday_files_too(
    version: int, aoi: Resident, ben: Resident
) -> None:
    filed(aoi, version)
    filed(ben, version, guardian={**FATHER, "family": "吉河"}, phone="09000000099", **child(family="吉河"))
    assert Likeness.objects.get().kind == "perhaps_another"


def test_three_guardians_make_three_pairs(pair: tuple[Application, Application], version: int) -> None:
    filed(make_resident(), version)
    assert Likeness.objects.count() == 3


def test_what_was_withdrawn_is_not_found_any_more(version: int, aoi: Resident, ben: Resident) -> None:
    first = filed(aoi, version)
    progress.withdraw(application=first, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    filed(ben, version)
    assert not Likeness.objects.exists()


def test_one_filed_when_seconds_were_still_refused_is_found(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    filed(aoi, publish_club(limits=ONE_PER).pk)
    again = publish_club(limits=FLAG).pk
    filed(ben, again)
    assert Likeness.objects.count() == 1
    assert refused(aoi, again) == Reason.ALREADY_APPLIED


def test_a_corrected_birthday_is_compared_anew(
    version: int, aoi: Resident, ben: Resident, chika: Officer
) -> None:
    first = filed(aoi, version)
    second = filed(ben, version, **child(birth_date="2020-07-09"))
    assert not Likeness.objects.exists()
    returned(second, chika, "child")
    corrected(second, ben, **child())
    assert Likeness.objects.get().other == first and Claimed.objects.count() == 2
    returned(Application.objects.get(pk=second.pk), chika, "child")
    corrected(Application.objects.get(pk=second.pk), ben, **child(birth_date="2020-07-10"))
    assert not Likeness.objects.exists()


def body(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response
    return str(response.content.decode())


def test_officers_see_it_at_once_on_both_pages_and_in_the_queue(
    pair: tuple[Application, Application], chikas_desk: Client
) -> None:
    for one, other in (pair, pair[::-1]):
        page = body(chikas_desk.get(reverse("review:application", args=[one.reference])))
        assert "同じ子どもの申請が他にあります" in page and other.reference in page
        assert "保護者が違います" in page
    assert body(chikas_desk.get(reverse("review:queue"))).count("同じ子の申請?") == 2
    page = body(chikas_desk.get(reverse("review:families")))
    assert pair[0].reference in page and pair[1].reference in page


def test_dan_finds_no_pair(pair: tuple[Application, Application], dans_desk: Client) -> None:
    assert pair[0].reference not in body(dans_desk.get(reverse("review:families")))
    assert dans_desk.get(address(pair)).status_code == 404
    assert dans_desk.post(address(pair), {"verdict": "same_child", "note": "x"}).status_code == 404


def address(pair: tuple[Application, Application]) -> str:
    return reverse("review:say_alike", args=[pair[0].reference, Likeness.objects.get().pk])


def test_a_pair_belongs_to_its_two_applications(
    pair: tuple[Application, Application], version: int, chikas_desk: Client
) -> None:
    third = filed(make_resident(), version, **child(birth_date="2019-07-08"))
    url = reverse("review:say_alike", args=[third.reference, Likeness.objects.get().pk])
    assert chikas_desk.get(url).status_code == 404


def test_chika_says_it_is_one_child_and_both_pages_show_it(
    pair: tuple[Application, Application], chikas_desk: Client
) -> None:
    page = body(chikas_desk.post(address(pair), {"verdict": "same_child", "note": ""}), 422)
    assert "確かめた方法を書いてください" in page and 'value="same_child" checked' in page
    chikas_desk.post(address(pair), {"verdict": "same_child", "note": "母に電話で確かめた"})
    for one in pair:
        page = body(chikas_desk.get(reverse("review:application", args=[one.reference])))
        assert "母に電話で確かめた" in page and "同じ子どもの申請が他にあります" not in page
    assert "同じ子の申請?" not in body(chikas_desk.get(reverse("review:queue")))
    (line,) = Line.objects.filter(verb="application.said_same_child")
    assert "電話" not in str(line.details)


def approve(application: Application, officer: Officer) -> None:
    deciding.decide(
        application=application, outcome="approved", reason="", by=seat(officer, application), now=LATER
    )


def test_the_second_approval_waits_until_it_is_said(
    pair: tuple[Application, Application], chika: Officer, chikas_desk: Client
) -> None:
    approve(pair[0], chika)
    with pytest.raises(CannotDecide) as found:
        approve(pair[1], chika)
    assert found.value.refusal.reason == decisions.Reason.SAME_CHILD
    chikas_desk.post(address(pair), {"verdict": "same_child", "note": "母に電話で確かめた"})
    with pytest.raises(CannotDecide):
        approve(pair[1], chika)
    chikas_desk.post(address(pair), {"verdict": "another_child", "note": "住基で確かめた"})
    approve(pair[1], chika)


def test_one_of_them_may_be_refused_any_time(pair: tuple[Application, Application], chika: Officer) -> None:
    approve(pair[0], chika)
    deciding.decide(application=pair[1], outcome="refused", reason="二重", by=seat(chika, pair[1]), now=LATER)


def test_the_guardians_see_nothing_of_each_other(
    pair: tuple[Application, Application], aois_phone: Client, bens_phone: Client
) -> None:
    for phone, mine, other in ((aois_phone, *pair), (bens_phone, *pair[::-1])):
        page = body(phone.get(reverse("portal:application", args=[mine.reference])))
        assert other.reference not in page and "同じ子ども" not in page
        assert phone.get(reverse("portal:application", args=[other.reference])).status_code == 404
