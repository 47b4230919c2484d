"""Reading profiles."""

from __future__ import annotations

from madoguchi.outreach.models import Profile
from madoguchi.people.models import Resident


def profile_of(resident: Resident) -> Profile:
    """What is known of a resident; nothing of who has not been here since profiles are kept."""
    found = Profile.objects.filter(pk=resident.pk).first()
    return found or Profile(resident=resident, language=resident.language)
