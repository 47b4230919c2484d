"""Aoi files the 欠席連絡 as a procedure: it is the same notice; what no school reads, Chika sees to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.capabilities.checkin.test_notices import BOARD, MORNING, at, mugi, town
from tests.city.people import acting, signed_in
from tests.city.procedures import publish
from tests.journeys.pages import text_of
from tests.rules.samples import parsed
from tests.rules.test_absence_filings import FEVER, raw

from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.checkin import notices as reading
from madoguchi.checkin.models import FiledNotice, Notice
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places.models import Place
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules.absences import Kind, Reason
from madoguchi.rules.lifecycle import Role, State

__all__ = ["mugi", "town"]
pytestmark = pytest.mark.django_db
PILE = "/desk/classes/"
NOON = MORNING.replace(hour=12)


@pytest.fixture
def procedure(mugi: Child) -> ProcedureVersion:
    Place.objects.create(
        code="kawakaze-jhs", kind="junior_high", name="川風中学校", kana="カワカゼ", district_id="d",
        latitude=33, longitude=147,
    )  # fmt: skip
    return publish(parsed({**raw(), "section": "kosodate"}), now=MORNING)


def filed(aoi: Resident, version: ProcedureVersion, now: datetime = MORNING, **changes: Any) -> Application:
    by, language = acting(aoi), "ja"
    draft = drafts.begin(version_id=version.pk, resident=aoi, language=language, by=by, now=now)
    answers = {**FEVER, **changes}
    drafts.save(draft_id=draft.pk, answers=answers, seen=Seen(revision=1), language=language, by=by, now=now)
    return submission.submit(draft_id=draft.pk, by=by, now=now).application


def withdraw(aoi: Resident, application: Application, now: datetime) -> None:
    progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=now)


def test_school_and_club_read_what_was_filed_like_four_taps(
    procedure: ProcedureVersion, mugi: Child, aoi: Resident, chika: Officer
) -> None:
    application = filed(aoi, procedure)
    notice = Notice.objects.get()
    said = reading.said_of(notice)
    assert (said.kind, said.reason, said.temperature) == (Kind.ABSENT, Reason.FEVER, "38.4")
    assert {each.place_id for each in notice.readers.all()} == {"wakamugi-es", "wakamugi-club"}
    assert application.state == State.NOTED
    assert "38.4" in signed_in(chika).get(BOARD).content.decode()
    page = signed_in(aoi).get(f"/applications/{application.reference}/").content.decode()
    assert "連絡が届きました" in page and f"/me/absence/told/{notice.pk}/" in page
    assert application.reference not in text_of(signed_in(chika).get(PILE))


def test_pressed_at_both_doors_it_is_one_notice(
    procedure: ProcedureVersion, mugi: Child, aoi: Resident
) -> None:
    signed_in(aoi).post(
        f"/me/absence/{mugi.reference}/", {"kind": "absent", "reason": "fever", "temperature": "38.4"}
    )
    filed(aoi, procedure)
    assert FiledNotice.objects.get().notice == Notice.objects.get()


def test_a_child_that_is_known_twice_is_the_one_at_that_school(
    procedure: ProcedureVersion, mugi: Child, aoi: Resident
) -> None:
    """Two accounts of hers became one."""
    Child.objects.create(
        resident=aoi, name=mugi.name, kana=mugi.kana, kana_order="", birth_date=mugi.birth_date
    )
    filed(aoi, procedure)
    assert Notice.objects.get().child == mugi


def test_withdrawn_in_time_it_is_gone_and_after_the_cut_off_the_school_is_called(
    procedure: ProcedureVersion, aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw(aoi, filed(aoi, procedure), MORNING)
    assert Notice.objects.get().withdrawn_at == MORNING
    again = filed(aoi, procedure)
    withdraw(aoi, again, NOON)
    assert Notice.objects.filter(withdrawn_at=None).count() == 1
    at(monkeypatch, NOON)
    page = signed_in(aoi).get(f"/applications/{again.reference}/").content.decode()
    assert "まだ連絡が届いたまま" in page and "tel:0000-00-0201" in page
    pile = text_of(signed_in(chika).get(PILE))
    assert again.reference in pile and "登校・登園することを電話で伝えて" in pile


@pytest.mark.parametrize(
    ("changes", "now", "why"),
    [
        ({}, NOON, "締切のあとに届きました"),
        ({"pupil": FEVER["pupil"] | {"given_kana": "バク"}}, MORNING, "この名前の登録がありません"),
        ({"place_kind": "junior_high", "junior_high_school": "kawakaze-jhs"}, MORNING, "通っていません"),
        ({"first_on": "2026-12-13"}, MORNING.replace(day=13), "休みです"),
    ],
)
def test_what_cannot_be_told_stays_and_an_officer_passes_it_on(  # noqa: PLR0913 - who, what and when
    procedure: ProcedureVersion, aoi: Resident, chika: Officer, dan: Officer, changes: Any, now: datetime,
    why: str, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at(monkeypatch, now)
    application = filed(aoi, procedure, now, **changes)
    assert not Notice.objects.exists() and application.state == State.NOTED
    mine = f"/applications/{application.reference}/"
    assert "届いていません。お電話で" in text_of(signed_in(aoi).get(mine))
    desk = signed_in(chika)
    pile = text_of(desk.get(PILE))
    assert application.reference in pile and why in pile and "𠮷川" not in pile
    assert Line.objects.filter(verb="application.viewed").exists()
    settle = f"{PILE}filed/{application.reference}/"
    assert application.reference not in text_of(signed_in(dan).get(PILE))
    assert signed_in(dan).post(settle).status_code == 404
    assert desk.post(settle).status_code == 302
    assert application.reference not in text_of(desk.get(PILE))
    assert "市から学校・園に電話で伝えました" in text_of(signed_in(aoi).get(mine))
    assert [each.about_ref for each in Line.objects.filter(verb="notice.seen_to")] == [application.reference]


def test_another_notice_of_the_day_is_not_overwritten(
    procedure: ProcedureVersion, mugi: Child, aoi: Resident, chika: Officer
) -> None:
    signed_in(aoi).post(f"/me/absence/{mugi.reference}/", {"kind": "late", "reason": "family", "at": "10:00"})
    application = filed(aoi, procedure)
    assert Notice.objects.get().kind == "late"
    assert FiledNotice.objects.get().notice is None
    assert "同じ日に別の連絡があります" in text_of(signed_in(chika).get(PILE))
    withdraw(aoi, application, MORNING)
    assert application.reference not in text_of(signed_in(chika).get(PILE))
    assert Notice.objects.get().withdrawn_at is None
