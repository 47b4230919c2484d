"""What officers hand in about money, read into clean values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.safestring import SafeString

from madoguchi.base.texts import language, say, text_plain
from madoguchi.rules.calendar import say_month
from madoguchi.rules.charges import read_month
from madoguchi.rules.fees import FeeTable

if TYPE_CHECKING:
    from madoguchi.payments.models import FeeEdition
    from madoguchi.people.models import Section


class MonthField(forms.CharField):
    """A month, written 2026-10."""

    def clean(self, value: Any) -> Any:
        """Its first day."""
        month = read_month(str(value or "").strip())
        if month is None:
            raise forms.ValidationError(say("Please write a month such as 2026-10."))
        return month


class ChargeForm(forms.Form):
    """Which month to charge, by which table."""

    fee = forms.ChoiceField()
    month = MonthField(max_length=7)

    def __init__(self, *args: Any, fees: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["fee"].label = say("Fees")
        self.fields["fee"].choices = fees  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["month"].label = say("Month")
        self.fields["month"].widget.attrs.update({"type": "month", "placeholder": "2026-10"})


class ReductionForm(forms.Form):
    """Which class, for which months, and by what it was decided."""

    class_id = forms.ChoiceField()
    since = MonthField(max_length=7)
    until = MonthField(max_length=7)
    reason = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, table: FeeTable, **named: Any) -> None:
        super().__init__(*args, **named)
        classes = [(each.id, text_plain(each.title)) for each in table.reductions]
        self.fields["class_id"].label = say("Class of reduction")
        self.fields["class_id"].choices = classes  # type: ignore[attr-defined]  # of a ChoiceField
        self.fields["since"].label = say("First month")
        self.fields["until"].label = say("Last month")
        self.fields["reason"].label = say("Decided by")
        self.fields["reason"].help_text = say(
            "For example: certificate of school expense aid of 3 April seen"
        )
        for name in ("since", "until"):
            self.fields[name].widget.attrs.update({"type": "month", "placeholder": "2026-10"})


class FileForm(forms.Form):
    """A file, for a section."""

    file = forms.FileField(allow_empty_file=True)
    section = forms.ChoiceField(required=False)

    def __init__(
        self, *args: Any, label: SafeString, accept: str, sections: Iterable[Section] = (), **named: Any
    ):
        super().__init__(*args, **named)
        self.fields["file"].label = label
        self.fields["file"].error_messages["required"] = say("Please choose the file.")
        self.fields["file"].widget.attrs["accept"] = accept
        choices = [(each.code, each.name) for each in sections]
        self.fields["section"].label = say("For the section")
        self.fields["section"].choices = choices  # type: ignore[attr-defined]  # of a ChoiceField
        self.initial.setdefault("section", choices[0][0] if choices else "")


def fee_choices(editions: Iterable[FeeEdition], titles: Iterable[object]) -> list[tuple[str, str]]:
    """The kinds of fees to choose from."""
    return [(edition.fee, text_plain(title)) for edition, title in zip(editions, titles, strict=True)]


def month_text(month: date) -> str:
    """A month as people write it, with ruby marks: for |ruby or |no_ruby."""
    return say_month(month, language())
