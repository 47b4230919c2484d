"""Extracts of the resident register, and who of the applications was found in them."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer
from madoguchi.rules.matching import Result, Role


class RegisterExtract(models.Model):
    """An extract of the resident register (抽出データ) that a section was given; one at a time is in use."""

    class State(models.TextChoices):
        """How far it has got."""

        READING = "reading"
        REFUSED = "refused"
        IN_USE = "in_use"
        REPLACED = "replaced"
        REMOVED = "removed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # whose it is: others do not see that it exists
    state = models.TextField(choices=State.choices, default=State.READING)
    as_of = models.DateField()  # 抽出日
    sha256 = models.CharField(max_length=64)  # of the file
    content = models.TextField(blank=True, default="")  # the file, sealed; only until it is read
    columns = models.JSONField(default=dict)  # what was found where: {"number": "宛名番号"}
    ignored = models.JSONField(default=list)  # headings that nothing is read from
    total = models.PositiveIntegerField(default=0)  # people
    done = models.PositiveIntegerField(default=0)  # of them that are kept so far
    faults = models.JSONField(default=list)  # [{"code": …, "facts": …}]: lines and columns, never values
    fault_count = models.PositiveIntegerField(default=0)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # when its people were removed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section"], condition=models.Q(state="in_use"), name="one_extract_in_use"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class RegisterEntry(models.Model):
    """Somebody in an extract (台帳の人): sealed, and found by keyed hashes alone."""

    extract = models.ForeignKey(RegisterExtract, on_delete=models.CASCADE, related_name="entries")
    reading = models.TextField()  # each a hash of what rules.matching.Key says; empty where a part is missing
    name = models.TextField()
    place = models.TextField()
    household = models.TextField()
    home = models.TextField()
    sealed = models.TextField()  # the whole line, as a token

    class Meta:
        indexes = [
            models.Index(fields=["extract", "reading"], name="entry_reading"),
            models.Index(fields=["extract", "name"], name="entry_name"),
            models.Index(fields=["extract", "place"], name="entry_place"),
            models.Index(fields=["extract", "household"], name="entry_household"),
            models.Index(fields=["extract", "home"], name="entry_home"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class RegisterMatch(models.Model):
    """Whom somebody of an application was compared with (照合結果): proposed, or chosen by an officer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="matches")
    path = models.TextField()  # of the question that names them
    role = models.TextField(choices=[(role.value, role.value) for role in Role])
    result = models.TextField(choices=[(result.value, result.value) for result in Result])
    differences = models.JSONField(default=list)  # of the one proposed or chosen
    sealed = models.TextField(
        blank=True, default=""
    )  # their 宛名番号 and 世帯番号, as a token; empty: nobody
    is_shielded = models.BooleanField(default=False)
    extract = models.ForeignKey(RegisterExtract, on_delete=models.PROTECT, related_name="+")
    answers = models.PositiveIntegerField()  # number of the answer set that was compared
    matched_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)  # null: only proposed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "path"], name="one_match_per_person")]
        indexes = [
            models.Index(fields=["result"], condition=models.Q(decided_at=None), name="match_open"),
        ]

    def __str__(self) -> str:
        return f"{self.path} of {self.application_id}"


class RegisterRun(models.Model):
    """Many applications compared at once (一括照合); it goes on where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    extract = models.ForeignKey(RegisterExtract, on_delete=models.PROTECT, related_name="+")
    procedure = models.TextField(blank=True, default="")  # slug; empty: every procedure
    total = models.PositiveIntegerField()  # applications
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)  # the last application that was compared
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
