"""The catalogue: what can be applied for, and every version of it that was ever published."""

from django.db import models

from madoguchi.people.models import Section


class Procedure(models.Model):
    """Something a resident can ask of the city (手続き). Its draft document is the only mutable one."""

    slug = models.SlugField(primary_key=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="procedures")
    draft_text = models.TextField(blank=True, default="")  # canonical JSON of the document being worked on
    draft_by = models.TextField(blank=True, default="")
    draft_at = models.DateTimeField(null=True)
    current = models.OneToOneField(
        "ProcedureVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: not offered (never published, or withdrawn)

    def __str__(self) -> str:
        return self.slug


class ProcedureVersion(models.Model):
    """A published document. The database refuses to change or remove it."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # canonical JSON, the truth
    sha256 = models.CharField(max_length=64)
    document = models.JSONField()  # derived from text, for queries only
    published_at = models.DateTimeField()
    published_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"
