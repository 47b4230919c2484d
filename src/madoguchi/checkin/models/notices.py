"""What families say of a day (連絡), who reads it, and who has arrived."""

from __future__ import annotations

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places.models import Place, RollEntry
from madoguchi.rules.absences import Kind


class Notice(models.Model):
    """One thing a family says of a day or some days: absent, late, early, unwell, another pick-up (連絡)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, db_index=False, on_delete=models.CASCADE, related_name="notices")
    told_by = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.TextField(choices=[(each.value, each.value) for each in Kind])
    first_on = models.DateField()
    last_on = models.DateField()  # inclusive
    sealed = models.TextField()  # MultiFernet token: reason, temperature, time and words
    told_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "first_on", "kind"],
                condition=models.Q(withdrawn_at=None),
                name="one_notice_of_a_kind_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="notice_days_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["child", "last_on"], name="notice_of_child"),
            models.Index(fields=["last_on"], name="notice_last_on"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NoticeReader(models.Model):
    """That a place reads a notice, and when somebody there said so (確認)."""

    notice = models.ForeignKey(Notice, db_index=False, on_delete=models.CASCADE, related_name="readers")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_by_kind = models.TextField(blank=True, default="")  # officer | member
    seen_by_ref = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "place"], name="a_place_reads_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.place_id}"


class FiledNotice(models.Model):
    """That a notice came as an application (申請で届いた連絡), and what of it no place reads by itself."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="filed_notice")
    notice = models.ForeignKey(
        Notice, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # what school and club read; None: they read nothing of it
    wrong = models.TextField(blank=True, default="")  # a value of rules.absences.Wrong: to be seen to
    place = models.ForeignKey(
        Place, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )  # to telephone
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["at"],
                condition=models.Q(settled_at=None) & ~models.Q(wrong=""),
                name="filed_notice_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.wrong}"


class Arrival(models.Model):
    """That a child of a class was there in the morning of a day (登校・登園)."""

    entry = models.ForeignKey(RollEntry, db_index=False, on_delete=models.CASCADE, related_name="arrivals")
    day = models.DateField()
    at = models.DateTimeField()
    by_kind = models.TextField()  # officer | member
    by_ref = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "day"], name="arrives_once_a_day")]
        indexes = [models.Index(fields=["day"], name="arrival_day")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day}"
