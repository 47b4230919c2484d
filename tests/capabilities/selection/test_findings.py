"""Chika confirms what she sees on the paper, one by one; Makoto looks again; a correction takes it away."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.selection.town import opened
from tests.city.families import ANSWERS, confirmed_criteria, publish_families
from tests.city.people import NOW, acting
from tests.rules.family import MOTHER

from madoguchi.applications.models import AnswerSet, Application
from madoguchi.applications.queries import filed as read
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.findings import CannotConfirm, Reason
from madoguchi.selection.actions import certificates
from madoguchi.selection.actions import findings as actions
from madoguchi.selection.actions.findings import Before, Said
from madoguchi.selection.models import Assessment, Certificate, Finding, Round
from madoguchi.selection.queries import findings as queries
from madoguchi.selection.queries.findings import Pile

R1, R2 = "guardians/r1", "guardians/r2"
ITEMS = {"issued_on": "2026-11-20", "begins_on": "2020-04-01", "days_per_month": 16}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application for Mugi: she works, the father looks for work."""
    return filed(aoi, publish_families().pk, **ANSWERS)


@pytest.fixture
def round(application: Application, chika: Officer, makoto: Officer) -> Round:
    """The first round; every application is looked at again."""
    made = opened(makoto, second_check="all")
    Round.objects.filter(pk=made.pk).update(criteria=confirmed_criteria(chika, makoto))
    made.refresh_from_db()
    return made


def before(round: Round, application: Application, officer: Officer, *, seen: int = 0) -> Before:
    application.refresh_from_db()
    return Before(
        round=round,
        application=application,
        seen=seen or application.answer_count,
        officer=officer,
        actor=acting(officer),
    )


def confirm(here: Before, name: str, subject: str, typed: str, reason: str = "") -> Finding:
    said = Said(name=name, subject=subject, typed=typed, reason=reason)
    return actions.confirm(before=here, said=said, now=NOW)


def confirm_all(here: Before) -> None:
    confirm(here, "works", R1, "yes")
    confirm(here, "days", R1, "20")
    confirm(here, "seeks", R2, "yes")


def corrected(application: Application, **answers: Any) -> None:
    """Aoi's answers are other ones now."""
    last = AnswerSet.objects.get(application=application, number=application.answer_count)
    number = last.number + 1
    AnswerSet.objects.create(
        application=application,
        number=number,
        version=last.version,
        parent=last,
        answers={**last.answers, **answers},
        sealed_at=NOW,
    )
    Application.objects.filter(pk=application.pk).update(answer_count=number)
    actions.forget_corrected(reference=application.reference, now=NOW)


def test_nothing_counts_that_was_not_confirmed(
    round: Round, application: Application, chika: Officer
) -> None:
    empty = queries.cases_of(round=round, reads=[read(application)])[application.reference]
    assert empty["guardians"] == [{}, {}]
    confirm(before(round, application, chika), "days", R1, "20")
    made = queries.cases_of(round=round, reads=[read(application)])[application.reference]
    assert made["guardians"] == [{"days": 20}, {}]
    assert made["household"] == {}


def test_chika_confirms_one_by_one_and_makoto_looks_again(
    round: Round, application: Application, chika: Officer, makoto: Officer
) -> None:
    here = before(round, application, chika)
    confirm(here, "works", R1, "yes")
    assert Assessment.objects.get().open_count == 2
    with pytest.raises(CannotConfirm) as cannot:
        actions.check_again(before=before(round, application, makoto), now=NOW)
    assert cannot.value.reason is Reason.STILL_OPEN
    confirm(here, "days", R1, "20")
    confirm(here, "seeks", R2, "yes")
    assert queries.list_references(round=round, pile=Pile.CHECK) == [application.reference]
    with pytest.raises(CannotConfirm) as cannot:
        actions.check_again(before=here, now=NOW)
    assert cannot.value.reason is Reason.SAME_PERSON
    actions.check_again(before=before(round, application, makoto), now=NOW)
    assert queries.list_references(round=round, pile=Pile.DONE) == [application.reference]


def test_another_value_needs_a_reason_and_the_old_one_stays_to_be_read(
    round: Round, application: Application, chika: Officer
) -> None:
    here = before(round, application, chika)
    with pytest.raises(CannotConfirm) as cannot:
        confirm(here, "days", R1, "16")
    assert cannot.value.reason is Reason.REASON_MISSING
    confirm(here, "days", R1, "20")
    changed = confirm(here, "days", R1, "16", "会社に電話で確認")
    assert (changed.source, changed.value) == (Finding.Source.MANUAL, 16)
    voided = Finding.objects.exclude(voided_at=None).get()
    assert (voided.value, voided.void) == (20, Finding.Void.CHANGED)


@pytest.mark.parametrize(
    ("name", "subject", "typed", "reason"),
    [
        ("nothing", R1, "yes", Reason.UNKNOWN),
        ("days", "guardians/r9", "20", Reason.UNKNOWN),
        ("single", R1, "yes", Reason.UNKNOWN),
        ("days", R1, "32", Reason.OUT_OF_RANGE),
        ("days", R1, "many", Reason.WRONG_VALUE),
    ],
)
def test_what_the_criteria_do_not_ask_is_not_confirmed(  # noqa: PLR0913 - the story's people and its cases
    round: Round,
    application: Application,
    chika: Officer,
    name: str,
    subject: str,
    typed: str,
    reason: Reason,
) -> None:
    with pytest.raises(CannotConfirm) as cannot:
        confirm(before(round, application, chika), name, subject, typed, "理由")
    assert cannot.value.reason is reason
    assert not Finding.objects.exists()


def test_a_correction_voids_what_came_from_the_answer_and_nothing_else(
    round: Round, application: Application, chika: Officer
) -> None:
    confirm_all(before(round, application, chika))
    corrected(application, guardians=[{**MOTHER, "work_days": 12}, ANSWERS["guardians"][1]])
    voided = Finding.objects.exclude(voided_at=None).get()
    assert (voided.name, voided.void) == ("days", Finding.Void.CORRECTED)
    assessment = Assessment.objects.get()
    assert (assessment.open_count, assessment.answers, assessment.confirmed_at) == (1, 2, None)
    assert Line.objects.filter(verb="findings.voided").exists()


def test_who_still_has_the_answers_of_before_confirms_nothing(
    round: Round, application: Application, chika: Officer
) -> None:
    corrected(application, single=True)
    with pytest.raises(CannotConfirm) as cannot:
        confirm(before(round, application, chika, seen=1), "days", R1, "20")
    assert cannot.value.reason is Reason.CHANGED


def enter(here: Before, subject: str = R1, **changes: Any) -> Certificate:
    return certificates.enter(
        before=here,
        subject=subject,
        items={**ITEMS, **changes},
        source=Certificate.Source.TYPED,
        paper=None,
        now=NOW,
    )


def test_one_certificate_speaks_of_all_children_of_a_guardian_and_of_no_other(  # noqa: PLR0913
    round: Round, application: Application, chika: Officer, aoi: Resident, ben: Resident
) -> None:
    child = {**ANSWERS["child"], "given": "湊", "given_kana": "ミナト", "birth_date": "2018-05-01"}
    brother = filed(aoi, application.version_id, **{**ANSWERS, "child": child})
    stranger = filed(ben, application.version_id, **{**ANSWERS, "child": {**child, "given_kana": "レン"}})
    enter(before(round, application, chika))
    for who, days in ((application, 16), (brother, 16), (stranger, 20)):
        found = queries.sheet_of(round=round, read=queries.filed_together([who])[0])
        proposal = found.proposal("days", R1)
        assert proposal is not None
        assert proposal.value == days
    confirm(before(round, brother, chika), "days", R1, "16")
    assert Certificate.objects.get().uses.count() == 2


def test_a_newer_certificate_takes_away_what_rested_on_the_older(
    round: Round, application: Application, chika: Officer
) -> None:
    here = before(round, application, chika)
    enter(here)
    confirm(here, "days", R1, "16")
    enter(here, days_per_month=12)
    assert Finding.objects.get().void == Finding.Void.REPLACED
    found = queries.sheet_of(round=round, read=queries.filed_together([application])[0])
    assert found.certificates[R1].items["days_per_month"] == 12


def test_an_old_certificate_needs_a_reason_and_planned_work_a_replacement(
    round: Round, application: Application, chika: Officer
) -> None:
    here = before(round, application, chika)
    enter(here, issued_on="2026-07-01")
    with pytest.raises(CannotConfirm) as cannot:
        confirm(here, "days", R1, "16")
    assert cannot.value.reason is Reason.REASON_MISSING
    assert confirm(here, "days", R1, "16", "会社に電話で確認").source == Finding.Source.CERTIFICATE
    planned = enter(here, begins_on="2027-04-01")
    assert (planned.is_planned, planned.replace_by) == (True, round.replace_by)
    assert round.replace_by is not None
    waiting = queries.list_to_replace(section="kosodate", on=round.replace_by)
    assert [(each.application, each.is_overdue) for each in waiting] == [(application, False)]
    (late,) = queries.list_to_replace(section="kosodate", on=round.replace_by + timedelta(days=1))
    assert late.is_overdue
    enter(here)
    assert queries.list_to_replace(section="kosodate", on=round.replace_by) == []


def test_certificates_go_with_the_last_application_that_uses_them(
    round: Round, application: Application, chika: Officer
) -> None:
    enter(before(round, application, chika))
    assert certificates.tidy(now=NOW) == 0
    Certificate.objects.get().uses.all().delete()
    assert certificates.tidy(now=NOW) == 1


def at(name: str, round: Round, application: Application, *more: str) -> str:
    return reverse(f"selection:{name}", args=[round.pk, application.reference, *more])


def test_the_page_shows_what_is_proposed_and_keeps_what_was_typed(
    round: Round, application: Application, chikas_desk: Client
) -> None:
    page = chikas_desk.get(at("findings", round, application)).content.decode()
    assert "月の就労日数" in page
    assert "月の日数: 20" in page
    assert Line.objects.filter(verb="application.viewed", details__part="findings").count() == 1
    given = {"name": "days", "subject": R1, "seen": 1, "value": "16", "reason": ""}
    answer = chikas_desk.post(at("confirm_finding", round, application), given)
    assert answer.status_code == 422
    assert "理由を入力してください" in answer.content.decode()
    assert 'value="16"' in answer.content.decode()
    answer = chikas_desk.post(at("confirm_finding", round, application), {**given, "value": "20"})
    assert answer.status_code == 302
    part = chikas_desk.post(
        at("take_back_finding", round, application), given, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith('<div id="sheet"')


def test_the_certificate_is_typed_beside_its_paper(
    round: Round, application: Application, chikas_desk: Client
) -> None:
    url = at("certificate", round, application, "r1")
    assert "𠮷川" in chikas_desk.get(url).content.decode()
    typed = {"issued_on": "R8.11.20", "begins_on": "2020-04-01", "days_per_month": "99", "seen": "1"}
    answer = chikas_desk.post(url, typed)
    assert answer.status_code == 422
    assert 'value="R8.11.20"' in answer.content.decode()
    assert chikas_desk.post(url, {**typed, "days_per_month": "16"}).status_code == 302
    assert Certificate.objects.get().issued_on.isoformat() == "2026-11-20"
    assert "アオイ" not in Certificate.objects.get().sealed
    assert chikas_desk.get(at("certificate", round, application, "r9")).status_code == 404


def test_dan_sees_nothing_of_it(round: Round, application: Application, dans_desk: Client) -> None:
    for name, more in (("findings", ()), ("certificate", ("r1",))):
        assert dans_desk.get(at(name, round, application, *more)).status_code == 404
    for name in ("confirm_finding", "take_back_finding", "settle_findings"):
        assert dans_desk.post(at(name, round, application)).status_code == 404
    assert dans_desk.get(reverse("selection:findings_list", args=[round.pk])).status_code == 404


def test_the_list_asks_as_often_for_one_as_for_three(
    round: Round, application: Application, aoi: Resident, chikas_desk: Client
) -> None:
    url = f"{reverse('selection:findings_list', args=[round.pk])}?pile=all"
    chikas_desk.get(url)
    counts = []
    for given in ("レン", "リツ"):
        with CaptureQueriesContext(connection) as asked:
            page = chikas_desk.get(url).content.decode()
        counts.append(len(asked))
        child = {**ANSWERS["child"], "given_kana": given}
        filed(aoi, application.version_id, **{**ANSWERS, "child": child})
    assert application.reference in page
    assert counts[0] == counts[1]
