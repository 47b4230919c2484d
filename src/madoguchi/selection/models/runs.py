"""Runs of a round: what went in, what came out, for each child; once calculated they never change."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer
from madoguchi.places.models import Place
from madoguchi.review.models import Proposal, Release
from madoguchi.rules.running import Outcome
from madoguchi.selection.models.criteria import CriteriaEdition
from madoguchi.selection.models.rounds import Round


class Run(models.Model):
    """One calculation by both engines (試行・本番). The database refuses to change one that ended."""

    class Kind(models.TextChoices):
        """Whether places may be given by it."""

        REAL = "real"
        REHEARSAL = "rehearsal"

    class State(models.TextChoices):
        """How far it has got."""

        CALCULATING = "calculating"
        DONE = "done"
        REFUSED = "refused"  # `refusals` says why

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, db_index=False, on_delete=models.PROTECT, related_name="runs")
    kind = models.TextField(choices=Kind.choices)
    state = models.TextField(choices=State.choices, default=State.CALCULATING)
    title = models.TextField(blank=True, default="")  # what a rehearsal tries
    criteria = models.ForeignKey(CriteriaEdition, db_index=False, on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(
        default=dict
    )  # of a rehearsal: {"seats": {place: children}, "without": [reference, …]}
    began_with = models.JSONField(default=list)  # references that took part when it was started
    left_out = models.JSONField(default=list)  # those of them withdrawn before it was calculated
    inputs = models.CharField(max_length=64, blank=True, default="")  # hash of everything that went in
    problem = models.TextField(blank=True, default="")  # canonical JSON, without names
    result = models.TextField(blank=True, default="")  # canonical JSON
    seed = models.TextField(blank=True, default="")  # of the lottery
    refusals = models.JSONField(default=list)
    operator = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state="calculating", kind="real"),
                name="one_run_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["round", "-started_at"], name="run_round"),
            models.Index(fields=["started_at"], condition=models.Q(state="calculating"), name="run_open"),
        ]

    def __str__(self) -> str:
        return f"run of {self.round_id}"

    @property
    def is_real(self) -> bool:
        """Whether places may be given by it."""
        return self.kind == self.Kind.REAL

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return self.state == self.State.DONE


class Placement(models.Model):
    """What a run says of one child (内定): the place or none, the points, and how each wish came out."""

    run = models.ForeignKey(Run, db_index=False, on_delete=models.CASCADE, related_name="placements")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="placements")
    outcome = models.TextField(choices=[(each.value, each.value) for each in Outcome])
    place = models.ForeignKey(Place, null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)  # of the place among the wishes; null: outside them
    choices = models.JSONField()  # one of rules.allocation.Choice for each wish
    sheet = models.JSONField()  # 指数計算書: every line with what it gave

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "application"], name="one_placement")]
        indexes = [models.Index(fields=["run", "place"], name="placement_place")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"


class Confirmation(models.Model):
    """That a run became what is proposed (内定案の確定), and how far its proposal is put together."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="confirmation")
    title = models.TextField()  # 件名
    release = models.ForeignKey(Release, db_index=False, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(
        Proposal, null=True, on_delete=models.PROTECT, related_name="+"
    )  # once all is drafted
    last = models.PositiveBigIntegerField(default=0)  # the last placement that was made a draft
    left_out = models.JSONField(default=list)  # references that had moved on meanwhile
    weighed = models.PositiveBigIntegerField(default=0)  # the last placement whose shortfalls are known
    weighed_at = models.DateTimeField(null=True)  # when all of them were
    unproven = models.JSONField(default=list)  # [{"reference", "place"}] on which the engines differ
    confirmed_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["confirmed_at"], condition=models.Q(proposal=None), name="confirmation_open"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.run_id} confirmed"


class Shortfall(models.Model):
    """How many points more would have given a child a wish it did not get (あと何点).

    Both engines say so. Its family alone sees it, where the round tells it.
    """

    confirmation = models.ForeignKey(
        Confirmation, db_index=False, on_delete=models.CASCADE, related_name="shortfalls"
    )
    placement = models.ForeignKey(
        Placement, db_index=False, on_delete=models.CASCADE, related_name="shortfalls"
    )
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="+")
    added = models.DecimalField(max_digits=25, decimal_places=6)
    at = models.ForeignKey(
        Place, db_index=False, on_delete=models.PROTECT, related_name="+"
    )  # the place wished for, or one wished for more

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "place"], name="one_shortfall")]
        indexes = [models.Index(fields=["confirmation"], name="shortfall_confirmation")]

    def __str__(self) -> str:
        return f"{self.placement_id}: {self.added}"
