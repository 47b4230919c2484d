"""Whom the city may tell of what: facts of residents, conditions over them, and what was told to many."""

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
