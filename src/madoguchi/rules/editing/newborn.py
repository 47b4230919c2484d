"""What a new question, option or step says before anybody wrote into it. Each can stand in a document."""

from __future__ import annotations

from typing import Any, Final, get_args

from madoguchi.rules.documents.questions import GroupQuestion, PlainQuestion, Question

Plain = dict[str, Any]


def _text(ja: str, easy: str, en: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": easy, "en": en}


# What everybody overwrites is Japanese alone: its translations would stay behind, and residents read them.
_QUESTION: Final = {"ja": "新しい設問"}
_TITLES: Final[dict[str, dict[str, str]]] = {
    "date": _text("日付", "[日|ひ]にち", "Date"),
    "time": _text("時刻", "[時間|じかん]", "Time"),
    "consent": _text("確認", "[確認|かくにん]", "Confirmation"),
    "explanation": _text("ご案内", "[案内|あんない]", "Please note"),
    "person_name": _text("氏名", "[名前|なまえ]", "Name"),
    "child": _text("お子さん", "[子|こ]ども", "Child"),
    "guardian": _text("保護者", "[親|おや] (お[父|とう]さん・お[母|かあ]さん など)", "Guardian"),
    "postal_address": _text("住所", "[住所|じゅうしょ]", "Address"),
    "phone": _text("電話番号", "[電話番号|でんわばんごう]", "Telephone number"),
    "email": _text("メールアドレス", "メールアドレス", "E-mail address"),
    "files": {"ja": "添付書類"},
    "weekly_hours": _text("曜日ごとの時間", "[曜日|ようび]と [時間|じかん]", "Hours by weekday"),
    "place": _text("施設", "[場所|ばしょ]", "Place"),
    "ranked_places": _text("希望する施設", "[行|い]きたい [場所|ばしょ]", "Places you wish for"),
    "slot": _text("ご予約の日時", "[予約|よやく]の [日|ひ]と [時間|じかん]", "Date and time"),
    "bank_account": _text("振込先の口座", "[銀行|ぎんこう]の [口座|こうざ]", "Bank account"),
    "corporate_number": _text("法人番号", "[法人|ほうじん] [番号|ばんごう]", "Corporate number"),
    "group": _text("くり返しの設問", "[何回|なんかい]も [書|か]く [質問|しつもん]", "Repeated questions"),
}
_OPTIONS: Final = ({"ja": "選択肢1"}, {"ja": "選択肢2"})
_NEW_OPTION: Final = {"ja": "新しい選択肢"}
_STEP: Final = {"ja": "新しいステップ"}
_BODY: Final = {"ja": "ここに説明を書きます。"}
_STATEMENT: Final = _text(
    "記入した内容に相違ありません。",
    "[書|か]いた ことは [本当|ほんとう]です。",
    "What I have written is true.",
)
_ROW: Final = _text("1件", "1つ", "entry")

UNTOUCHED: Final = frozenset(each["ja"] for each in (_QUESTION, _STEP, _BODY, _NEW_OPTION, *_OPTIONS))
"""Words that nobody leaves on purpose."""

MODELS: Final[dict[str, type[Question]]] = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for model in (*get_args(get_args(PlainQuestion)[0]), GroupQuestion)
}
"""The model of each type of question."""
TYPES: Final = tuple(MODELS)


def question(type: str, id: str, *, places: str = "school") -> Plain:
    """A question of `type`, sound as it is. `places`: the kind of places it lets choose from, if it does."""
    return {"id": id, "type": type, "title": dict(_TITLES.get(type, _QUESTION)), **_needs(type, id, places)}


def option(id: str, ja: str = "", hint: str = "") -> Plain:
    """An option with these Japanese words."""
    made: Plain = {"id": id, "title": {"ja": ja} if ja else dict(_NEW_OPTION)}
    return {**made, "hint": {"ja": hint}} if hint else made


def step(id: str, first: Plain) -> Plain:
    """A step that asks one question."""
    return {"id": id, "title": dict(_STEP), "questions": [first]}


def group(id: str, first: Plain) -> Plain:
    """A group whose rows ask one question."""
    return {**question("group", id), "questions": [first]}


def _needs(type: str, id: str, places: str) -> Plain:
    """What a type cannot be without."""
    match type:
        case "choice" | "choices":
            named = enumerate(_OPTIONS, start=1)
            return {"options": [{"id": f"option_{number}", "title": dict(title)} for number, title in named]}
        case "consent":
            return {"statement": dict(_STATEMENT)}
        case "explanation":
            return {"body": dict(_BODY)}
        case "place" | "ranked_places":
            return {"places": places}
        case "slot":
            return {"offering": "appointment"}
        case "group":
            first = question("text", f"{id}_first")
            return {"repeat": {"at_least": 1, "at_most": 10, "noun": dict(_ROW)}, "questions": [first]}
        case _:
            return {}
