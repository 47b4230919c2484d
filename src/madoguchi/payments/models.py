"""Tables of fees, reductions, and each month's charges with what became of them.

A charge names what it is for by kind and reference: this room knows nothing of enrolments.
"""

import uuid

from django.db import models

from madoguchi.people.models import Officer, Resident
from madoguchi.rules.charges import State

STATES = [(state.value, state.value) for state in State]


class FeeEdition(models.Model):
    """A table of fees as the city put it in force (料金表の版); a newer one follows it, none is changed."""

    fee = models.TextField()  # id of the table: gakudo
    section = models.TextField()  # code of the section in charge
    starts_on = models.DateField()  # the first day of the month from which it is in force
    document = models.TextField()  # as it was handed in
    sha256 = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fee", "starts_on"], name="one_fee_edition_per_start")]

    def __str__(self) -> str:
        return f"{self.fee} from {self.starts_on}"


class Reduction(models.Model):
    """That a family pays less for some months (減免), by an officer's decision."""

    fee = models.TextField()
    kind = models.TextField()  # of what it is for: enrolment
    ref = models.TextField()
    sealed = models.TextField()  # {"class": id in the table, "reason": …}, as a token: it tells of poverty
    since = models.DateField()  # first day of its first month
    until = models.DateField()  # first day of its last month
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="reduction_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["kind", "ref"], name="reduction_for")]

    def __str__(self) -> str:
        return f"reduction {self.pk}"


class ChargeRun(models.Model):
    """A month of charges by one table (月次調定). Run again it goes on, and charges nobody twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(FeeEdition, on_delete=models.PROTECT, related_name="runs")
    fee = models.TextField()
    section = models.TextField()
    month = models.DateField()  # its first day
    due_on = models.DateField()
    serial = models.PositiveIntegerField(default=0)  # of the last charge that was numbered
    faults = models.JSONField(default=list)  # [{"kind", "ref", "path", "code"}]: who could not be charged
    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fee", "month"], name="one_charge_run_per_month")]

    def __str__(self) -> str:
        return f"{self.fee} {self.month:%Y-%m}"


class ChargeFile(models.Model):
    """The charges of a month as they were handed to the 収納 system, once (調定ファイル)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ChargeRun, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()  # the first of the month, and those added to it
    count = models.PositiveIntegerField()
    total = models.PositiveBigIntegerField()  # yen
    sha256 = models.CharField(max_length=64)
    content = models.TextField()  # the zip, sealed
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_charge_file_per_number")]

    def __str__(self) -> str:
        return f"{self.run_id} file {self.number}"


class Charge(models.Model):
    """What somebody pays for a month (調定), and how it stands."""

    number = models.TextField(unique=True)  # 0810-01-00017-4
    run = models.ForeignKey(ChargeRun, db_index=False, on_delete=models.PROTECT, related_name="charges")
    kind = models.TextField()  # of what it is for: enrolment
    ref = models.TextField()
    payer = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="charges")
    payer_name = models.TextField()
    payer_kana = models.TextField()
    subject = models.TextField()  # the child's name
    amount = models.PositiveIntegerField()  # yen
    sealed = models.TextField()  # the lines that explain it, as a token: they tell of reductions
    state = models.TextField(choices=STATES, default=State.OPEN)
    file = models.ForeignKey(ChargeFile, null=True, on_delete=models.PROTECT, related_name="charges")
    charged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind", "ref"], name="one_charge_per_month")]
        indexes = [
            models.Index(fields=["run", "state", "number"], name="charge_list"),
            models.Index(fields=["kind", "ref"], name="charge_for"),
        ]

    def __str__(self) -> str:
        return self.number


class ResultFile(models.Model):
    """A file of results from the 収納 system (収納結果), taken in once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()
    sha256 = models.CharField(max_length=64)
    taken = models.PositiveIntegerField()  # lines
    left = models.JSONField(default=list)  # [{"line", "number", "why"}]: lines that fit no charge
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "sha256"], name="one_result_file_once")]

    def __str__(self) -> str:
        return str(self.id)


class ChargeResult(models.Model):
    """What one line of them said of a charge."""

    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="results")
    file = models.ForeignKey(ResultFile, on_delete=models.PROTECT, related_name="results")
    state = models.TextField(choices=STATES)
    day = models.DateField()  # of the payment, the failure or the refund

    class Meta:
        constraints = [models.UniqueConstraint(fields=["charge", "file"], name="one_charge_result_per_file")]

    def __str__(self) -> str:
        return f"{self.charge_id} {self.state}"
