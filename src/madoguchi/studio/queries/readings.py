"""How the city reads its own words."""

from __future__ import annotations

from madoguchi.studio.models import Reading


def city_readings() -> dict[str, str]:
    """Every word of the city's dictionary with its reading."""
    return dict(Reading.objects.values_list("word", "reading"))


def list_readings() -> list[Reading]:
    """The dictionary in the order in which it is read aloud."""
    return list(Reading.objects.order_by("reading", "word"))
