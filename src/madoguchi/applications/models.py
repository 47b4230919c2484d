"""Drafts that change with every step, and applications whose answers never change again.

A reference without an index of its own is found by one of several columns, or asked for by nobody.
"""

import uuid

from django.db import models

from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules.doors import Door, Medium
from madoguchi.rules.lifecycle import State
from madoguchi.rules.rebasing import Stays
from madoguchi.rules.submission import Delivery

DOORS = [(door.value, door.value) for door in Door]


class Application(models.Model):
    """What a resident asked of the city (申請), under the number they read over the phone."""

    reference = models.TextField(unique=True)  # 0826-004217-3
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="applications")
    section = models.TextField()  # code of the section in charge, for the queue's index
    resident = models.ForeignKey(
        Resident, null=True, db_index=False, on_delete=models.PROTECT, related_name="applications"
    )
    state = models.TextField(choices=[(state.value, state.value) for state in State])
    outcome = models.TextField(blank=True, default="")  # id of an outcome in the document, once decided
    language = models.TextField(default="ja")
    arrived_at = models.DateTimeField()  # 到達: the instant the city's machine had it
    fiscal_year = models.PositiveSmallIntegerField()  # 年度 applied for; without one, that of arrival
    accepted_on = models.DateField()  # 受付日: the first working day on or after arrival
    due_on = models.DateField()  # the city answers by this day
    contact_kind = models.TextField()  # email | phone | post | line
    contact = models.TextField(blank=True, default="")
    inquiry_hash = models.TextField(blank=True, default="")
    birth_hash = models.TextField(blank=True, default="")  # of whom it is about, asked with the inquiry code
    delivery = models.TextField(
        choices=[(each.value, each.value) for each in Delivery], default=Delivery.PAGE.value
    )  # how the applicant wants to have letters
    applicant_name = models.TextField(blank=True, default="")
    applicant_kana = models.TextField(blank=True, default="")
    kana_order = models.TextField(blank=True, default="", db_collation="C")  # see rules.names.kana_order
    search_key = models.TextField(
        blank=True, default=""
    )  # folded names and numbers; see rules.names.search_key
    delete_on = models.DateField(null=True)  # set when it ends: the day its years of retention are over
    answer_count = models.PositiveIntegerField(default=1)  # number of the latest answer set
    is_protected = models.BooleanField(default=False)  # 住所等の秘匿: see rules.protection
    door = models.TextField(choices=DOORS, default=Door.OWN)
    medium = models.TextField(choices=[(each.value, each.value) for each in Medium], default=Medium.ONLINE)
    helped_by = models.TextField(blank=True, default="")  # code of the section whose officers helped
    represented_by = models.JSONField(default=dict)  # {name, relation} of who stands in
    entered_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(null=True)  # when it was typed; `arrived_at` is when the paper came
    checked_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    afterwards_reason = models.TextField(blank=True, default="")  # why it was typed on a later day
    late_reason = models.TextField(blank=True, default="")  # why it was taken after the closing (期限後)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("entered_by")),
                name="application_checked_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["section", "state", "arrived_at"], name="application_queue"),
            models.Index(fields=["section", "fiscal_year", "state"], name="application_year"),
            models.Index(fields=["resident", "-arrived_at"], name="application_resident"),
            models.Index(
                fields=["delete_on"], condition=models.Q(delete_on__isnull=False), name="application_expired"
            ),
            models.Index(
                fields=["section", "entered_at"],
                condition=models.Q(entered_by__isnull=False, checked_by=None),
                name="application_unchecked",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def waits_for_check(self) -> bool:
        """Whether an officer typed it and no other has compared it with its paper yet."""
        return self.entered_by_id is not None and self.checked_by_id is None

    @property
    def is_late(self) -> bool:
        """期限後: whether it was taken although it came after the closing."""
        return bool(self.late_reason)


class DraftKind(models.TextChoices):
    """Why somebody is writing: a first application, or the correction of a filed one."""

    FIRST = "first"
    CORRECTION = "correction"


class Draft(models.Model):
    """Answers being written. One mutable row; `revision` tells a stale tab from a fresh one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=DraftKind.choices, default=DraftKind.FIRST)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="drafts")
    resident = models.ForeignKey(
        Resident, null=True, db_index=False, on_delete=models.PROTECT, related_name="drafts"
    )
    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="drafts"
    )  # correction: of which; first: what it became
    resume_hash = models.TextField(blank=True, default="")
    language = models.TextField(default="ja")
    answers = models.JSONField(default=dict)  # as typed, by question id; what is sensitive stands in `sealed`
    sealed = models.TextField(blank=True, default="")  # MultiFernet token of the sensitive answers as JSON
    open_paths = models.JSONField(default=list)  # correction: the only paths that may change
    revision = models.PositiveIntegerField(default=1)
    tab = models.TextField(blank=True, default="")  # the page that saved last: it never conflicts with itself
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    door = models.TextField(choices=DOORS, default=Door.OWN)
    section = models.TextField(blank=True, default="")  # whose officers type it, or help
    entered_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    slip = models.JSONField(default=dict)  # what stands beside the answers, as typed (rules.doors)
    moved_from = models.ForeignKey(
        ProcedureVersion, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )  # the version it was written under before the last move
    news = models.JSONField(default=dict)  # what that move asks again and leaves out, until it is settled

    class Meta:
        indexes = [
            models.Index(fields=["resident", "-saved_at"], name="draft_resident"),
            models.Index(
                fields=["section", "-saved_at"],
                condition=models.Q(entered_by__isnull=False, submitted_at=None),
                name="draft_entry",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AnswerSet(models.Model):
    """The answers of one submission, sealed. The database refuses to change them."""

    application = models.ForeignKey(
        Application, db_index=False, on_delete=models.CASCADE, related_name="answer_sets"
    )
    number = models.PositiveIntegerField()
    version = models.ForeignKey(ProcedureVersion, db_index=False, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField()  # canonical, visible answers only, sensitive ones left out
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_answer_set_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} answers {self.number}"


class SealedAnswer(models.Model):
    """Sensitive answers of a set, encrypted. Opened only in `access_*`, never searchable."""

    answer_set = models.OneToOneField(AnswerSet, on_delete=models.CASCADE, related_name="sealed")
    token = models.TextField()  # MultiFernet token of {question id: answer} as JSON

    def __str__(self) -> str:
        return f"sealed {self.answer_set_id}"


class AnswerIndex(models.Model):
    """A listed answer, typed, so that queues and exports never read inside the JSON."""

    application = models.ForeignKey(
        Application, db_index=False, on_delete=models.CASCADE, related_name="listed"
    )
    question = models.TextField()
    text = models.TextField(null=True)
    number = models.DecimalField(null=True, max_digits=18, decimal_places=4)
    day = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_listed_answer")]
        indexes = [
            models.Index(fields=["question", "text"], name="listed_text"),
            models.Index(fields=["question", "day"], name="listed_day"),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.application_id}"


class Claimed(models.Model):
    """That a living application holds what a limit allows once, e.g. one application per child."""

    key = models.TextField(
        unique=True
    )  # salted hash of the limit's answers; where repeats are flagged, and of whom
    alike = models.TextField(blank=True, default="")  # where repeats are flagged: the hash without whom
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="claims")

    class Meta:
        indexes = [
            models.Index(fields=["alike"], condition=~models.Q(alike=""), name="claimed_alike"),
        ]

    def __str__(self) -> str:
        return f"claim of {self.application_id}"


class Likeness(models.Model):
    """That two applications may be for one child, and what an officer found out."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="likenesses"
    )  # the later
    other = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField()  # a value of rules.likeness.Kind
    relation = models.TextField(blank=True, default="")  # of the later applicant to the child
    other_relation = models.TextField(blank=True, default="")
    found_at = models.DateTimeField()
    verdict = models.TextField(blank=True, default="")  # a value of rules.likeness.Verdict, once it is said
    note = models.TextField(blank=True, default="")  # how one knows
    said_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "other"], name="one_likeness_of_a_pair")
        ]
        indexes = [models.Index(fields=["other"], name="likeness_other")]

    def __str__(self) -> str:
        return f"{self.application_id} like {self.other_id}"


class Attachment(models.Model):
    """A file given as the answer to a question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="attachments")
    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="attachments"
    )
    path = models.TextField()  # of the question it answers; empty: a scan of the whole paper
    name = models.TextField()  # as the sender called it
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "path"], name="attachment_draft_path")]

    def __str__(self) -> str:
        return str(self.id)


class Event(models.Model):
    """One thing that happened to an application: the time line that residents and officers read."""

    application = models.ForeignKey(
        Application, db_index=False, on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField()
    act = models.TextField()  # a value of rules.lifecycle.Act
    state = models.TextField()  # after the act
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["application", "id"], name="event_application")]

    def __str__(self) -> str:
        return f"{self.act} {self.application_id}"


class Rebase(models.Model):
    """That undecided applications go on to a newer version (版の切替), as its author wished."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.OneToOneField(ProcedureVersion, on_delete=models.PROTECT, related_name="rebase")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")  # who published it
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"to {self.version_id}"


class RebaseItem(models.Model):
    """What became of one application: it moved, was asked something again, or stays."""

    rebase = models.ForeignKey(Rebase, on_delete=models.CASCADE, related_name="items")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="rebased")
    at = models.DateTimeField()
    asked = models.JSONField(default=list)  # paths of the questions asked again
    stays = models.TextField(
        blank=True, default="", choices=[(each.value, each.value) for each in Stays]
    )  # why it stays; empty where it goes on

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rebase", "application"], name="once_in_a_rebase"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.rebase_id}"


class Protection(models.Model):
    """That a household is protected (住所等の秘匿): all that a resident files, or one without an account."""

    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="protections")
    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="protections"
    )  # where nobody's account filed it
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")  # sealed, or none
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(blank=True, default="")  # sealed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resident=None, application__isnull=False)
                | models.Q(resident__isnull=False, application=None),
                name="protection_of_one",
            ),
            models.UniqueConstraint(
                fields=["resident"], condition=models.Q(ended_at=None), name="one_protection_of_resident"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(ended_at=None),
                name="one_protection_of_application",
            ),
        ]

    def __str__(self) -> str:
        return f"protection {self.pk}"


class Unveiling(models.Model):
    """That an officer opened a protected application, and why: reported to the section's administrators."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="unveilings")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()  # sealed
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # by an administrator of the section
    read_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(read_at=None), name="unveiling_unread"),
        ]

    def __str__(self) -> str:
        return f"unveiling of {self.application_id}"


class Invitation(models.Model):
    """That an applicant lets another guardian see an application: invited, taken up, checked, ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    guest = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="+")
    relation = models.TextField(blank=True, default="")  # of the guest to the child, as they say
    accepted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by_kind = models.TextField(blank=True, default="")
    ended_by_ref = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["guest"],
                condition=models.Q(ended_at=None, confirmed_at__isnull=False),
                name="invitation_guest",
            ),
            models.Index(
                fields=["accepted_at"],
                condition=models.Q(ended_at=None, confirmed_at=None, accepted_at__isnull=False),
                name="invitation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.application_id}"
