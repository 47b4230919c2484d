"""What a resident says so that the city tells them what concerns them: read from what was posted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

MOST_CHILDREN: Final = 8
OLDEST: Final = 20  # years: whoever is older has no need of their parents' messages


class Interest(StrEnum):
    """What residents may wish to hear of."""

    CHILDCARE = "childcare"
    SCHOOL = "school"
    EVENTS = "events"
    HEALTH = "health"
    WASTE = "waste"
    SAFETY = "safety"
    WORK = "work"


INTEREST_TITLES: Final[Mapping[str, Mapping[str, str]]] = {
    Interest.CHILDCARE: {"ja": "子育て", "ja-easy": "[子育|こそだ]て", "en": "Bringing up children"},
    Interest.SCHOOL: {
        "ja": "学校・学童クラブ",
        "ja-easy": "[学校|がっこう]・[学童|がくどう]クラブ",
        "en": "School and after-school clubs",
    },
    Interest.EVENTS: {"ja": "催し・講座", "ja-easy": "イベント・[講座|こうざ]", "en": "Events and courses"},
    Interest.HEALTH: {
        "ja": "健康・健診",
        "ja-easy": "[健康|けんこう]・[健診|けんしん]",
        "en": "Health and check-ups",
    },
    Interest.WASTE: {"ja": "ごみ・リサイクル", "ja-easy": "ごみ・リサイクル", "en": "Waste and recycling"},
    Interest.SAFETY: {
        "ja": "防災・防犯",
        "ja-easy": "[災害|さいがい]・[安全|あんぜん]",
        "en": "Disasters and safety",
    },
    Interest.WORK: {"ja": "仕事・働き方", "ja-easy": "[仕事|しごと]", "en": "Work"},
}


class Wrong(StrEnum):
    """What cannot be kept as it was written."""

    NO_CONSENT = "no_consent"
    DISTRICT = "district"  # the city has none of that code
    MONTH = "month"  # no month at all
    AHEAD = "ahead"  # nobody was born then yet
    LONG_AGO = "long_ago"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """District, months in which children were born, interests."""

    district: str | None = None
    children_born: tuple[date, ...] = ()
    interests: tuple[str, ...] = ()


def read(
    *,
    district: str,
    months: Sequence[str],
    interests: Iterable[str],
    agreed: bool,
    districts: Collection[str],
    today: date,
) -> Wishes | list[Wrong]:
    """What was said, or everything that is wrong with it."""
    born = [_month(each, today) for each in months if each.strip()]
    wrong = [each for each in born if isinstance(each, Wrong)]
    if district and district not in districts:
        wrong.append(Wrong.DISTRICT)
    if len(born) > MOST_CHILDREN:
        wrong.append(Wrong.TOO_MANY)
    if not agreed:
        wrong.append(Wrong.NO_CONSENT)
    if wrong:
        return list(dict.fromkeys(wrong))
    return Wishes(
        district=district or None,
        children_born=tuple(sorted(each for each in born if isinstance(each, date))),
        interests=tuple(sorted(set(interests) & set(Interest))),
    )


def _month(written: str, today: date) -> date | Wrong:
    """`2021-04`, as boxes for months give it; where there are none people write 2021/4 or ２０２１年４月."""
    digits = "".join(each if each.isdecimal() else " " for each in written).split()
    try:
        year, month = (int(each) for each in digits)
        born = date(year, month, 1)
    except ValueError:
        return Wrong.MONTH
    if born > today:
        return Wrong.AHEAD
    return Wrong.LONG_AGO if born.year < today.year - OLDEST else born
