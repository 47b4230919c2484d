"""Who works at a facility, and when they came and went."""

from __future__ import annotations

import uuid

from django.db import models

from madoguchi.checkin.models.points import Point
from madoguchi.places.models import Place
from madoguchi.rules.visits import Close


class Worker(models.Model):
    """Somebody who works at a place and says at its door that they come and go (勤務者), by a card."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="workers")
    name = models.TextField()
    kana = models.TextField()
    kana_order = models.TextField(db_collation="C")  # see rules.names.kana_order
    number = models.TextField(blank=True, default="")  # by which those who pay know them
    card_hash = models.CharField(max_length=64, null=True, unique=True)
    registered_at = models.DateTimeField()
    ended_on = models.DateField(null=True)  # the last day

    def __str__(self) -> str:
        return str(self.id)


class Shift(models.Model):
    """That somebody worked (勤務), as their scans say. Made anew whenever another one arrives."""

    id = models.UUIDField(primary_key=True, editable=False)  # the scan it began with
    worker = models.ForeignKey(Worker, db_index=False, on_delete=models.CASCADE, related_name="shifts")
    point = models.ForeignKey(Point, db_index=False, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    opened_at = models.DateTimeField(null=True)  # None: an exit nobody came for
    closed_at = models.DateTimeField(null=True)
    close = models.TextField(blank=True, default="", choices=[(each.value, each.value) for each in Close])
    is_skewed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["worker", "day"], name="shift_of_worker"),
            models.Index(fields=["point"], condition=models.Q(closed_at=None), name="shift_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)
