"""The tables of visits, one file per topic (decision 0046)."""

from madoguchi.checkin.models.families import Bearer, Credential, Family, FamilyChild
from madoguchi.checkin.models.notices import Arrival, FiledNotice, Notice, NoticeReader
from madoguchi.checkin.models.phones import PhoneKey
from madoguchi.checkin.models.points import Point, PointProfile
from madoguchi.checkin.models.shelters import ShelterCard
from madoguchi.checkin.models.tablets import Tablet
from madoguchi.checkin.models.visits import Correction, Scan, Visit
from madoguchi.checkin.models.workers import Shift, Worker

__all__ = [
    "Arrival",
    "Bearer",
    "Correction",
    "Credential",
    "Family",
    "FamilyChild",
    "FiledNotice",
    "Notice",
    "NoticeReader",
    "PhoneKey",
    "Point",
    "PointProfile",
    "Scan",
    "ShelterCard",
    "Shift",
    "Tablet",
    "Visit",
    "Worker",
]
