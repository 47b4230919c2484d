"""What officers wrote about an application: marks, notes, returns, decisions, letters."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.procedures.queries import document_of
from madoguchi.rules.calls import Direction
from madoguchi.rules.documents import Document
from madoguchi.rules.proposals import Numbering, Standing


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


class HandOver(models.Model):
    """That an officer who leaves handed an application to another (引継ぎ); the last one counts."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="hand_over")
    giver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["taker"], name="handed_over_to")]

    def __str__(self) -> str:
        return f"{self.application_id} to {self.taker_id}"


class Return(models.Model):
    """A request to correct (補正依頼): which questions, why each, until when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="returns")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveIntegerField()  # number of the answer set that was read when it was returned
    points = models.JSONField()  # [{"path": …, "reason": …}]
    version = models.ForeignKey(
        ProcedureVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the newer one whose questions they are; null: that of the application
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

    @property
    def document(self) -> Document:
        """Where the questions stand that it names."""
        return document_of(self.version_id or self.application.version_id)


class Route(models.Model):
    """Through whose hands the proposals of a section go (決裁ルート), for one procedure or for all others."""

    section = models.TextField()
    procedure = models.TextField(blank=True, default="")  # slug; empty: every procedure without its own
    posts = models.JSONField(default=list)  # endings of posts, the last one decides: ["係長", "課長"]
    is_elsewhere = models.BooleanField(default=False)  # decided in the city's own records system

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "procedure"], name="one_route")]

    def __str__(self) -> str:
        return f"{self.section} {self.procedure}"


class Release(models.Model):
    """An instant (公開日時) at which results prepared beforehand are seen by everybody at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()
    title = models.TextField()  # e.g. 学童クラブ 一次募集の結果
    releases_at = models.DateTimeField()
    planned_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["releases_at"], condition=models.Q(released_at=None), name="release_to_come"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(models.Model):
    """起案: decisions laid before those who approve, one or thousands, under one heading."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()
    procedure = models.TextField()  # slug
    title = models.TextField()  # 件名
    text = models.TextField(blank=True, default="")  # 起案文
    standing = models.TextField(choices=[(each.value, each.value) for each in Standing])
    numbering = models.TextField(
        choices=[(each.value, each.value) for each in Numbering], default=Numbering.EACH
    )
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="proposals")
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    lap = models.PositiveIntegerField(default=0)  # how often it was sent round
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True)  # 決裁日; typed back where it was decided elsewhere
    document_number = models.TextField(blank=True, default="")  # of all its letters, where they share one
    settled_at = models.DateTimeField(null=True)  # when the last of its decisions took effect in the office

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=[each.value for each in Standing]),
                name="proposal_standing_known",
            ),
        ]
        indexes = [models.Index(fields=["section", "standing", "proposed_at"], name="proposal_section")]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """One post a proposal passes (回議): whose turn it is, who acted, and who for them."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="stages")
    lap = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    post = models.TextField(blank=True, default="")  # ending of a post; empty: anybody who may approve
    act = models.TextField(blank=True, default="")  # approve | deputise | send_back
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    acted_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, default="")
    viewed_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    viewed_at = models.DateTimeField(null=True)  # 後閲: the absent officer read what a deputy decided

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "lap", "number"], name="one_stage_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.post} of {self.proposal_id}"


class Decision(models.Model):
    """What the city answers (決定): drafted by one officer, laid before others where two are asked for."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="decisions")
    branch = models.PositiveIntegerField(null=True)  # 枝番 among the letters of its proposal
    outcome = models.TextField()  # id in the document's review.outcomes
    reason = models.TextField(blank=True, default="")  # stands in the letter
    place = models.TextField(blank=True, default="")  # code of the place granted; empty: the first wish
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)  # null: not approved yet. Seen by its resident once released
    dropped_at = models.DateTimeField(null=True)  # the application was withdrawn before it took effect
    told_at = models.DateTimeField(null=True)  # when the message about it was promised

    class Meta:
        indexes = [
            models.Index(
                fields=["proposal"],
                condition=models.Q(decided_at=None, dropped_at=None),
                name="decision_unsettled",
            ),
            models.Index(
                fields=["proposal", "application"],
                condition=models.Q(told_at=None, dropped_at=None),
                name="decision_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.application_id}"


class Letter(models.Model):
    """A letter (通知書) as it was issued: once released, its document number and its PDF never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="letters")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="letters")
    template = models.TextField()  # id in the document's letters
    document_number = models.TextField()  # 8ひ子育第1209号
    shares_number = models.BooleanField(default=False)  # with the other letters of its proposal
    dated_on = models.DateField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    missing_glyphs = models.JSONField(
        default=list
    )  # characters the font lacks: until replaced, no PDF is drawn
    substitutes = models.JSONField(default=dict)  # {character: what an officer had printed in its place}
    issued_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="replaced_by"
    )  # an earlier letter that stays as it was
    why_again = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField(null=True)  # by the resident, for the first time
    posted_on = models.DateField(null=True)  # sent on paper
    posted_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    again_at = models.DateTimeField(null=True)  # asked to be sent once more, e.g. because it was lost

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_number"],
                condition=models.Q(shares_number=False),
                name="document_number_once",
            ),
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(replaces=None), name="one_first_letter"
            ),
        ]
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
    act = models.TextField()  # accept | draft | propose | decide | approve
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.CASCADE, related_name="batches"
    )  # propose: what gathers them
    outcome = models.TextField(blank=True, default="")  # empty: as each was drafted or proposed
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


class Mailing(models.Model):
    """Letters that go out together on paper (まとめて郵送): one PDF of envelopes and letters."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    with_envelopes = models.BooleanField()
    two_sided = models.BooleanField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    envelope_count = models.PositiveIntegerField(default=0)  # pages before the first letter
    page_count = models.PositiveIntegerField(default=0)
    posted_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["started_at"], condition=models.Q(finished_at=None), name="mailing_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"mailing {self.id}"


class MailingItem(models.Model):
    """One letter of a mailing, or why it is set aside."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="items")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    set_aside = models.TextField(blank=True, default="")  # a value of rules.letters.SetAside
    missing_glyphs = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailing", "letter"], name="once_in_a_mailing")]

    def __str__(self) -> str:
        return f"{self.letter_id} in {self.mailing_id}"
