"""What officers hand in and ask for, read into clean values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms

from madoguchi.base.texts import say, say_plain
from madoguchi.people.models import Section
from madoguchi.register.wanted import Pile, Wanted, Who
from madoguchi.register.wording import FAULTS
from madoguchi.rules.extracts import LARGEST, MEGABYTE, Code, read_day

NOBODY: Final = "nobody"
LIMIT: Final = LARGEST // MEGABYTE


class ExtractForm(forms.Form):
    """A file taken out of the register, the day it was taken out, and for which section."""

    file = forms.FileField(allow_empty_file=True)
    as_of = forms.CharField(max_length=20)
    section = forms.ChoiceField()

    def __init__(self, *args: Any, sections: Iterable[Section], today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today = today
        choices = [(each.code, each.name) for each in sections]
        self._describe_file()
        self.fields["file"].error_messages["required"] = say("Please choose the file.")
        self.fields["as_of"].label = say("Taken out on")
        self.fields["as_of"].error_messages["required"] = say(
            "Please write the day on which it was taken out."
        )
        self.fields["as_of"].help_text = say("For example 2026-11-20 or R8.11.20")
        self.fields["section"].label = say("For the section")
        self.fields["section"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
        self.initial.setdefault("section", choices[0][0] if choices else "")

    def _describe_file(self) -> None:
        file = self.fields["file"]
        file.label = say("Extract of the register (CSV)")
        file.help_text = say("CP932 (Shift_JIS) or UTF-8, {limit} MB and 500,000 people at most", limit=LIMIT)
        too_large = say_plain(FAULTS[Code.TOO_LARGE], size="SIZE", limit=LIMIT)
        file.widget.attrs.update(
            {"accept": ".csv,.txt,text/csv", "data-largest": LARGEST, "data-too-large": too_large}
        )

    def clean_file(self) -> bytes:
        """What is in the file."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            size = round(given.size / MEGABYTE, 1)
            raise forms.ValidationError(say(FAULTS[Code.TOO_LARGE], size=size, limit=LIMIT))
        content: bytes = given.read()
        return content

    def clean_as_of(self) -> date:
        """The day, as it was typed."""
        day = read_day(self.cleaned_data["as_of"])
        if day is None:
            raise forms.ValidationError(self.fields["as_of"].error_messages["required"])
        if day > self.today:
            raise forms.ValidationError(say("That day is still to come."))
        return day


def wanted(given: Mapping[str, Any]) -> Wanted:
    """The filter of the list as its address says it; what makes no sense there is left out."""
    return Wanted(
        pile=next((each for each in Pile if each == given.get("pile")), Pile.OPEN),
        who=next((each for each in Who if each == given.get("who")), Who.SUBJECT),
        procedure=str(given.get("procedure", ""))[:64],
    )


def address_of(section: str, wanted: Wanted) -> str:
    """The inverse of `wanted`: the query of its address, without what goes without saying."""
    said = {
        "section": section,
        "pile": wanted.pile.value if wanted.pile is not Pile.OPEN else "",
        "who": wanted.who.value if wanted.who is not Who.SUBJECT else "",
        "procedure": wanted.procedure,
    }
    return urlencode({name: value for name, value in said.items() if value})


def choices(given: Mapping[str, Any]) -> dict[str, int | None]:
    """Who was chosen for each path, None being nobody; what makes no sense is left out."""
    boxes = {name.removeprefix("ref:")[:200]: given[name] for name in given if name.startswith("ref:")}
    refs = {path: number(value) for path, value in boxes.items()}
    return {path: ref for path, ref in refs.items() if ref is not None or boxes[path] == NOBODY}


def number(text: object) -> int | None:
    """A row or a page by its number; None for what is none."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else None
