"""What households say of themselves at a shelter."""

from __future__ import annotations

from django.db import models

from madoguchi.checkin.models.families import Family


class ShelterCard(models.Model):
    """What a household said of itself at a shelter (避難者カード): how many of which age, what it needs."""

    family = models.OneToOneField(
        Family, primary_key=True, on_delete=models.CASCADE, related_name="shelter_card"
    )
    sealed = models.TextField()  # MultiFernet token: see rules.shelters.Household
    may_be_named = models.BooleanField(default=False)  # to relatives who ask: 安否照会
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.family_id)
