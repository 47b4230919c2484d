"""What is wrong with an answer, in the reader's language: one sentence for each code, blaming nobody."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from madoguchi.base.texts import language, say, say_plain, text, text_plain
from madoguchi.files import wording as files
from madoguchi.rules.documents import Document, Question, Text
from madoguchi.rules.doors import Door, Reason
from madoguchi.rules.problems import Problem
from madoguchi.rules.rebasing import Again, Why

PARTS: Final = {
    "family": "Family name",
    "given": "Given name",
    "family_kana": "Family name in katakana",
    "given_kana": "Given name in katakana",
    "birth_date": "Date of birth",
    "relation": "Relation to the child",
    "postal_code": "Postal code",
    "prefecture": "Prefecture",
    "city": "City or ward",
    "town": "Town",
    "block": "Block and number",
    "building": "Building and room",
    "bank_code": "Bank code (4 digits)",
    "bank_name": "Name of the bank",
    "branch_code": "Branch code (3 digits)",
    "branch_name": "Name of the branch",
    "kind": "Kind of account",
    "number": "Account number",
    "holder_kana": "Account holder in katakana",
    "cannot": "Reason why it cannot be provided now",
    "year": "Year",
    "month": "Month",
    "day": "Day",
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
    "holiday": "Public holidays",
    "from": "start time",
    "to": "end time",
}

ENTER: Final = "{label}: please enter this."
CHOOSE: Final = "{label}: please choose."
ANSWER: Final = "{label}: please answer this."
REQUIRED: Final = {
    **dict.fromkeys(
        ("yes_no", "choice", "choices", "place", "ranked_places", "slot", "relation", "kind"), CHOOSE
    ),
    "files": "{label}: please add a photo or a file.",
    "consent": "{label}: please read this, and tick the box if you agree.",
}
SENTENCES: Final = {
    "wrong_shape": "{label}: this could not be read. Please enter it again.",
    "too_long": "{label}: please shorten this to {max_length} characters. It has {length} now.",
    "too_short": "{label}: please write at least {min_length} characters. It has {length} now.",
    "wrong_digits": "{label}: this is a number of {digits} digits. Please check it.",
    "not_kana": "{label}: “{characters}” cannot be used here. Please write it in katakana.",
    "not_an_email": "{label}: “{typed}” is not complete. Please check it, above all around the @.",
    "not_a_phone": "{label}: please enter 10 or 11 digits, beginning with 0.",
    "not_a_postal_code": "{label}: please enter 7 digits.",
    "not_a_corporate_number": "{label}: “{typed}” is not right. Please check the 13 digits.",
    "not_bank_kana": "{label}: banks cannot use “{characters}”. Please write it in katakana.",
    "not_a_number": "{label}: please enter this in digits.",
    "not_whole": "{label}: please enter a whole number.",
    "too_many_places": "{label}: please enter at most {places} decimal places.",
    "too_small": "{label}: please enter {at_least} or more.",
    "too_large": "{label}: please enter {at_most} or less.",
    "date_incomplete": "{label}: please enter the {missing} too.",
    "not_a_year": "{label}: please enter the year with 4 digits (2026) or by era (令和8).",
    "not_a_date": "{label}: there is no day {year}-{month}-{day}.",
    "unreadable_date": "{label}: “{typed}” could not be read as year, month and day.",
    "too_early": "{label}: please enter a day on or after {earliest}.",
    "too_late": "{label}: please enter a day on or before {latest}.",
    "not_a_time": "{label}: “{typed}” is not a time of day. Please enter it like 8:30.",
    "same_times": "{label}: start and end are the same ({at}). Please check them.",
    "unknown_option": "{label}: please choose again.",
    "too_many_chosen": "{label}: please choose at most {at_most}.",
    "unknown_place": "{label}: please choose again.",
    "unknown_slot": "{label}: this time can no longer be booked. Please choose another.",
    "slot_full": "{label}: this time has just been taken. Please choose another.",
    "same_place": (
        "Choices {first} and {second} are the same. Please change choice {second} or leave it empty."
    ),
    "too_few_rows": "{label}: please enter at least {at_least}.",
    "too_many_rows": "{label}: you can enter at most {at_most}.",
    "too_few_files": "{label}: please add at least {at_least} files.",
    "too_many_files": "{label}: you can add at most {at_most} files.",
    "must_provide": "{label}: this is needed. Please add a photo or a file.",
}
UNKNOWN: Final = "{label}: please check this."

AGAIN: Final = {
    Why.NEW: "This question is new. Please answer it.",
    Why.RETYPED: "This is answered in another way now. Please answer it once more.",
    Why.AGREED: "What you agree to has changed. Please read it once more.",
    Why.READ_ANEW: "Your answer would mean something else now. Please answer this once more.",
    Why.REFUSED: "What can be answered here has changed. Please answer this once more.",
}

MEDIA: Final = {
    "online": "Online",
    "counter": "At the counter",
    "phone": "By telephone",
    "post": "By post",
    "box": "Paper box",
}
CONTACTS: Final = {"email": "E-mail", "phone": "Phone", "post": "Post"}
DOOR_NAMES: Final = {
    Door.OWN: "The person",
    Door.ASSISTED: "With help",
    Door.ENTERED: "Typed by an officer",
    Door.REPRESENTATIVE: "A representative",
}
DOORS: Final = {
    Reason.MEDIUM_MISSING: "Please choose how it came.",
    Reason.UNREADABLE_DAY: "Please enter the day of arrival, like R8.12.15 or 20261215.",
    Reason.UNREADABLE_TIME: "Please enter the time of arrival, like 1440.",
    Reason.IN_THE_FUTURE: "This instant has not come yet. Please enter when the paper arrived.",
    Reason.BEFORE_OPENING: (
        "Applications were not open then. A paper that came before the opening cannot be taken."
    ),
    Reason.AFTER_CLOSING: "It came after the closing. It is taken only if you write why.",
    Reason.LATE_NEEDS_APPROVER: (
        "It came after the closing. Only an officer who may approve can take it, with a reason."
    ),
    Reason.AFTERWARDS_UNEXPLAINED: "It came on an earlier day. Please write why it is typed in only now.",
    Reason.REASON_TOO_LONG: "Please write 500 characters at most.",
    Reason.NOT_AN_EMAIL: "This address is not complete. Please check it.",
    Reason.REPRESENTATIVE_MISSING: "Please enter the name of the representative.",
    Reason.RELATION_MISSING: "Please enter how the representative is related to the applicant.",
    Reason.NOT_WAITING: "There is nothing to compare here any more: it was compared, or is being typed anew.",
    Reason.SAME_OFFICER: "You typed this in yourself. Another officer compares it with the paper.",
    Reason.NOTHING_MARKED: "Please tick the answers that differ from the paper.",
}


def sentence(problem: Problem, document: Document) -> SafeString:
    """What is wrong, in a sentence or two. A check of the document says its own message."""
    if check := document.check(problem.code):
        return text(check.message)
    if files.knows(problem.code):
        return _about_file(problem)
    question, part = document.question(problem.path), part_of(problem.path)
    message = SENTENCES.get(problem.code, UNKNOWN)
    if problem.code == "required":
        message = _required(question, part)
    facts = {name: _fact(name, value) for name, value in problem.facts.items()}
    return say(message, label=label_of(question, part), **facts)


def label_of(question: Question, part: str = "") -> SafeString:
    """お子さん, or お子さんの生年月日 for a part. A title that is a sentence stands in quotation marks."""
    words = say("“{title}”", title=question.title) if _is_sentence(question.title) else text(question.title)
    if part.isdecimal() and getattr(question, "type", "") == "ranked_places":
        return say("{whole}, {part}", whole=words, part=say("choice {rank}", rank=part))
    for name in part.split("."):
        words = say("{whole}, {part}", whole=words, part=part_label(name)) if name in PARTS else words
    return words


def part_label(part: str) -> SafeString:
    """What a part of an answer is called above its box."""
    return say(PARTS[part])


def part_of(path: str) -> str:
    """`birth_date` of `siblings/r2/child.birth_date`; empty for a whole question."""
    return path.rpartition("/")[2].partition(".")[2]


def why_again(again: Again, document: Document) -> str:
    """Why a question is asked again: in the document's own words where one of its checks refuses."""
    check = document.check(again.problem.code) if again.problem else None
    return text_plain(check.message) if check else say_plain(AGAIN[again.why])


def about_scan(problem: Problem) -> SafeString:
    """What was wrong with a scan of the whole paper."""
    if problem.code == "too_many_files":
        return say("You can add at most {at_most} scans.", at_most=problem.facts["at_most"])
    return _about_file(problem)


def _about_file(problem: Problem) -> SafeString:
    said = files.explain(problem.code, problem.facts)
    name = problem.facts.get("name")
    return format_html("{} — {}", name, said) if name else said


def _required(question: Question, part: str) -> str:
    if part:
        return REQUIRED.get(part, CHOOSE if part.isdecimal() else ENTER)
    found = REQUIRED.get(getattr(question, "type", ""), ENTER)
    return ANSWER if found in (CHOOSE, ENTER) and _is_sentence(question.title) else found


def _is_sentence(title: Text) -> bool:
    return title.in_(language()).endswith(("か", "？", "?", "。"))


def _fact(name: str, value: Any) -> object:
    if name in ("earliest", "latest") and isinstance(value, str):
        return date.fromisoformat(value)
    if name == "missing":
        return format_html_join(" / ", "{}", ((part_label(part),) for part in value))
    return " / ".join(map(str, value)) if name == "digits" else value
