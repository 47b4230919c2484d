"""Who comes: families that registered once, and strangers of whom three things are known."""

from __future__ import annotations

import uuid

from django.db import models

from madoguchi.people.models import Child, Resident
from madoguchi.places.models import District


class Family(models.Model):
    """A family that registered for the centres (利用登録), once for all of them and for a fiscal year.

    A guest is known by a reading, how many came and what staff have to know, until they register.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.OneToOneField(
        Resident, null=True, on_delete=models.PROTECT, related_name="family"
    )  # who signs in; without one they come with a card
    name = models.TextField(blank=True, default="")  # of the guardian
    kana = models.TextField()
    kana_order = models.TextField(db_collation="C")  # see rules.names.kana_order
    phone = models.TextField(blank=True, default="")  # where somebody answers who can come at once
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT, related_name="+")
    care = models.TextField(blank=True, default="")  # sealed: allergies and the like, for staff alone
    children = models.ManyToManyField(Child, through="FamilyChild", related_name="families")
    is_guest = models.BooleanField(default=False)
    guests = models.PositiveSmallIntegerField(default=0)  # children of a guest
    registered_at = models.DateTimeField()
    valid_until = models.DateField()  # exclusive: the year is confirmed anew
    delete_on = models.DateField()

    class Meta:
        verbose_name_plural = "families"
        indexes = [
            models.Index(fields=["kana_order"], name="family_kana"),
            models.Index(fields=["delete_on"], name="family_delete_on"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class FamilyChild(models.Model):
    """That a child comes with a family."""

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "child"], name="child_once_in_family")]

    def __str__(self) -> str:
        return f"{self.family_id} {self.child_id}"


class Bearer(models.TextChoices):
    """What carries a secret of a family."""

    CARD = "card"  # printed, with a QR code: 利用者カード
    PHONE = "phone"  # a browser in which they signed in once


class Credential(models.Model):
    """What a family is known by at doors without signing in, and there alone. Only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="credentials")
    bearer = models.TextField(choices=Bearer.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=models.Q(revoked_at=None, bearer=Bearer.CARD),
                name="one_card_of_a_family",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
