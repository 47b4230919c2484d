"""Yes or no, one of several, some of several, consent; and explanations, which are only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import NO, YES, wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import ChoiceQuestion, ChoicesQuestion

    Options = ChoiceQuestion | ChoicesQuestion

_YES_NO: Final = {
    "ja": {True: "はい", False: "いいえ"},
    "ja-easy": {True: "はい", False: "いいえ"},
    "en": {True: "Yes", False: "No"},
}
_AGREED: Final = {"ja": "同意しました", "ja-easy": "「はい」と [言|い]いました", "en": "Agreed"}


def read_yes_no(_question: object, raw: object, _facts: object) -> bool:
    """True or false; "yes", "on", "no" as browsers post them."""
    if isinstance(raw, bool):
        return raw
    word = reading.text(raw).lower()
    if word not in YES | NO:
        raise wrong("unknown_option", option=reading.typed(word))
    return word in YES


def read_consent(question: object, raw: object, facts: object) -> bool:
    """True. Consent that is not given is no answer."""
    if not read_yes_no(question, raw, facts):
        raise wrong("required")
    return True


def read_choice(question: Options, raw: object, _facts: object) -> str:
    """The id of the option chosen."""
    option = reading.text(raw)
    if option not in _ids(question):
        raise wrong("unknown_option", option=reading.typed(option))
    return option


def read_choices(question: ChoicesQuestion, raw: object, facts: object) -> list[str]:
    """The ids of the options chosen, in the document's order, each once."""
    chosen = {read_choice(question, each, facts) for each in reading.sequence(raw)}
    if question.at_most is not None and len(chosen) > question.at_most:
        raise wrong("too_many_chosen", at_most=question.at_most)
    return [option for option in _ids(question) if option in chosen]


def read_nothing(_question: object, _raw: object, _facts: object) -> None:
    """An explanation has no answer, whatever was sent."""
    return


def show_yes_no(_question: object, value: Any, language: str, _facts: object) -> str:
    """はい or いいえ."""
    return _YES_NO[language][bool(value)]


def show_consent(_question: object, _value: Any, language: str, _facts: object) -> str:
    """同意しました."""
    return _AGREED[language]


def show_choice(question: Options, value: Any, language: str, _facts: object) -> str:
    """The title of the option chosen."""
    titles = {option.id: option.title.in_(language) for option in question.options}
    return titles.get(value, str(value))


def show_choices(question: Options, value: Any, language: str, facts: object) -> str:
    """The titles of the options chosen."""
    return separator(language).join(show_choice(question, each, language, facts) for each in value)


def show_nothing(_question: object, _value: Any, _language: str, _facts: object) -> str:
    """Nothing."""
    return ""


def separator(language: str) -> str:
    """What stands between things of a list: 、 or a comma."""
    return ", " if language == "en" else "、"


def _ids(question: Options) -> list[str]:
    return [option.id for option in question.options]
