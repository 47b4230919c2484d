"""The tables of visits, one file per topic (decision 0046)."""

from madoguchi.checkin.models.families import Bearer, Credential, Family, FamilyChild
from madoguchi.checkin.models.points import Point, PointProfile
from madoguchi.checkin.models.visits import Correction, Scan, Visit

__all__ = [
    "Bearer",
    "Correction",
    "Credential",
    "Family",
    "FamilyChild",
    "Point",
    "PointProfile",
    "Scan",
    "Visit",
]
