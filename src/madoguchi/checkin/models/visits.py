"""What doors heard, and the visits that follow from it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from madoguchi.checkin.models.families import Family
from madoguchi.checkin.models.points import Point
from madoguchi.checkin.models.workers import Worker
from madoguchi.rules.visits import Close, Direction, Refusal, Source


class Scan(models.Model):
    """What was said at a door (読み取り). Rows are only ever added; the device makes the id."""

    id = models.UUIDField(primary_key=True, editable=False)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="scans")
    family = models.ForeignKey(
        Family, null=True, db_index=False, on_delete=models.CASCADE, related_name="scans"
    )  # None where heads are counted, or those who work there
    worker = models.ForeignKey(
        Worker, null=True, db_index=False, on_delete=models.CASCADE, related_name="scans"
    )
    direction = models.TextField(choices=[(each.value, each.value) for each in Direction])
    at = models.DateTimeField()  # the true time, see rules.visits.timed
    device_time = models.DateTimeField()
    received_at = models.DateTimeField()
    offset_seconds = models.IntegerField(default=0)  # how far the device's clock was behind
    is_skewed = models.BooleanField(default=False)
    members = ArrayField(models.BigIntegerField(), default=list)  # the children who came
    adults = models.PositiveSmallIntegerField(default=1)
    source = models.TextField(choices=[(each.value, each.value) for each in Source])
    refusal = models.TextField(blank=True, default="", choices=[(each.value, each.value) for each in Refusal])
    actor_kind = models.TextField()
    actor_ref = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["family", "at"], name="scan_of_family"),
            models.Index(fields=["worker", "at"], condition=~models.Q(worker=None), name="scan_of_worker"),
            BrinIndex(fields=["received_at"], name="scan_received"),  # only ever added
        ]

    def __str__(self) -> str:
        return str(self.id)


class Visit(models.Model):
    """That a family was at a place (入退室), as its scans say. Made anew whenever another one arrives."""

    id = models.UUIDField(primary_key=True, editable=False)  # the scan it began with
    family = models.ForeignKey(Family, db_index=False, on_delete=models.CASCADE, related_name="visits")
    point = models.ForeignKey(Point, db_index=False, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    opened_at = models.DateTimeField(null=True)  # None: an exit nobody entered for
    closed_at = models.DateTimeField(null=True)
    close = models.TextField(blank=True, default="", choices=[(each.value, each.value) for each in Close])
    members = ArrayField(models.BigIntegerField(), default=list)
    adults = models.PositiveSmallIntegerField(default=1)
    ages = ArrayField(models.SmallIntegerField(), default=list)  # of the children on that day
    district = models.TextField(blank=True, default="")  # where they lived then
    is_first = models.BooleanField(default=False)  # that the family ever made
    is_skewed = models.BooleanField(default=False)
    is_conflict = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["family", "day"], name="visit_of_family"),
            models.Index(fields=["day", "point"], name="visit_of_day"),
            models.Index(fields=["point"], condition=models.Q(closed_at=None), name="visit_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Correction(models.Model):
    """That scans count no more, or others were added by hand (訂正), and why. Scans themselves stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, null=True, on_delete=models.CASCADE, related_name="corrections")
    worker = models.ForeignKey(Worker, null=True, on_delete=models.CASCADE, related_name="corrections")
    struck = ArrayField(models.UUIDField(), default=list)
    added = ArrayField(models.UUIDField(), default=list)
    reason = models.TextField(blank=True, default="")
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    @staticmethod
    def kept(*times: datetime | None) -> list[str | None]:
        """Instants as `before` and `after` keep them."""
        return [each.isoformat() if each else None for each in times]
