"""Reading what officers hand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django import forms

from madoguchi.base.moments import local
from madoguchi.base.texts import say, say_plain
from madoguchi.people.models import Officer
from madoguchi.rules import extending, owning
from madoguchi.rules.documents.base import ID
from madoguchi.rules.extending import Plan, Reason
from madoguchi.rules.publishing import Reason as Refused
from madoguchi.rules.questions.days import parse_moment
from madoguchi.rules.rebasing import Following, Policy
from madoguchi.rules.starting import LONGEST_ID, RESERVED

LARGEST: Final = 8_000_000  # bytes; the characters are counted when the document is read


POLICIES: Final = {
    "drafts": {
        Policy.ASK: "Everybody goes on under the new version; what cannot be taken over is asked again",
        Policy.SAFE: "Who has to be asked nothing goes on under it, the others finish as they began",
        Policy.KEEP: "Everybody finishes as they began",
    },
    "applications": {
        Policy.KEEP: "All stay with the version they were filed with",
        Policy.SAFE: "Those of whom nothing has to be asked go on to the new version, the others stay",
        Policy.ASK: "All go on; what cannot be taken over is asked again, as a correction",
    },
}


class FollowingForm(forms.Form):
    """What becomes of what was begun and of what was filed; asked only where a version is in force."""

    drafts = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    applications = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        labels = {"drafts": say("Drafts"), "applications": say("Applications that are not decided")}
        for name, label in labels.items():
            field = self.fields[name]
            field.label = label
            field.choices = [(policy.value, say(words)) for policy, words in POLICIES[name].items()]  # type: ignore[attr-defined]
            field.initial = getattr(Following(), name).value
            field.error_messages["invalid_choice"] = say("Please choose one of these.")

    def following(self) -> Following:
        """What was chosen; where nothing was asked, what is usual."""
        chosen = {name: Policy(value) for name, value in self.cleaned_data.items() if value}
        return replace(Following(), **chosen)


class DocumentForm(forms.Form):
    """A document as a file or as pasted text; one of the two."""

    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label = say("File")
        self.fields["file"].help_text = say("YAML or JSON, in UTF-8")
        self.fields["text"].label = say("Or paste the document here")

    def clean(self) -> dict[str, Any]:
        """`document`: the text that was handed in."""
        given = self.cleaned_data
        file = given.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", say("This file is too large. A document has at most 8 MB."))
        elif file is not None:
            given["document"] = self._decoded(file.read())
        elif given.get("text", "").strip():
            given["document"] = given["text"]
        else:
            self.add_error("file", say("Please choose a file, or paste the document."))
        return given

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error(
                "file", say("This file is not text in UTF-8. Please save it as UTF-8 and try again.")
            )
            return ""


OBJECTIONS: Final = {
    Reason.OUTAGE_ENDS_FIRST: ("outage_until", "The end must be later than the beginning."),
    Reason.OUTAGE_NOT_OVER: (
        "outage_until",
        "This is still to come. Please announce an extension when the site can be used again.",
    ),
    Reason.OUTAGE_LONG_AGO: (
        "outage_until",
        "That is more than 7 days ago. An extension is announced within 7 days of the outage.",
    ),
    Reason.OUTAGE_OUTSIDE: ("outage_from", "No applications were taken at that time."),
    Reason.NOT_LATER: ("closes_at", "This must be later than the closing until now."),
    Reason.IN_THE_PAST: ("closes_at", "This has already passed. Please choose a time that is still to come."),
    Reason.TOO_FAR: (
        "closes_at",
        "At most 31 days at a time. Please check the date; you can extend again later.",
    ),
    Reason.MOVED_MEANWHILE: ("seen", "Somebody else has moved the closing meanwhile. Please look again."),
    Reason.NOT_OFFERED: (None, "This procedure is not offered at present."),
    Reason.HAS_NO_END: (None, "This procedure has no closing, so there is nothing to extend."),
}


class MomentField(forms.CharField):
    """Day and time in one box, as officers write them."""

    widget = forms.TextInput(attrs={"class": "width-12", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime:
        found = parse_moment(super().clean(value)[:60])
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"])
        return found


class ExtensionForm(forms.Form):
    """An outage, and the closing that makes up for it."""

    outage_from = MomentField()
    outage_until = MomentField()
    closes_at = MomentField()
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for name, label in (
            ("outage_from", say("The site was hard to reach from")),
            ("outage_until", say("until")),
            ("closes_at", say("New closing")),
        ):
            self.fields[name].label = label
            self.fields[name].error_messages = {
                **self.fields[name].error_messages,
                "required": say("Please enter day and time."),
                "invalid": say("Please enter day and time, e.g. 2026-12-15 22:10."),
            }
        self.fields["outage_from"].help_text = say("Example: {example}", example="2026-12-15 22:10")
        self.fields["closes_at"].help_text = say("23:59 means the end of that day.")
        self.fields["reason"].label = say("Reason, for the record")
        self.fields["reason"].help_text = say("Residents do not see it.")
        self.fields["reason"].error_messages = {"required": say("Please say why the closing is moved.")}
        moved = say(OBJECTIONS[Reason.MOVED_MEANWHILE][1])
        self.fields["seen"].error_messages = {"required": moved, "invalid": moved}

    def plan(self) -> Plan:
        """What was typed, once it was found whole."""
        given = self.cleaned_data
        return Plan(
            closes_at=extending.whole_minute(given["closes_at"]),
            outage_from=given["outage_from"],
            outage_until=given["outage_until"],
        )

    def object(self, reasons: tuple[Reason, ...]) -> None:
        """Say what stands against it, each beside its place."""
        for reason in reasons:
            place, words = OBJECTIONS[reason]
            self.add_error(place, say(words))


ELSEWHERE: Final = "This officer is not at work in the section. Please choose again."
OF_OWNERS: Final = {
    owning.Reason.NO_OWNER: ("owner", "Please choose who answers for this procedure."),
    owning.Reason.NO_DEPUTY: ("deputy", "Please choose who stands in when the owner is away."),
    owning.Reason.SAME_OFFICER: ("deputy", "Owner and deputy are two people. Please choose somebody else."),
    owning.Reason.OWNER_ELSEWHERE: ("owner", ELSEWHERE),
    owning.Reason.DEPUTY_ELSEWHERE: ("deputy", ELSEWHERE),
}


class OwnerForm(forms.Form):
    """Two officers of the section, by staff number."""

    owner = forms.ChoiceField(required=False)
    deputy = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, officers: Sequence[Officer], **named: Any) -> None:
        super().__init__(*args, **named)
        self.officers = {each.number: each for each in officers}
        nobody = ("", say_plain("Please choose"))
        choices = [nobody, *((each.number, f"{each.name}（{each.number}）") for each in officers)]
        for name, label in (("owner", say("Owner")), ("deputy", say("Deputy"))):
            field = self.fields[name]
            field.label, field.choices = label, choices  # type: ignore[attr-defined]  # of a ChoiceField
            field.error_messages = {"invalid_choice": say(ELSEWHERE)}
        self.fields["owner"].help_text = say("Answers questions about it and keeps it up to date.")
        self.fields["deputy"].help_text = say("Stands in when the owner is away.")

    def chosen(self) -> dict[str, Officer | None]:
        """Owner and deputy; None where nobody was chosen."""
        return {name: self.officers.get(self.cleaned_data[name]) for name in ("owner", "deputy")}

    def object(self, reasons: tuple[owning.Reason, ...]) -> None:
        """Say what stands against it, each beside its place."""
        for reason in reasons:
            place, words = OF_OWNERS[reason]
            self.add_error(place, say(words))


class WorkbookForm(forms.Form):
    """A workbook to take in."""

    file = forms.FileField(allow_empty_file=True)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label = say("Spreadsheet (XLSX)")
        self.fields["file"].help_text = say("At most 8 MB")
        self.fields["file"].widget.attrs["accept"] = ".xlsx"
        chosen = say("Please choose the .xlsx file.")
        self.fields["file"].error_messages.update({"required": chosen, "invalid": chosen})

    def clean_file(self) -> bytes:
        """What is in it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(say("This file is too large. A document has at most 8 MB."))
        content: bytes = file.read()
        return content


class StartForm(forms.Form):
    """What a new procedure is called, by people and by machines, and whose it is."""

    title = forms.CharField(max_length=200)
    section = forms.ChoiceField()
    number = forms.RegexField(r"^[0-9]{2}$", widget=forms.TextInput(attrs={"class": "width-4"}))
    id = forms.RegexField(ID, max_length=LONGEST_ID, widget=forms.TextInput(attrs={"spellcheck": "false"}))

    def __init__(
        self,
        *args: Any,
        sections: Mapping[str, str],
        ids: Collection[str],
        numbers: Collection[str],
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.ids, self.numbers = ids, numbers
        self.fields["section"].choices = list(sections.items())  # type: ignore[attr-defined]
        for name, label, hint, wrong in (
            ("title", say("Name of the procedure"), "", say("Please enter the name.")),
            ("section", say("Section in charge"), "", say("Please choose a section you publish for.")),
            (
                "number",
                say("Number in receipts"),
                say("Two digits of its own: they stand in receipt numbers and never change."),
                say("Please enter two digits, e.g. 26."),
            ),
            (
                "id",
                say("Id in addresses"),
                say("Small letters, digits and _. It stands in the address of the page and never changes."),
                say("Please enter small letters, digits and _, beginning with a letter."),
            ),
        ):
            self.fields[name].label = label
            self.fields[name].help_text = hint
            self.fields[name].error_messages.update(
                {"required": wrong, "invalid": wrong, "invalid_choice": wrong}
            )

    def clean_id(self) -> str:
        """An id that is free."""
        id = str(self.cleaned_data["id"])
        if id in self.ids or id in RESERVED:
            raise forms.ValidationError(say("This id is taken. Please choose another one."))
        return id

    def clean_number(self) -> str:
        """A number that stands in nobody's receipt."""
        number = str(self.cleaned_data["number"])
        if number in self.numbers:
            raise forms.ValidationError(say("Another procedure has this number. Please choose another one."))
        return number

    def object(self, reason: Refused) -> None:
        """Say that somebody else was quicker, or that the section is not theirs."""
        if reason is Refused.ID_TAKEN:
            self.add_error("id", say("This id is taken. Please choose another one."))
        else:
            self.add_error("section", say("Please choose a section you publish for."))


class MailForm(forms.Form):
    """Where the test mail goes."""

    mail_to = forms.EmailField(max_length=254)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["mail_to"]
        field.label = say("Your own mail address at work")
        field.help_text = say("The receipt mail is sent there as residents get it.")
        wrong = say("Please enter a mail address, e.g. name@city.example.")
        field.error_messages = {"required": wrong, "invalid": wrong}
        field.widget.attrs |= {"class": "width-24", "autocomplete": "email"}


class WaiverForm(forms.Form):
    """Why findings are let be."""

    why = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    SHORTEST: Final = 5

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"auto_id": False, **named})
        self.fields["why"].error_messages = {"required": say("Please say why.")}

    def clean_why(self) -> str:
        """A reason that tells others something."""
        why: str = self.cleaned_data["why"].strip()
        if len(why) < self.SHORTEST:
            raise forms.ValidationError(say("Please say why, in a few words that others understand."))
        return why

    def mark_unchosen(self, *, is_chosen: bool) -> None:
        """Say that nothing was ticked."""
        if not is_chosen:
            self.add_error(None, say("Please tick what is let be."))
