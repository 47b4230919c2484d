"""A list of transfers is handed in, looked at, taken into the calendar; its days do the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, acting, make_officer, make_section, signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.actions import staff, transferring
from madoguchi.people.models import Account, Officer, Post, Resident, Role, TransferPlan

pytestmark = pytest.mark.django_db

HEAD = "職員番号,氏名,カナ,異動日,区分,旧所属,新所属,職名,権限,終了日"
CHIKA_GOES = "1001,髙橋 千佳,タカハシ チカ,2027-04-01,異動,子育て政策課,生活福祉課,主任,担当,"
DAN_COMES = "1002,森﨑 暖,モリサキ ダン,2027-04-01,異動,生活福祉課,子育て政策課,係長,決裁,"
NEWCOMER = "5001,𠮷田 新,ヨシダ アラタ,2027-04-01,配属,,生活福祉課,課長,管理,"
FIXED_TERM = "5002,栁沢 幸子,ヤナギサワ サチコ,R9.4.1,配属,,子育て政策課,会計年度任用職員,担当,R10.3.31"
MARCH_31 = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)  # 23:59 in the city
APRIL_1 = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)  # midnight


@pytest.fixture
def yu(city: SimpleNamespace) -> Officer:
    """東海林 悠 of the section that keeps the posts of the whole city."""
    ict = make_section("ict", "ICT推進課", mark="ひI推")
    staff.entrust_posts(section=ict, by=SYSTEM, now=NOW)
    return make_officer("1004", "東海林 悠", "ショウジ ユウ", section=ict, role=Role.ADMINISTRATOR)


@pytest.fixture
def yus_desk(yu: Officer) -> Client:
    return signed_in(yu)


def at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: instant)


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW)


def handed_in(desk: Client, *lines: str, encoding: str = "utf-8") -> Any:
    content = "\r\n".join((HEAD, *lines)).encode(encoding, "replace")
    sent = SimpleUploadedFile("idou.csv", content, content_type="text/csv")
    return desk.post(reverse("people:transfers"), {"file": sent})


def look(desk: Client) -> str:
    return desk.get(reverse("people:transfer_plan", args=[TransferPlan.objects.get().pk])).content.decode()


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def do(desk: Client, act: str, **given: Any) -> str:
    url = reverse("people:transfer_act", args=[TransferPlan.objects.get().pk, act])
    return desk.post(url, given, follow=True).content.decode()


def taken(desk: Client, *lines: str) -> str:
    handed_in(desk, *lines)
    return do(desk, "take", seen=seen(look(desk)))


def test_a_list_is_looked_at_before_anything_changes(chika: Officer, dan: Officer, yus_desk: Client) -> None:
    before = list(Post.objects.values_list("pk", "ends_on"))
    assert handed_in(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER, encoding="cp932").status_code == 302
    page = look(yus_desk)
    assert "子育て政策課" in page and "3件の異動を予約する" in page
    assert "2027-04-01(木)から 子育て政策課 係長(決裁)" in page
    assert list(Post.objects.values_list("pk", "ends_on")) == before


def test_taken_into_the_calendar_it_switches_by_itself(
    chika: Officer, dan: Officer, yus_desk: Client
) -> None:
    page = taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    assert "3件の異動を予約しました" in page and "予約済み(異動日に切り替わります)" in page
    ended = Post.objects.get(officer=chika, section="kosodate")
    assert ended.ends_on == date(2027, 4, 1)
    assert Post.objects.filter(plan__isnull=False, starts_on=date(2027, 4, 1)).count() == 3
    newcomer = Officer.objects.get(number="5001")
    assert newcomer.name == "𠮷田 新" and not newcomer.account.has_usable_password()
    assert Line.objects.filter(verb="transfers.taken", actor_ref="1004").exists()


def test_at_midnight_one_loses_access_and_the_other_has_it(
    monkeypatch: pytest.MonkeyPatch,
    city: SimpleNamespace,
    aoi: Resident,
    chika: Officer,
    dan: Officer,
    yus_desk: Client,
) -> None:
    application = filed(aoi, publish_club().pk)
    taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    url = reverse("review:application", args=[application.reference])
    at(monkeypatch, MARCH_31)
    desks = signed_in(chika), signed_in(dan)
    assert [desk.get(url).status_code for desk in desks] == [200, 404]
    at(monkeypatch, APRIL_1)
    assert [desk.get(url).status_code for desk in desks] == [404, 200]


def test_whoever_goes_on_leave_is_out_at_midnight(
    monkeypatch: pytest.MonkeyPatch, chika: Officer, makoto: Officer, yus_desk: Client
) -> None:
    taken(yus_desk, "1001,,,2027-04-01,休職,子育て政策課,,,,")
    at(monkeypatch, MARCH_31)
    desk = signed_in(chika)
    assert desk.get("/desk/").status_code == 200
    at(monkeypatch, APRIL_1)
    response = desk.get("/desk/")
    assert response.status_code == 302 and response["Location"].startswith("/desk/sign-in/")


def test_a_closed_account_is_let_in_by_no_password(
    monkeypatch: pytest.MonkeyPatch, city: SimpleNamespace, makoto: Officer, yus_desk: Client
) -> None:
    make_officer("1009", section=city.kosodate, password="hiwari-no-sora-9")
    taken(yus_desk, "1009,,,2027-03-31,退職,,,,,")
    typed = {"number": "1009", "password": "hiwari-no-sora-9"}
    at(monkeypatch, MARCH_31)
    assert Client().post("/desk/sign-in/", typed).status_code == 302
    at(monkeypatch, APRIL_1)
    assert Client().post("/desk/sign-in/", typed).status_code == 422


def test_fixed_term_ends_by_itself(city: SimpleNamespace, makoto: Officer, yus_desk: Client) -> None:
    taken(yus_desk, FIXED_TERM)
    post = Post.objects.get(officer__number="5002")
    assert (post.starts_on, post.ends_on) == (date(2027, 4, 1), date(2028, 4, 1))


def test_a_section_without_a_head_is_answered_by_naming_a_deputy(
    city: SimpleNamespace, chika: Officer, dan: Officer, makoto: Officer, yus_desk: Client
) -> None:
    makoto_goes = "1003,,,2027-04-01,異動,子育て政策課,生活福祉課,課長,決裁,"
    handed_in(yus_desk, makoto_goes, CHIKA_GOES)
    page = look(yus_desk)
    assert "子育て政策課に職員が1人もいなくなります" in page and "件の異動を予約する" not in page
    plan = TransferPlan.objects.get()
    named = {"section": "kosodate", "number": "1002", "on": "2027-04-01", "last_day": "2027-06-30"}
    yus_desk.post(reverse("people:transfer_deputy", args=[plan.pk]), named)
    page = look(yus_desk)
    assert "課長職務代理" in page and "3件の異動を予約する" in page
    do(yus_desk, "take", seen=seen(page))
    assert Post.objects.get(title="課長職務代理").ends_on == date(2027, 7, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"number": "9999"}, {"number": ""}, {"last_day": "6/30"}, {"last_day": "2027-03-31"}, {"on": ""}],
)
def test_a_deputy_who_cannot_be_is_not_taken_down(
    chika: Officer, yus_desk: Client, wrong: dict[str, str]
) -> None:
    handed_in(yus_desk, "1001,,,2027-03-31,退職,,,,,")
    named = {"section": "kosodate", "number": "1001", "on": "2027-04-01", "last_day": "2027-06-30", **wrong}
    url = reverse("people:transfer_deputy", args=[TransferPlan.objects.get().pk])
    assert "banner-error" in yus_desk.post(url, named, follow=True).content.decode()
    assert len(TransferPlan.objects.get().rows) == 1


def test_with_a_fault_nothing_at_all_is_written(chika: Officer, dan: Officer, yus_desk: Client) -> None:
    handed_in(yus_desk, DAN_COMES, NEWCOMER, "9999,,,2027-04-01,異動,子育て政策課,生活福祉課,,,")
    assert "<strong>4行目</strong> この職員番号の職員はいません" in look(yus_desk)
    assert "直すところが残っています" in do(yus_desk, "take", seen="x")
    assert not Post.objects.filter(starts_on=date(2027, 4, 1)).exists()
    assert not Officer.objects.filter(number="5001").exists()


def test_what_changed_since_one_looked_is_looked_at_again(
    city: SimpleNamespace, chika: Officer, dan: Officer, makoto: Officer, yus_desk: Client
) -> None:
    handed_in(yus_desk, CHIKA_GOES)
    digest = seen(look(yus_desk))
    post = Post.objects.get(officer=chika)
    staff.end_post(post=post, ends_on=date(2027, 6, 1), by=SYSTEM, now=NOW)
    staff.appoint(
        officer=chika,
        section=city.kosodate,
        role=Role.ADMINISTRATOR,
        starts_on=NOW.date(),
        by=SYSTEM,
        now=NOW,
    )
    assert "確かめたあとに所属が変わりました" in do(yus_desk, "take", seen=digest)
    assert TransferPlan.objects.get().taken_at is None


def test_before_its_day_it_is_taken_back(chika: Officer, dan: Officer, yus_desk: Client) -> None:
    before = list(Post.objects.order_by("pk").values_list("pk", "section", "ends_on"))
    taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    assert "予約を取り消しました" in do(yus_desk, "take-back")
    assert list(Post.objects.order_by("pk").values_list("pk", "section", "ends_on")) == before
    assert Account.objects.get(login="5001").is_closed(NOW.date())
    assert "この異動表は予約していません" in do(yus_desk, "take-back")


def test_on_its_day_it_is_too_late(
    monkeypatch: pytest.MonkeyPatch, chika: Officer, dan: Officer, yu: Officer, yus_desk: Client
) -> None:
    taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    at(monkeypatch, APRIL_1)
    plan = TransferPlan.objects.get()
    with pytest.raises(transferring.CannotTake) as cannot:
        transferring.take_back(plan_id=plan.pk, by=acting(yu), now=APRIL_1)
    assert cannot.value.reason is transferring.Reason.DAY_HAS_COME
    assert Post.objects.filter(plan=plan).count() == 3


def test_a_list_is_taken_once(chika: Officer, dan: Officer, yus_desk: Client) -> None:
    taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    assert "すでに予約済みです" in do(yus_desk, "take", seen="x")
    assert "すでに予約済みです" in do(yus_desk, "throw-away")
    assert TransferPlan.objects.count() == 1


def test_a_list_not_taken_is_thrown_away(chika: Officer, yus_desk: Client) -> None:
    handed_in(yus_desk, CHIKA_GOES)
    do(yus_desk, "throw-away")
    assert not TransferPlan.objects.exists() and Line.objects.filter(verb="transfers.thrown_away").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEAD.encode(), "異動の行がありません"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "CSVとして読み取れません"),
        ("職員番号\n1".encode(), "1行目に見出し「異動日、区分、旧所属、新所属」がありません"),
    ],
)
def test_a_file_that_is_no_list_is_told_beside_its_place(yus_desk: Client, content: bytes, told: str) -> None:
    sent = SimpleUploadedFile("x.csv", content)
    response = yus_desk.post(reverse("people:transfers"), {"file": sent})
    assert response.status_code == 422 and told in response.content.decode()
    assert not TransferPlan.objects.exists()


def test_without_a_file_it_is_asked_for(yus_desk: Client) -> None:
    response = yus_desk.post(reverse("people:transfers"))
    assert response.status_code == 422 and "ファイルを選んでください" in response.content.decode()


def test_an_administrator_moves_nobody_of_another_section(
    chika: Officer, dan: Officer, dans_desk: Client
) -> None:
    handed_in(dans_desk, DAN_COMES)
    assert "子育て政策課の異動は、あなたの権限では変えられません" in look(dans_desk)
    do(dans_desk, "take", seen="x")
    assert Post.objects.get(officer=dan).ends_on is None


def test_nobody_else_looks_at_a_list(
    chika: Officer, makotos_desk: Client, chikas_desk: Client, dans_desk: Client, yus_desk: Client
) -> None:
    handed_in(dans_desk, DAN_COMES)
    url = reverse("people:transfer_plan", args=[TransferPlan.objects.get().pk])
    assert [desk.get(url).status_code for desk in (makotos_desk, chikas_desk)] == [404, 404]
    assert yus_desk.get(url).status_code == 200
    assert chikas_desk.get(reverse("people:transfers")).status_code == 404


def test_days_gone_by_are_confirmed(chika: Officer, makoto: Officer, dan: Officer, yus_desk: Client) -> None:
    handed_in(yus_desk, "1001,,,2026-11-01,異動,子育て政策課,生活福祉課,,,")
    assert "過ぎた日付のまま進める" in look(yus_desk)
    do(yus_desk, "confirm-past")
    do(yus_desk, "take", seen=seen(look(yus_desk)))
    assert Post.objects.get(officer=chika, section="fukushi").starts_on == date(2026, 11, 1)


def test_an_unknown_act_is_no_page(chika: Officer, yus_desk: Client) -> None:
    handed_in(yus_desk, CHIKA_GOES)
    url = reverse("people:transfer_act", args=[TransferPlan.objects.get().pk, "explode"])
    assert yus_desk.post(url).status_code == 404
