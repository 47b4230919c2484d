"""The menu that an officer begins with: pages that every city has, in three languages."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.menus import SAYS, Area, Icon, Layout, Menu, Tab


def _texts(ja: str, easy: str, en: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": easy, "en": en}


def _area(icon: Icon, target: str, ja: str, easy: str, en: str) -> Area:
    return Area(title=_texts(ja, easy, en), icon=icon, target=target)


FIND: Final = _area(Icon.SEARCH, "/", "手続きをさがす", "てつづきを さがす", "Find a procedure")
MINE: Final = _area(Icon.PAPER, "/me/", "わたしの申請", "わたしの しんせい", "My applications")
TALK: Final = _area(Icon.TALK, f"{SAYS}職員と話す", "職員と話す", "しょくいんと はなす", "Talk to an officer")
NEWS: Final = _area(Icon.BELL, "/me/news/", "お知らせの設定", "おしらせを えらぶ", "Choose my news")
HELP: Final = _area(Icon.HELP, "/help/", "使い方", "つかいかた", "How it works")
WORDS: Final = _area(Icon.PERSON, f"{SAYS}ことば", "ことばを変える", "ことばを かえる", "Language")
ABSENCE: Final = _area(Icon.HOUSE, "/me/absence/", "欠席の連絡", "やすみの れんらく", "Absent or late")
RESERVE: Final = _area(Icon.CALENDAR, "/reserve/", "予約する", "よやくする", "Reserve")
CHILDREN: Final = _area(Icon.CHILD, f"{SAYS}子育て", "子育ての手続き", "こどもの てつづき", "For families")
SHELTER: Final = _area(Icon.SHELTER, f"{SAYS}避難所", "避難所", "ひなんじょ", "Shelters")
WARNING: Final = _area(Icon.WARNING, f"{SAYS}防災", "災害にそなえる", "さいがいに そなえる", "Be prepared")
DAMAGE: Final = _area(Icon.HOUSE, f"{SAYS}り災証明", "り災証明", "りさい しょうめい", "Damage certificate")
ASK: Final = _area(Icon.PHONE, f"{SAYS}職員", "市役所に聞く", "しやくしょに きく", "Ask the city")

START: Final = Menu(
    bar=_texts("メニュー", "メニュー", "Menu"),
    tabs=(
        Tab(
            title=_texts("手続き", "てつづき", "Procedures"),
            layout=Layout.SIX,
            areas=(FIND, MINE, RESERVE, TALK, NEWS, WORDS),
        ),
        Tab(
            title=_texts("子育て", "こども", "Children"),
            layout=Layout.SIX,
            areas=(CHILDREN, ABSENCE, RESERVE, MINE, NEWS, TALK),
        ),
        Tab(
            title=_texts("防災", "ぼうさい", "Emergency"),
            layout=Layout.THREE,
            areas=(SHELTER, WARNING, DAMAGE, ASK, WORDS, HELP),
        ),
    ),
    disaster=Tab(
        title=_texts("災害時のメニュー", "さいがいの メニュー", "Emergency menu"),
        layout=Layout.SIX,
        areas=(SHELTER, WARNING, DAMAGE, ASK, FIND, WORDS),
    ),
    families=1,
)
