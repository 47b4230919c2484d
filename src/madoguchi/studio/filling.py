"""Reading what officers hand in with a pack: the file, what fills its slots, the officers' manual."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.safestring import SafeString

from madoguchi.base.texts import say, say_plain, text
from madoguchi.rules.documents.base import ID, LANGUAGES
from madoguchi.rules.packs import Kind, Manifest, Slot
from madoguchi.rules.packs.archive import LARGEST
from madoguchi.rules.starting import LONGEST_ID, RESERVED
from madoguchi.studio.properties import ANSWER
from madoguchi.studio.queries.packing import LICENCES, Here

LONGEST: Final = 200
LONGEST_MANUAL: Final = 100_000  # characters
ASKED: Final = {
    Kind.SECTION: "Section in charge",
    Kind.ID: "Id in addresses",
    Kind.NUMBER: "Number in receipts",
    Kind.CITY: "Name of the city",
    Kind.PHONE: "Telephone number",
    Kind.MAIL: "Domain that mail comes from",
    Kind.PLACES: "Places that are offered",
    Kind.TEXT: "",  # each has a title of its own
}
"""What is asked for, in the order in which it is asked."""
PLACES: Final = dict(next(each.choices for each in ANSWER["place"] if each.key == "places"))
IN_LANGUAGE: Final = {
    "ja": "Name of the city",
    "ja-easy": "Name of the city, easy Japanese",
    "en": "Name of the city, English",
}


class PackForm(forms.Form):
    """A pack as a file."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label = say("Pack file")
        self.fields["file"].help_text = say("A file that ends in .madoguchi.zip")
        self.fields["file"].error_messages = {"required": say("Please choose a pack file.")}

    def clean_file(self) -> bytes:
        """The bytes that were handed in."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(say("This file is too large. A pack has at most 5 MB."))
        return bytes(file.read())


class LicenceForm(forms.Form):
    """Under which licence a pack is given away."""

    licence = forms.ChoiceField(choices=[(each, each) for each in LICENCES])

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["licence"].label = say("Licence")


class ManualForm(forms.Form):
    """The manual as it is typed; `seen` is its number when the typing began."""

    text = forms.CharField(
        required=False, strip=False, max_length=LONGEST_MANUAL, widget=forms.Textarea(attrs={"rows": 28})
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["text"].label = say("Manual")
        self.fields["text"].help_text = say(
            "# heading, - list, 1. steps, **bold**, [words](https://…). HTML has no meaning."
        )
        self.fields["text"].error_messages = {
            "max_length": say("This is too long. A manual has at most 100,000 characters.")
        }

    def clean_text(self) -> str:
        """Lines as they are kept, whatever browser sent them."""
        typed = str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()
        return f"{typed}\n" if typed else ""


class SlotsForm(forms.Form):
    """One box for each slot of a pack, the name of the city in one for each language."""

    def __init__(self, *args: Any, manifest: Manifest, here: Here, **named: Any) -> None:
        super().__init__(*args, **named)
        self.manifest, self.here = manifest, here
        kinds = list(ASKED)
        for name, slot in sorted(manifest.slots.items(), key=lambda each: kinds.index(each[1].kind)):
            for box, field in self._boxes(name, slot):
                self.fields[box] = field

    def values(self) -> dict[str, Any]:
        """What fills the slots, by name."""
        return {name: self._value(name, slot) for name, slot in self.manifest.slots.items()}

    def clean(self) -> dict[str, Any]:
        """An id and a number that are free, or belong to the procedure the pack goes into."""
        given = self.cleaned_data
        for name, slot in self.manifest.slots.items():
            if slot.kind is Kind.ID and given.get(name) and self._is_elsewhere(given[name]):
                self.add_error(name, say("This id is taken. Please choose another one."))
            if slot.kind is Kind.NUMBER and given.get(name) and self._is_taken(given[name]):
                self.add_error(name, say("Another procedure has this number. Please choose another one."))
        return given

    def _boxes(self, name: str, slot: Slot) -> list[tuple[str, forms.Field]]:
        if slot.kind is Kind.CITY:
            return [(_box(name, language), self._city(slot, language)) for language in LANGUAGES]
        return [(name, self._box_of(slot))]

    def _box_of(self, slot: Slot) -> forms.Field:
        match slot.kind:
            case Kind.SECTION:
                field: forms.Field = forms.ChoiceField(choices=list(self.here.sections.items()))
                wrong = say("Please choose a section you publish for.")
            case Kind.PLACES:
                field = forms.ChoiceField(choices=self._kinds_of_places())
                wrong = say("Please choose a kind of places.")
            case Kind.NUMBER:
                field = forms.RegexField(r"^[0-9]{2}$", widget=forms.TextInput(attrs={"class": "width-3"}))
                wrong = say("Please enter two digits, e.g. 26.")
            case Kind.ID:
                field = forms.RegexField(ID, max_length=LONGEST_ID, widget=_wide())
                wrong = say("Please enter small letters, digits and _, beginning with a letter.")
            case _:
                field = forms.CharField(max_length=LONGEST, widget=_wide())
                wrong = say("Please fill this in. It stands in texts that residents read.")
        field.label = text(slot.title) if slot.title else say(ASKED[slot.kind])
        field.help_text = self._example(str(slot.example), slot.kind)
        field.error_messages.update({"required": wrong, "invalid": wrong, "invalid_choice": wrong})
        return field

    def _city(self, slot: Slot, language: str) -> forms.Field:
        field = forms.CharField(required=language == "ja", max_length=LONGEST, widget=_wide())
        field.label = say(IN_LANGUAGE[language])
        example = slot.example if isinstance(slot.example, str) else slot.example.get(language, "")
        field.help_text = self._example(example, slot.kind) if example else ""
        field.error_messages["required"] = say("Please fill this in. It stands in texts that residents read.")
        return field

    def _example(self, example: str, kind: Kind) -> SafeString:
        shown = say(PLACES[example]) if kind is Kind.PLACES and example in PLACES else example
        return say("{city} has: {example}", city=self.manifest.made_by, example=shown)

    def _kinds_of_places(self) -> list[tuple[str, str]]:
        return [
            (kind, f"{say_plain(PLACES[kind]) if kind in PLACES else kind} ({count})")
            for kind, count in self.here.places.items()
        ]

    def _is_elsewhere(self, id: str) -> bool:
        return id in RESERVED or (id in self.here.ids and id not in self.here.ours)

    def _is_taken(self, number: str) -> bool:
        id = next((name for name, slot in self.manifest.slots.items() if slot.kind is Kind.ID), "")
        own = self.here.ours.get(self.cleaned_data.get(id, ""))
        return number in self.here.numbers and number != own

    def _value(self, name: str, slot: Slot) -> Any:
        if slot.kind is not Kind.CITY:
            return self.cleaned_data[name]
        named = {language: self.cleaned_data[_box(name, language)] for language in LANGUAGES}
        return {language: word for language, word in named.items() if word}


def _wide() -> forms.Widget:
    return forms.TextInput(attrs={"class": "width-20"})


def boxes_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Values of slots as the boxes of the form show them."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, str):
            found[name] = value
        else:
            found.update({_box(name, language): word for language, word in value.items()})
    return found


def _box(name: str, language: str) -> str:
    return f"{name}.{re.sub('[^a-z]', '_', language)}"
