"""The register through a browser: Makoto takes an extract in, Chika chooses, Dan sees nothing."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.register.town import ADDRESS, MUGI, NUMBERS, WITH_ADDRESS, file, taken
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.register.actions import comparing, taking
from madoguchi.register.models import RegisterExtract, RegisterMatch, RegisterRun
from madoguchi.rules.matching import Result


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)
    settings.CITY_NAME = "ひばり市"


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application for Mugi."""
    return filed(aoi, publish_club(**WITH_ADDRESS).pk, home=ADDRESS)


@pytest.fixture
def compared(application: Application, makoto: Officer) -> Application:
    """The application, compared with an extract."""
    extract = taken(makoto)
    given = {"procedure": "", "officer": makoto, "by": acting(makoto), "now": NOW}
    run = comparing.start_run(extract=extract, **given)
    while comparing.continue_run(run_id=run.pk, now=NOW):
        pass
    return application


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def at(name: str, application: Application) -> str:
    return reverse(f"register:{name}", args=[application.reference])


def ref_of(page: str) -> str:
    found = re.search(r'name="ref:child" value="(\d+)"', page)
    assert found
    return found[1]


def sent(client: Client, content: bytes, **boxes: str) -> Any:
    upload = SimpleUploadedFile("juki.csv", content, "text/csv")
    given = {"file": upload, "as_of": "R8.11.20", "section": "kosodate", **boxes}
    return client.post(reverse("register:extracts"), given, follow=True)


def test_without_an_extract_the_list_says_what_to_do(
    application: Application, chikas_desk: Client, makotos_desk: Client
) -> None:
    assert "課の管理者に" in page_of(chikas_desk, reverse("register:matches"))
    assert reverse("register:extracts") in page_of(makotos_desk, reverse("register:matches"))


def test_makoto_takes_an_extract_in_and_sees_what_became_of_it(
    city: SimpleNamespace, makotos_desk: Client
) -> None:
    page = sent(makotos_desk, file())
    assert "すべての行を確かめています" in page.content.decode()
    extract = RegisterExtract.objects.get()
    taking.continue_reading(extract_id=extract.pk, now=NOW)
    done = page_of(makotos_desk, reverse("register:extract", args=[extract.pk]))
    assert "3人を取り込み" in done and "性別" in done
    assert "使用中" in page_of(makotos_desk, reverse("register:extracts"))


def test_what_is_wrong_with_a_file_is_said_at_once_and_nothing_typed_is_lost(
    city: SimpleNamespace, makotos_desk: Client
) -> None:
    answer = sent(makotos_desk, b"PK\x03\x04xl/workbook.xml")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Excel" in page and 'value="R8.11.20"' in page
    assert sent(makotos_desk, file(), as_of="2026-11-23").status_code == 422
    assert sent(makotos_desk, file(), as_of="").status_code == 422
    assert makotos_desk.post(reverse("register:extracts"), {"as_of": "R8.11.20"}).status_code == 422
    assert not RegisterExtract.objects.exists()


def test_a_page_of_faults_names_lines_and_no_person(city: SimpleNamespace, makotos_desk: Client) -> None:
    sent(makotos_desk, file([MUGI, MUGI.replace("20200708", "20201308")]))
    extract = RegisterExtract.objects.get()
    taking.continue_reading(extract_id=extract.pk, now=NOW)
    page = page_of(makotos_desk, reverse("register:extract", args=[extract.pk]))
    assert "2、3 行目" in page and "3行目: 「生年月日」" in page
    assert not any(number in page for number in (*NUMBERS, "𠮷川"))


def test_only_administrators_take_extracts_in(application: Application, chikas_desk: Client) -> None:
    assert chikas_desk.get(reverse("register:extracts")).status_code == 404
    assert sent(chikas_desk, file()).status_code == 404


def test_chika_compares_confirms_and_reads_the_number(
    application: Application, makoto: Officer, chikas_desk: Client
) -> None:
    taken(makoto)
    chikas_desk.post(reverse("register:compare"))
    run = RegisterRun.objects.get()
    while comparing.continue_run(run_id=run.pk, now=NOW):
        pass
    assert "1件の申請を照合しました" in page_of(chikas_desk, reverse("register:run", args=[run.pk]))
    page = page_of(chikas_desk, reverse("register:matches"))
    assert "一致した1人を確認済みにする" in page and application.reference in page
    assert not any(number in page for number in NUMBERS)
    chikas_desk.post(reverse("register:confirm"))
    desk = page_of(chikas_desk, reverse("review:application", args=[application.reference]))
    assert "7000000021" in desk and "一致" in desk


def test_before_an_officer_has_chosen_no_number_stands_on_the_application(
    compared: Application, chikas_desk: Client
) -> None:
    desk = page_of(chikas_desk, reverse("review:application", args=[compared.reference]))
    assert "確認前" in desk and "7000000021" not in desk


def test_one_by_one_chika_sees_both_sides_chooses_and_takes_it_back(
    compared: Application, chikas_desk: Client
) -> None:
    page = page_of(chikas_desk, at("application", compared))
    assert "7000000021" in page and "7000000022" in page and "同じ世帯の中に" in page
    given = {"ref:child": ref_of(page)}
    assert chikas_desk.post(at("choose", compared), given).status_code == 302
    assert "確認を取り消す" in page_of(chikas_desk, at("application", compared))
    again = chikas_desk.post(at("choose", compared), given, follow=True).content.decode()
    assert "すでに確認済みです" in again
    chikas_desk.post(at("undo", compared), {"path": "child"})
    match = RegisterMatch.objects.get(path="child")
    assert (match.decided_at, match.result) == (None, Result.SAME)


@pytest.mark.parametrize("ref", ["", "x", "-1", "9" * 30])
def test_a_senseless_choice_chooses_nobody(compared: Application, chikas_desk: Client, ref: str) -> None:
    page = chikas_desk.post(at("choose", compared), {"ref:child": ref}, follow=True)
    assert "選んでください" in page.content.decode()
    assert not RegisterMatch.objects.exclude(decided_at=None).exists()


def test_where_the_shielded_live_is_never_shown(
    application: Application, makoto: Officer, chikas_desk: Client
) -> None:
    taken(makoto, MUGI.replace("若麦2-14-5", "葭切9-9-9") + "1")
    page = page_of(chikas_desk, at("application", application))
    assert "支援措置" in page and "葭切" not in page and "9-9-9" not in page
    assert "申請と違います" in page


def test_dan_finds_nothing_anywhere(compared: Application, dans_desk: Client) -> None:
    extract, run = RegisterExtract.objects.get(), RegisterRun.objects.get()
    assert compared.reference not in page_of(dans_desk, reverse("register:matches"))
    assert str(extract.pk) not in page_of(dans_desk, reverse("register:extracts"))
    for url in (at("application", compared), reverse("register:extract", args=[extract.pk])):
        assert dans_desk.get(url).status_code == 404
    assert dans_desk.get(reverse("register:run", args=[run.pk])).status_code == 404
    assert dans_desk.get(reverse("register:matches") + "?section=kosodate").status_code == 404
    for name in ("compare", "confirm"):
        assert dans_desk.post(reverse(f"register:{name}") + "?section=kosodate").status_code == 404
    for name in ("choose", "undo"):
        assert dans_desk.post(at(name, compared), {"path": "child", "ref:child": "nobody"}).status_code == 404
    assert dans_desk.post(reverse("register:remove", args=[extract.pk])).status_code == 404


def test_dan_cannot_give_an_extract_to_another_section(city: SimpleNamespace, dans_desk: Client) -> None:
    assert sent(dans_desk, file()).status_code == 422
    assert not RegisterExtract.objects.exists()


def test_every_look_stands_in_the_record_without_a_number(
    compared: Application, chika: Officer, chikas_desk: Client
) -> None:
    page = page_of(chikas_desk, at("application", compared))
    page_of(chikas_desk, reverse("register:matches"))
    chikas_desk.post(at("choose", compared), {"ref:child": ref_of(page)})
    lines = list(
        Line.objects.filter(actor_ref=chika.number, about_kind__in=["application", "section"]).order_by("id")
    )
    assert [line.verb for line in lines] == ["application.viewed", "applications.listed", "register.matched"]
    assert lines[1].details["references"] == [compared.reference]
    told = " ".join(f"{line.about_ref} {line.details}" for line in Line.objects.all())
    assert not any(each in told for each in (*NUMBERS, "𠮷川", "ﾖｼｶﾜ"))


def test_the_list_asks_as_often_for_one_row_as_for_many(
    city: SimpleNamespace, aoi: Resident, makoto: Officer, chikas_desk: Client
) -> None:
    version = publish_club(limits={}, **WITH_ADDRESS).pk
    extract = taken(makoto)

    def asked(count: int) -> int:
        for _ in range(count):
            filed(aoi, version, home=ADDRESS)
        given = {"procedure": "", "officer": makoto, "by": acting(makoto), "now": NOW}
        run = comparing.start_run(extract=extract, **given)
        while comparing.continue_run(run_id=run.pk, now=NOW):
            pass
        with CaptureQueriesContext(connection) as statements:
            page_of(chikas_desk, reverse("register:matches"))
        return len(statements)

    asked(1)
    assert asked(1) == asked(9) <= 25


def test_a_senseless_filter_is_no_error(compared: Application, chikas_desk: Client) -> None:
    url = f"{reverse('register:matches')}?pile=x&who=y&page=-1&procedure=%00&page=99999999999999999999999"
    assert compared.reference in page_of(chikas_desk, url.replace("procedure=%00&", ""))


def test_what_is_protected_is_compared_only_after_it_was_opened(
    compared: Application, makoto: Officer, chika: Officer, chikas_desk: Client
) -> None:
    Application.objects.filter(pk=compared.pk).update(is_protected=True)
    page = page_of(chikas_desk, at("application", compared))
    assert "理由を入力して開いて" in page
    assert not any(each in page for each in (*NUMBERS, "若麦", "2-14-5"))
    chikas_desk.post(at("choose", compared), {"ref:child": "nobody"})
    chikas_desk.post(reverse("register:confirm"))
    assert not RegisterMatch.objects.exclude(decided_at=None).exists()
    assert "若麦" not in page_of(chikas_desk, reverse("register:matches"))
