"""What the style guide shows: one sample of everything, in every language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator

from madoguchi.base.charts import Columns, columns
from madoguchi.base.fields import Field
from madoguchi.base.languages import html_lang
from madoguchi.base.texts import read_by, say

STEPS = (("Your child", "completed"), ("Your household", "editing"), ("Papers", "none"), ("Check", "none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The samples for one language."""

    code: str
    name: str
    html_lang: str
    fields: dict[str, Field]
    steps: list[dict[str, object]]
    page: Page[int]
    chart: Columns


def guides() -> list[Guide]:
    """One guide for each language on offer."""
    return [_guide(code, name) for code, name in settings.LANGUAGES]


def _guide(code: str, name: str) -> Guide:
    with read_by(code):
        return Guide(
            code=code,
            name=name,
            html_lang=html_lang(code),
            fields=_fields(code),
            steps=[{"title": str(say(title)), "state": state, "url": "#"} for title, state in STEPS],
            page=Paginator(range(100), 20).get_page(2),
            chart=columns([("21", 12), ("22", 31), ("23", 48), ("0", 9)], marked=["23"]),
        )


def _fields(code: str) -> dict[str, Field]:
    hint = say("As it stands on the family register.")
    wrong = say("Please write the name of the child.")
    return {
        "plain": Field(id=f"{code}_plain", label=say("Name"), hint=hint),
        "optional": Field(id=f"{code}_optional", label=say("Phone"), required=False),
        "wrong": Field(id=f"{code}_wrong", label=say("Name"), hint=hint, errors=[wrong]),
        "group": Field(id=f"{code}_group", label=say("Language"), group=True),
        "date": Field(id=f"{code}_date", label=say("Date"), group=True),
    }
