"""Whom the city may tell of what: facts of residents, conditions over them, and what was told to many."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from madoguchi.people.models import Resident


class Profile(models.Model):
    """What is known of a resident that says what concerns them (配信用の情報); one row, kept up to date."""

    resident = models.OneToOneField(
        Resident, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    # Said by the resident for this purpose, and taken back at any time.
    district = models.TextField(null=True)  # code
    children_born = ArrayField(models.DateField(), default=list)  # the first of each month
    interests = ArrayField(models.TextField(), default=list)  # values of rules.segments.Interest
    agreed_at = models.DateTimeField(null=True)  # null: said nothing, or took it back
    # Kept by what happens in the house.
    language = models.TextField()
    has_line = models.BooleanField(default=False)
    applied = ArrayField(models.TextField(), default=list)  # procedures with an application under way
    enrolled = ArrayField(models.TextField(), default=list)  # places of their children

    def __str__(self) -> str:
        return str(self.pk)


class Segment(models.Model):
    """A condition that says whom something is for (配信対象); who meets it is asked anew each time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code
    name = models.TextField()
    condition = models.JSONField()  # an expression; see rules.segments
    made_by = models.TextField()  # number of the officer
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "name"], name="one_segment_of_a_name")]
        indexes = [models.Index(fields=["section", "-made_at"], name="segment_of_section")]

    def __str__(self) -> str:
        return self.name


class CollectionTimetable(models.Model):
    """When what waste is collected where (ごみ収集日), as an officer took it in; the latest one counts."""

    area_days = models.TextField()  # a file of 5374.jp
    center = models.TextField(blank=True, default="")
    on_holidays = models.BooleanField(default=True)  # collects on national holidays, too
    taken_in_at = models.DateTimeField()
    taken_in_by = models.TextField()  # number of the officer

    def __str__(self) -> str:
        return f"timetable {self.pk}"


class CollectionReminder(models.Model):
    """That a resident wishes to be reminded of what is collected in an area, and when."""

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="+")
    area = models.TextField()  # as the timetable calls it
    moment = models.TextField()  # a value of rules.collection.Moment

    class Meta:
        indexes = [models.Index(fields=["moment", "area"], name="collection_reminder_due")]

    def __str__(self) -> str:
        return self.moment
