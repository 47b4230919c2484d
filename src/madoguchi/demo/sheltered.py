"""A shelter that is open for a drill: households that came within the last hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin.actions import points, sheltering
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.actions.sheltering import Told
from madoguchi.checkin.models import Point, PointProfile
from madoguchi.demo import city
from madoguchi.demo.households import dice
from madoguchi.people.queries import access_section
from madoguchi.places.queries import access_place
from madoguchi.rules.shelters import Band, Household, Need
from madoguchi.rules.visits import Direction, Mode, Profile, Source, Use

CODE: Final = "shelter"
NAMES: Final = {"ja": "避難所", "ja-easy": "[避難所|ひなんじょ]", "en": "Shelters"}
OPEN: Final = "haoto-es"
HOUSEHOLDS: Final = 18
OPENED_BEFORE: Final = timedelta(hours=5)
NEEDS: Final[Sequence[tuple[Need, ...]]] = (
    (), (), (), (Need.PET,), (Need.ALLERGY,), (Need.HELP, Need.MEDICAL), (Need.CAR,), (Need.PREGNANT,),
)  # fmt: skip
WORDS: Final = {Need.ALLERGY: "小麦アレルギー", Need.HELP: "血圧の薬を1日2回", Need.PET: "小型犬1匹"}


def lay_down(now: datetime) -> None:
    """Shelters are one lot: who comes in at one has left the others, and nobody is sent out at night."""
    points.lay_down(
        code=CODE, section=access_section(code="bosai"), names=NAMES, use=Use.SHELTER,
        rules=Profile(mode=Mode.PRESENCE, is_exclusive=True), by=SYSTEM, now=now,
    )  # fmt: skip


@transaction.atomic
def live(now: datetime) -> None:
    """The drill, once."""
    profile = PointProfile.objects.filter(pk=CODE).first()
    if profile is None or Point.objects.filter(profile=profile).exists():
        return
    random, opened = dice("shelter"), now - OPENED_BEFORE
    point = sheltering.open_shelter(profile=profile, place=access_place(code=OPEN), by=SYSTEM, now=opened)
    for number in range(HOUSEHOLDS):
        at = opened + number * OPENED_BEFORE / HOUSEHOLDS
        told = _told(random)
        heard = Heard.by_server(direction=Direction.IN, members=(), adults=told.household.people, now=at)
        sheltering.arrive(
            point=point, family=None, told=told, heard=heard, source=Source.STAFF, by=SYSTEM, now=at
        )


def _told(random: Random) -> Told:
    surname, given = random.choice(city.table("names.surnames")), city.table("names.given_names")["guardians"]
    needs = random.choice(NEEDS)
    bands = {
        Band.INFANT: random.choice((0, 0, 0, 1)),
        Band.CHILD: random.choice((0, 0, 1, 2)),
        Band.ADULT: random.choice((1, 2, 2)),
        Band.ELDERLY: random.choice((0, 0, 1, 2)),
    }
    said = Household(
        bands=bands, needs=frozenset(needs), words=next((WORDS[each] for each in needs if each in WORDS), "")
    )
    kana = f"{surname['kana']}　{random.choice(given)['kana']}"
    return Told(household=said, kana=kana, may_be_named=random.random() < 0.6)
