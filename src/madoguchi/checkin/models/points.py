"""Where people come in: doors, and how the doors of one kind are used."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models

from madoguchi.people.models import Section
from madoguchi.places.models import Place
from madoguchi.rules import visits as rules
from madoguchi.rules.visits import Mode, Use


class PointProfile(models.Model):
    """How the doors of one kind are used (入退室の決まり): centres, a lecture, shelters, staff."""

    code = models.SlugField(primary_key=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    names = models.JSONField(default=dict)  # {"ja": …, "ja-easy": …, "en": …}
    use = models.TextField(choices=[(each.value, each.value) for each in Use], default=Use.CENTRE)
    mode = models.TextField(choices=[(each.value, each.value) for each in Mode])
    is_exclusive = models.BooleanField(default=False)  # coming in at one door closes visits at the others
    closes_at = models.TimeField(null=True)  # who forgot to leave, left then
    longest_hours = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode__in=[each.value for each in Mode]), name="point_mode_known"
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def rules(self) -> rules.Profile:
        """As the rules read it."""
        return rules.Profile(
            mode=Mode(self.mode),
            is_exclusive=self.is_exclusive,
            closes_at=self.closes_at,
            longest=timedelta(hours=self.longest_hours) if self.longest_hours else None,
        )


class Point(models.Model):
    """A door at which scans are read (読み取り場所), by a poster that is made anew from time to time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(PointProfile, on_delete=models.PROTECT, related_name="points")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="points")
    turn = models.PositiveIntegerField(default=1)  # which poster is up
    turned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "place"], condition=models.Q(ended_at=None), name="point_once_at_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.place_id}"
