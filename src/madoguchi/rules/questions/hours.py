"""Hours of a week: for each weekday and for holidays, from when until when."""

from __future__ import annotations

from datetime import time
from functools import partial
from itertools import groupby
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.questions import days, people, reading
from madoguchi.rules.questions.choosing import separator
from madoguchi.rules.questions.reading import wrong

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
RANGES_A_DAY: Final = 4
_HOLIDAY: Final = {"ja": "祝日", "ja-easy": "[祝日|しゅくじつ]", "en": "Holidays"}
_NEXT_DAY: Final = {"ja": "翌", "ja-easy": "[次|つぎ]の [日|ひ]の ", "en": "next day "}


def read_hours(_question: object, raw: object, _facts: object) -> dict[str, list[list[str]]]:
    """{mon: [["08:30", "17:15"]]}, days in order, days without hours left out.

    An end at or before the start lies on the next day (night shifts); both alike are refused.
    """
    given = reading.mapping(raw)
    if unknown := set(given) - set(DAYS):
        raise wrong("wrong_shape", expected=f"days, not {reading.typed(', '.join(sorted(unknown)))}")
    worked = [day for day in DAYS if not people.nothing(given.get(day))]
    return reading.every({day: partial(_ranges, given[day]) for day in worked})


def show_hours(_question: object, value: Any, language: str, _facts: object) -> str:
    """月〜金 8:30–17:15、土 9:00–12:00: neighbours with the same hours are said together."""
    worked = [(DAYS.index(day), value[day]) for day in DAYS if value.get(day)]
    runs = groupby(enumerate(worked), key=lambda each: (each[1][0] - each[0], each[1][1], each[1][0] == 7))
    said = [_say_run([index for _, (index, _) in run], key[1], language) for key, run in runs]
    return separator(language).join(said)


def _ranges(raw: object) -> list[list[str]]:
    ranges = {str(at): each for at, each in enumerate(reading.sequence(raw)) if not people.nothing(each)}
    if len(ranges) > RANGES_A_DAY:
        raise wrong("too_many_rows", at_most=RANGES_A_DAY)
    found = reading.every({at: partial(_range, each) for at, each in ranges.items()})
    return sorted(found.values())


def _range(raw: object) -> list[str]:
    ends = reading.sequence(raw)
    if len(ends) != 2:
        raise wrong("wrong_shape", expected="from and to")
    found = reading.every({"from": partial(_end, ends[0]), "to": partial(_end, ends[1])})
    if found["from"] == found["to"]:
        raise wrong("same_times", at=found["from"])
    return [found["from"], found["to"]]


def _end(raw: object) -> str:
    if people.nothing(raw):
        raise wrong("required")
    midnight = reading.half_width(raw) in {"24:00", "2400", "24時"}
    return "00:00" if midnight else days.read_time(None, raw, None)


def _say_run(indexes: list[int], ranges: list[list[str]], language: str) -> str:
    said = separator(language).join(_say_range(start, end, language) for start, end in ranges)
    return f"{_say_days(indexes, language)} {said}"


def _say_days(indexes: list[int], language: str) -> str:
    names = [_say_day(index, language) for index in indexes]
    if len(names) <= 2:
        return (", " if language == "en" else "・").join(names)
    return f"{names[0]}{'–' if language == 'en' else '〜'}{names[-1]}"


def _say_day(index: int, language: str) -> str:
    return _HOLIDAY[language] if index == 7 else calendar.WEEKDAYS[language][index]


def _say_range(start: str, end: str, language: str) -> str:
    on_next_day = _NEXT_DAY[language] if end <= start else ""
    return f"{_short(start)}–{on_next_day}{_short(end)}"


def _short(at: str) -> str:
    return f"{time.fromisoformat(at).hour}:{at[3:]}"
