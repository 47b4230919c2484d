"""How a draft came to be what it is, who is at work on it, and what the studio keeps beside it."""

import uuid

from django.db import models

from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.rules.editions import Task


class Edit(models.Model):
    """One change of a draft, with the text it led to (編集の履歴). Kept until the next draft is begun.

    A change that was undone stays, so that it can be done again; the one in force is the current one.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="edits")
    before = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="later")
    text = models.TextField()  # canonical JSON, after the change
    sha256 = models.CharField(max_length=64)
    verb = models.TextField()  # begun, taken_in, or the name of the operation
    place = models.TextField(blank=True, default="")  # path of what was changed
    title = models.JSONField(default=dict)  # what that was called
    by = models.TextField()
    at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"], condition=models.Q(is_current=True), name="one_current_edit"
            )
        ]
        indexes = [models.Index(fields=["procedure", "sha256"], name="edit_by_text")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.verb} {self.place}"


class Editing(models.Model):
    """That an officer has a draft open just now, and where (編集中の職員). Means nothing a minute later."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="+")
    officer = models.TextField()  # number
    place = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "officer"], name="officer_edits_one_place")
        ]

    def __str__(self) -> str:
        return f"{self.officer} at {self.procedure_id}"


class Translation(models.Model):
    """From which Japanese some words in another language were made (翻訳のもと).

    Written when the Japanese changes and the words stay: as long as they are the same, they are out of date.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="translations")
    key = models.TextField()  # place of the text, wherever it is moved
    language = models.TextField()
    words = models.TextField()
    japanese = models.TextField()
    by = models.TextField()  # who changed the Japanese, or found the words still right
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "key", "language"], name="one_origin_per_translation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.key} {self.language}"


class ArrivedPack(models.Model):
    """A pack (パック) that somebody handed in: waiting to be taken in, or what a procedure came from.

    Once taken in it is the base of the next upgrade: what it said, with the slots as they were filled then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.BinaryField()  # the file, byte for byte
    sha256 = models.CharField(max_length=64)
    pack_id = models.TextField()  # with `made_by` the name of the pack
    made_by = models.TextField()
    version = models.PositiveIntegerField()
    title = models.JSONField()  # by language
    by = models.TextField()  # number of the officer who handed it in
    at = models.DateTimeField()
    procedure = models.ForeignKey(
        Procedure, null=True, on_delete=models.PROTECT, related_name="packs"
    )  # null: not taken in
    slots = models.JSONField(null=True)  # as they were filled, by name
    taken_by = models.TextField(blank=True, default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["procedure", "taken_at"], name="pack_of_procedure")]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class Manual(models.Model):
    """What the people of the section should know to run a procedure (手引き), as it was written once."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="manuals")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)  # Markdown; empty: taken away
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="one_manual_per_number")]

    def __str__(self) -> str:
        return f"{self.procedure_id} manual {self.number}"


class Reading(models.Model):
    """How the city reads a word of its own, e.g. a place name (読み方). Goes before every dictionary."""

    word = models.CharField(primary_key=True, max_length=40)
    reading = models.CharField(max_length=80)  # in hiragana
    by = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.word} {self.reading}"


class Edition(models.Model):
    """That a procedure was prepared for the fiscal year after (来年度版), from which version and by whom."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="editions")
    of_version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()  # 年度
    begun_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "year"], name="one_edition_of_a_year"),
            models.UniqueConstraint(fields=["of_version", "year"], name="one_edition_of_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} for {self.year}"


class EditionTask(models.Model):
    """One thing to look at before the edition is published (作業表), and who has done it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tasks")
    task = models.TextField(choices=[(task.value, task.value) for task in Task])
    facts = models.JSONField(default=dict)  # how many texts, which dates
    done_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "task"], name="one_task_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.task} of {self.edition_id}"


class Inspection(models.Model):
    """One look at a draft before it is published (公開前の点検): its pages, a mail, a stranger's visit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="inspections")
    digest = models.CharField(max_length=64)  # of the draft that was looked at
    mail_to = models.TextField()  # the officer's own address
    asked_by = models.TextField()  # staff number
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()  # pieces of work
    done = models.PositiveIntegerField(default=0)
    looked = models.JSONField(default=dict)  # matter → [{reason, subject, facts}]
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["procedure", "-asked_at"], name="inspection_latest")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.digest[:12]}"


class Waiver(models.Model):
    """That somebody lets a finding of the guard be, and why (見送り)."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="waivers")
    reason = models.TextField()  # a value of rules.guarding.Reason
    subject = models.TextField()  # of the finding: a language, a question, a place in the document
    why = models.TextField()
    by = models.TextField()  # staff number
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "reason", "subject"], name="one_waiver_per_finding")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.reason} {self.subject}"
