"""Editions of the criteria of the officer's own sections; or 404."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import Http404

from madoguchi.selection.models import CriteriaEdition


def list_drafts_and_editions(*, sections: Collection[str]) -> list[CriteriaEdition]:
    """The editions of these sections, confirmed or not, the latest first."""
    found = CriteriaEdition.objects.filter(section__in=sections).select_related("drafted_by", "confirmed_by")
    return list(found.order_by("-fiscal_year", "-drafted_at"))


def access_edition(*, edition_id: UUID, sections: Collection[str]) -> CriteriaEdition:
    """An edition of these sections; 404 for any other."""
    found = CriteriaEdition.objects.filter(pk=edition_id, section__in=sections)
    edition = found.select_related("drafted_by", "confirmed_by", "previous").first()
    if edition is None:
        raise Http404
    return edition


def compared_with(edition: CriteriaEdition) -> CriteriaEdition | None:
    """What it is held against: the one it was made from, else the last confirmed one before its year."""
    if edition.previous is not None:
        return edition.previous
    earlier = CriteriaEdition.objects.filter(
        section=edition.section, fiscal_year__lt=edition.fiscal_year, confirmed_at__isnull=False
    )
    return earlier.order_by("-fiscal_year", "-confirmed_at").first()
