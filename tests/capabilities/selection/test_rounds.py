"""Makoto opens a round; Chika sees what is left to do; Dan does not know that it exists."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.selection.town import opened, planned
from tests.city.people import NOW, acting, make_officer, signed_in
from tests.city.procedures import publish_club

from madoguchi.applications.actions import progress
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.recruiting import Reason
from madoguchi.selection.actions import rounds
from madoguchi.selection.actions.rounds import CannotOpen
from madoguchi.selection.models import Round
from madoguchi.selection.queries import rounds as queries

WRITTEN = {
    "title": "令和9年4月入会 一次募集",
    "kind": "first",
    "fiscal_year": "2027",
    "procedures": ["club"],
    "basis_on": "R9.1.15",
    "starts_on": "2027-04-01",
    "second_check": "sample",
    "second_check_percent": "10",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


def test_chika_opens_a_round_and_sees_what_is_left(
    city: SimpleNamespace, chikas_desk: Client, chika: Officer, aoi: Resident
) -> None:
    filed(aoi, publish_club().pk)
    answer = chikas_desk.post(reverse("selection:new_round"), WRITTEN)

    round = Round.objects.get()
    assert answer.headers["Location"] == reverse("selection:round", args=[round.pk])
    assert round.basis_on == date(2027, 1, 15)
    page = chikas_desk.get(answer.headers["Location"]).content.decode()
    assert "残り1件" in page
    assert "学童クラブ利用申請" in page
    assert Line.objects.filter(verb="round.opened", about_ref=str(round.pk)).exists()


def test_what_makes_no_sense_is_said_beside_its_box_and_nothing_typed_is_lost(
    city: SimpleNamespace, chikas_desk: Client
) -> None:
    publish_club()
    wrong = {**WRITTEN, "starts_on": "2026-04-01", "basis_on": "2026-02-30", "procedures": []}
    answer = chikas_desk.post(reverse("selection:new_round"), wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "この日付はありません" in page
    assert 'value="2026-02-30"' in page
    assert "対象の手続きを1つ以上選んでください" in page
    mended = {**wrong, "basis_on": "2026-01-15", "procedures": ["club"]}
    page = chikas_desk.post(reverse("selection:new_round"), mended).content.decode()
    assert "この日は募集回の年度に入っていません" in page
    assert not Round.objects.exists()


def test_another_section_and_a_reviewer_find_nothing_to_open(
    city: SimpleNamespace, chika: Officer, dans_desk: Client
) -> None:
    publish_club()
    round = opened(chika)
    for name in ("round", "edit_round"):
        assert dans_desk.get(reverse(f"selection:{name}", args=[round.pk])).status_code == 404
    assert round.title not in dans_desk.get(reverse("selection:rounds")).content.decode()
    reviewer = signed_in(make_officer(section=city.kosodate))
    assert reviewer.get(reverse("selection:round", args=[round.pk])).status_code == 200
    assert reviewer.get(reverse("selection:edit_round", args=[round.pk])).status_code == 404
    assert reviewer.get(reverse("selection:new_round")).status_code == 404


def test_a_round_takes_what_arrived_in_its_days_and_was_not_withdrawn(
    city: SimpleNamespace, chika: Officer, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    here = [queries.applications_in(opened(chika)).count()]
    for number, days in enumerate(
        (
            {"arrived_from": date(2026, 11, 22), "arrived_until": date(2026, 11, 22)},
            {"arrived_from": date(2026, 11, 23)},
            {"arrived_until": date(2026, 11, 21)},
        )
    ):
        here.append(queries.applications_in(opened(chika, title=f"{number}", **days)).count())
    assert here == [1, 1, 0, 0]

    progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    assert queries.applications_in(Round.objects.order_by("opened_at", "title")[0]).count() == 0


def test_a_round_whose_places_are_given_no_longer_changes(city: SimpleNamespace, chika: Officer) -> None:
    publish_club()
    round = opened(chika)
    Round.objects.filter(pk=round.pk).update(state=Round.State.PLACED)
    with pytest.raises(CannotOpen) as cannot:
        rounds.change_round(round=round, plan=planned(title="ほか"), by=acting(chika), now=NOW)
    assert cannot.value.reasons == (Reason.ALREADY_PLACED,)


def test_the_list_takes_as_many_queries_for_one_round_as_for_three(
    city: SimpleNamespace, chika: Officer, chikas_desk: Client
) -> None:
    publish_club()
    counts: list[Any] = []
    for number in range(3):
        opened(chika, title=str(number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            chikas_desk.get(reverse("selection:rounds"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
