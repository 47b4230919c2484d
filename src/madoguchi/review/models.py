"""What officers wrote about an application: marks, notes, returns, decisions, letters."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer
from madoguchi.rules.calls import Direction


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


class PhoneNote(models.Model):
    """What was said on the telephone (電話メモ); without an application it belongs to the section alone."""

    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="phone_notes"
    )
    section = models.TextField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    direction = models.TextField(choices=[(each.value, each.value) for each in Direction])
    caller = models.TextField(blank=True, default="")  # who spoke, as they said it
    heard = models.TextField(blank=True, default="")
    told = models.TextField(blank=True, default="")
    is_done = models.BooleanField()  # nothing is left to do about it

    class Meta:
        indexes = [
            models.Index(fields=["section", "at"], condition=models.Q(is_done=False), name="phone_note_open"),
            models.Index(fields=["at"], condition=models.Q(application=None), name="phone_note_alone"),
        ]

    def __str__(self) -> str:
        return f"call about {self.application_id}"


class Return(models.Model):
    """A request to correct (補正依頼): which questions, why each, until when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="returns")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveIntegerField()  # number of the answer set that was read when it was returned
    points = models.JSONField()  # [{"path": …, "reason": …}]
    message = models.TextField(blank=True, default="")
    due_on = models.DateField()
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)  # decided without the correction, after its day had passed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(answered_at=None, lapsed_at=None),
                name="one_open_return",
            )
        ]

    def __str__(self) -> str:
        return f"return of {self.application_id}"


class Decision(models.Model):
    """What the city answers (決定): proposed by one officer, given by another where two are asked for."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    outcome = models.TextField()  # id in the document's review.outcomes
    reason = models.TextField(blank=True, default="")  # stands in the letter
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)  # null: waits for the second officer

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
    missing_glyphs = models.JSONField(
        default=list
    )  # characters the font lacks: until replaced, no PDF is drawn
    substitutes = models.JSONField(default=dict)  # {character: what an officer had printed in its place}
    issued_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # by the resident, for the first time
    posted_on = models.DateField(null=True)  # sent on paper

    class Meta:
        indexes = [
            models.Index(fields=["issued_at"], condition=models.Q(file=None), name="letter_waiting"),
        ]

    def __str__(self) -> str:
        return self.document_number


class Phrase(models.Model):
    """A sentence the section keeps for returning applications, beside those of the document."""

    section = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "text"], name="phrase_once")]

    def __str__(self) -> str:
        return self.text[:20]


class Batch(models.Model):
    """Many applications that one officer decides at once; it goes on where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    act = models.TextField()  # propose | decide | approve
    outcome = models.TextField(blank=True, default="")  # empty: as each was proposed
    reason = models.TextField(blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.act} by {self.officer_id}"


class BatchItem(models.Model):
    """One application of a batch, and what became of it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True, default="")  # code, when it could not be decided

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "application"], name="once_in_a_batch"),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=models.Q(done_at=None), name="batch_left"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.batch_id}"
