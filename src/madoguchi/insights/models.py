"""What this room keeps of its own: whom shares are of, and what happened beside the figures."""

from django.db import models

from madoguchi.places.models import District, Place


class Population(models.Model):
    """How many people lived in a district on a day, as the resident register counts them (人口)."""

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+")
    counted_on = models.DateField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "counted_on"], name="one_population_of_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.district_id} {self.counted_on}: {self.people}"


class Occasion(models.Model):
    """What an officer noted of a day, so that figures are understood later (できごと)."""

    day = models.DateField()
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, related_name="+")  # null: of LINE
    words = models.TextField()
    noted_by = models.TextField()  # number of the officer
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="occasion_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.words}"
