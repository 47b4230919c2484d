"""The settings of a procedure, a line each: what it is called in a workbook, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from madoguchi.rules.workbook.words import EVENTS, IDENTITIES, REPEATS, WAYS


class Kind(StrEnum):
    """How the value of a line is written."""

    TEXT = "text"  # in three languages
    TEXTS = "texts"  # the same, one line each
    WORD = "word"
    WORDS = "words"  # with commas between
    NUMBER = "number"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Setting:
    """One line."""

    label: str
    path: tuple[str, ...]
    kind: Kind
    meaning: str
    words: Mapping[str, str] = field(default_factory=dict)


SETTINGS: Final = (
    Setting("ID", ("id",), Kind.WORD, "アドレスに入る名前。英小文字・数字・_。変えると別の手続きになります"),
    Setting("受付番号の2桁", ("number",), Kind.WORD, "例 26。公開したあとは変えません"),
    Setting("名前", ("title",), Kind.TEXT, "住民が見る手続きの名前"),
    Setting("概要", ("summary",), Kind.TEXT, "何の手続きか、だれのためか"),
    Setting("担当課", ("section",), Kind.WORD, "課のコード"),
    Setting("ライフイベント", ("life_events",), Kind.WORDS, "、で区切る", EVENTS),
    Setting("本人の確かめ方", ("identity",), Kind.WORD, "、".join(IDENTITIES.values()), IDENTITIES),
    Setting("連絡の方法", ("contact_by",), Kind.WORDS, "よい順に、で区切る: メール、電話、郵送", WAYS),
    Setting("所要時間（分）", ("minutes",), Kind.NUMBER, "1〜240"),
    Setting("用意するもの", ("papers",), Kind.TEXTS, "1行に1つ。行は増やせます"),
    Setting("受付開始", ("period", "opens_at"), Kind.INSTANT, "例 2026-11-01 09:00。空欄は公開と同時"),
    Setting("受付終了", ("period", "closes_at"), Kind.INSTANT, "受け付けなくなる時刻。例 2026-12-16 00:00"),
    Setting("対象の年度", ("target_year",), Kind.NUMBER, "例 2027。空欄は受け付けた年度"),
    Setting("利用目的", ("purpose",), Kind.TEXT, "回答を何に使うか"),
    Setting("保存年限（年）", ("retention", "years"), Kind.NUMBER, "1、3、5、10、30"),
    Setting("保存年限の根拠", ("retention", "basis"), Kind.WORD, "文書管理規程など"),
    Setting("これまでの住民の時間（分）", ("effect", "resident_minutes"), Kind.WORD, "1件あたり"),
    Setting("これまでの職員の時間（分）", ("effect", "officer_minutes"), Kind.WORD, "1件あたり"),
    Setting("これまでの紙（枚）", ("effect", "sheets"), Kind.WORD, "1件あたり"),
    Setting("重複を調べる回答", ("limits", "one_per"), Kind.WORDS, "例 child.kana、child.birth_date"),
    Setting("重複したとき", ("limits", "repeat"), Kind.WORD, "、".join(REPEATS.values()), REPEATS),
    Setting("定員", ("limits", "capacity"), Kind.NUMBER, "空欄は定員なし"),
    Setting("申請者の氏名", ("applicant", "name"), Kind.WORD, "設問のID"),
    Setting("申請者の電話", ("applicant", "phone"), Kind.WORD, "設問のID"),
    Setting("申請者のメール", ("applicant", "email"), Kind.WORD, "設問のID"),
    Setting("申請者の住所", ("applicant", "address"), Kind.WORD, "設問のID"),
    Setting("対象者", ("applicant", "subject"), Kind.WORD, "だれについての申請か。設問のID"),
)
BY_LABEL: Final = {setting.label: setting for setting in SETTINGS}
