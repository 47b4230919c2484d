"""Tablets at doors, for those who have no phone."""

from __future__ import annotations

import uuid

from django.db import models

from madoguchi.checkin.models.points import Point


class Tablet(models.Model):
    """A tablet at a door (入口の端末): staff pair it once by a code; its browser then keeps a secret.

    What it keeps without network is signed by a key of its own, and shut for a key that only the city has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="tablets")
    name = models.TextField()  # where it stands
    code_hash = models.CharField(max_length=64, blank=True, default="")  # "": it was used
    code_until = models.DateTimeField()
    secret_hash = models.CharField(max_length=64, null=True, unique=True)
    signs = models.TextField(blank=True, default="")  # its public half, a point on P-256 in hexadecimal
    opens = models.TextField()  # sealed: the private half by which the city opens what it kept
    shuts = models.TextField()  # the public half of that
    made_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
