"""A pack comes in, is filled in, upgraded and given away; and what is no pack does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.capabilities.studio.packed import (
    HAND_IN,
    changed_pack,
    club_pack,
    document_in,
    filled,
    hand_in,
    latest,
    page_of,
    shown_fingerprint,
    take,
)
from tests.city.people import make_officer, signed_in
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.procedures.actions import save_draft_document
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import access_document
from madoguchi.rules.documents import Document, canonical
from madoguchi.studio.actions import packing as actions
from madoguchi.studio.models import ArrivedPack, Manual

TITLE = {"ja": "学童クラブの申し込み", "ja-easy": "x", "en": "x"}
AT_TITLE = "choice:title"


@pytest.fixture
def town(settings: LazySettings) -> None:
    """This city is called 山市."""
    settings.CITY_NAME = "山市"
    settings.CITY_NAMES = {"ja": "山市", "ja-easy": "[山|やま][市|し]", "en": "Yama City"}
    settings.CITY_PHONE = ""
    settings.DEFAULT_FROM_EMAIL = "no-reply@yama.example"


def draft() -> Document:
    """The club's draft as it is now."""
    return access_document("club", draft=True)[0]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_chika_takes_a_pack_in_and_it_becomes_a_draft(chikas_desk: Client) -> None:
    purpose = {"ja": "川市の決定に使います。お問い合わせは0000-11-2222です。"}
    where = page_of(chikas_desk, club_pack(purpose=purpose))
    page = text(chikas_desk.get(where))
    assert (
        "川市のパック" in page and "川市の場合: 0000-11-2222" in page and "すべてが新しく加わります" in page
    )
    answer = chikas_desk.post(where, filled())
    assert answer.headers["Location"] == "/desk/procedures/club/"
    assert draft().purpose.in_("ja") == "山市の決定に使います。お問い合わせは0000-33-4444です。"
    assert Procedure.objects.get().current is None  # never published by itself
    assert Manual.objects.get().text == "# 手引き\n\n山市の受付は0000-33-4444です。\n"
    assert Line.objects.get(verb="pack.taken").details["version"] == 1


def test_what_the_slots_are_filled_with_is_remembered(chikas_desk: Client) -> None:
    take(chikas_desk, club_pack())
    page = text(chikas_desk.get(page_of(chikas_desk, club_pack(version=2))))
    assert 'value="山市"' in page and 'value="0000-33-4444"' in page


def test_proposals_are_this_citys(chikas_desk: Client, town: None) -> None:
    publish_club()
    page = text(chikas_desk.get(page_of(chikas_desk, club_pack(id="kids"))))
    assert 'value="Yama City"' in page
    assert 'value="01"' in page  # 26 stands in the receipts of the club


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": "Club 1"}, "英小文字で始め"),
        ({"section": "fukushi"}, "公開の権限がある課"),
        ({"number": "7"}, "数字2桁"),
        ({"city.ja": ""}, "住民が読む文"),
        ({"phone": ""}, "住民が読む文"),
    ],
)
def test_an_empty_place_is_asked_for(chikas_desk: Client, wrong: dict[str, str], said: str) -> None:
    where = page_of(chikas_desk, club_pack())
    answer = chikas_desk.post(where, filled(**{"phone": "0000-77-7777", **wrong}))
    assert answer.status_code == 422 and said in text(answer)
    assert wrong.get("phone") == "" or "0000-77-7777" in text(answer)  # nothing typed is lost
    assert not Procedure.objects.exists()


def test_a_number_stands_in_the_receipts_of_one_procedure(chikas_desk: Client) -> None:
    publish_club()
    answer = chikas_desk.post(page_of(chikas_desk, club_pack(id="kids")), filled(id="kids"))
    assert answer.status_code == 422 and "この番号はほかの手続きが使っています" in text(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "<code>pack</code>"),
        (club_pack(summary={"ja": "<script>alert(1)</script>"}), "<code>procedure.yaml summary.ja</code>"),
        (changed_pack(club_pack(), "manual.md", "# 別"), "<code>manual.md</code>"),
        (changed_pack(club_pack(), "pack.yaml", "schema: madoguchi.pack/9"), "<code>pack.yaml schema</code>"),
    ],
)
def test_what_is_no_sound_pack_is_told_in_japanese(chikas_desk: Client, content: bytes, said: str) -> None:
    answer = hand_in(chikas_desk, content)
    page = text(answer)
    assert answer.status_code == 422 and said in page and "何も取り込んでいません" in page
    assert "<script>alert" not in page and "expected" not in page
    assert not ArrivedPack.objects.exists()


def test_a_file_beyond_all_measure_is_not_even_read(chikas_desk: Client) -> None:
    file = SimpleUploadedFile("x.zip", b"x" * 5_000_001)
    answer = chikas_desk.post(HAND_IN, {"file": file})
    assert answer.status_code == 422 and "5MBまで" in text(answer)
    assert "ファイルを選んでください" in text(chikas_desk.post(HAND_IN, {}))


def test_an_upgrade_keeps_what_was_changed_here(chikas_desk: Client, now: datetime) -> None:
    take(chikas_desk, club_pack())
    save_draft_document(document=club_document(minutes=25), by=SYSTEM, now=now)
    answer = take(chikas_desk, club_pack(version=2, title=TITLE))
    assert answer.status_code == 302
    assert (draft().minutes, draft().title.in_("ja")) == (25, "学童クラブの申し込み")


def test_a_conflict_is_shown_side_by_side_and_decided_by_chika(chikas_desk: Client, now: datetime) -> None:
    take(chikas_desk, club_pack())
    ours = {"ja": "放課後クラブ利用申請"}
    save_draft_document(document=club_document(title=ours), by=SYSTEM, now=now)
    where = page_of(chikas_desk, club_pack(version=2, title=TITLE))
    page = text(chikas_desk.get(where))
    assert "放課後クラブ利用申請" in page and "学童クラブの申し込み" in page and "両方で変更" in page
    seen = shown_fingerprint(page)
    answer = chikas_desk.post(where, filled(seen=seen, phone="0000-55-5555"))
    assert answer.status_code == 422 and "どちらかを選んでください" in text(answer)
    assert "0000-55-5555" in text(answer) and draft().title.in_("ja") == "放課後クラブ利用申請"
    assert chikas_desk.post(where, filled(seen=seen, **{AT_TITLE: "ours"})).status_code == 302
    assert draft().title.in_("ja") == "放課後クラブ利用申請"


def test_the_packs_side_can_be_chosen_and_an_undisputed_change_declined(
    chikas_desk: Client, now: datetime
) -> None:
    take(chikas_desk, club_pack())
    save_draft_document(document=club_document(title={"ja": "放課後クラブ"}), by=SYSTEM, now=now)
    chosen = {AT_TITLE: "theirs", "choice:minutes": "ours"}
    assert take(chikas_desk, club_pack(version=2, title=TITLE, minutes=45), **chosen).status_code == 302
    assert (draft().title.in_("ja"), draft().minutes) == ("学童クラブの申し込み", 10)


def test_a_draft_that_moved_while_chika_chose_is_shown_again(chikas_desk: Client, now: datetime) -> None:
    take(chikas_desk, club_pack())
    where = page_of(chikas_desk, club_pack(version=2, minutes=45))
    seen = shown_fingerprint(text(chikas_desk.get(where)))
    save_draft_document(document=club_document(minutes=25), by=SYSTEM, now=now)
    answer = chikas_desk.post(where, filled(seen=seen))
    assert answer.status_code == 422 and "この手続きはすでにあります" in text(answer)
    assert draft().minutes == 25


def test_a_procedure_that_did_not_come_from_the_pack_is_not_overwritten(chikas_desk: Client) -> None:
    publish_club(minutes=25)
    where = page_of(chikas_desk, club_pack(minutes=45))
    assert "このパックから取り込んだものではありません" in text(chikas_desk.get(where))
    assert take(chikas_desk, club_pack(minutes=45)).status_code == 422
    chosen = {"choice:minutes": "ours", "choice:manual": "theirs"}
    assert take(chikas_desk, club_pack(minutes=45), **chosen).status_code == 302
    assert draft().minutes == 25


def test_what_would_break_the_document_is_refused(chikas_desk: Client, now: datetime) -> None:
    """The pack takes a question out that a check of this city's asks about."""
    take(chikas_desk, club_pack())
    check = {
        "id": "allergic",
        "refuse_when": {"answered": {"answer": "allergy"}},
        "message": {"ja": "お電話ください"},
        "at": ["allergy"],
    }
    save_draft_document(document=club_document(checks=[check]), by=SYSTEM, now=now)
    steps = club_document().model_dump(mode="json", by_alias=True, exclude_defaults=True)["steps"]
    steps[1]["questions"] = [each for each in steps[1]["questions"] if each["id"] != "allergy"]
    content = club_pack(version=2, steps=steps)
    answer = take(chikas_desk, content)
    assert answer.status_code == 422 and "このままでは正しい手続きになりません" in text(answer)
    assert "checks[allergic]" in text(answer) and draft().has_question("allergy")
    kept = {"choice:steps[home_step].questions[allergy]": "ours"}
    assert take(chikas_desk, content, **kept).status_code == 302
    assert draft().has_question("allergy")


def test_an_older_version_is_not_taken_in(chikas_desk: Client) -> None:
    take(chikas_desk, club_pack(version=3))
    answer = take(chikas_desk, club_pack(version=2, minutes=45))
    assert answer.status_code == 422 and "もっと新しい版" in text(answer)
    assert draft().minutes == 10


def test_the_same_pack_again_changes_nothing(chikas_desk: Client) -> None:
    take(chikas_desk, club_pack())
    before = canonical(draft())
    assert take(chikas_desk, club_pack()).status_code == 302
    assert canonical(draft()) == before and Manual.objects.count() == 1


def test_what_came_goes_out_byte_for_byte(chikas_desk: Client) -> None:
    content = club_pack()
    take(chikas_desk, content)
    given = chikas_desk.post("/desk/procedures/club/pack/export/", {"licence": "CC-BY-4.0"})
    assert given.content == content
    assert given.headers["Content-Disposition"] == 'attachment; filename="club.madoguchi.zip"'
    assert Line.objects.get(verb="pack.exported").about_ref == "club"


def test_what_was_made_here_goes_out_comes_in_elsewhere_and_goes_out_the_same(
    chikas_desk: Client, town: None
) -> None:
    publish_club(purpose={"ja": "山市が使います。0000-00-0101"})
    export = "/desk/procedures/club/pack/export/"
    first = chikas_desk.post(export, {"licence": "CC0-1.0"}).content
    assert first == chikas_desk.post(export, {"licence": "CC0-1.0"}).content
    assert document_in(first)["purpose"]["ja"] == "⟦city⟧が使います。⟦phone⟧"
    assert document_in(first)["section"] == "⟦section⟧"
    assert take(chikas_desk, first, id="kids", number="44").status_code == 302
    assert chikas_desk.post("/desk/procedures/kids/pack/export/", {"licence": "CC0-1.0"}).content == first


def test_a_change_makes_it_a_pack_of_this_city(chikas_desk: Client, town: None, now: datetime) -> None:
    content = club_pack()
    take(chikas_desk, content)
    save_draft_document(document=club_document(minutes=25), by=SYSTEM, now=now)
    given = chikas_desk.post("/desk/procedures/club/pack/export/", {"licence": "CC-BY-4.0"}).content
    assert given != content and "made_by: 山市" in given.decode("utf-8", "ignore")


def test_no_application_travels_only_counts(chikas_desk: Client, town: None) -> None:
    publish_club()
    given = chikas_desk.post("/desk/procedures/club/pack/export/", {"licence": "CC-BY-4.0"}).content
    assert b"figures" not in given  # nobody has applied


def test_the_page_says_where_it_came_from_and_who_runs_it(
    chikas_desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    take(chikas_desk, club_pack())
    with django_assert_max_num_queries(16):
        page = text(chikas_desk.get("/desk/procedures/club/pack/"))
    assert "川市" in page and "子育て政策課" in page and "山市の受付は" in page
    assert "住民 60分、職員 20分、紙 7.4枚" in page


def test_dan_finds_nothing_of_chikas(chikas_desk: Client, dans_desk: Client) -> None:
    take(chikas_desk, club_pack())
    waiting = page_of(chikas_desk, club_pack(version=2))
    assert dans_desk.get(waiting).status_code == 404
    assert dans_desk.post(f"{waiting}discard/").status_code == 404
    for path in ("pack/", "manual/", "manual/write/"):
        assert dans_desk.get(f"/desk/procedures/club/{path}").status_code == 404
    given = dans_desk.post("/desk/procedures/club/pack/export/", {"licence": "CC-BY-4.0"})
    assert given.status_code == 404


def test_dan_cannot_put_a_pack_over_chikas_procedure(chikas_desk: Client, dans_desk: Client) -> None:
    take(chikas_desk, club_pack(minutes=25))
    where = page_of(dans_desk, club_pack())
    page = text(dans_desk.get(where))
    assert "今のまま" not in page  # nothing of hers is shown
    answer = dans_desk.post(where, filled(section="fukushi"))
    assert answer.status_code == 422 and "このIDは使われています" in text(answer)
    assert draft().section == "kosodate" and draft().minutes == 25


def test_a_reviewer_reads_but_takes_nothing_in(city: SimpleNamespace) -> None:
    publish_club()
    desk = signed_in(make_officer(section=city.kosodate))
    assert desk.get("/desk/procedures/club/pack/").status_code == 200
    assert desk.get(HAND_IN).status_code == 404
    assert hand_in(desk, club_pack()).status_code == 404
    assert desk.get("/desk/procedures/club/manual/write/").status_code == 404


def test_the_administrator_of_the_section_needs_nobody_else(makotos_desk: Client) -> None:
    assert take(makotos_desk, club_pack()).status_code == 302
    assert makotos_desk.get("/desk/procedures/club/manual/write/").status_code == 200


def test_a_pack_that_waits_is_listed_and_can_be_thrown_away(chikas_desk: Client) -> None:
    where = page_of(chikas_desk, club_pack())
    assert page_of(chikas_desk, club_pack()) == where  # the same file waits once
    assert where in text(chikas_desk.get(HAND_IN))
    assert chikas_desk.post(f"{where}discard/").status_code == 302
    assert not ArrivedPack.objects.exists()


def test_a_pack_nobody_takes_in_is_forgotten(chikas_desk: Client, now: datetime) -> None:
    page_of(chikas_desk, club_pack())
    take(chikas_desk, club_pack(id="kids"), id="kids")
    at = latest().at
    assert actions.forget_packs(now=at + timedelta(days=29)) == 0
    assert actions.forget_packs(now=at + timedelta(days=31)) == 1
    assert ArrivedPack.objects.get().procedure_id == "kids"


def test_chika_writes_the_manual(chikas_desk: Client) -> None:
    publish_club()
    assert "手引きは、まだありません" in text(chikas_desk.get("/desk/procedures/club/manual/"))
    write = "/desk/procedures/club/manual/write/"
    looks = text(chikas_desk.post(write, {"text": "# 受付\r\n\r\n- <b>確認</b>", "seen": "0", "show": "1"}))
    assert "<h2>受付</h2>" in looks and "&lt;b&gt;確認" in looks and not Manual.objects.exists()
    chikas_desk.post(write, {"text": "# 受付\r\n\r\n- 確認", "seen": "0"})
    assert Manual.objects.get().text == "# 受付\n\n- 確認\n"
    assert "<li>確認</li>" in text(chikas_desk.get("/desk/procedures/club/manual/"))
    assert Line.objects.get(verb="manual.written").details == {"number": 1}


def test_two_write_the_manual_at_once_and_neither_is_lost(chikas_desk: Client, makotos_desk: Client) -> None:
    publish_club()
    write = "/desk/procedures/club/manual/write/"
    makotos_desk.post(write, {"text": "課長の手引き", "seen": "0"})
    answer = chikas_desk.post(write, {"text": "千佳の手引き", "seen": "0"})
    page = text(answer)
    assert answer.status_code == 422 and "課長の手引き" in page and "千佳の手引き" in page
    assert 'name="seen" value="1"' in page
    assert chikas_desk.post(write, {"text": "ふたりの手引き", "seen": "1"}).status_code == 302
    assert [each.text for each in Manual.objects.order_by("number")] == ["課長の手引き\n", "ふたりの手引き\n"]


@pytest.mark.parametrize(
    "text_of_manual",
    ["[x](javascript:alert(1))", "<script>alert(1)</script>", "![x](https://a.example/x.png)"],
)
def test_nothing_in_a_manual_runs(chikas_desk: Client, text_of_manual: str) -> None:
    publish_club()
    chikas_desk.post("/desk/procedures/club/manual/write/", {"text": text_of_manual, "seen": "0"})
    page = text(chikas_desk.get("/desk/procedures/club/manual/"))
    assert "<script>alert" not in page and 'href="javascript' not in page and "<img" not in page


def test_a_manual_beyond_all_measure(chikas_desk: Client) -> None:
    publish_club()
    write = "/desk/procedures/club/manual/write/"
    answer = chikas_desk.post(write, {"text": "あ" * 100_001, "seen": "0"})
    assert answer.status_code == 422 and "10万文字まで" in text(answer)
