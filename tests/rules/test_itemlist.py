"""A paper form's items, as they are really printed: what each is taken for."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.rules.samples import faults, parsed

from madoguchi.rules import itemlist
from madoguchi.rules.documents.questions import PlainQuestion
from madoguchi.rules.itemlist import GROUP, LEFT_OUT, STEP, Item, Why, drafted, read

TYPES = [model.model_fields["type"].annotation.__args__[0] for model in get_args(get_args(PlainQuestion)[0])]
NAMED = {"id": "sample", "number": "26", "title": "見本", "section": "kosodate"}


def only(line: str) -> Item:
    (item,) = read(line)
    return item


@pytest.mark.parametrize(
    ("line", "type", "title"),
    [
        ("氏名", "person_name", "氏名"),
        ("氏名（フリガナ）", "person_name", "氏名（フリガナ）"),
        ("お名前", "person_name", "お名前"),
        ("申請者", "person_name", "申請者"),
        ("世帯主氏名　　　　　　　　㊞", "person_name", "世帯主氏名"),
        ("保護者名", "person_name", "保護者名"),
        ("児童氏名：", "person_name", "児童氏名"),
        ("１．代表者", "person_name", "代表者"),
        ("・担当者名", "person_name", "担当者名"),
        ("生年月日", "date", "生年月日"),
        ("生年月日　　　年　　月　　日", "date", "生年月日"),
        ("児童の生年月日", "date", "児童の生年月日"),
        ("利用開始希望日", "date", "利用開始希望日"),
        ("転入日", "date", "転入日"),
        ("いつから", "date", "いつから"),
        ("死亡年月日", "date", "死亡年月日"),
        ("出産予定日", "date", "出産予定日"),
        ("住所", "postal_address", "住所"),
        ("現住所", "postal_address", "現住所"),
        ("勤務先所在地", "postal_address", "勤務先所在地"),
        ("新しいお住まい", "postal_address", "新しいお住まい"),
        ("書類の送付先", "files", "書類の送付先"),
        ("電話番号", "phone", "電話番号"),
        ("電話", "phone", "電話"),
        ("ＴＥＬ", "phone", "TEL"),
        ("携帯電話", "phone", "携帯電話"),
        ("日中連絡がつく電話番号", "phone", "日中連絡がつく電話番号"),
        ("勤務先の電話番号", "phone", "勤務先の電話番号"),
        ("緊急連絡先", "phone", "緊急連絡先"),
        ("メールアドレス", "email", "メールアドレス"),
        ("E-mail", "email", "E-mail"),
        ("Ｅメール", "email", "Eメール"),
        ("振込先口座", "bank_account", "振込先口座"),
        ("金融機関名・支店名", "bank_account", "金融機関名・支店名"),
        ("口座振替の申込", "bank_account", "口座振替の申込"),
        ("アレルギーの有無", "yes_no", "アレルギーの有無"),
        ("アレルギー（有・無）", "yes_no", "アレルギー"),
        ("生活保護（はい・いいえ）", "yes_no", "生活保護"),
        ("車の利用　□あり　□なし", "yes_no", "車の利用"),
        ("障害者手帳をお持ちですか", "yes_no", "障害者手帳をお持ちですか"),
        ("同意の有無（可・否）", "yes_no", "同意の有無"),
        ("性別（男・女・その他）", "choice", "性別"),
        ("続柄（父・母・祖父母・その他）", "choice", "続柄"),
        ("支払方法 1.口座振替 2.納付書", "choice", "支払方法"),
        ("希望施設　□中央公民館　□北公民館", "choice", "希望施設"),
        ("区分 ○新規 ○継続 ○変更", "choice", "区分"),
        ("希望するサービス（複数回答可）□早朝 □夜間", "choices", "希望するサービス"),
        ("利用する曜日（月・火・水・木・金・土）すべてに○", "choices", "利用する曜日"),
        ("住民票の写し", "files", "住民票の写し"),
        ("就労証明書", "files", "就労証明書"),
        ("課税証明書（該当する方のみ）", "files", "課税証明書（該当する方のみ）"),
        ("診断書", "files", "診断書"),
        ("領収書", "files", "領収書"),
        ("本人確認書類（運転免許証・パスポート等）", "files", "本人確認書類（運転免許証・パスポート等）"),
        ("被害の写真", "files", "被害の写真"),
        ("□　添付書類", "files", "添付書類"),
        ("通帳のコピー", "files", "通帳のコピー"),
        ("在籍学校名", "place", "在籍学校名"),
        ("小学校名", "place", "小学校名"),
        ("通学校", "place", "通学校"),
        ("個人情報の取扱いに同意します", "consent", "個人情報の取扱いに同意します"),
        ("□ 上記に同意する", "consent", "上記に同意する"),
        ("誓約事項", "consent", "誓約事項"),
        ("申請理由", "long_text", "申請理由"),
        ("備考", "long_text", "備考"),
        ("家庭の状況", "long_text", "家庭の状況"),
        ("相談内容", "long_text", "相談内容"),
        ("ご意見・ご要望", "long_text", "ご意見・ご要望"),
        ("特記事項", "long_text", "特記事項"),
        ("利用人数", "integer", "利用人数"),
        ("参加者数（人）", "integer", "参加者数（人）"),
        ("年齢", "integer", "年齢"),
        ("学年", "integer", "学年"),
        ("必要枚数", "integer", "必要枚数"),
        ("犬の頭数", "integer", "犬の頭数"),
        ("補助金申請額（円）", "money", "補助金申請額（円）"),
        ("見積金額", "money", "見積金額"),
        ("昨年の年収", "money", "昨年の年収"),
        ("家賃", "money", "家賃"),
        ("体温", "decimal", "体温"),
        ("床面積（㎡）", "decimal", "床面積（m2）"),
        ("法人番号", "corporate_number", "法人番号"),
        ("お迎えの時間", "time", "お迎えの時間"),
        ("開始時間", "time", "開始時間"),
        ("勤務時間", "weekly_hours", "勤務時間"),
        ("利用する曜日・時間帯", "weekly_hours", "利用する曜日・時間帯"),
        ("勤務先", "text", "勤務先"),
        ("犬の名前", "person_name", "犬の名前"),
        ("登録番号", "text", "登録番号"),
        ("団体の種類", "text", "団体の種類"),
    ],
)
def test_a_line_is_taken_for(line: str, type: str, title: str) -> None:
    item = only(line)
    assert (item.type, item.title) == (type, title)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("フリガナ", Why.KANA),
        ("（ふりがな）", Why.KANA),
        ("〒", Why.POSTAL_CODE),
        ("郵便番号", Why.POSTAL_CODE),
        ("印", Why.SEAL),
        ("申請日", Why.FILED_ON),
        ("届出年月日", Why.FILED_ON),
        ("令和　年　月　日", Why.FILED_ON),
        ("（あて先）市長", Why.ADDRESSEE),
        ("個人番号", Why.MY_NUMBER),
        ("マイナンバー（12桁）", Why.MY_NUMBER),
        ("職員記入欄", Why.OFFICE_USE),
        ("受付印", Why.OFFICE_USE),
    ],
)
def test_what_paper_needs_and_the_page_does_not_is_left_out(line: str, why: Why) -> None:
    item = only(line)
    assert (item.type, item.why) == (LEFT_OUT, why)


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("性別（男・女）", ("男", "女")),
        ("理由 □就労 □就学 □疾病・障害 □その他（　　　）", ("就労", "就学", "疾病・障害", "その他")),
        ("方法 １．窓口　２．郵送　３．オンライン", ("窓口", "郵送", "オンライン")),
        ("種類（A、B、C）", ("A", "B", "C")),
        ("種類（A／A／B）", ("A", "B")),
    ],
)
def test_options_stand_in_brackets_behind_boxes_or_numbers(line: str, options: tuple[str, ...]) -> None:
    assert only(line).options == options


def test_boxes_on_lines_below_are_options_of_the_line_above() -> None:
    (item,) = read("利用の理由\n　□就労\n　□就学\n　□その他")
    assert (item.type, item.title, item.options) == ("choice", "利用の理由", ("就労", "就学", "その他"))


def test_optional_is_read_from_the_words() -> None:
    assert not only("メールアドレス（任意）").required
    assert not only("障害者手帳番号（お持ちの場合のみ）").required
    assert only("住所（必須）") == Item(title="住所", type="postal_address")


@pytest.mark.parametrize(
    "line", ["【申請する方】", "■申請する方", "◆ 申請する方", "# 申請する方", "〔申請する方〕"]
)
def test_a_heading_opens_a_page(line: str) -> None:
    assert only(line) == Item(title="申請する方", type=STEP)


def test_deeper_lines_are_rows_where_there_may_be_many_and_a_page_otherwise() -> None:
    assert [(item.type, item.inner) for item in read("同居の家族\n　　氏名\n　　生年月日\n備考")] == [
        (GROUP, False),
        ("person_name", True),
        ("date", True),
        ("long_text", False),
    ]
    assert [item.type for item in read("1 申請者\n (1) 氏名\n (2) 住所")] == [
        STEP,
        "person_name",
        "postal_address",
    ]


def test_the_list_becomes_a_document_that_knows_its_applicant() -> None:
    items = read("【申請者】\n氏名\n電話\n【お子さん】\n氏名\n生年月日\n家族\n　氏名\n　続柄（父・母）")
    document = parsed(drafted(items, **NAMED))
    assert [step.title.in_("ja") for step in document.steps] == ["申請者", "お子さん"]
    assert [question.id for question in document.questions()] == [
        *("name", "phone", "name_2", "birth_date", "group", "name_3", "choice")
    ]
    assert (document.identity, document.contact_by) == ("contact", ("phone",))
    assert (document.applicant.name, document.applicant.phone) == ("name", "phone")
    assert [question.id for question in document.listed()] == ["name"]


def test_a_list_without_a_name_asks_nobody_who_they_are() -> None:
    assert parsed(drafted(read("ご意見"), **NAMED)).identity == "none"


@pytest.mark.parametrize("type", TYPES)
def test_whatever_the_officer_chooses_is_a_whole_document(type: str) -> None:
    assert not faults(drafted([Item(title="項目", type=type)], **NAMED))


@pytest.mark.parametrize(
    "text",
    [
        "項目\n" * 400,
        "【見出し】\n項目\n" * 200,
        "■見出し\n" * 300 + "項目",
        "家族\n" + "　氏名\n" * 120,
        "家族\n　氏名\n" * 100,
        "家族\n【見出し】\n氏名",
        "種類 " + " ".join(f"□{number}" for number in range(300)),
        "あ" * 5000,
        "{}[]()（）・、\n【】\n■\n□\n※\n(1)",
        "項目\u200b\u3000\n\t\t項目",
    ],
)
def test_no_list_is_too_long_or_too_odd(text: str) -> None:
    items = read(text)
    assert len(items) <= itemlist.MOST_LINES
    if any(item.type not in (STEP, LEFT_OUT) for item in items):
        assert not faults(drafted(items, **NAMED))
