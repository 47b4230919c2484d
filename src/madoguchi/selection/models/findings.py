"""What officers found out about a family, one by one, and the paper that proves it."""

import uuid

from django.db import models

from madoguchi.applications.models import Application, Attachment
from madoguchi.people.models import Officer
from madoguchi.selection.models.rounds import Round


class Certificate(models.Model):
    """A certificate of work (就労証明書), typed in once for all children of a guardian."""

    class Source(models.TextChoices):
        """How its items came to us."""

        TYPED = "typed"
        WORKBOOK = "workbook"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code
    guardian_hash = models.TextField()  # of whose work it is; see selection.families
    paper = models.ForeignKey(
        Attachment, null=True, db_index=False, on_delete=models.SET_NULL, related_name="+"
    )  # null: came by hand, or was removed with its application
    source = models.TextField(choices=Source.choices, default=Source.TYPED)
    issued_on = models.DateField()  # 証明日
    is_planned = models.BooleanField(default=False)  # 内定: work that has not begun
    replace_by = models.DateField(null=True)  # planned work: by then the certificate of real work
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="replaces")
    sealed = models.TextField()  # its items as a token: reasons of absence are nobody else's business
    entered_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["section", "guardian_hash"], name="certificate_guardian"),
            models.Index(
                fields=["section", "replace_by"],
                condition=models.Q(replace_by__isnull=False, replaced_by=None),
                name="certificate_to_replace",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CertificateUse(models.Model):
    """That a certificate speaks of a guardian of an application; brothers and sisters share one."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="uses")
    application = models.ForeignKey(
        Application, db_index=False, on_delete=models.CASCADE, related_name="certificates"
    )
    subject = models.TextField()  # path of the guardian: guardians/r1

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "subject"], name="one_certificate_of_a_guardian")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} of {self.application_id}"


class Assessment(models.Model):
    """How far the findings of an application have got in a round (認定票)."""

    round = models.ForeignKey(Round, db_index=False, on_delete=models.CASCADE, related_name="assessments")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    answers = models.PositiveIntegerField()  # number of the answer set that was looked at
    open_count = models.PositiveIntegerField()  # findings that nobody has confirmed
    in_sample = models.BooleanField(default=False)  # another officer looks at it again
    confirmed_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )  # who confirmed the last of its findings
    confirmed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="one_assessment"),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("confirmed_by")),
                name="assessment_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.round_id}"


class Finding(models.Model):
    """Something an officer confirmed about a family (認定事項), and what proves it. Voided ones stay."""

    class Source(models.TextChoices):
        """Where the value came from."""

        ANSWER = "answer"
        CERTIFICATE = "certificate"
        MANUAL = "manual"

    class Void(models.TextChoices):
        """Why it no longer counts."""

        CORRECTED = "corrected"  # the answer it came from was corrected
        REPLACED = "replaced"  # the certificate it came from was replaced
        CHANGED = "changed"  # an officer took it back
        DISPUTED = "disputed"  # the second officer found something else
        CRITERIA = "criteria"  # another edition of the criteria does not ask for it so

    assessment = models.ForeignKey(
        Assessment, db_index=False, on_delete=models.CASCADE, related_name="findings"
    )
    name = models.TextField()  # of the finding in the criteria
    subject = models.TextField(blank=True, default="")  # guardians/r1, code of a place; empty: the household
    value = models.JSONField()
    source = models.TextField(choices=Source.choices)
    reason = models.TextField(blank=True, default="")  # why an officer set another value than was proposed
    paths = models.JSONField(default=list)  # of the answers it came from
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(
        Attachment, null=True, db_index=False, on_delete=models.SET_NULL, related_name="+"
    )
    page = models.PositiveSmallIntegerField(null=True)  # of the paper, from 1
    confirmed_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void = models.TextField(choices=Void.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "name", "subject"],
                condition=models.Q(voided_at=None),
                name="one_finding_in_force",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="manual") | ~models.Q(reason=""),
                name="manual_finding_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "name"], name="finding_assessment")]

    def __str__(self) -> str:
        return f"{self.name} of {self.assessment_id}"
