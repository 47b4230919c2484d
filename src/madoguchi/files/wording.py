"""What people read about files: what may be sent, and why one was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say, say_plain
from madoguchi.files.acceptance import LARGEST, MEGABYTE
from madoguchi.files.refusals import Code

SENTENCES: Final = {
    Code.EMPTY: "This file is empty. Please choose it again.",
    Code.TOO_LARGE: "The file you chose is {size} MB. Each file may be up to {limit} MB.",
    Code.KIND: "Files of this kind ({extension}) cannot be sent. Please send a photo or a PDF.",
    Code.BROKEN: "The file could not be opened. Everything else is saved. Please choose it again.",
    Code.LOCKED: "The file has a password, so the city cannot open it. Please send it without a password.",
    Code.TOO_DETAILED: "This photo is too large: {limit} million pixels at most. Please take it again.",
    Code.TOO_LONG: "This file has too many pages: {limit} at most. Please send it in parts.",
}


def knows(code: str) -> bool:
    """Whether a code is one of ours."""
    return code in set(Code)


def explain(code: str, facts: Mapping[str, object]) -> SafeString:
    """The sentence for a refusal, as HTML in the reader's language."""
    return say(SENTENCES[Code(code)], **facts)


def too_large() -> str:
    """The sentence for a file above the limit, with SIZE in place of its size: said before it is sent."""
    return say_plain(SENTENCES[Code.TOO_LARGE], size="SIZE", limit=LARGEST // MEGABYTE)


def what_may_be_sent(at_most: int) -> SafeString:
    """Said beside the question before anything is sent."""
    return say(
        "You can send photos (JPEG, PNG, HEIC), PDF and Excel: {megabytes} MB each, {at_most} files at most.",
        megabytes=LARGEST // MEGABYTE,
        at_most=at_most,
    )
