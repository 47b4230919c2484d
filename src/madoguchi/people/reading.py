"""What people type when they sign in, understood however their keyboard wrote it."""

from __future__ import annotations

import unicodedata

from madoguchi.rules.questions.contact import read_email
from madoguchi.rules.questions.reading import Wrong


def read_address(typed: str) -> str | None:
    """An e-mail address, full-width or with spaces around it; None if it cannot be one."""
    try:
        return read_email(None, typed[:1000], {})
    except Wrong:
        return None


def read_code(typed: str) -> str:
    """The digits of what was typed, also full-width and with spaces between: １２３ ４５６."""
    plain = unicodedata.normalize("NFKC", typed[:100])
    return "".join(letter for letter in plain if letter in "0123456789")
