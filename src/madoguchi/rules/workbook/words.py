"""How a procedure is spelled in a workbook: names of sheets and columns, and words in cells. All Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

QUESTIONS: Final = "項目"
OPTIONS: Final = "選択肢"
BRANCHES: Final = "分岐"
VALUES: Final = "計算と確認"
SETTINGS: Final = "設定"
PARTS: Final = "通知書など"
LONG: Final = "長い内容"
GUIDE: Final = "説明"
NEEDED: Final = (QUESTIONS, SETTINGS)
SHEETS: Final = (GUIDE, QUESTIONS, OPTIONS, BRANCHES, VALUES, SETTINGS, PARTS, LONG)

LANGUAGES: Final = {"ja": "", "ja-easy": "（やさしい日本語）", "en": "（英語）"}

LEVEL, ID, TYPE, TITLE = "区分", "ID", "種類", "設問"
REQUIRED, HINT, EXAMPLE, WHY, BODY = "必須", "説明", "記入例", "聞く理由", "本文"
LEAST, MOST, UNIT = "下限", "上限", "単位"
LISTED, CARE, PLACES, REST = "一覧に出す", "取扱い", "施設の種類", "そのほか"
OF_QUESTION, OPTION, NOTE = "設問ID", "選択肢", "補足"
TARGET, WHAT, EXPRESSION = "対象ID", "内容", "式"
SAID, TITLED = "文（参考）", "名前（参考）"
NAME, AT = "名前・文", "場所"
KEY, VALUE, MEANING = "項目", "値", "説明（参考）"
PART, CONTENT = "部分", "内容"
TICKET, CHUNK = "番号", "内容"

STEP, QUESTION, INNER = "ステップ", "設問", "中の設問"
COMPUTED, CHECK = "計算する値", "確認"
YES, NO, BY_CONDITION = "はい", "いいえ", "条件による"
LISTS: Final = ("letters", "golden")
"""Parts that have a row for each entry."""
YES_WORDS: Final = frozenset({YES, "TRUE", "○", "◯"})
NO_WORDS: Final = frozenset({NO, "FALSE", "×"})
REFERENCE: Final = "（参考）"
"""What ends so is there to be read by people and not taken in."""

TYPES: Final[Mapping[str, str]] = {
    "text": "短い文",
    "long_text": "長い文",
    "integer": "整数",
    "decimal": "小数",
    "money": "金額",
    "date": "日付",
    "time": "時刻",
    "yes_no": "はい・いいえ",
    "choice": "1つ選ぶ",
    "choices": "いくつでも選ぶ",
    "consent": "同意",
    "explanation": "説明文",
    "person_name": "氏名",
    "child": "子ども",
    "guardian": "保護者",
    "postal_address": "住所",
    "phone": "電話番号",
    "email": "メールアドレス",
    "files": "添付書類",
    "weekly_hours": "曜日ごとの時間",
    "place": "施設",
    "ranked_places": "施設の希望順",
    "slot": "日時の予約",
    "bank_account": "口座",
    "corporate_number": "法人番号",
    "group": "くり返し",
}
CARES: Final[Mapping[str, str]] = {"none": "通常", "personal": "個人情報", "sensitive": "要配慮"}
WHATS: Final[Mapping[str, str]] = {
    "ask_when": "表示する条件",
    "required_when": "必須にする条件",
    "earliest": "最初の日",
    "latest": "最後の日",
}
IDENTITIES: Final[Mapping[str, str]] = {
    "none": "だれかを聞かない",
    "contact": "連絡先を聞く",
    "account": "ログインする",
}
WAYS: Final[Mapping[str, str]] = {"email": "メール", "phone": "電話", "post": "郵送"}
REPEATS: Final[Mapping[str, str]] = {"refuse": "受け付けない", "flag": "受け付けて職員に知らせる"}
EVENTS: Final[Mapping[str, str]] = {
    "pregnancy": "妊娠・出産",
    "childcare": "子育て",
    "school": "学校",
    "moving": "引越し",
    "pets": "ペット",
    "learning": "学び・余暇",
    "health": "健康",
    "disaster": "災害",
    "work": "仕事",
    "welfare": "福祉",
    "bereavement": "おくやみ",
}
