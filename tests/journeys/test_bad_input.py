"""What an unlucky or a hostile person types: said beside its question, nothing lost, nothing of it run."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.city.procedures import AOIS_ANSWERS, publish, publish_club
from tests.journeys.aoi import CHILD, HOME, apply, at_home, begin, correct, give_back
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import AnswerSet, Application, Draft
from madoguchi.applications.queries import filed, writing
from madoguchi.audit.models import Line
from madoguchi.rules.documents import Document, load, parse

GAKUDO = Path(__file__).parents[2] / "packs" / "hibari" / "procedures" / "gakudo_application.yaml"
KUZU = "葛\U000e0100"  # with the selector that makes it this family's 葛
IN = {"ja": "", "ja-easy": "?language=ja-easy", "en": "?language=en"}


def held(path: str) -> Any:
    """What the only draft holds at a question, as typed."""
    return writing(Draft.objects.get()).answers.get(path)


def submit(phone: Client) -> Any:
    """Aoi presses the last button."""
    return phone.post(reverse("applications:submit", args=[Draft.objects.get().pk]), follow=True)


def noted(verb: str = "draft.saved") -> list[str]:
    """The questions that the record says were answered without being asked."""
    lines = Line.objects.filter(verb=verb, details__has_key="ignored")
    return [question for line in lines for question in line.details["ignored"]]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ja", "電話番号を入力してください。"), ("ja-easy", "いて ください。"), ("en", "please enter this.")],
)
def test_what_is_missing_is_said_in_the_readers_language(
    city: SimpleNamespace, aois_phone: Client, language: str, sentence: str
) -> None:
    publish_club()
    page = at_home(aois_phone)
    aois_phone.get("/" + IN[language])
    page = press(aois_phone, page, here(page), **{**HOME, "phone": "", "agreed": None})
    assert page.status_code == 422
    assert 'href="#q-phone"' in text_of(page) and 'id="q-phone_error"' in text_of(page)
    assert sentence in text_of(page).split('id="q-phone_error"')[1][:200]
    assert "会社に頼んでいます" in text_of(page)


def test_an_answer_nobody_asked_for_is_let_go_and_noted(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    press(aois_phone, page, here(page), **{**HOME, "reason": "ill"})
    submit(aois_phone)
    assert "certificate" not in AnswerSet.objects.get().answers
    assert noted() == ["certificate"]


def test_questions_nobody_knows_are_let_go(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    forged = {"is_admin": "1", "child.sha256": "0", "siblings/../r2/x": "1", "answers": "{}"}
    press(aois_phone, page, here(page), **{**HOME, **forged})
    submit(aois_phone)
    sealed = AnswerSet.objects.get().answers
    assert not set(forged) & set(sealed) and sealed["child"].keys() == AOIS_ANSWERS["child"].keys()
    assert sealed.get("siblings", []) == []


def test_a_correction_changes_nothing_that_was_not_marked(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone, allergy="")
    give_back(chikas_desk, application, "certificate", "写真が切れていて読めません。")
    forged = {"allergy": "卵", "phone": "09000000009", "certificate__cannot": "12月に出します"}
    correct(aois_phone, application, **forged)
    answers = filed(application).answers
    assert (answers.get("allergy"), answers["phone"]) == (None, "09000000001")
    assert answers["certificate"] == {"cannot": "12月に出します"}
    assert set(noted()) == {"allergy", "phone"}


def test_a_correction_cannot_be_thrown_away(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    give_back(chikas_desk, application, "certificate", "写真が切れていて読めません。")
    aois_phone.post(reverse("applications:discard", args=[Draft.objects.get(kind="correction").pk]))
    assert Draft.objects.filter(kind="correction").exists()


@pytest.mark.parametrize("value", ["golf", "", "work'--", "WORK", "work,ill", "🏌"])
def test_an_option_that_does_not_exist_is_not_taken(
    city: SimpleNamespace, aois_phone: Client, value: str
) -> None:
    publish_club()
    page = at_home(aois_phone)
    page = press(aois_phone, page, here(page), **{**HOME, "reason": value})
    assert page.status_code == 422 and 'href="#q-reason"' in text_of(page)


def test_four_megabytes_of_text_are_too_long_and_lose_nothing_else(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    page = at_home(aois_phone)
    page = press(aois_phone, page, here(page), **{**HOME, "allergy": "卵" * 1_400_000})
    assert page.status_code == 422 and 'href="#q-allergy"' in text_of(page)
    assert len(held("allergy")) < 30_000 and held("phone") == HOME["phone"]


def test_more_than_anybody_can_type_is_refused_in_words(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    before = held("child")
    page = press(aois_phone, page, here(page), **{**HOME, "allergy": "卵" * 3_000_000})
    assert page.status_code == 400 and "送れませんでした" in text_of(page)
    assert held("child") == before


@pytest.mark.parametrize(
    "box", ["allergy", "guardian.given", "tab", "revision", "reason", "shown", "certificate.cannot"]
)
def test_what_no_database_can_hold_is_let_go(city: SimpleNamespace, aois_phone: Client, box: str) -> None:
    publish_club()
    page = at_home(aois_phone)
    changes = {name.replace("__", "."): value for name, value in HOME.items()}
    page = press(aois_phone, page, here(page), **{**changes, box: f"\0{changes.get(box) or '1'}\0"})
    assert page.status_code in (200, 409) and "\0" not in text_of(page)
    assert held("child")["given"] == "麦"


@pytest.mark.parametrize("name", ["𠮷野", KUZU, "か\u3099", "👪", "髙﨑", "ｱｵｲ", "Ｏ’Ｂｒｉｅｎ", "ﷺ"])
def test_a_name_is_kept_letter_by_letter(city: SimpleNamespace, aois_phone: Client, name: str) -> None:
    publish_club()
    application = apply(aois_phone, guardian__family=name)
    assert filed(application).answers["guardian"]["family"] == name
    mine = aois_phone.get(reverse("portal:application", args=[application.reference]))
    assert name in text_of(mine)
    assert (
        aois_phone.get(reverse("applications:receipt_pdf", args=[application.reference])).status_code == 200
    )


def test_brackets_of_a_name_are_no_ruby_beside_days_that_have_some(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    application = apply(aois_phone, child__given="[麦|むぎ]")
    aois_phone.get("/?language=ja-easy")
    mine = text_of(aois_phone.get(reverse("portal:application", args=[application.reference])))
    assert "[麦|むぎ]" in mine and "[年|ねん]" not in mine
    assert "<ruby>年<rp>（</rp><rt>ねん</rt><rp>）</rp></ruby>" in mine


def test_full_width_digits_are_numbers(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    wide = {"start__year": "２０２７", "start__month": "０４", "start__day": "０１"}
    application = apply(aois_phone, **wide, phone="（０９０）００００‐０００１")
    assert filed(application).answers["start"] == "2027-04-01"
    assert filed(application).answers["phone"] == "09000000001"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("２０２６", "０２", "３０"), "2026年2月30日という日はありません。"),
        (("2027", "13", "1"), "年"),
        (("-1", "4", "1"), "年"),
        (("99999999999999999999", "4", "1"), "年"),
        (("令和0", "4", "1"), "年"),
        (("2027", "4", ""), "日"),
        (("²⁰²⁷", "④", "Ⅰ"), "日"),
    ],
)
def test_a_day_that_does_not_exist_is_said(
    city: SimpleNamespace, aois_phone: Client, day: tuple[str, ...], sentence: str
) -> None:
    publish_club()
    _, page = begin(aois_phone)
    year, month, date = day
    changes = {**CHILD, "start__year": year, "start__month": month, "start__day": date}
    page = press(aois_phone, page, here(page), **changes)
    assert page.status_code == 422 and sentence in text_of(page).split('id="q-start_error"')[1][:300]
    assert f'value="{year}"' in text_of(page)


def gakudo() -> Document:
    """The real procedure of the club."""
    document = parse(load(GAKUDO.read_text()))
    assert isinstance(document, Document)
    return document


def test_a_birthday_that_makes_another_school_year_is_said_and_can_be_explained(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish(gakudo())
    aois_phone.post(reverse("applications:start", args=["gakudo_application"]))
    url = reverse("applications:step", args=[Draft.objects.get().pk, "child_step"])
    child = {name: value for name, value in CHILD.items() if name.startswith("child")}
    page = press(aois_phone, aois_phone.get(url), url, **child, application_kind="new", grade="g2")
    assert page.status_code == 422
    assert "生年月日から計算した学年と、選んだ学年が違います。" in text_of(page)
    assert 'id="q-grade_reason"' in text_of(page)
    page = press(aois_phone, page, url, grade="g2", grade_reason="海外から転入しました。")
    assert "選んだ学年が違います。" not in text_of(page)


SCRIPT = "<script>alert(1)</script>\"'`><img src=x onerror=alert(1)>{{7*7}}[<b>|<i>]{reason}"
BOXES = (
    "child__family",
    "child__given",
    "guardian__family",
    "guardian__given",
    "certificate__cannot",
    "allergy",
)


def raw(response: Any) -> list[str]:
    """What of the script stands in a page as HTML."""
    text = text_of(response)
    return [part for part in ("<script>alert", "<img src=x", "<b>|", "<ruby><b>", "49[") if part in text]


def test_a_script_in_every_box_is_only_text_wherever_it_is_shown(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    _, page = begin(aois_phone)
    changes = dict.fromkeys(BOXES, SCRIPT)
    page = press(aois_phone, page, here(page), **{**CHILD, **changes, "start__year": SCRIPT, "phone": SCRIPT})
    assert page.status_code == 422 and raw(page) == []
    page = press(aois_phone, page, here(page), start__year="2027")
    page = press(aois_phone, page, here(page), **{**HOME, **changes, "phone": SCRIPT})
    assert page.status_code == 422 and raw(page) == []
    page = press(aois_phone, page, here(page), phone=HOME["phone"])
    assert here(page).endswith("/check/") and raw(page) == []
    receipt = submit(aois_phone)
    application = Application.objects.get()
    shown = [
        receipt,
        *(aois_phone.get(reverse(name, args=[application.reference])) for name in FOR_AOI),
        aois_phone.get(reverse("portal:mine")),
        *(chikas_desk.get(reverse(name, args=[application.reference])) for name in FOR_CHIKA),
        chikas_desk.post(reverse("review:search"), {"q": SCRIPT}, follow=True),
        chikas_desk.get(reverse("review:queue")),
        chikas_desk.get("/desk/"),
    ]
    assert [(each.request["PATH_INFO"], raw(each)) for each in shown if raw(each)] == []
    assert {each.status_code for each in shown} == {200}


FOR_AOI = ("applications:receipt", "portal:application", "portal:withdraw")
FOR_CHIKA = ("review:application", "review:return", "review:decide")


def test_a_script_of_an_officer_is_only_text_for_aoi(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    give_back(chikas_desk, application, "certificate", SCRIPT)
    chikas_desk.post(reverse("review:note", args=[application.reference]), {"text": SCRIPT})
    shown = [
        aois_phone.get(reverse("portal:application", args=[application.reference])),
        aois_phone.get(reverse("portal:correct", args=[application.reference]), follow=True),
        aois_phone.get(reverse("portal:mine")),
        chikas_desk.get(reverse("review:application", args=[application.reference])),
    ]
    assert [raw(each) for each in shown] == [[]] * 4
    assert "&lt;script&gt;alert" in text_of(shown[0]) and "&lt;script&gt;alert" in text_of(shown[3])


MARKUP = '#eval("1+1") *b* _i_ $x$ `c` = h @r <l> \\ // [x] {y} #import "/etc/passwd"'


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without its spaces."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_markup_of_the_typesetter_is_only_text_in_receipt_and_letter(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone, guardian__family=MARKUP, child__given=MARKUP)
    receipt = aois_phone.get(reverse("applications:receipt_pdf", args=[application.reference]))
    chikas_desk.post(
        reverse("review:decide", args=[application.reference]), {"outcome": "refused", "reason": MARKUP}
    )
    letter = aois_phone.get(reverse("portal:letter", args=[application.reference]))
    for paper in (receipt, letter):
        assert "".join(MARKUP.split()) in words_of(paper.content)
