"""What officers wrote about an application: marks, notes, returns, decisions, letters."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer


class Mark(models.Model):
    """That an officer ticked a line of the checklist."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="marks")
    item = models.TextField()  # id in the document's checklist
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="one_mark_per_item")]

    def __str__(self) -> str:
        return f"{self.item} of {self.application_id}"


class Note(models.Model):
    """A private note among officers of the section; residents never see it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note on {self.application_id}"


class Return(models.Model):
    """A request to correct (補正依頼): which questions, why each, until when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="returns")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    points = models.JSONField()  # [{"path": …, "reason": …}]
    message = models.TextField(blank=True, default="")
    due_on = models.DateField()
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(answered_at=None), name="one_open_return"
            )
        ]

    def __str__(self) -> str:
        return f"return of {self.application_id}"


class Decision(models.Model):
    """What the city answers (決定): proposed by one officer, approved by another where the document asks for two."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    outcome = models.TextField()  # id in the document's review.outcomes
    reason = models.TextField(blank=True, default="")  # stands in the letter
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.outcome} for {self.application_id}"


class Letter(models.Model):
    """A letter (通知書) as it was issued: its document number and its PDF never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="letters")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="letter")
    template = models.TextField()  # id in the document's letters
    document_number = models.TextField(unique=True)  # 8ひ子育第1209号
    dated_on = models.DateField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    missing_glyphs = models.JSONField(default=list)  # characters the font lacks: the letter waits on the 外字 list
    issued_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.document_number


class Phrase(models.Model):
    """A sentence the section keeps for returning applications, beside those of the document."""

    section = models.TextField()
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:20]
