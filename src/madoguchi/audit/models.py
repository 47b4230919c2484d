"""The record of who did what. Rows are only ever added; the database refuses to change them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.fields.json import KeyTransform


class Line(models.Model):
    """One act: who, through which entrance, did what, to what. Carries references, never values."""

    at = models.DateTimeField()
    actor_kind = models.TextField()  # resident | officer | member | tablet | worker | system | stranger
    actor_ref = models.TextField(blank=True, default="")
    entrance = models.TextField(blank=True, default="")
    verb = models.TextField()  # dotted: application.submitted, application.viewed
    about_kind = models.TextField()
    about_ref = models.TextField()
    details = models.JSONField(default=dict)  # `references` names all that a list showed

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_ref", "id"], name="audit_about"),
            models.Index(fields=["actor_kind", "actor_ref", "id"], name="audit_actor"),
            GinIndex(KeyTransform("references", "details"), name="audit_references"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_ref}"


class WaitingLine(models.Model):
    """That a line waits to be sealed. A trigger writes it with the line, so both are seen at once."""

    line_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"line {self.line_id}"


class Seal(models.Model):
    """A batch of committed lines with the hash of each, chained to the batch before and signed."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    line_ids = ArrayField(models.BigIntegerField())
    line_hashes = models.BinaryField()  # 32 bytes a line, in the order of `line_ids`
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.number}"
