"""Names stay as their bearers write them; what searches, sorts and old systems need is made beside them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Each word: the common form of a character, then the forms of it found in family registers.
_VARIANTS: Final = (
    "高髙 崎﨑嵜碕㟢 辺邉邊 斉齋齊斎 徳德 吉𠮷 橋槗𣘺 浜濵濱 広廣 瀬瀨 柳栁 沢澤 国國 島嶋嶌 富冨 "
    "峰峯 恵惠 真眞 竜龍 桜櫻 園薗 蔵藏 万萬 寛寬 曽曾 桧檜 栄榮 豊豐 弥彌 滝瀧 館舘 郷鄕 将將 "
    "学學斈 実實 寿壽 浅淺 総總 関關 黒黑 増增 静靜 顕顯 礼禮 凛凜 円圓 亀龜 来來 条條 仏佛 淵渕渊 "
    "会會 穂穗 塩鹽 鉄鐵 当當 与與 勲勳 縁緣 緑綠 清淸 青靑 桑桒 栃杤 船舩 芦蘆 今𫝆 丈𠀋 喜㐂 野埜 "
    "巌巖 剣劍 薫薰 横橫 歳歲 巣巢 徹㪅 鶴鸖 兎兔 児兒 単單 戸戶 収收 鷗鴎 槇槙 遥遙 "
    "麦麥 団團 頼賴 稲稻 穣穰 宝寶 蛍螢 経經 亜亞 応應 楽樂 気氣 暁曉 渓溪 芸藝 県縣 厳嚴 聡聰 荘莊 乗乘 "
    "譲讓 壮壯 粋粹 瑶瑤 双雙 尭堯 隣鄰 礒磯 "
)
_FOLD: Final = str.maketrans({variant: them[0] for them in _VARIANTS.split() for variant in them[1:]})
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BETWEEN: Final = re.compile(r"[\s・\-‐‑‒–—―−]")
_SPACES: Final = re.compile(r"\s+")
_HIRAGANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
_MARKS: Final = str.maketrans("゛゜", "\u3099\u309a")
_DASH_IN_KANA: Final = re.compile(r"(?<=[ァ-ヺ])[-‐‑‒–—―−]")
_NOT_KANA: Final = re.compile(r"[^ァ-ヺー・\u3000]")
_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_DOTS: Final = {"\u3099": "1", "\u309a": "2"}
_ROWS_BY_VOWEL: Final = (
    "アカサタナハマヤラワ イキシチニヒミリヰ ウクスツヌフムユル エケセテネヘメレヱ オコソトノホモヨロヲ"
)
_VOWEL_OF: Final = {letter: row[0] for row in _ROWS_BY_VOWEL.split() for letter in row}

# Typography that CP932 lacks and that carries no meaning of its own.
_PLAIN_TYPOGRAPHY: Final = str.maketrans({"—": "―", "–": "-", "‑": "‐", "\u00a0": " "})
_CLUSTER: Final = re.compile(
    r".(?:[\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a\U0001f3fb-\U0001f3ff]|\u200d.)*", re.DOTALL
)
GETA: Final = "〓"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaiji:
    """A character an old system cannot hold: where it stood, and what it was."""

    position: int
    character: str
    code_points: str  # U+845B U+E0100


def fold(text: str) -> str:
    """The same text in common forms: 髙→高, 渡邉→渡辺, no selectors. For keys only, never a name."""
    return _SELECTORS.sub("", text).translate(_FOLD)


def search_key(text: str) -> str:
    """What two spellings of one name share: folded, katakana, lower case, without spaces and hyphens."""
    plain = _joined(fold(text)).translate(_FOLD).translate(_HIRAGANA)
    return _BETWEEN.sub("", plain.casefold())


def reading_key(text: str) -> str:
    """What two writings of one reading share: registers often know no small letters (キヨウ for キョウ)."""
    return search_key(kana(text)).translate(_SMALL)


def without_spaces(text: str) -> str:
    """The same letters with nothing between: whether people write a space between names says nothing."""
    return "".join(text.split())


def letters(text: str) -> tuple[str, ...]:
    """The text letter by letter, each with the marks and selectors that belong to it."""
    return tuple(match[0] for match in _CLUSTER.finditer(text))


def kana(text: str) -> str:
    """フリガナ as the register holds it: full-width katakana, one full-width space between names."""
    wide = _joined(text).translate(_HIRAGANA)
    return _SPACES.sub("\u3000", _DASH_IN_KANA.sub("ー", wide).strip())


def not_kana(text: str) -> str:
    """The characters a フリガナ may not hold, each once, in order; empty when all are well."""
    return "".join(dict.fromkeys(_NOT_KANA.findall(text)))


def kana_order(text: str) -> str:
    """A key that sorts readings in 五十音順, by code points: JIS X 4061 as far as a フリガナ needs it.

    First the bare letters, small ones as large and ー as the vowel it draws out; where those are alike, plain
    letters before those with dots; then ー before small before large ones.
    """
    letters: list[str] = []
    dots: list[str] = []
    sizes: list[str] = []
    for sign in unicodedata.normalize("NFD", kana(text).replace("\u3000", " ")):
        if sign in _DOTS:
            dots[-1:] = [_DOTS[sign]]
            continue
        letter = sign.translate(_SMALL)
        is_long = sign == "ー" and letters
        letters.append(_VOWEL_OF.get(letters[-1], sign) if is_long else letter)
        dots.append("0")
        sizes.append("0" if is_long else "1" if letter != sign else "2")
    return "\t".join(map("".join, (letters, dots, sizes)))


def encode_cp932(text: str) -> tuple[bytes, tuple[Gaiji, ...]]:
    """`text` for systems that know CP932 only: each character they cannot hold becomes 〓 and is listed."""
    encoded, gaiji = [], []
    for match in _CLUSTER.finditer(text.translate(_PLAIN_TYPOGRAPHY)):
        try:
            encoded.append(_composed(match[0]).encode("cp932"))
        except UnicodeEncodeError:
            encoded.append(GETA.encode("cp932"))
            gaiji.append(_gaiji(match))
    return b"".join(encoded), tuple(gaiji)


def _joined(text: str) -> str:
    """NFKC, with marks that stand alone joined to their letters: か゛ is が."""
    return unicodedata.normalize("NFKC", text.translate(_MARKS))


def _composed(cluster: str) -> str:
    """か and a separate dot are が; ideographs are left alone, because composing changes some of them."""
    return unicodedata.normalize("NFC", cluster) if cluster[-1] in "\u3099\u309a" else cluster


def _gaiji(match: re.Match[str]) -> Gaiji:
    points = " ".join(f"U+{ord(character):04X}" for character in match[0])
    return Gaiji(position=match.start(), character=match[0], code_points=points)
