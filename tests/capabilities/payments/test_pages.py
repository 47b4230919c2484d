"""Money through a browser: Chika charges and hands over, Dan sees nothing, Aoi reads what she pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.payments.families import (
    OCTOBER,
    PACK,
    charge,
    child,
    families,
    handed_over,
    in_force,
    reduced,
    results_of,
)
from tests.city.people import NOW

from madoguchi.audit.models import Line
from madoguchi.payments import jobs, sources
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun, FeeEdition, Reduction
from madoguchi.payments.sources import Chargeable
from madoguchi.people.models import Officer, Resident


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


@pytest.fixture
def them(city: Any, aoi: Resident, ben: Resident, monkeypatch: pytest.MonkeyPatch) -> Sequence[Chargeable]:
    """Three children in clubs, as the room above would tell."""
    in_force()
    there = families(aoi, ben)
    monkeypatch.setattr(sources, "_sources", {"enrolment": lambda month: there if month == OCTOBER else []})
    return there


def page_of(client: Client, name: str, *args: Any, status: int = 200) -> str:
    response = client.get(reverse(f"payments:{name}", args=args))
    assert response.status_code == status, response
    return response.content.decode()


def sent(client: Client, name: str, *args: Any, **boxes: Any) -> Any:
    return client.post(reverse(f"payments:{name}", args=args), boxes, follow=True)


def test_chika_charges_a_month_and_hands_it_over(them: Sequence[Chargeable], chikas_desk: Client) -> None:
    assert "まだ調定した月がありません" in page_of(chikas_desk, "months")
    page = sent(chikas_desk, "charge_month", fee="gakudo", month="2026-10").content.decode()
    assert "2026年10月" in page and "3件、11,250円" in page and "𠮷川 麦" in page
    run = ChargeRun.objects.get()
    page = sent(chikas_desk, "produce", run.pk, count="3", total="11250").content.decode()
    assert "ファイル1(3件)を作りました" in page and "すべて引き渡しました" in page
    fetched = chikas_desk.get(reverse("payments:file", args=[ChargeFile.objects.get().pk]))
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="gakudo-202610-01.zip"'
    assert "11,250円" in page_of(chikas_desk, "months")
    again = sent(chikas_desk, "produce", run.pk, count="3", total="11250").content.decode()
    assert "すべて引渡し済みです" in again and ChargeFile.objects.count() == 1


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("", "2026-10 のように"),
        ("10月", "2026-10 のように"),
        ("2026-13", "2026-10 のように"),
        ("2026-11", "在籍している児童がいない"),
    ],
)
def test_a_month_that_cannot_be_charged_is_told_beside_the_box(
    them: Sequence[Chargeable], chikas_desk: Client, month: str, said: str
) -> None:
    response = sent(chikas_desk, "charge_month", fee="gakudo", month=month)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page and f'value="{month}"' in page or not month
    assert not ChargeRun.objects.exists()


def test_a_charge_says_why_and_who_looked_is_on_record(
    them: Sequence[Chargeable], chika: Officer, chikas_desk: Client
) -> None:
    reduced(chika)
    charge(them)
    number = Charge.objects.get(ref="aoi-mugi").number
    page = page_of(chikas_desk, "charge", number)
    for said in (
        "世帯で2人目のお子さんは、料金の50%",
        "-2,250円",
        "就学援助を受けている",
        "1,120円",
    ):
        assert said in page
    assert Line.objects.filter(verb="charge.viewed", about_ref=number).count() == 1
    page_of(chikas_desk, "month", ChargeRun.objects.get().pk)
    assert number in Line.objects.get(verb="charges.listed").details["references"]


def test_chika_grants_a_reduction_and_ends_it(them: Sequence[Chargeable], chikas_desk: Client) -> None:
    charge(them)
    number = Charge.objects.get(ref="aoi-mugi").number
    given = {"class_id": "shugaku_enjo", "since": "2026-10", "until": "2027-03", "reason": "通知書"}
    empty = sent(chikas_desk, "reduce", number, **{**given, "reason": " "})
    assert empty.status_code == 422 and "決定の根拠を入力してください" in empty.content.decode()
    backwards = sent(chikas_desk, "reduce", number, **{**given, "until": "2026-04"})
    assert "はじめの月より前" in backwards.content.decode()
    assert 'value="2026-04"' in backwards.content.decode()
    assert "減免を決定しました" in sent(chikas_desk, "reduce", number, **given).content.decode()
    reduction = Reduction.objects.get()
    page = sent(chikas_desk, "end_reduction", reduction.pk, charge=number).content.decode()
    assert "先月までで終えました" in page and Reduction.objects.get().until == OCTOBER


def test_a_broken_file_of_results_changes_nothing_and_says_every_line(
    them: Sequence[Chargeable], chika: Officer, chikas_desk: Client
) -> None:
    handed_over(charge(them), chika)
    upload = SimpleUploadedFile("r.csv", "調定番号,結果,処理日,金額\r\n1,9,x,y\r\n".encode("cp932"))
    response = sent(chikas_desk, "results", file=upload)
    page = response.content.decode()
    assert response.status_code == 422 and "誤りが4件" in page and "2行目: 調定番号ではありません" in page
    taken = results_of(chika)
    assert "1行を取り込みました" in page_of(chikas_desk, "result", taken.pk)
    assert "この番号の調定を引き渡していません" in page_of(chikas_desk, "result", taken.pk)
    assert chikas_desk.post(reverse("payments:results")).status_code == 422


def test_makoto_puts_a_table_in_force_and_chika_cannot(
    city: Any, chikas_desk: Client, makotos_desk: Client
) -> None:
    def upload(text: str = "") -> SimpleUploadedFile:
        return SimpleUploadedFile("fees.yaml", (text or PACK.read_text()).encode())

    assert sent(chikas_desk, "tables", file=upload()).status_code == 422
    wrong = sent(makotos_desk, "tables", file=upload("schema: x"))
    assert wrong.status_code == 422 and "必要なものがありません" in wrong.content.decode()
    assert not FeeEdition.objects.exists()
    assert "適用する料金表を取り込みました" in sent(makotos_desk, "tables", file=upload()).content.decode()
    assert "月額 4,500円" in page_of(chikas_desk, "tables")


def test_dan_sees_nothing_of_it(
    them: Sequence[Chargeable], chika: Officer, dan: Officer, dans_desk: Client
) -> None:
    run = charge(them)
    file, told = handed_over(run, chika), results_of(chika)
    number = Charge.objects.get(ref="aoi-mugi").number
    assert "2026年10月" not in page_of(dans_desk, "months")
    for name, key in (("month", run.pk), ("file", file.pk), ("charge", number), ("result", told.pk)):
        page_of(dans_desk, name, key, status=404)
    page_of(dans_desk, "charge", "0810-01-99999-9", status=404)
    assert sent(dans_desk, "produce", run.pk, count="0", total="0").status_code == 404
    assert sent(dans_desk, "reduce", number).status_code == 404
    assert sent(dans_desk, "end_reduction", reduced(chika).pk, charge=number).status_code == 404
    assert sent(dans_desk, "charge_month", fee="gakudo", month="2026-10").status_code == 422


def test_aoi_reads_what_she_pays_and_why_and_only_hers(
    them: Sequence[Chargeable], chika: Officer, aois_phone: Client, bens_phone: Client
) -> None:
    run = charge(them)
    assert "お支払いはありません" in page_of(aois_phone, "mine")  # it may still change
    handed_over(run, chika)
    page = page_of(aois_phone, "mine")
    assert "𠮷川 麦" in page and "2,250円" in page and "2026年11月2日(月)までにお支払いください" in page
    assert "渡邉 蓮" not in page and "𠮷川" not in page_of(bens_phone, "mine")
    assert reverse("payments:mine") in aois_phone.get(reverse("portal:mine")).content.decode()


def test_a_month_takes_as_many_queries_for_many_as_for_few(
    city: Any, aoi: Resident, chikas_desk: Client
) -> None:
    in_force()

    def counted(count: int) -> int:
        run = charge([child(f"aoi-{number}", aoi, "麦", OCTOBER) for number in range(count)])
        with CaptureQueriesContext(connection) as asked:
            page_of(chikas_desk, "month", run.pk)
        return len(asked)

    assert counted(2) == counted(40) == 10


def test_after_five_years_a_month_goes(
    them: Sequence[Chargeable], chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over(charge(them), chika)
    reduced(chika)
    results_of(chika)
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW.replace(year=2032, month=3))
    jobs.remove()
    assert Charge.objects.count() == 3
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW.replace(year=2032, month=4))
    jobs.remove()
    assert not Charge.objects.exists() and not ChargeFile.objects.exists() and not Reduction.objects.exists()
    assert ChargeRun.objects.count() == 1
