"""Chika drafts the table of points; Makoto confirms it; Dan does not know that it exists."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.selection.town import TABLE, drafted
from tests.city.people import NOW, make_officer, signed_in

from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.selection.models import CriteriaEdition


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


def at(name: str, edition: CriteriaEdition | None = None) -> str:
    return reverse(f"selection:{name}", args=[edition.pk] if edition else [])


def given(text: str = TABLE) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("gakudo.yaml", text.encode())}


def test_chika_takes_a_file_in_and_makoto_confirms_it(
    chikas_desk: Client, makotos_desk: Client, chika: Officer
) -> None:
    answer = chikas_desk.post(at("read_criteria"), given())
    edition = CriteriaEdition.objects.get()
    assert answer.headers["Location"] == at("criteria", edition)
    assert (edition.section, edition.fiscal_year, edition.is_confirmed) == ("kosodate", 2027, False)

    chikas_desk.post(at("confirm_criteria", edition))
    edition.refresh_from_db()
    assert not edition.is_confirmed
    assert "別の職員" in chikas_desk.get(at("criteria", edition)).content.decode()

    assert "この基準を確認済みにする" in makotos_desk.get(at("criteria", edition)).content.decode()
    makotos_desk.post(at("confirm_criteria", edition))
    edition.refresh_from_db()
    assert edition.is_confirmed
    verbs = Line.objects.filter(about_ref=str(edition.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["criteria.drafted", "criteria.confirmed"]


def test_a_file_with_faults_is_not_taken_in_and_each_fault_names_its_place(chikas_desk: Client) -> None:
    answer = chikas_desk.post(at("read_criteria"), given(TABLE.replace("points: 17}", "points: many}")))
    assert answer.status_code == 422
    assert "base[ill].points" in answer.content.decode()
    chikas_desk.post(at("read_criteria"), {"file": SimpleUploadedFile("x.yaml", "表".encode("cp932"))})
    chikas_desk.post(at("read_criteria"))
    assert not CriteriaEdition.objects.exists()


def test_the_page_is_the_table_of_the_guide_book(chikas_desk: Client, chika: Officer) -> None:
    edition = drafted(chika)
    page = chikas_desk.get(at("criteria", edition)).content.decode()
    for seen in (
        "居宅外就労",
        "月16日以上20日未満",
        "ひとり親・単身赴任",
        "小さい番号が先",
        "架空",
        "低い方による",
    ):
        assert seen in page
    with CaptureQueriesContext(connection) as queries:
        chikas_desk.get(at("criteria", edition))
    assert len(queries) == 7


def test_points_and_labels_change_in_place_and_become_a_new_draft(
    chikas_desk: Client, chika: Officer
) -> None:
    edition = drafted(chika)
    changes = {
        "adjust.single.points": "5",
        "adjust.single.label": "ひとり親（同居の祖父母なし）",
        "tables.outside.rows.0.points.0": "２１",
    }
    answer = chikas_desk.post(at("edit_criteria", edition), changes)
    made = CriteriaEdition.objects.get(previous=edition)
    assert answer.headers["Location"] == at("criteria", made)
    page = chikas_desk.get(at("criteria", made)).content.decode()
    assert "違い 3件" in page and "ひとり親（同居の祖父母なし）" in page
    document = tidied(made.text)
    assert document["tables"][0]["rows"][0]["points"] == [21, 19, 18, 17, 16, 0]
    edition.refresh_from_db()
    assert edition.text == TABLE


@pytest.mark.parametrize("typed", ["五", "", "1e3", "3.14.15", "9" * 40])
def test_what_is_no_number_is_marked_and_nothing_typed_is_lost(
    chikas_desk: Client, chika: Officer, typed: str
) -> None:
    edition = drafted(chika)
    changes = {"adjust.single.points": typed, "adjust.poor.points": "3", "base.ill.points": "18"}
    answer = chikas_desk.post(at("edit_criteria", edition), changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「20」「0.5」のような数で" in page
    assert 'name="base.ill.points" value="18"' in page
    assert CriteriaEdition.objects.count() == 1


def test_keeping_what_nobody_changed_makes_no_draft(chikas_desk: Client, chika: Officer) -> None:
    edition = drafted(chika)
    chikas_desk.post(at("edit_criteria", edition), {"adjust.single.points": "4"})
    assert CriteriaEdition.objects.count() == 1


FAMILY = {
    "on": "2026-12-15",
    "guardians.1.work_kind": "outside",
    "guardians.1.month_days": "20",
    "guardians.1.day_hours": "8",
    "guardians.2.birth": "yes",
    "guardians.1.planned": "yes",
    "household.grade": "1",
    "household.arrears": "yes",
    "facility.sib": "yes",
}


def test_a_case_is_tried_line_by_line_and_nothing_is_kept(chikas_desk: Client, chika: Officer) -> None:
    edition = drafted(chika)
    before = Line.objects.count()
    page = chikas_desk.post(at("try_criteria", edition), FAMILY).content.decode()
    assert "<dd>14</dd>" in page and "<dd>15</dd>" in page
    assert "他の保護者の指数による" in page
    assert 'value="20"' in page
    assert Line.objects.count() == before


def test_a_case_with_something_missing_says_what(chikas_desk: Client, chika: Officer) -> None:
    edition = drafted(chika)
    wrong = {**FAMILY, "guardians.1.month_days": "32", "household.grade": ""}
    answer = chikas_desk.post(at("try_criteria", edition), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "基準で定めた範囲を外れています" in page and "この項目は必要です" in page
    assert 'value="32"' in page
    assert chikas_desk.post(at("try_criteria", edition), {**FAMILY, "on": "soon"}).status_code == 422


def test_the_file_that_is_given_away_says_the_same(chikas_desk: Client, chika: Officer) -> None:
    edition = drafted(chika)
    answer = chikas_desk.get(at("criteria_file", edition))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hibari_gakudo_r9.yaml"'
    assert answer.content.decode() == TABLE


def test_another_section_finds_nothing_and_a_reviewer_changes_nothing(
    city: SimpleNamespace, chika: Officer, dans_desk: Client
) -> None:
    edition = drafted(chika)
    for name in ("criteria", "edit_criteria", "criteria_file", "try_criteria"):
        assert dans_desk.get(at(name, edition)).status_code == 404
    assert dans_desk.post(at("confirm_criteria", edition)).status_code == 404
    assert edition.title not in dans_desk.get(at("criteria_list")).content.decode()
    reviewer = signed_in(make_officer(section=city.kosodate))
    assert "点数・項目名を変更する" not in reviewer.get(at("criteria", edition)).content.decode()
    assert reviewer.get(at("edit_criteria", edition)).status_code == 404
    assert reviewer.post(at("confirm_criteria", edition)).status_code == 404
    assert reviewer.post(at("read_criteria"), given()).status_code == 404
