"""The record of who did what. Rows are only ever added; the database refuses to change them."""

from django.db import models
from django.db.models.expressions import RawSQL


class Line(models.Model):
    """One act: who, through which entrance, did what, to what. Carries references and question ids, never values."""

    at = models.DateTimeField()
    actor_kind = models.TextField()  # resident | officer | member | system | stranger
    actor_ref = models.TextField(blank=True, default="")
    entrance = models.TextField(blank=True, default="")
    verb = models.TextField()  # dotted: application.submitted, application.viewed
    about_kind = models.TextField()
    about_ref = models.TextField()
    details = models.JSONField(default=dict)
    transaction = models.BigIntegerField(db_default=RawSQL("pg_current_xact_id()::text::bigint", ()))

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_ref", "id"], name="audit_about"),
            models.Index(fields=["actor_kind", "actor_ref", "id"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_ref}"


class Seal(models.Model):
    """A batch of committed lines, chained to the batch before and signed."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    line_count = models.PositiveIntegerField()
    previous_hash = models.TextField()
    hash = models.TextField()
    signature = models.TextField()

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealedLine(models.Model):
    """That a line belongs to a seal, at which position, and its hash. No foreign key: a removed line must leave its trace."""

    line_id = models.BigIntegerField(primary_key=True)
    seal_number = models.BigIntegerField(db_index=True)
    position = models.PositiveIntegerField()
    hash = models.TextField()

    def __str__(self) -> str:
        return f"line {self.line_id} in seal {self.seal_number}"
