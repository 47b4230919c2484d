"""What officers type in this room, read into clean values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from madoguchi.base import clock
from madoguchi.base.texts import say, say_plain
from madoguchi.rules import calendar
from madoguchi.rules.recruiting import Plan, Reason
from madoguchi.selection import wording
from madoguchi.selection.models import Round
from madoguchi.selection.queries import rounds as queries


class DayField(forms.CharField):
    """A day as officers write it: 2027-04-01 or R9.4.1."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_length=40, **named)
        self.widget.attrs.update({"class": "width-12", "placeholder": "2027-04-01"})

    def prepare_value(self, value: Any) -> Any:
        """A day is shown as it would be typed."""
        return value.isoformat() if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:  # type: ignore[override]  # a day is not text
        typed = super().clean(value)
        if not typed:
            return None
        parts = calendar.parse_day(typed)
        try:
            return date(*parts) if parts else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> date:
        raise forms.ValidationError(say("There is no such day. Write it like 2027-04-01 or R9.4.1."))


class RoundForm(forms.Form):
    """What a round is: its name, its days, its criteria, and who looks at findings again."""

    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField()
    fiscal_year = forms.IntegerField(min_value=2000, max_value=calendar.LAST_YEAR)
    procedures = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    arrived_from = DayField(required=False)
    arrived_until = DayField(required=False)
    basis_on = DayField()
    starts_on = DayField()
    replace_by = DayField(required=False)
    criteria = forms.ChoiceField(required=False)
    follows = forms.ChoiceField(required=False)
    second_check = forms.ChoiceField()
    second_check_percent = forms.IntegerField(min_value=0, max_value=1000)
    tells_shortfalls = forms.BooleanField(required=False)

    def __init__(self, *args: Any, section: str, round: Round | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.editions = {str(each.pk): each for each in queries.list_editions(section=section)}
        others = [each for each in queries.list_rounds(sections=[section]) if each != round]
        self.earlier = {str(each.pk): each for each in others}
        self._offer(section)
        self._describe()
        for name, value in _said_so_far(round).items() if round else ():
            self.initial[name] = value
        self.initial.setdefault("fiscal_year", calendar.fiscal_year(calendar.local_day(clock.now())) + 1)
        self.initial.setdefault("second_check", Round.SecondCheck.SAMPLE)
        self.initial.setdefault("second_check_percent", 10)

    def _offer(self, section: str) -> None:
        none = ("", say_plain("None yet"))
        self._choices("kind", ((kind, say_plain(words)) for kind, words in wording.KINDS.items()))
        self._choices("procedures", queries.list_procedures(section))
        self._choices("criteria", [none, *((pk, each.title) for pk, each in self.editions.items())])
        self._choices("follows", [none, *((pk, each.title) for pk, each in self.earlier.items())])
        checks = wording.SECOND_CHECKS.items()
        self._choices("second_check", ((value, say_plain(words)) for value, words in checks))

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # of a choice field

    def _describe(self) -> None:
        for name, (label, hint) in wording.ROUND_FIELDS.items():
            self.fields[name].label = say(label)
            self.fields[name].help_text = say(hint) if hint else ""
            self.fields[name].error_messages["required"] = say("Please enter this.")
            self.fields[name].error_messages["invalid"] = say("Please enter a number.")
        self.fields["procedures"].error_messages["required"] = say(
            wording.ROUND_REASONS[Reason.NO_PROCEDURE][1]
        )
        self.fields["title"].widget.attrs["class"] = "width-20"
        for name in ("fiscal_year", "second_check_percent"):
            self.fields[name].widget.attrs["class"] = "width-7"

    def said(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        follows = self.earlier.get(given["follows"])
        plan = Plan(
            **{name: given[name] for name in Plan.__dataclass_fields__ if name in given},
            is_following=follows is not None,
        )
        return {"plan": plan, "criteria": self.editions.get(given["criteria"]), "follows": follows}

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Say beside each box what is wrong with it."""
        for reason in reasons:
            name, words = wording.ROUND_REASONS[reason]
            self.add_error(name, say(words))


def _said_so_far(round: Round) -> dict[str, Any]:
    names = (name for name in RoundForm.base_fields if name not in ("procedures", "criteria", "follows"))
    return {
        **{name: getattr(round, name) for name in names},
        "procedures": list(queries.procedures_of(round)),
        "criteria": str(round.criteria_id or ""),
        "follows": str(round.follows_id or ""),
    }


def number(text: object) -> int:
    """A whole number from 0; 0 for what is none."""
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def read_trial(given: Mapping[str, str], capacities: Mapping[str, int]) -> tuple[dict[str, int], list[str]]:
    """The seats a rehearsal tries, where they differ, and the clubs whose box cannot be read."""
    typed = {code: given.get(f"seats:{code}", "").strip() for code in capacities}
    wrong = [
        code for code, text in typed.items() if not (text.isascii() and text.isdigit() and len(text) < 4)
    ]
    tried = {code: int(text) for code, text in typed.items() if code not in wrong}
    return {code: count for code, count in tried.items() if count != capacities[code]}, wrong
