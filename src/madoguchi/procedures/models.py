"""The catalogue: what can be applied for, and every version of it that was ever published."""

from django.db import models

from madoguchi.people.models import Officer, Section
from madoguchi.rules.rebasing import Following, Policy

POLICIES = [(policy.value, policy.value) for policy in Policy]


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
    extension = models.OneToOneField(
        "Extension", null=True, on_delete=models.PROTECT, related_name="+"
    )  # the latest: its closing counts where it is later than the version's
    owner = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )  # who answers for it (担当者); null: nobody was named
    deputy = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

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
    # What its author wanted for drafts and for undecided applications of the versions before it.
    for_drafts = models.TextField(choices=POLICIES, default=Following().drafts.value)
    for_applications = models.TextField(choices=POLICIES, default=Following().applications.value)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"


class Extension(models.Model):
    """That applications end later than published, because residents were kept from applying (受付の延長).

    A promise: the database refuses to change or remove it, only another one can follow.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="extensions")
    moved_from = models.DateTimeField()  # the closing until then
    closes_at = models.DateTimeField()
    outage_from = models.DateTimeField()
    outage_until = models.DateTimeField()
    reason = models.TextField()  # for the city's own record; residents read the notice
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "moved_from"], name="one_extension_per_closing"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("moved_from")), name="extension_moves_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(outage_until__gt=models.F("outage_from")), name="outage_ends_after_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} until {self.closes_at:%Y-%m-%d %H:%M}"
