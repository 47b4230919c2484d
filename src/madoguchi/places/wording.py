"""What places are called, and what is said of their opening days."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from madoguchi.base.texts import read_by, say_marked
from madoguchi.places.models import Kind
from madoguchi.rules.class_rolls import Code as Roll
from madoguchi.rules.open_data import Code, Dataset
from madoguchi.rules.opening_days import Why, Wrong

KINDS: Final = {
    Kind.CENTRE: "Childcare support centres",
    Kind.PLAY: "Indoor playgrounds",
    Kind.NURSERY: "Nurseries",
    Kind.KINDERGARTEN: "Kindergartens",
    Kind.SCHOOL: "Elementary schools",
    Kind.JUNIOR_HIGH: "Junior high schools",
    Kind.CLUB: "After-school clubs",
    Kind.LIBRARY: "Libraries",
    Kind.HALL: "Halls and community centres",
    Kind.CLINIC: "Health centres",
    Kind.OFFICE: "City offices",
    Kind.SHELTER: "Emergency shelters",
}
WEEK: Final = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
    "holiday": "National holidays",
}
WHY: Final = {
    Why.USUAL: "Closed on this day of the week",
    Why.HOLIDAY: "Closed on national holidays",
    Why.MOVED: "Closed instead of the holiday before",
    Why.YEARLY: "Closed every year on these days",
    Why.SPECIAL: "Not open",
    Why.GONE: "Closed for good",
    Why.UNKNOWN: "",
}
DISASTERS: Final = {
    "flood": "Flood",
    "landslide": "Landslide",
    "surge": "Storm surge",
    "earthquake": "Earthquake",
    "tsunami": "Tsunami",
    "fire": "Large fire",
    "inland": "Flooding by rain",
    "volcano": "Volcano",
}
# What places close for most often: said by us in every language, so that no officer has to translate.
REASONS: Final = {
    "works": "For inspection and repair work",
    "cleaning": "For cleaning",
    "weather": "Because of bad weather",
    "illness": "To keep an illness from spreading",
    "election": "Because it is a polling station",
    "event": "Because of an event",
    "staff": "Because of staff training",
}
REFUSALS: Final = {
    Wrong.ORDER: ("last_on", "The last day is before the first. Please correct one of them."),
    Wrong.PAST: ("last_on", "These days have passed. Please enter a day from today on."),
    Wrong.LONG: ("last_on", "At most a year can be announced at once. Please enter an earlier last day."),
    Wrong.NO_REASON: ("reason", "Please choose a reason, or write one."),
}

DATASETS: Final = {
    Dataset.PUBLIC: "Public facilities (01)",
    Dataset.SHELTERS: "Emergency shelters (03)",
    Dataset.CHILDCARE: "Facilities for families (05)",
}
FAULTS: Final = {
    Code.TOO_LARGE: "The file is too large. Please hand in at most 5,000 rows and 2 MB.",
    Code.UNREADABLE: "The file cannot be read. Please save it as CSV in UTF-8 or CP932 (Shift_JIS).",
    Code.NO_HEADER: "The first rows lack 名称, 緯度 and 経度. Please look whether it is the right file.",
    Code.MISSING: "Please fill this in: without it the place cannot be found.",
    Code.NUMBER: "Please write a bare number, for example 40.",
    Code.COORDINATES: "Please write degrees, for example 35.123456 (latitude) and 139.123456 (longitude).",
    Code.POSTAL_CODE: "Please write seven digits, for example 000-0001.",
    Code.WEEKDAYS: "Please write weekdays, for example 月火水木金 or 土日祝.",
    Code.TIME: "Please write a time from 00:00 to 24:00.",
    Code.HOURS: "Weekdays, opening and closing belong together, and closing is later.",
    Code.FLAG: "Please write 1, or leave it empty.",
    Code.KIND: "This is no kind of facility we know. Please write it in 種別, for example 公民館 or 保育所.",
    Code.TWICE: "This ID stands in a row above already.",
    Code.SAME: "The same place stands in a row above already.",
    Code.CELLS: "This row has more cells than the header. Please look for a comma too many.",
}

ROLL_FAULTS: Final = {
    Roll.UNREADABLE: "This is no table. Please save it as CSV or XLSX.",
    Roll.NO_HEADER: "The first rows lack 組, 氏名, フリガナ and 生年月日. Please add them by these names.",
    Roll.NO_ROWS: "There is nobody below the header.",
    Roll.TOO_MANY: "The roll is too long. Please hand in at most 3,000 children.",
    Roll.MISSING: "Please fill this in.",
    Roll.DAY: "There is no such day. Please write it like 2019-09-21 or R1.9.21.",
    Roll.AHEAD: "This day of birth lies ahead. Please check it.",
    Roll.GRADE: "Please write a grade from 1 to 9.",
    Roll.NUMBER: "Please write the number in the class as digits.",
    Roll.KANA: "Please write the reading in katakana.",
    Roll.LONG: "Please write at most 100 characters.",
    Roll.TWICE: "The same child stands in a row above already.",
    Roll.SEAT: "A child in a row above has this number in the same class already.",
}


def in_every_language(message: str) -> dict[str, str]:
    """A message of ours as a text, for rows that are read in any language later."""
    return {code: _said_in(code, message) for code, _ in settings.LANGUAGES}


def _said_in(code: str, message: str) -> str:
    with read_by(code):
        return say_marked(message)
