"""What every part of a procedure document is made of: frozen values, ids, texts in several languages."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

LANGUAGES: Final = ("ja", "ja-easy", "en")
ID: Final = r"^[a-z][a-z0-9_]*$"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
LONGEST_TEXT: Final = 10_000

Id = Annotated[
    str,
    StringConstraints(pattern=ID, max_length=64),
    Field(description="an id: small letters, digits and _, beginning with a letter"),
]
Path = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$", max_length=130),
    Field(description="a question's id, or a part of it: `child`, `child.birth_date`"),
]
DecimalText = Annotated[
    str,
    StringConstraints(pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", max_length=30),
    Field(description='a decimal number in quotes, e.g. "1.5"'),
]
Expression = Annotated[
    Any, WithJsonSchema({"title": "Expression"}), Field(description="an expression, see expressions.md")
]


class Piece(BaseModel):
    """A part of the document: frozen, of exactly the keys that are declared, nothing coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(RootModel[dict[str, str]]):
    """A text in several languages; `ja` is always there. Ruby is written `[漢字|かんじ]`."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        json_schema_extra={"required": ["ja"], "propertyNames": {"pattern": f"^{_LANGUAGE.pattern}$"}},
    )

    @model_validator(mode="after")
    def _has_japanese(self) -> Text:
        wrong = [code for code in self.root if not _LANGUAGE.fullmatch(code)]
        empty = [code for code, text in self.root.items() if not text.strip()]
        long = [code for code, text in self.root.items() if len(text) > LONGEST_TEXT]
        if "ja" not in self.root:
            raise ValueError("the Japanese text is missing; expected at least {ja: …}")
        if wrong:
            raise ValueError(f"{_quoted(wrong)} is no language; expected codes like {_quoted(LANGUAGES)}")
        if empty:
            raise ValueError(f"the text in {_quoted(empty)} is empty; expected a text, or no such key")
        if long:
            raise ValueError(f"the text in {_quoted(long)} is longer than {LONGEST_TEXT} characters")
        return self

    def in_(self, language: str) -> str:
        """The text in `language`, in Japanese where it was not written in that language."""
        return self.root.get(language) or self.root["ja"]


def _quoted(words: Any) -> str:
    return ", ".join(f"'{word}'" for word in words)
