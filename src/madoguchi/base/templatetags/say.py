"""Words of every template: say, say_plain, text, text_plain; |day, |instant, |clock, |phone."""

from __future__ import annotations

from datetime import date, datetime

from django.template import Library
from django.utils.safestring import SafeString, mark_safe

from madoguchi.base import moments, texts
from madoguchi.base.fields import described
from madoguchi.rules.calendar import say_fiscal_year
from madoguchi.rules.questions.contact import show_phone
from madoguchi.rules.texts import ruby_html, ruby_plain

register = Library()

register.simple_tag(texts.say, name="say")
register.simple_tag(texts.say_plain, name="say_plain")
register.simple_tag(texts.text, name="text")
register.simple_tag(texts.text_plain, name="text_plain")


@register.filter
def day(value: date | None) -> SafeString:
    """2026年12月15日(火), as this reader is used to it. An instant gives its day on the city's clock."""
    if value is None:
        return SafeString()
    on = moments.local(value).date() if isinstance(value, datetime) else value
    return _drawn(moments.write_day(on, texts.style()))


@register.filter
def instant(value: datetime | None) -> SafeString:
    """2026年12月15日(火) 午後11時59分, as this reader is used to it."""
    return _drawn(moments.write_instant(value, texts.style())) if value else SafeString()


@register.filter
def clock(value: datetime | None) -> str:
    """23:38."""
    return moments.write_clock(value) if value else ""


@register.filter
def fiscal_year(value: int) -> str:
    """令和8年度 in the reader's language, with ruby marks: for |ruby or |no_ruby."""
    return say_fiscal_year(value, texts.language())


@register.filter
def phone(value: str) -> str:
    """090-0000-0001 of bare digits, as it is dialled and read out; what is no number stays as it is."""
    if not value[:1].isdigit():
        return value
    return ruby_plain(show_phone(None, value, texts.language(), {}))


@register.filter
def ruby(value: str) -> SafeString:
    """A string with ruby marks, drawn."""
    return _drawn(value)


@register.filter
def no_ruby(value: str) -> str:
    """A string with ruby marks, for attributes and options: 漢字（かんじ）."""
    return ruby_plain(value)


register.filter(name="described", filter_func=described)


def _drawn(marked: str) -> SafeString:
    return mark_safe(ruby_html(marked))  # noqa: S308
