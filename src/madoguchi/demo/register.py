"""An extract of the city's resident register, made from its households, and compared on the first morning.

As in life it is not quite what people write: old forms of characters, half-width readings, those who have
moved, those who are still to come, and those who are not in it.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

import jaconv

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import jobs
from madoguchi.demo import city, desk
from madoguchi.demo.households import Child, Guardian, Household, dice, named
from madoguchi.demo.imagining import imagined
from madoguchi.demo.rounds import Round, at, working_days_before
from madoguchi.demo.stories import Told
from madoguchi.people.models import Role
from madoguchi.register import queries
from madoguchi.register.actions import comparing, taking
from madoguchi.register.models import RegisterExtract
from madoguchi.rules import calendar
from madoguchi.rules.addresses import place_key
from madoguchi.rules.names import encode_cp932

NEIGHBOURS: Final = 300  # households that do not apply
TAKEN_OUT: Final = timedelta(days=3)  # before it was taken in
TAKEN_IN: Final = time(15, 20)  # on the last working day before the demo began
HEADINGS: Final = (
    "宛名番号", "世帯番号", "氏名", "氏名カナ", "生年月日", "性別", "続柄",
    "郵便番号", "町名", "番地", "方書", "異動事由", "異動日", "DV等支援措置", "行政区",
)  # fmt: skip
SIMPLER: Final = str.maketrans("髙﨑邉濵德瀨栁廣", "高崎辺浜徳瀬柳広")
SIMPLIFIED: Final = 0.5  # of the names that could be
MOVED: Final = 0.06
MISSING: Final = 0.03
IN_KANA: Final = 0.02  # of the families whose children are registered in hiragana
# Those registered in another city, and those who stand in it already with the other parent.
LEFT_OUT: Final = {"spelled_otherwise", "mother_of_two_applications"}
NEW_HOME: Final = ("", "空野", "2-7-1", "")
BIRTH_YEARS: Final = (1979, 1996)


def take_in(told: Sequence[Told], round_: Round) -> None:
    """Have the section use an extract and compare what was filed, unless it has one already."""
    if queries.in_use(desk.SECTION):
        return
    taken_at = at(working_days_before(round_.lived_until, 1), TAKEN_IN)
    officer = desk.officer(Role.ADMINISTRATOR, calendar.local_day(taken_at), dice("register"))
    with jobs.by_hand():
        extract = taking.receive(
            content=write(told, round_),
            section=desk.SECTION,
            as_of=calendar.local_day(taken_at - TAKEN_OUT),
            officer=officer,
            by=desk.at_the_desk(officer),
            now=taken_at,
        )
        taking.continue_reading(extract_id=extract.pk, now=taken_at)
        extract.refresh_from_db()
        _compare(extract, round_.lived_until)


def _compare(extract: RegisterExtract, now: datetime) -> None:
    """So that whoever comes in the morning has something to look at."""
    run = comparing.start_run(
        extract=extract, procedure=city.GAKUDO, officer=extract.officer, by=SYSTEM, now=now
    )
    while comparing.continue_run(run_id=run.pk, now=now):
        pass


def write(told: Sequence[Told], round_: Round, *, neighbours: int = NEIGHBOURS) -> bytes:
    """The extract, as an old system writes it: CP932, characters it does not hold as 〓."""
    applied = {each.household.key: each.household for each in told}
    others = islice((each for each in imagined() if each.key not in applied), neighbours)
    households = {**{each.key: each for each in named()}, **applied, **{each.key: each for each in others}}
    sheet = io.StringIO()
    lines = csv.writer(sheet, lineterminator="\r\n")
    lines.writerow(HEADINGS)
    for number, household in enumerate(households.values(), 1):
        lines.writerows(_lines(number, household, round_))
    return encode_cp932(sheet.getvalue())[0]


def _lines(number: int, household: Household, round_: Round) -> Iterator[Sequence[object]]:
    chance = dice(household.key, "register")
    if household.key in LEFT_OUT or (_is_imagined(household) and chance.random() < MISSING):
        return
    changed, home = _home(household, chance, round_)
    writes_simply = chance.random() < SIMPLIFIED
    in_kana = _is_imagined(household) and chance.random() < IN_KANA
    for position, person in enumerate(_members(household)):
        given = jaconv.kata2hira(person.given_kana) if in_kana and isinstance(person, Child) else person.given
        name = f"{person.family}　{given}".strip()
        reading = f"{person.family_kana} {person.given_kana}".strip()
        yield (
            f"{number * 20 + position:010}",
            f"{number:08}",
            name.translate(SIMPLER) if writes_simply else name,
            jaconv.z2h(reading, ascii=True, digit=True),
            _born(person, household, round_).strftime("%Y%m%d"),
            "",
            "子" if isinstance(person, Child) else "世帯主" if position == 0 else "同居人",
            *home,
            *changed,
            "1" if household.concealed else "",
            "",
        )


def _members(household: Household) -> Sequence[Guardian | Child]:
    """Who lives there; a guardian posted elsewhere is registered there."""
    return [*(each for each in household.guardians if each.living == "together"), *household.children]


def _home(
    household: Household, chance: random.Random, round_: Round
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """What has changed and when; 〒, 町名, 番地 and 方書."""
    address = household.address
    if "city" in address:
        return ("転入予定", f"{round_.target_year}0325"), NEW_HOME
    if _is_imagined(household) and chance.random() < MOVED:
        block = f"{chance.randint(1, 4)}-{chance.randint(31, 40)}-{chance.randint(1, 9)}"
        return ("転居", ""), ("", address["town"], block, "")
    block = place_key(address["block"]) if chance.random() < SIMPLIFIED else address["block"]
    return ("", ""), (address["postal_code"], address["town"], block, address["building"])


def _is_imagined(household: Household) -> bool:
    return household.key.startswith("household-")


def _born(person: Guardian | Child, household: Household, round_: Round) -> date:
    if isinstance(person, Child):
        return person.born_on(round_.target_year)
    if person.birth_date:
        return date.fromisoformat(person.birth_date)
    chance = dice(household.key, person.given, "born")
    return date(chance.randint(*BIRTH_YEARS), chance.randint(1, 12), chance.randint(1, 28))
