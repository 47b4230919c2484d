"""An expression in every language the city speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from madoguchi.rules.documents import Document
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.expressions.operators import read_expression
from madoguchi.rules.expressions.reading import Scope
from madoguchi.rules.phrasing.easy import EASY
from madoguchi.rules.phrasing.english import ENGLISH
from madoguchi.rules.phrasing.japanese import JAPANESE
from madoguchi.rules.phrasing.speaking import Speaker

SPEAKERS: Final = {tongue.language: Speaker(tongue) for tongue in (JAPANESE, EASY, ENGLISH)}


def say_ja(expression: Expression) -> str:
    """The expression as a Japanese reader understands it: 『利用の理由』が『就労』のとき."""
    return SPEAKERS["ja"].say(expression)


def said(expression: Expression) -> Mapping[str, str]:
    """The expression in every language."""
    return {language: speaker.say(expression) for language, speaker in SPEAKERS.items()}


def said_of(document: Document, raw: Any, scope: Scope | None = None) -> Mapping[str, str]:
    """What is written in `document`, in every language."""
    return said(read_expression(raw, scope=scope or document.plan.scope, path="", faults=[]))
