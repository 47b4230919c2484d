"""The question types: one frozen model each, told apart by `type`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from madoguchi.rules.documents import parts
from madoguchi.rules.documents.base import DecimalText, Expression, Id, Piece, Text
from madoguchi.rules.documents.parts import Part
from madoguchi.rules.expressions import types
from madoguchi.rules.expressions.types import Type

MOST_OPTIONS: Final = 200
MOST_ROWS: Final = 50
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,50}$")]


class Care(StrEnum):
    """How carefully an answer is kept. Sensitive answers are encrypted, never listed, never searched."""

    NONE = "none"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"

    @property
    def rank(self) -> int:
        return list(Care).index(self)


class Question(Piece):
    """What every question has; `type` says which of the models below it is."""

    default_care: ClassVar[Care] = Care.NONE
    has_answer: ClassVar[bool] = True
    may_be_listed: ClassVar[bool] = True

    id: Id
    type: str
    title: Text = Field(description="the question as the resident reads it")
    hint: Text | None = Field(default=None, description="what helps to answer, shown below the title")
    example: Text | None = Field(default=None, description="an example of an answer")
    why: Text | None = Field(default=None, description="why the city asks this")
    required: bool = Field(default=True, description="whether it must be answered (default true)")
    ask_when: Expression = Field(default=None, description="asked only when this is true")
    required_when: Expression = Field(default=None, description="must be answered only when this is true")
    care: Care | None = Field(default=None, description="none, personal or sensitive (default: by type)")
    listed: bool = Field(default=False, description="copied to the officers' list: filters, columns, exports")

    @property
    def answer_type(self) -> Type:
        """The type of the whole answer in expressions."""
        return types.RECORD

    @property
    def parts(self) -> Mapping[str, Part]:
        """The parts of the answer that expressions, letters and limits may name."""
        return {}

    @property
    def is_sensitive(self) -> bool:
        return self.resolved_care is Care.SENSITIVE

    @property
    def resolved_care(self) -> Care:
        """The care class, after the type's default."""
        return self.care or self.default_care


class Option(Piece):
    """One of the answers to choose from."""

    id: Id
    title: Text
    hint: Text | None = None


class _Short(Question):
    @property
    def answer_type(self) -> Type:
        return types.TEXT


class TextQuestion(_Short):
    """One line of text, or a number that is a name (digits, leading zeros kept)."""

    default_care = Care.PERSONAL
    type: Literal["text"]
    max_length: int = Field(default=200, ge=1, le=1000, description="at most this many characters")
    min_length: int = Field(default=0, ge=0, le=1000, description="at least this many characters")
    digits: tuple[Annotated[int, Field(ge=1, le=40)], ...] = Field(
        default=(), description="only digits, and as many of them as one of these numbers says, e.g. [15]"
    )


class LongTextQuestion(_Short):
    """Several lines of text."""

    default_care = Care.PERSONAL
    may_be_listed = False
    type: Literal["long_text"]
    max_length: int = Field(default=2000, ge=1, le=20_000, description="at most this many characters")
    min_length: int = Field(default=0, ge=0, le=20_000, description="at least this many characters")


class IntegerQuestion(Question):
    """A whole number."""

    type: Literal["integer"]
    at_least: int | None = None
    at_most: int | None = None
    unit: Text | None = Field(default=None, description="what is counted, e.g. {ja: 週}")

    @property
    def answer_type(self) -> Type:
        return types.INTEGER


class DecimalQuestion(Question):
    """A decimal number; the answer is a text such as "36.5"."""

    type: Literal["decimal"]
    at_least: DecimalText | None = None
    at_most: DecimalText | None = None
    places: int = Field(default=2, ge=0, le=6, description="at most this many digits behind the point")
    unit: Text | None = None

    @property
    def answer_type(self) -> Type:
        return types.DECIMAL


class MoneyQuestion(Question):
    """An amount in yen; the answer is a text of digits."""

    default_care = Care.PERSONAL
    type: Literal["money"]
    at_least: DecimalText | None = None
    at_most: DecimalText | None = None

    @property
    def answer_type(self) -> Type:
        return types.DECIMAL


class DateQuestion(Question):
    """A day."""

    type: Literal["date"]
    earliest: Expression = Field(default=None, description="the first day that is allowed: a date expression")
    latest: Expression = Field(default=None, description="the last day that is allowed: a date expression")

    @property
    def answer_type(self) -> Type:
        return types.DATE


class TimeQuestion(Question):
    """A time of day."""

    type: Literal["time"]

    @property
    def answer_type(self) -> Type:
        return types.TIME


class YesNoQuestion(Question):
    """はい or いいえ."""

    type: Literal["yes_no"]

    @property
    def answer_type(self) -> Type:
        return types.BOOL


class ChoiceQuestion(Question):
    """One of several options."""

    type: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=1, max_length=MOST_OPTIONS)
    shown_as: Literal["radio", "select"] = "radio"

    @property
    def answer_type(self) -> Type:
        return types.choice(option.id for option in self.options)


class ChoicesQuestion(Question):
    """Any of several options."""

    may_be_listed = False
    type: Literal["choices"]
    options: tuple[Option, ...] = Field(min_length=1, max_length=MOST_OPTIONS)
    at_most: int | None = Field(default=None, ge=1, description="at most this many of them")

    @property
    def answer_type(self) -> Type:
        return types.set_of(option.id for option in self.options)


class ConsentQuestion(Question):
    """A statement to agree to; the only answer is true."""

    may_be_listed = False
    type: Literal["consent"]
    statement: Text = Field(description="what is agreed to")

    @property
    def answer_type(self) -> Type:
        return types.BOOL


class ExplanationQuestion(Question):
    """A text between questions; has no answer."""

    has_answer = False
    may_be_listed = False
    type: Literal["explanation"]
    body: Text


class PersonNameQuestion(Question):
    """姓・名 with フリガナ."""

    default_care = Care.PERSONAL
    type: Literal["person_name"]
    single_name: bool = Field(default=False, description="whether one half of the name may stay empty")

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.PERSON_NAME


class ChildQuestion(Question):
    """A child: name, フリガナ, birthday."""

    default_care = Care.PERSONAL
    type: Literal["child"]
    single_name: bool = False

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.CHILD


class GuardianQuestion(Question):
    """A guardian: name, フリガナ, relation to the child, perhaps the birthday."""

    default_care = Care.PERSONAL
    type: Literal["guardian"]
    single_name: bool = False

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.GUARDIAN


class PostalAddressQuestion(Question):
    """〒 and address."""

    default_care = Care.PERSONAL
    type: Literal["postal_address"]

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.POSTAL_ADDRESS


class PhoneQuestion(_Short):
    """A telephone number."""

    default_care = Care.PERSONAL
    type: Literal["phone"]


class EmailQuestion(_Short):
    """An e-mail address."""

    default_care = Care.PERSONAL
    type: Literal["email"]


class FilesQuestion(Question):
    """Files to attach, or the reason why they cannot be provided."""

    default_care = Care.PERSONAL
    may_be_listed = False
    type: Literal["files"]
    at_least: int = Field(default=1, ge=1, le=20)
    at_most: int = Field(default=5, ge=1, le=20)
    cannot_provide: bool = Field(default=False, description="whether a reason may stand instead of the files")

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.FILES


class WeeklyHoursQuestion(Question):
    """Hours by weekday and on public holidays."""

    default_care = Care.PERSONAL
    may_be_listed = False
    type: Literal["weekly_hours"]

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.WEEKLY_HOURS


class PlaceQuestion(Question):
    """One of the city's places of a kind; the answer is its code."""

    type: Literal["place"]
    places: Id = Field(description="the kind of places to choose from, e.g. school")
    near: Id | None = Field(
        default=None, description="an earlier question; places near its answer stand first"
    )

    @property
    def answer_type(self) -> Type:
        return types.choice()


class RankedPlacesQuestion(Question):
    """Places of a kind in the order they are wished for."""

    type: Literal["ranked_places"]
    places: Id = Field(description="the kind of places to choose from, e.g. after_school_club")
    at_most: int = Field(default=3, ge=1, le=20, description="at most this many of them")
    near: Id | None = None

    @property
    def answer_type(self) -> Type:
        return types.set_of()

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.ranks(self.at_most)


class SlotQuestion(Question):
    """A time to come, of those the city offers; filing the application reserves it."""

    type: Literal["slot"]
    offering: Code = Field(description="code of what is booked, as the section set it up")
    party: Mapping[str, Expression] = Field(
        default_factory=dict,
        description="who comes: of each band a number, {answer: id} or {computed: id}; default: one person",
    )
    number: Expression = Field(
        default=None, description="{answer: id} of the number without which nobody books"
    )

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.SLOT


class BankAccountQuestion(Question):
    """An account the city pays to or collects from."""

    default_care = Care.SENSITIVE
    may_be_listed = False
    type: Literal["bank_account"]

    @property
    def parts(self) -> Mapping[str, Part]:
        return parts.BANK_ACCOUNT


class CorporateNumberQuestion(_Short):
    """法人番号, thirteen digits."""

    type: Literal["corporate_number"]


class Repeat(Piece):
    """How often the questions of a group may be answered."""

    at_least: int = Field(default=0, ge=0, le=MOST_ROWS)
    at_most: int = Field(default=10, ge=1, le=MOST_ROWS)
    noun: Text = Field(description="what one row is, e.g. {ja: きょうだい}")


PlainQuestion = Annotated[
    TextQuestion
    | LongTextQuestion
    | IntegerQuestion
    | DecimalQuestion
    | MoneyQuestion
    | DateQuestion
    | TimeQuestion
    | YesNoQuestion
    | ChoiceQuestion
    | ChoicesQuestion
    | ConsentQuestion
    | ExplanationQuestion
    | PersonNameQuestion
    | ChildQuestion
    | GuardianQuestion
    | PostalAddressQuestion
    | PhoneQuestion
    | EmailQuestion
    | FilesQuestion
    | WeeklyHoursQuestion
    | PlaceQuestion
    | RankedPlacesQuestion
    | SlotQuestion
    | BankAccountQuestion
    | CorporateNumberQuestion,
    Field(discriminator="type"),
]


class GroupQuestion(Question):
    """Questions that are answered once per row, e.g. once per sibling. Groups do not nest."""

    may_be_listed = False
    type: Literal["group"]
    repeat: Repeat = Field(description="{at_least, at_most, noun}: how many rows there may be")
    questions: tuple[PlainQuestion, ...] = Field(min_length=1, max_length=50)

    @property
    def answer_type(self) -> Type:
        return types.ROWS


AnyQuestion = Annotated[PlainQuestion | GroupQuestion, Field(discriminator="type")]
