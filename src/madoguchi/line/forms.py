"""What officers write down for chats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import lazy

from madoguchi.base.texts import say_plain
from madoguchi.line.actions.knowing import Written
from madoguchi.messaging.models import StaffAnswer
from madoguchi.rules.documents.base import LANGUAGES

MOST_WORDS: Final = 20
LONGEST_ANSWER: Final = 500  # a chat is read on a telephone
_later: Any = lazy(say_plain, str)


class Answering(forms.Form):
    """A question, by which words it is recognised, and its answer in three languages."""

    question_ja = forms.CharField(max_length=100, label=_later("Question (Japanese)"))
    words = forms.CharField(
        max_length=300,
        label=_later("Words by which it is recognised"),
        help_text=_later("In any language, with commas between them. The longest ones count most."),
    )
    answer_ja = forms.CharField(
        max_length=LONGEST_ANSWER, label=_later("Answer (Japanese)"), widget=forms.Textarea({"rows": 3})
    )
    answer_ja_easy = forms.CharField(
        max_length=LONGEST_ANSWER,
        required=False,
        label=_later("Answer (easy Japanese)"),
        help_text=_later("Left empty, the Japanese one is given."),
        widget=forms.Textarea({"rows": 3}),
    )
    answer_en = forms.CharField(
        max_length=LONGEST_ANSWER,
        required=False,
        label=_later("Answer (English)"),
        help_text=_later("Left empty, the Japanese one is given."),
        widget=forms.Textarea({"rows": 3}),
    )
    good_until = forms.DateField(
        required=False,
        label=_later("Last day on which it is right"),
        help_text=_later("Left empty, it is given until somebody removes it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, sections: Mapping[str, str], **kwargs: Any) -> None:
        """`sections`: whose answer it may be, by code; asked for only where there is a choice."""
        super().__init__(*args, **kwargs)
        if len(sections) > 1:
            self.fields["section"] = forms.ChoiceField(
                choices=[("", say_plain("Please choose a section")), *sections.items()],
                label=say_plain("Section that answers"),
            )
            self.order_fields(["section"])
            self.fields["section"].error_messages["invalid_choice"] = say_plain("Please choose a section.")
        for field in self.fields.values():
            field.error_messages["required"] = say_plain("Please fill this in.")
        self.fields["good_until"].error_messages["invalid"] = say_plain("This is no day of the calendar.")

    def clean_words(self) -> list[str]:
        """Each word once, without what two or three letters of nothing would bring in."""
        typed = self.cleaned_data["words"].replace("、", ",").replace("，", ",").split(",")
        words = list(dict.fromkeys(word.strip() for word in typed if len(word.strip()) > 1))
        if not words:
            raise forms.ValidationError(say_plain("Please write one word of two letters or more."))
        return words[:MOST_WORDS]

    def written(self) -> Written:
        """What stands in the form, once it is valid."""
        held = self.cleaned_data
        answer = {code: held[f"answer_{code.replace('-', '_')}"] for code in LANGUAGES}
        return Written(
            question={"ja": held["question_ja"]},
            words=held["words"],
            answer={code: text for code, text in answer.items() if text},
            good_until=held["good_until"],
        )


def of(row: StaffAnswer) -> dict[str, Any]:
    """What a form begins with that changes an answer."""
    answer = {f"answer_{code.replace('-', '_')}": row.answer.get(code, "") for code in LANGUAGES}
    return {
        "question_ja": row.question.get("ja", ""),
        "words": "、".join(row.words),
        "good_until": row.good_until,
        **answer,
    }
