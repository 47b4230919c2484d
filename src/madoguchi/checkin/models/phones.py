"""Phones that keep what they could not send, each with a key that never leaves it."""

from __future__ import annotations

import uuid

from django.db import models

from madoguchi.checkin.models.families import Family


class PhoneKey(models.Model):
    """The public half of a key that a phone made (端末の鍵): it signs what the phone sends later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="phone_keys")
    public = models.TextField()  # a point on P-256, uncompressed, hexadecimal
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "public"], name="phone_key_once")]

    def __str__(self) -> str:
        return str(self.id)
