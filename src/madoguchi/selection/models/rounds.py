"""Rounds of selection: from whom, for which seats, and who gets a place outside the order."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer
from madoguchi.places.models import Place
from madoguchi.procedures.models import Procedure
from madoguchi.selection.models.criteria import CriteriaEdition


class Round(models.Model):
    """A round (募集回) in which a section gives places to those who applied in its time."""

    class Kind(models.TextChoices):
        """Which of the year's rounds it is."""

        FIRST = "first"  # 一次
        SECOND = "second"  # 二次: the places that are left
        MONTHLY = "monthly"  # 随時

    class State(models.TextChoices):
        """How far it has got."""

        PREPARING = "preparing"  # findings and seats
        PLACED = "placed"  # a run was confirmed and is being decided
        RELEASED = "released"  # families know
        ENDED = "ended"

    class SecondCheck(models.TextChoices):
        """How many findings another officer looks at again."""

        NONE = "none"
        SAMPLE = "sample"
        ALL = "all"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code: others do not see that it exists
    title = models.TextField()
    fiscal_year = models.PositiveSmallIntegerField()  # 年度 of the places
    kind = models.TextField(choices=Kind.choices)
    state = models.TextField(choices=State.choices, default=State.PREPARING)
    procedures = models.ManyToManyField(Procedure, related_name="+")  # whose applications it takes
    arrived_from = models.DateField(null=True)  # only applications that arrived on these days, both included
    arrived_until = models.DateField(null=True)
    basis_on = models.DateField()  # 基準日: on which the facts must be true
    starts_on = models.DateField()  # 利用開始日
    replace_by = models.DateField(null=True)  # by then a certificate of planned work is replaced
    criteria = models.ForeignKey(CriteriaEdition, null=True, on_delete=models.PROTECT, related_name="rounds")
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )  # the round whose free places it gives
    second_check = models.TextField(choices=SecondCheck.choices, default=SecondCheck.SAMPLE)
    second_check_percent = models.PositiveSmallIntegerField(default=10)  # of a sample
    tells_shortfalls = models.BooleanField(default=False)  # families see how many points they lacked
    lottery_commitment = models.CharField(max_length=64, blank=True, default="")  # hash, published before
    lottery_sealed = models.TextField(blank=True, default="")  # the seed as a token, until it is revealed
    lottery_committed_at = models.DateTimeField(null=True)
    lottery_revealed = models.TextField(blank=True, default="")  # the seed, once everybody may see it
    lottery_revealed_at = models.DateTimeField(null=True)
    free_places_from = models.DateTimeField(null=True)  # when the public sees which places are left
    opened_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "fiscal_year", "title"], name="round_called_once"),
            models.CheckConstraint(
                condition=models.Q(second_check_percent__gte=1, second_check_percent__lte=100),
                name="round_sample_is_a_share",
            ),
        ]
        indexes = [models.Index(fields=["section", "-fiscal_year", "-starts_on"], name="round_section")]

    def __str__(self) -> str:
        return self.title


class Seats(models.Model):
    """How many children a place takes in a round (定員): proposed by the section, signed by the club."""

    class Signer(models.TextChoices):
        """In which capacity somebody signed."""

        OFFICER = "officer"
        MEMBER = "member"

    round = models.ForeignKey(Round, db_index=False, on_delete=models.CASCADE, related_name="seats")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField()  # children; 0: takes nobody
    reserved = models.PositiveIntegerField(default=0)  # of them for children who need special support
    bands = models.JSONField(default=list)  # [{"grades": [1, 2, 3], "seats": 30}]: at most so many of them
    last_year = models.PositiveIntegerField(null=True)
    proposed_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    signer_kind = models.TextField(choices=Signer.choices, blank=True, default="")
    signer_ref = models.TextField(blank=True, default="")  # as the record names them
    signer_name = models.TextField(blank=True, default="")
    signed_at = models.DateTimeField(null=True)  # null: not signed, or changed since
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="one_line_of_seats"),
            models.CheckConstraint(
                condition=models.Q(reserved__lte=models.F("capacity")), name="reserved_within_capacity"
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at=None) | ~models.Q(signer_kind=""),
                name="seats_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.capacity}"

    @property
    def is_signed(self) -> bool:
        """Whether what stands here was signed as it stands here."""
        return self.signed_at is not None


class PreAssignment(models.Model):
    """That a child gets a place outside the order (優先入会), why, and who approved it."""

    round = models.ForeignKey(Round, db_index=False, on_delete=models.CASCADE, related_name="pre_assignments")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    noted_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    approval = models.TextField(blank=True, default="")  # 決裁の文書番号, where there is one
    approved_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "application"], name="one_pre_assignment"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("noted_by")),
                name="pre_assignment_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} at {self.place_id}"

    @property
    def stamp(self) -> str:
        """What who approves it must have seen: said again, it is another."""
        return self.noted_at.isoformat()
