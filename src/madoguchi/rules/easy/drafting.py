"""A first draft in easy Japanese, made by rule: never kept before somebody has read it."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.easy.checking import Finding, Rule, check
from madoguchi.rules.readings import Readings, Tokens, spaced, with_readings

BY_RULE: Final = frozenset(
    (Rule.HARD_WORD, Rule.LOANWORD, Rule.KEIGO, Rule.VAGUE, Rule.ERA)
    + (Rule.EXPLAIN, Rule.DAY_STYLE, Rule.NO_WEEKDAY, Rule.CLOCK, Rule.WIDE_DIGITS)
)

ROUNDS: Final = 3  # 令和 becomes a year, and the day then gets its weekday


def drafted(japanese: str, tokens: Tokens, city: Readings) -> str:
    """`japanese` with phrases set apart, plain words for hard ones, and readings."""
    return with_readings(plainer(spaced(japanese, tokens, city)), tokens, city)


def plainer(text: str) -> str:
    """`text` with everything put in place that may be put there as it is."""
    for _ in range(ROUNDS):
        text, before = _once(text), text
        if text == before:
            break
    return text


def _once(text: str) -> str:
    left = len(text)
    for finding in reversed(check(text)):
        if finding.rule in BY_RULE and finding.replacement is not None and finding.end <= left:
            text, left = replaced(text, finding), finding.start
    return text


def replaced(text: str, finding: Finding) -> str:
    """`text` with what a finding proposes in the place of what it found."""
    return text[: finding.start] + (finding.replacement or "") + text[finding.end :]
