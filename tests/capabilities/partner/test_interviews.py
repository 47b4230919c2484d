"""Emi opens times, notes what was said, looks at longer hours first; Fumi of another club sees nothing."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.enrolment.test_checking import LONGER
from tests.capabilities.enrolment.test_following import NOTICE
from tests.city.contractors import WAKAMUGI, emi_and_fumi, run_by, run_clubs
from tests.city.enrolments import MAY, OFFERED, accepted, asked, booked
from tests.city.households import publish_where
from tests.city.people import signed_in
from tests.journeys.pages import text_of

from madoguchi.applications.models import Application
from madoguchi.base import clock
from madoguchi.enrolment import interviews
from madoguchi.enrolment.models import Enrolment, FirstCheck, Interview, InterviewNote
from madoguchi.people.models import Member, Organisation, Resident

HERE = "/partner/interviews/"
TIMES = {"on": "2027-03-06", "opens": "15:00", "closes": "16:00", "minutes": "20"}


@pytest.fixture
def version(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: OFFERED)
    return run_clubs()


@pytest.fixture
def staff(version: int) -> tuple[Member, Member]:
    return emi_and_fumi()


@pytest.fixture
def held(aoi: Resident, version: int) -> Enrolment:
    return accepted(asked(aoi, version))


def test_emi_opens_times_and_takes_one_back(staff: tuple[Member, Member]) -> None:
    hers = signed_in(staff[0])
    hers.post(f"{HERE}at/{WAKAMUGI}/", TIMES)
    assert "15:20" in text_of(hers.get(HERE)) and Interview.objects.count() == 3
    hers.post(f"{HERE}{Interview.objects.all()[0].pk}/close/")
    assert Interview.objects.count() == 2


@pytest.mark.parametrize("changes", [{"opens": "x"}, {"on": ""}, {"closes": "14:00"}, {"minutes": "-1"}])
def test_times_that_are_none_are_said_and_stay_typed(
    staff: tuple[Member, Member], changes: dict[str, Any]
) -> None:
    response = signed_in(staff[0]).post(f"{HERE}at/{WAKAMUGI}/", {**TIMES, **changes})
    assert response.status_code == 422 and "＊" in text_of(response)
    assert not Interview.objects.exists()


def test_emi_notes_and_says_what_the_section_may_read(held: Enrolment, staff: tuple[Member, Member]) -> None:
    hers, time = signed_in(staff[0]), booked(held, at=MAY)
    noted = {"child": "よく笑う", "care": "音に敏感", "share:care": "on"}
    assert hers.post(f"{HERE}{time.pk}/", noted).status_code == 302
    assert "よく笑う" in text_of(hers.get(f"{HERE}{time.pk}/"))
    assert [each.words for each in interviews.list_notes(held=held, only_shared=True)] == ["音に敏感"]
    too_long = hers.post(f"{HERE}{time.pk}/", {"child": "あ" * 501})
    assert too_long.status_code == 422 and "あ" * 501 in too_long.content.decode()


def test_fumi_of_another_club_sees_and_does_nothing(held: Enrolment, staff: tuple[Member, Member]) -> None:
    time = booked(held, at=MAY)
    theirs = signed_in(staff[1])
    assert "𠮷川" not in theirs.get(HERE).content.decode()
    assert theirs.get(f"{HERE}{time.pk}/").status_code == 404
    assert theirs.post(f"{HERE}{time.pk}/", {"child": "x"}).status_code == 404
    assert theirs.post(f"{HERE}{time.pk}/close/").status_code == 404
    assert theirs.post(f"{HERE}at/{WAKAMUGI}/", TIMES).status_code == 404
    assert not InterviewNote.objects.exists() and Interview.objects.count() == 1


def longer(aoi: Resident) -> Application:
    version = publish_where(enrolment=LONGER, **NOTICE)
    run_by(WAKAMUGI, Organisation.objects.get(pk="mugihokai"))  # as before the places were taken in again
    return filed(aoi, version.pk, now=OFFERED - timedelta(days=1), clubs=[WAKAMUGI], wish="午後7時まで")


def test_emi_looks_at_longer_hours_first(aoi: Resident, staff: tuple[Member, Member]) -> None:
    hers, application = signed_in(staff[0]), longer(aoi)
    assert "午後7時まで" in text_of(hers.get(HERE))
    hers.post(f"/partner/checks/{application.reference}/", {"fits": "no", "words": "職員が足りません"})
    assert not FirstCheck.objects.get().fits
    assert "午後7時まで" not in text_of(hers.get(HERE))


def test_fumi_says_nothing_of_another_club(aoi: Resident, staff: tuple[Member, Member]) -> None:
    application = longer(aoi)
    url = f"/partner/checks/{application.reference}/"
    assert signed_in(staff[1]).post(url, {"fits": "yes"}).status_code == 404
    assert signed_in(staff[0]).post(url, {"fits": "perhaps"}).status_code == 404
    assert not FirstCheck.objects.exists()
