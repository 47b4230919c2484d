"""What a household answers when it applies for a place in an after-school club.

Everything follows from the household: asked twice, it answers the same. Where a paper answers a question,
the answer here is a `Paper`; `part` takes them out, since they are added one by one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.demo import city
from madoguchi.demo.households import Child, Guardian, Household, dice, pick

Answers = dict[str, Any]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri")
NOT_YET: Final = 0.07  # how many papers come later
CERTIFICATES: Final = {
    "certificate": 50, "certificate_pdf": 29, "certificate_xlsx": 11, "certificate_sideways": 3,
    "certificate_cut": 4, "certificate_old": 2, "certificate_blank": 1,
}  # fmt: skip
WORKS: Final = ("work", "work_planned", "self_employed")
HAS_HOURS: Final = (*WORKS, "study", "care")


@dataclass(frozen=True, slots=True)
class Paper:
    """One of the sample papers, as the answer to a question."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A child for whom a household applies, and the chance that belongs to both."""

    household: Household
    child: Child
    year: int  # applied for
    told_for: int  # the year in which the grades of the household's children hold
    chance: random.Random

    @property
    def grade(self) -> int:
        """The child's grade in the year applied for."""
        return self.child.grade_in(self.told_for, self.year)

    def happens(self, likelihood: float) -> bool:
        """Whether something comes to pass."""
        return self.chance.random() < likelihood

    def one_of(self, lives: str) -> Any:
        """One of the things that occur in people's lives."""
        return self.chance.choice(city.table(f"lives.{lives}"))


def case(household: Household, child: Child, *, year: int, told_for: int) -> Case:
    """The case of one child in one year."""
    chance = dice(household.key, child.family, child.given, child.grade, year)
    return Case(household=household, child=child, year=year, told_for=told_for, chance=chance)


def fill(of: Case) -> Answers:
    """Every question that is asked of this household, answered."""
    answers: Answers = {}
    for step in (
        _applicant, _child, _wishes, _hours, _guardians, _siblings, _others, _circumstances, _health,
        _way_home, _end,
    ):  # fmt: skip
        answers |= step(of)
    return answers


def part(answers: Mapping[str, Any]) -> tuple[Answers, dict[str, str]]:
    """The answers without papers, and the papers: which kind at which path."""
    plain: Answers = {}
    papers: dict[str, str] = {}
    for key, value in answers.items():
        if isinstance(value, Paper):
            papers[key] = value.kind
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            parted = [part(row) for row in value]
            plain[key] = [row for row, _ in parted]
            papers |= {f"{key}/{row['_id']}/{path}": kind for row, of in parted for path, kind in of.items()}
        else:
            plain[key] = value
    return plain, papers


def _name(person: Guardian | Child) -> Answers:
    return {key: getattr(person, key) for key in ("family", "given", "family_kana", "given_kana")}


def guardian_of(guardian: Guardian) -> Answers:
    """A guardian as the answer to who that is."""
    return {**_name(guardian), "relation": guardian.relation}


def _applicant(of: Case) -> Answers:
    household, own = of.household, city.table("city")["name"]["ja"]
    address = {"prefecture": "", "city": own, **household.address}
    moves = address["city"] != own
    return {
        "applicant": guardian_of(household.guardians[0]),
        "applicant_phone": household.phone,
        "address": address,
        **(
            {"moving_in": True, "moving_on": f"{of.year}-03-25", "moving_papers": Paper("lease")}
            if moves
            else {}
        ),
    }


def child_of(of: Case) -> Answers:
    """The child as the answer to who it is about."""
    return {**_name(of.child), "birth_date": _born(of.child, of)}


def _child(of: Case) -> Answers:
    child = of.child
    kind = child.kind if of.grade > 1 else "new"
    return {
        "application_kind": kind,
        **({} if kind == "new" else {"current_club": child.club}),
        "child": child_of(of),
        **({"usual_name": child.usual_name} if child.usual_name else {}),
        "grade": f"g{of.grade}",
        "school_kind": "city_school",
        "school": child.school,
    }


def _born(child: Child, of: Case) -> str:
    return child.born_on(of.told_for).isoformat()


def _wishes(of: Case) -> Answers:
    return {"clubs": _clubs(of), "start_on": f"{of.year}-04-01"}


def _clubs(of: Case) -> list[str]:
    """Up to three clubs for the school: the present one first, for those who stay; else what many want."""
    child = of.child
    if child.only_club:
        return [child.club]
    wanted = {club["code"]: float(club["applied_last_year"]) for club in city.clubs_for(child.school)}
    stays = child.club and child.kind == "continuing"
    chosen = [child.club] if stays else []
    wanted.pop(child.club, None)
    for _ in range(min(of.chance.choice((1, 2, 3, 3)) - len(chosen), len(wanted))):
        chosen.append(pick(of.chance, wanted))
        del wanted[chosen[-1]]
    return chosen


def _hours(of: Case) -> Answers:
    if of.happens(0.06):
        return {"use_pattern": "holidays_only", "saturday": False, "extension": False}
    extension = of.happens(0.2)
    return {
        "use_pattern": "regular",
        "days": list(WEEKDAYS) if of.happens(0.8) else ["mon", "tue", "thu", "fri"],
        "saturday": of.happens(0.08),
        "extension": extension,
        **(_extension(of) if extension else {}),
    }


def _extension(of: Case) -> Answers:
    return {
        "extension_until": of.chance.choice(("until_1830", "until_1900")),
        "extension_reason": of.one_of("extension_reasons"),
    }


def _guardians(of: Case) -> Answers:
    rows = [_row(of, guardian, number) for number, guardian in enumerate(of.household.guardians, 1)]
    return {"guardians": rows}


def _row(of: Case, guardian: Guardian, number: int) -> Answers:
    return {
        "_id": f"r{number}",
        **({"who": "applicant_self"} if number == 1 else _another(guardian)),
        "living": guardian.living,
        **({"apart_reason": "posting"} if guardian.living == "apart" else {}),
        "reason": guardian.reason,
        **(_working_hours(of, guardian.reason) if guardian.reason in HAS_HOURS else {}),
        **REASONS[guardian.reason](of),
    }


def _another(guardian: Guardian) -> Answers:
    phone = {"guardian_phone": guardian.phone} if guardian.phone else {}
    return {"who": "another", "guardian": guardian_of(guardian), **phone}


def _working_hours(of: Case, reason: str) -> Answers:
    shifts = city.table("lives.shifts")
    shift = of.chance.choices(shifts, [each["weight"] for each in shifts])[0]
    return {
        "weekly": {day: [list(shift["hours"])] for day in shift["days"]},
        "commute": of.chance.choice((10, 15, 20, 25, 30, 35, 40, 50, 60, 75)),
        **({"work_days": shift["work_days"]} if reason in WORKS else {}),
    }


def _or_not_yet(of: Case, kind: str) -> Paper | dict[str, str]:
    return {"cannot": of.one_of("not_yet")} if of.happens(NOT_YET) else Paper(kind)


def _work(of: Case) -> Answers:
    on_leave = of.happens(0.06)
    return {
        **_employer(of),
        "on_leave": on_leave,
        **({"returns_on": f"{of.year}-04-01"} if on_leave else {}),
    }


def _employer(of: Case) -> Answers:
    employer = of.one_of("employers")
    return {
        "employer": employer["name"],
        "workplace": employer["workplace"],
        "work_certificate": _or_not_yet(of, pick(of.chance, CERTIFICATES)),
    }


def _work_planned(of: Case) -> Answers:
    return {**_employer(of), "work_starts_on": f"{of.year}-04-01"}


def _self_employed(of: Case) -> Answers:
    address = of.household.address
    return {
        "employer": of.one_of("businesses").format(family=of.household.guardians[0].family),
        "workplace": f"{address['town']}{address['block']}",
        "work_style": of.chance.choice(("inside", "outside")),
        "business_papers": _or_not_yet(of, "business"),
    }


def _study(of: Case) -> Answers:
    return {"study_at": of.one_of("schools_of_adults"), "study_papers": _or_not_yet(of, "study")}


def _childbirth(of: Case) -> Answers:
    return {
        "due_on": date(of.year, of.chance.randint(2, 5), of.chance.randint(1, 28)).isoformat(),
        "twins_expected": of.happens(0.02),
        "birth_papers": Paper("birth_wrong" if of.happens(0.2) else "birth"),
    }


def _illness(of: Case) -> Answers:
    return {"illness_kind": of.one_of("illness_kinds"), "illness_papers": Paper("illness")}


def _disability(of: Case) -> Answers:
    handbook, grade = of.one_of("handbooks")
    return {"handbook": handbook, "handbook_grade": grade, "handbook_papers": Paper("handbook")}


def _care(of: Case) -> Answers:
    return {"cared_for": of.one_of("cared_for"), "care_papers": Paper("care")}


def _job_seeking(of: Case) -> Answers:
    return {"seeking": of.one_of("seeking"), "seeking_papers": _or_not_yet(of, "seeking")}


def _at_home(of: Case) -> Answers:
    return {"at_home_note": of.one_of("at_home_notes")}


REASONS: Final[Mapping[str, Callable[[Case], Answers]]] = {
    "work": _work,
    "work_planned": _work_planned,
    "self_employed": _self_employed,
    "study": _study,
    "childbirth": _childbirth,
    "illness": _illness,
    "disability": _disability,
    "care": _care,
    "job_seeking": _job_seeking,
    "at_home": _at_home,
}


def _siblings(of: Case) -> Answers:
    others = [child for child in of.household.children if child != of.child]
    rows = [_sibling(of, sibling, number) for number, sibling in enumerate(others, 1)]
    return {"has_siblings": bool(rows), **({"siblings": rows} if rows else {})}


def _sibling(of: Case, sibling: Child, number: int) -> Answers:
    is_pupil = sibling.grade_in(of.told_for, of.year) >= 1
    wish = {
        "sibling_applies": True,
        "sibling_wish": of.chance.choice(("same_wished", "same_wished", "same_only")),
    }
    return {
        "_id": f"r{number}",
        "sibling": {**_name(sibling), "birth_date": _born(sibling, of)},
        "sibling_stage": "elementary" if is_pupil else "preschool",
        **(wish if is_pupil else {}),
    }


def _others(of: Case) -> Answers:
    return {"has_others": True, "others": [_grandparent(of)]} if of.happens(0.07) else {"has_others": False}


def _grandparent(of: Case) -> Answers:
    family = of.household.guardians[0]
    given = of.chance.choice(city.table("names.given_names")["grandparents"])
    cares = of.happens(0.5)
    return {
        "_id": "r1",
        "other_name": {**_name(family), "given": given["name"], "given_kana": given["kana"]},
        "other_relation": "grandparent",
        "other_birth": f"{of.year - of.chance.randint(60, 78)}-06-15",
        "other_cares": cares,
        **({} if cares else {"other_reason": of.one_of("busy_grandparents")}),
    }


def _circumstances(of: Case) -> Answers:
    guardian, *more = of.household.guardians
    found = {
        "single_parent": not more and guardian.relation in ("mother", "father"),
        "school_aid": of.happens(0.06),
        "public_assistance": of.happens(0.01),
        "address_concealed": of.household.concealed,
    }
    chosen = [key for key, applies in found.items() if applies]
    papers = {"circumstance_papers": _or_not_yet(of, "single_parent")} if found["single_parent"] else {}
    return {"circumstances": chosen, **papers} if chosen else {}


def _health(of: Case) -> Answers:
    handbook = of.happens(0.015)
    return {
        **_noted(of, "has_condition", "condition", 0.07),
        **_allergy(of),
        **_noted(of, "takes_medicine", "medicine", 0.04),
        **_noted(of, "needs_medical_care", "medical_care", 0.006),
        "class_type": pick(of.chance, {"regular_class": 93, "resource_room": 4, "support_class": 3}),
        "has_child_handbook": handbook,
        **(
            {"child_handbook": "intellectual", "child_handbook_papers": Paper("handbook")} if handbook else {}
        ),
        **({"support": of.one_of("supports")} if of.happens(0.1) else {}),
    }


def _noted(of: Case, question: str, detail: str, likelihood: float) -> Answers:
    applies = of.happens(likelihood)
    return {question: applies, **({detail: of.one_of(NOTED[detail])} if applies else {})}


NOTED: Final = {
    "condition": "conditions",
    "medicine": "medicines",
    "medical_care": "medical_cares",
    "allergy": "allergies",
}


def _allergy(of: Case) -> Answers:
    noted = _noted(of, "has_allergy", "allergy", 0.09)
    return {**noted, **({"has_epipen": of.happens(0.12)} if noted["has_allergy"] else {})}


def _way_home(of: Case) -> Answers:
    way = pick(of.chance, city.table("lives.way_home"))
    return {
        "way_home": way,
        **({} if way == "alone" else {"pickup_people": of.one_of("pickups")}),
        "contacts": [
            _contact(of, guardian, number) for number, guardian in enumerate(of.household.guardians, 1)
        ],
    }


def _contact(of: Case, guardian: Guardian, number: int) -> Answers:
    return {
        "_id": f"r{number}",
        "contact_name": _name(guardian),
        "contact_relation": RELATIONS[guardian.relation],
        "contact_phone": guardian.phone or of.household.phone,
    }


RELATIONS: Final = {"mother": "母", "father": "父", "grandparent": "祖父母", "foster": "里親"}


def _end(of: Case) -> Answers:
    has_mail = bool(of.household.email)
    return {
        "letter_way": "my_page" if has_mail and not of.happens(0.08) else "paper",
        **({"registers": True} if of.happens(0.9) else {}),
        "sharing": True,
        "truthful": True,
        **({"message": of.one_of("messages")} if of.happens(0.05) else {}),
    }
