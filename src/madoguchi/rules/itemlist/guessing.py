"""What the words on a paper form mean: which type of question, or that nothing has to be asked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

STEP: Final = "step"
GROUP: Final = "group"
LEFT_OUT: Final = ""


class Why(StrEnum):
    """Why a line of the paper is no question."""

    KANA = "kana"  # asked together with the name
    POSTAL_CODE = "postal_code"  # asked together with the address
    SEAL = "seal"
    FILED_ON = "filed_on"  # the system knows
    ADDRESSEE = "addressee"
    MY_NUMBER = "my_number"  # not collected here
    OFFICE_USE = "office_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list. `type`: of a question, STEP, GROUP, or LEFT_OUT with the reason `why`."""

    title: str
    type: str
    options: tuple[str, ...] = ()
    required: bool = True
    inner: bool = False  # asked in the rows of the group above
    why: Why | None = None


# What a line says → why it is no question.
LEAVINGS: Final = (
    (Why.MY_NUMBER, r"個人番号|マイナンバー(?!カード)"),
    (Why.OFFICE_USE, r"(職員|市|処理|事務)(使用|記入|処理)欄|^(受付印|決裁|受付番号|整理番号)$"),
    (Why.KANA, r"^(氏名の?)?(フリガナ|ふりがな|カナ|振り仮名)$"),
    (Why.POSTAL_CODE, r"^(郵便番号|〒)$"),
    (Why.SEAL, r"^(印|押印|捺印|認印|代表者印|署名・押印)$"),
    (Why.FILED_ON, r"^(申請|届出|提出|記入|申込|受付)(年月)?日$|^(年月日|令和年月日)$"),
    (Why.ADDRESSEE, r"^(あて先|宛先|宛名)|(市|区|町|村)長(様|殿|あて|宛)$"),
)
# What a line says → the type of its question, and the stem of its id. The first that fits counts.
GUESSES: Final = (
    ("consent", "consent", r"同意(する|します|書)?|承諾|誓約|確約"),
    (
        "files",
        "papers",
        r"写し$|写真|証明書|通知書|診断書|領収書|見積書|添付|図面|書類|通帳|コピー|免許証|保険証",
    ),
    ("date", "birth_date", r"生年月日|誕生日"),
    ("phone", "phone", r"電話|携帯|TEL|Tel|tel|連絡先番号|緊急連絡先$|日中の連絡先|FAX|ファックス"),
    ("email", "email", r"メール|E-?mail|e-?mail"),
    ("bank_account", "bank_account", r"口座|振込先|振替先|金融機関"),
    (
        "long_text",
        "reason",
        r"理由|備考|事情|状況|内容|経過|詳細|その他の?特記|特記事項|意見|要望|具体的|自由記入|動機",
    ),
    ("corporate_number", "corporate_number", r"法人番号"),
    ("weekly_hours", "hours", r"(勤務|就労|利用|通所)(する)?(曜日|時間帯)|(勤務|就労)時間|曜日ごと"),
    ("place", "school", r"学校名|小学校|在籍校|通学校|通学先"),
    ("postal_address", "address", r"住所|所在地|居所|送付先|転居先|住まい"),
    (
        "person_name",
        "name",
        r"氏名|お名前|名前|姓名|^名義人?$|(申請|申込|届出|代理|代表|保護|扶養|責任|担当|請求|使用|利用|世帯)(者|主|人)(名)?$",
    ),
    (
        "money",
        "amount",
        r"金額|費用|料金|年収|月収|収入|所得|給与|報酬|家賃|見積額|助成額|請求額|補助額|代金|額$|\(円\)",
    ),
    (
        "integer",
        "count",
        r"人数|数$|年齢|学年|回数|枚数|台数|個数|日数|件数|頭数|\((人|名|枚|台|個|回|日|歳|才|年|頭|匹|件|本|週)\)",
    ),
    ("time", "time", r"時刻|開始時間|終了時間|迎えの時間|希望時間|時間$"),
    (
        "date",
        "day",
        r"年月日|(期日|日付|予定日|希望日|開始日|終了日|入所日|退所日|発生日|死亡日|出産日|転入日|取得日|利用日)|(?<!平|休|祝|毎)日$|いつから|いつまで",
    ),
    ("decimal", "measure", r"体温|体重|身長|面積|距離|重さ|長さ"),
    ("yes_no", "yes_no", r"の?有無$|(です|ます|ました)か[?？]?$|(?:かどうか)$"),
)
MANY: Final = re.compile(
    r"家族|世帯員|世帯全員|同居|きょうだい|兄弟|姉妹|児童一覧|対象児童|複数|一覧|ごとに|人数分|参加者全員|利用者全員|被扶養"
)
PEOPLE: Final = re.compile(r"家族|世帯|同居|きょうだい|兄弟|姉妹|児童|者|人")


def why_left_out(words: str) -> Why | None:
    """Why nothing has to be asked here; None where something has."""
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", words)).strip("()")
    return next((why for why, pattern in LEAVINGS if re.search(pattern, bare)), None)


def type_of(words: str, title: str) -> tuple[str, str]:
    """The type that fits, and the stem of an id."""
    return next(
        (
            (type, stem)
            for type, stem, pattern in GUESSES
            if re.search(pattern, title) or re.search(pattern, words)
        ),
        ("text", "item"),
    )
