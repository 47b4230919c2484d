"""Questions on a page: what is posted becomes answers, what is typed comes back, what is wrong is said."""

from __future__ import annotations

import json
from datetime import date
from string import Formatter
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.city.procedures import club_document

from madoguchi.applications import forms, wording
from madoguchi.applications.forms.addresses import Candidate
from madoguchi.places.models import PostalArea
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import journey
from madoguchi.rules.problems import Problem
from madoguchi.rules.questions.codes import CODES


def words(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


def question(id: str, type: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "title": words(title), **more}


OPTIONS = [{"id": "egg", "title": words("卵")}, {"id": "milk", "title": words("乳")}]
HAS_CLUB = {"is": [{"row": "has_club"}, True]}
EVERYTHING = [
    question("note", "explanation", "お願い", body=words("よくお読みください。")),
    question("nickname", "text", "呼び名", example=words("むぎちゃん")),
    question("remarks", "long_text", "配慮してほしいこと", required=False),
    question("weeks", "integer", "週数", unit=words("週")),
    question("degrees", "decimal", "体温"),
    question("income", "money", "収入"),
    question("born", "date", "生まれた日"),
    question("pickup", "time", "お迎えの時刻"),
    question("twins", "yes_no", "双子ですか"),
    question("allergy", "choice", "アレルギー", options=OPTIONS),
    question("grade", "choice", "学年", options=OPTIONS, shown_as="select"),
    question("food", "choices", "食べられないもの", options=OPTIONS),
    question("agreed", "consent", "確認", statement=words("相違ありません。")),
    question("writer", "person_name", "申請する方"),
    question("kid", "child", "お子さん"),
    question("parent", "guardian", "保護者"),
    question("home", "postal_address", "住所"),
    question("tel", "phone", "電話番号"),
    question("mail", "email", "メール"),
    question("papers", "files", "就労証明書", cannot_provide=True),
    question("week", "weekly_hours", "働く時間"),
    question("school", "place", "小学校", places="school"),
    question("wishes", "ranked_places", "希望するクラブ", places="club", near="school"),
    question("visit", "slot", "面談の日時", offering="interview"),
    question("bank", "bank_account", "振込先", care="sensitive"),
    question("company", "corporate_number", "法人番号"),
    question(
        "others",
        "group",
        "きょうだい",
        repeat={"at_least": 1, "at_most": 2, "noun": words("きょうだい")},
        questions=[
            question("other_name", "person_name", "名前"),
            question("has_club", "yes_no", "クラブに通っていますか"),
            question("other_club", "place", "通うクラブ", places="club", ask_when=HAS_CLUB),
        ],
    ),
]  # fmt: skip

SCHOOL = {"name": "若麦小学校", "latitude": 35.700, "longitude": 139.800, "serves": []}
CLUBS = {
    "far": {"name": "遠いクラブ", "latitude": 35.760, "longitude": 139.800, "serves": [], "capacity": 40},
    "near": {"name": "近いクラブ", "latitude": 35.702, "longitude": 139.800, "serves": []},
    "own": {"name": "校内クラブ", "latitude": 35.710, "longitude": 139.800, "serves": ["wakamugi"]},
    "shut": {"name": "閉じたクラブ", "serves": [], "closed_on": date(2026, 3, 31)},
}  # fmt: skip
TIMETABLE: dict[str, Any] = {
    "places": {"centre": {"name": "保健センター", "names": {}}},
    "times": {
        f"2026-12-{day:02}T{hour:02}:00 centre": {
            "mark": "few" if hour < 11 else "none",
            "is_free": hour < 11 and day != 2,
            "may_wait": False,
        }
        for day in (1, 2, 3)
        for hour in (9, 10, 11)
    },
}
FACTS: dict[str, Any] = {
    "today": date(2026, 11, 23),
    "places": {"school": {"wakamugi": SCHOOL}, "club": CLUBS},
    "slots": {"interview": TIMETABLE},
}


@pytest.fixture(scope="module")
def document() -> Document:
    steps = [{"id": "all", "title": words("すべて"), "questions": EVERYTHING}]
    outcomes = [{"id": "done", "kind": "accepted", "title": words("受理")}]
    return club_document(
        steps=steps,
        limits={},
        applicant={"name": "writer", "phone": "tel", "address": "home"},
        review={"standard_days": 5, "outcomes": outcomes},
        letters=[],
    )


def post(document: Document, typed: str, before: dict[str, Any] | None = None) -> dict[str, Any]:
    return forms.read_step(document, "all", QueryDict(typed), before or {})


def draw(document: Document, answers: dict[str, Any], **more: Any) -> dict[str, forms.Field]:
    found = journey(document, answers, FACTS)
    drawn = forms.fields(
        document=document, journey=found, step_id="all", answers=answers, facts=FACTS, **more
    )
    return {field.path: field for field in forms.asked(drawn)}


def html(field: forms.Field, **values: Any) -> str:
    return render_to_string("applications/_question.html", {"field": field, **values})


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_every_type_is_drawn_in_every_language(document: Document, language: str) -> None:
    with override(language):
        for field in draw(document, {}).values():
            drawn = html(field)
            assert field.id in drawn and "<c-" not in drawn and "{" not in drawn


def test_times_open_by_month_and_day_and_a_full_day_cannot_be_chosen(document: Document) -> None:
    drawn = draw(document, {"visit": "2026-12-03T10:00 centre"})["visit"]
    [month] = drawn.more["months"]
    assert [(each.day.day, each.is_full, each.has_chosen) for each in month.days] == [
        (1, False, False), (2, True, False), (3, False, True)
    ]  # fmt: skip
    assert html(drawn).count(" checked") == 1 and html(drawn).count('type="radio"') == 4
    assert post(document, "visit=2026-12-03T10:00+centre")["visit"] == "2026-12-03T10:00 centre"


def test_flat_names_become_answers_as_typed(document: Document) -> None:
    answers = post(
        document,
        "nickname=むぎ&kid.family=𠮷川&kid.birth_date.year=令和2&kid.birth_date.month=7&kid.birth_date.day="
        "&food=&food=egg&food=milk&twins=no&wishes.2=own&wishes.1=near&week.mon.0.from=8:30&week.mon.0.to=１７時",
    )
    assert answers == {
        "nickname": "むぎ",
        "kid": {"family": "𠮷川", "birth_date": {"year": "令和2", "month": "7", "day": ""}},
        "food": ["egg", "milk"],
        "twins": "no",
        "wishes": ["near", "own"],
        "week": {"mon": [["8:30", "１７時"]]},
    }


def test_what_was_not_on_the_page_stays(document: Document) -> None:
    before = {"nickname": "むぎ", "born": "2020-07-08", "papers": [{"name": "a.jpg", "sha256": "0" * 64}]}
    assert post(document, "weeks=8", before) == {**before, "weeks": "8"}


def test_names_nobody_asked_for_are_ignored(document: Document) -> None:
    assert post(document, "csrfmiddlewaretoken=x&other=1&kid.salary=1&others/x/born=1&others/r1=1") == {}


def test_a_tick_taken_away_is_no_answer(document: Document) -> None:
    answers = post(document, "food=&agreed=", {"food": ["egg"], "agreed": "yes"})
    assert answers == {"food": [], "agreed": ""}


def test_rows_come_and_go_and_keep_their_ids(document: Document) -> None:
    one = post(document, "others/r1/has_club=no&add_row=others")
    assert [row["_id"] for row in one["others"]] == ["r1", "r2"]
    two = post(document, "others/r1/has_club=no&others/r2/has_club=yes&remove_row=others/r1", one)
    assert two["others"] == [{"_id": "r2", "has_club": "yes"}]
    three = post(document, "others/r2/has_club=yes&add_row=others", two)
    assert [row["_id"] for row in three["others"]] == ["r2", "r3"]


def test_no_more_rows_than_the_document_allows(document: Document) -> None:
    answers = post(
        document, "others/r1/has_club=no&others/r2/has_club=no&others/r3/has_club=no&add_row=others"
    )
    assert [row["_id"] for row in answers["others"]] == ["r1", "r2"]


def test_the_first_day_fills_the_other_working_days(document: Document) -> None:
    posted = "&".join(f"week.{day}.0.from=&week.{day}.0.to=" for day in ("mon", "wed", "thu", "fri", "sat"))
    answers = post(document, f"{posted}&week.tue.0.from=9:00&week.tue.0.to=17:00&add_row=week")
    assert answers["week"]["fri"] == [["9:00", "17:00"]]
    assert answers["week"]["sat"] == [["", ""]]


def test_a_reason_stands_for_papers_and_the_papers_come_back(document: Document) -> None:
    given = [{"name": "a.jpg", "sha256": "0" * 64}]
    put_off = post(document, "papers.mode=cannot&papers.cannot=依頼中", {"papers": given})
    assert put_off["papers"] == {"cannot": "依頼中", "given": given}
    assert journey(document, put_off, FACTS).answers["papers"] == {"cannot": "依頼中"}
    assert post(document, "papers.mode=give&papers.cannot=依頼中", put_off)["papers"] == given


@pytest.mark.django_db
def test_one_address_is_filled_in_and_several_are_offered(document: Document) -> None:
    make_area("9990001", "羽音")
    make_area("9990002", "若麦")
    make_area("9990002", "葭切")
    typed = "home.postal_code=９９９-０００１&home.town=&home.block=1-2&find_address=home"
    filled = post(document, typed)
    assert filled["home"] == {
        "postal_code": "９９９-０００１", "prefecture": "県", "city": "ひばり市", "town": "羽音",
        "block": "1-2",
    }  # fmt: skip
    several = typed.replace("０００１", "０００２")
    assert post(document, several)["home"]["town"] == ""
    found = forms.address_candidates(QueryDict(several))
    assert [area.words for area in found.areas] == ["県ひばり市葭切", "県ひばり市若麦"]
    picked = post(document, f"{several}&stay=home&home.area={found.areas[1].value}")
    assert picked["home"]["town"] == "若麦"


def make_area(postal_code: str, town: str) -> None:
    kana = {"羽音": "ハオト", "若麦": "ワカムギ", "葭切": "ヨシキリ"}[town]
    order = {"ワカムギ": "ン"}.get(kana, kana)
    PostalArea.objects.create(
        postal_code=postal_code, prefecture="県", city="ひばり市", town=town, town_kana=order
    )


def test_candidates_are_drawn_below_the_postal_code(document: Document) -> None:
    field = draw(document, {})["home"]
    areas = tuple(Candidate(value=f"県|市|{town}", words=town) for town in ("羽音", "若麦"))
    assert "町名が2つ" in html(field, candidates=forms.Candidates(path="home", areas=areas))
    assert "見つかりませんでした" in html(field, candidates=forms.Candidates(path="home"))
    assert "7けた" in html(field, candidates=forms.Candidates(path="home", is_code=False))


def test_nothing_typed_is_lost_and_nothing_typed_is_code(document: Document) -> None:
    typed = '"><script>alert(1)</script>'
    drawn = html(draw(document, {"nickname": typed, "remarks": typed, "kid": {"family": typed}})["nickname"])
    assert "&quot;&gt;&lt;script&gt;" in drawn and "<script>" not in drawn


def test_a_day_comes_back_in_its_boxes_with_both_years(document: Document) -> None:
    for raw in ("2020-07-08", {"year": "令和2", "month": "7", "day": "8"}):
        field = draw(document, {"born": raw})["born"]
        assert field.inputs["month"].value == "7"
        assert "2020年（令和2年）" in html(field)


def test_what_is_wrong_stands_beside_its_box(document: Document) -> None:
    answers = {"kid": {"family": "𠮷川", "family_kana": "Yo3", "given": "麦", "given_kana": "ムギ"}}
    field = draw(document, answers, problems=journey(document, answers, FACTS).errors)["kid"]
    assert field.errors == (
        "お子さんの姓のフリガナに使えない文字があります（「Yo3」）。カタカナで入力してください。",
        "お子さんの生年月日を入力してください。",
    )
    assert [part for part, box in field.inputs.items() if box.is_wrong] == ["family_kana"]
    assert field.inputs["family_kana"].described_by == "q-kid_error"
    assert 'aria-invalid="true"' in html(field)


def test_the_error_is_read_before_the_hint(document: Document) -> None:
    answers = {"nickname": "む" * 201}
    field = draw(document, answers, problems=journey(document, answers, FACTS).errors)["nickname"]
    assert field.input.described_by == "q-nickname_error q-nickname_helptext"


def test_near_places_stand_first_and_closed_ones_are_not_offered(document: Document) -> None:
    field = draw(document, {"school": "wakamugi", "wishes": ["far"]})["wishes"]
    groups = field.more["ranks"][0].option_groups
    assert [(group.heading, [option.value for option in group.options]) for group in groups] == [
        ("学校に近いところ", ["own", "near", "far"])
    ]
    assert "近いクラブ（220m）" in html(field) and "閉じたクラブ" not in html(field)


def test_a_closed_place_that_was_chosen_stays_to_be_seen(document: Document) -> None:
    assert "閉じたクラブ" in html(draw(document, {"wishes": ["shut"]})["wishes"])


def test_an_empty_row_waits_where_one_is_needed(document: Document) -> None:
    drawn = draw(document, {})
    assert "others/r1/other_name" in drawn and "others/r1/other_club" not in drawn
    assert "other_club" not in html(drawn["others/r1/other_name"])


def test_a_hidden_question_keeps_an_empty_place(document: Document) -> None:
    answers: dict[str, Any] = {"others": [{"_id": "r1", "has_club": "no"}]}
    hidden = draw(document, answers)["others"]
    assert '<div class="question-place" id="q-others-r1-other_club_place"></div>' in html(hidden)
    answers["others"][0]["has_club"] = "yes"
    assert "others/r1/other_club" in draw(document, answers)


def test_what_is_wrong_in_a_row_is_listed_with_its_row(document: Document) -> None:
    wrong = Problem("others/r1/has_club", "required")
    drawn = draw(document, {"others": [{"_id": "r1"}]}, problems=(wrong,))
    said = {"problems": (wrong,), "wrong": 1, "fields": (drawn["others"],)}
    with override("ja"):
        listed = render_to_string("applications/resident/_problems.html", said)
    assert '<a href="#q-others-r1-has_club">きょうだい 1: クラブに通っていますか</a>' in listed
    assert '<a href="#q-others">' not in listed


def test_a_correction_shows_only_what_it_opens(document: Document) -> None:
    answers = {"others": [{"_id": "r1", "has_club": "no"}, {"_id": "r2", "has_club": "yes"}]}
    drawn = draw(document, answers, only=["nickname", "others/r2/other_club"])
    assert list(drawn) == ["nickname", "others", "others/r2/other_club"]
    assert [row.number for row in drawn["others"].rows] == [2]
    assert "add_row" not in html(drawn["others"])


def test_the_one_who_applies_may_let_the_browser_fill_in(document: Document) -> None:
    drawn = draw(document, {})
    assert drawn["writer"].inputs["family"].autocomplete == "family-name"
    assert drawn["kid"].inputs["family"].autocomplete == "off"
    assert (drawn["tel"].input.autocomplete, drawn["mail"].input.autocomplete) == ("tel", "off")


def test_rows_that_cannot_be_read_yet_are_compared_in_words(document: Document) -> None:
    row = {"_id": "r1", "other_name": {"family": "青木"}, "has_club": "yes"}
    (found,) = forms.differences(document, {"others": [row]}, {"others": [row | {"has_club": "no"}]})
    assert (found.mine, found.theirs) == ("青木 はい", "青木 いいえ")


def test_two_tabs_are_compared_in_words(document: Document) -> None:
    mine = {"born": {"year": "令和2", "month": "7", "day": "8"}, "weeks": "十", "twins": "no"}
    theirs = {"born": "2020-07-09", "twins": False}
    found = forms.differences(document, mine, theirs)
    assert [(each.label.in_("ja"), each.mine, each.theirs) for each in found] == [
        ("週数", "十", ""),
        ("生まれた日", "2020年7月8日(水)", "2020年7月9日(木)"),
    ]


def test_every_code_has_a_sentence_that_uses_only_its_facts() -> None:
    assert set(wording.SENTENCES) == set(CODES) - {"required"}
    for code, sentence in wording.SENTENCES.items():
        named = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        assert named <= {"label", *CODES[code]}


@pytest.mark.parametrize(
    ("path", "code", "facts", "sentence"),
    [
        ("kid.birth_date", "required", {}, "お子さんの生年月日を入力してください。"),
        ("wishes.1", "required", {}, "希望するクラブの第1希望を選んでください。"),
        ("twins", "required", {}, "「双子ですか」に答えてください。"),
        ("school", "required", {}, "小学校を選んでください。"),
        ("born", "not_a_date", {"year": 2026, "month": 2, "day": 30}, "2026年2月30日という日はありません。"),
        ("born", "date_incomplete", {"missing": ["month", "day"]}, "生まれた日の「月 / 日」も"),
        ("born", "too_late", {"latest": "2026-11-23"}, "生まれた日は2026年11月23日(月)以前の日"),
        ("week.tue.0.to", "required", {}, "働く時間の火曜日の終わりを入力してください。"),
        ("others/r1/other_name.given", "required", {}, "名前の名を入力してください。"),
        ("papers", "file_kind", {"extension": ".zip", "name": "a.zip"}, "a.zip — この種類のファイル"),
        ("born", "never_heard_of", {}, "生まれた日を確かめてください。"),
    ],
)  # fmt: skip
def test_problems_are_said_in_sentences(
    document: Document, path: str, code: str, facts: dict[str, Any], sentence: str
) -> None:
    assert wording.sentence(Problem(path, code, facts), document).startswith(sentence)


KEYS = st.sampled_from(["_id", "family", "birth_date", "year", "mon", "cannot", "given"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
OFTEN_ENOUGH = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(id=st.sampled_from([each["id"] for each in EVERYTHING]), raw=JSON)
@OFTEN_ENOUGH
def test_whatever_a_draft_holds_can_be_drawn(document: Document, id: str, raw: Any) -> None:
    answers = {id: raw}
    drawn = draw(document, answers, problems=journey(document, answers, FACTS).errors)
    assert "<c-" not in html(drawn[id])


TOP_NAMES = [
    "nickname",
    "food",
    "kid",
    "kid.family",
    "born",
    "born.year",
    "wishes.1",
    "wishes.²",
    "wishes.999",
]
ROW_NAMES = ["others/r1/has_club", "others/r0/has_club", "others//x", "others/r1/other_name.family"]
OTHER_NAMES = ["week.mon.0.from", "papers.mode", "papers", "home.postal_code", "home.area"]
NAMES = st.sampled_from([*TOP_NAMES, *ROW_NAMES, *OTHER_NAMES, "add_row", "remove_row", "stay"])
VALUES = st.text(max_size=8) | st.sampled_from(["others", "week", "home", "cannot"])


@given(pairs=st.lists(st.tuples(NAMES, VALUES)))
@OFTEN_ENOUGH
def test_whatever_is_posted_can_be_kept(document: Document, pairs: list[tuple[str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    answers = forms.read_step(document, "all", data, {})
    assert forms.read_step(document, "all", QueryDict(), answers) == answers
    json.dumps(answers)
