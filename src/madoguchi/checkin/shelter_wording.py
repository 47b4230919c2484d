"""What is said of shelters for codes."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.shelters import Band, Need

BANDS: Final = {
    Band.INFANT: "Under 3",
    Band.CHILD: "3 to 14",
    Band.ADULT: "15 to 64",
    Band.ELDERLY: "65 and over",
}
NEEDS: Final = {
    Need.HELP: "Needs help with daily things",
    Need.WHEELCHAIR: "Wheelchair",
    Need.PREGNANT: "Pregnant",
    Need.MEDICAL: "Medical care or regular medicine",
    Need.ALLERGY: "Food allergy",
    Need.LANGUAGE: "Prefers another language",
    Need.PET: "With a pet",
    Need.CAR: "Sleeps in the car",
}
