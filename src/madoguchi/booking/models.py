"""What can be booked, how many places it has, who has one, and who waits.

`Pool.taken` is what a claim asks; the units of reservations that take places are the truth behind it.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import TAKING, Standing, State
from madoguchi.rules.waiting import Turn

TAKES = Q(state__in=[state.value for state in TAKING])


class Offering(models.Model):
    """What can be booked (予約できるもの): appointments at a counter, a course, a hall."""

    code = models.SlugField(primary_key=True)
    section = models.TextField()  # code of the section in charge
    title = models.JSONField()  # {"ja": …, "ja-easy": …, "en": …}
    lead = models.JSONField(default=dict)  # what a reader should know before booking, in languages
    terms = models.JSONField()  # rules.slots.Terms
    procedure = models.TextField(blank=True, default="")  # slug of the procedure that asks the questions
    is_public = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["section", "code"], name="offering_of_section")]

    def __str__(self) -> str:
        return self.code


class Session(models.Model):
    """One happening of an offering (開催枠): when, where, and whether it takes reservations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offering = models.ForeignKey(Offering, db_index=False, on_delete=models.PROTECT, related_name="sessions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    standing = models.TextField(
        choices=[(each.value, each.value) for each in Standing], default=Standing.OPEN.value
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offering", "starts_at", "place"], name="one_session_at_a_time_and_place"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offering_id} {self.starts_at}"

    @property
    def common_pools(self) -> list[Pool]:
        """Those that everybody books from: without what is held back for officers."""
        return [each for each in self.pools.all() if not each.is_held_back]

    @property
    def free(self) -> dict[str, int]:
        """How many places are left for everybody, by pool."""
        return {each.code: each.free for each in self.common_pools}

    @property
    def sizes(self) -> dict[str, int]:
        """How many places there are for everybody, by pool."""
        return {each.code: each.capacity for each in self.common_pools}


class Pool(models.Model):
    """Places of a session that are counted together (定員枠), and how many of them are taken."""

    session = models.ForeignKey(Session, db_index=False, on_delete=models.CASCADE, related_name="pools")
    code = models.TextField()  # as the terms name it
    is_held_back = models.BooleanField(default=False)  # for who calls or walks in: officers only
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)  # as its session is: the one row a claim asks has to know

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "code", "is_held_back"], name="one_pool_of_a_kind"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="never_one_too_many"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.session_id}"

    @property
    def free(self) -> int:
        """How many places are left."""
        return self.capacity - self.taken


class MonthShown(models.Model):
    """What a month of an offering looks like (空き状況の控え), worked out a few seconds ago at most."""

    offering = models.ForeignKey(Offering, db_index=False, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    times = models.JSONField()  # see booking.showing
    worked_out_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offering", "month"], name="one_month_shown")]

    def __str__(self) -> str:
        return f"{self.offering_id} {self.month}"


class Entitlement(models.Model):
    """A number that allows somebody to book (接種券など); only its hash is kept."""

    kind = models.TextField()  # as the terms name it
    number_hash = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # inclusive

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number_hash"], name="one_entitlement")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Series(models.Model):
    """Reservations that belong together, all or none: two doses, a hall every week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Reservation(models.Model):
    """That somebody has places, a room, or asked for them (予約)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.TextField(unique=True)  # read out over the telephone
    key = models.TextField(unique=True)  # made when the page opened: sent twice, it stays one
    offering = models.ForeignKey(
        Offering, db_index=False, on_delete=models.PROTECT, related_name="reservations"
    )
    session = models.ForeignKey(
        Session, null=True, db_index=False, on_delete=models.PROTECT, related_name="reservations"
    )  # none: hours of a room
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    resident = models.ForeignKey(
        Resident, null=True, db_index=False, on_delete=models.PROTECT, related_name="reservations"
    )
    name = models.TextField(blank=True, default="")  # of who called or walked in
    kana = models.TextField(blank=True, default="")
    contact_kind = models.TextField(blank=True, default="")  # email | phone | post
    contact = models.TextField(blank=True, default="")
    language = models.TextField(default="ja")
    party = models.JSONField()  # people by band
    size = models.PositiveSmallIntegerField()
    state = models.TextField(choices=[(each.value, each.value) for each in State])
    reduction = models.TextField(blank=True, default="")  # asked for, as the terms name it
    price = models.PositiveIntegerField(null=True)  # yen, as it was shown; none: it costs nothing
    answer_by = models.DateTimeField(null=True)  # held and offered ones: afterwards it is somebody else's
    once = models.TextField(null=True)  # what they may have once: see rules.slots.Once
    entitlement = models.ForeignKey(
        Entitlement, null=True, db_index=False, on_delete=models.PROTECT, related_name="reservations"
    )
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="reservations")
    number = models.PositiveSmallIntegerField(default=1)  # within its series
    medium = models.TextField(
        choices=[(each.value, each.value) for each in Medium], default=Medium.ONLINE.value
    )
    application = models.TextField(
        blank=True, default=""
    )  # number of the application that asks its questions
    booked_by = models.TextField(blank=True, default="")  # number of the officer who booked for them
    booked_at = models.DateTimeField()
    delete_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["once"], condition=TAKES & Q(once__isnull=False), name="one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["entitlement", "number"],
                condition=TAKES & Q(entitlement__isnull=False),
                name="one_for_an_entitlement",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="reservation_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state"], name="reservation_of_session"),
            models.Index(fields=["offering", "starts_at"], name="reservation_of_offering"),
            models.Index(fields=["resident", "-starts_at"], name="reservation_of_resident"),
            models.Index(
                fields=["answer_by"],
                condition=Q(state__in=[State.HELD.value, State.OFFERED.value]),
                name="reservation_to_answer",
            ),
            models.Index(fields=["delete_on"], name="reservation_expired"),
            models.Index(
                fields=["application"], condition=~Q(application=""), name="reservation_of_application"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_taking(self) -> bool:
        """Whether its places are nobody else's."""
        return self.state in TAKING


class Unit(models.Model):
    """Places of one pool that one reservation takes, as long as it is one that takes places."""

    reservation = models.ForeignKey(
        Reservation, db_index=False, on_delete=models.CASCADE, related_name="units"
    )
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="units")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reservation", "pool"], name="one_unit_of_a_pool"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="unit_takes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.pool_id}"


class Resource(models.Model):
    """A room that is hired by the hour (貸室)."""

    code = models.SlugField(primary_key=True)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="resources")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.JSONField()  # in languages
    seats = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.code


class ResourceBlock(models.Model):
    """Hours in which a room is somebody's, with setting up and clearing away."""

    resource = models.ForeignKey(Resource, db_index=False, on_delete=models.PROTECT, related_name="blocks")
    reservation = models.ForeignKey(
        Reservation, null=True, on_delete=models.CASCADE, related_name="blocks"
    )  # none: the section keeps it for itself
    during = DateTimeRangeField()
    is_taking = models.BooleanField(default=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_room_is_one_partys",
                expressions=[("resource", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_taking=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.during}"


class WaitEntry(models.Model):
    """That somebody waits for places of a session (キャンセル待ち), and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, db_index=False, on_delete=models.PROTECT, related_name="waiting")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True, default="")  # of who comes, for the list of the day
    kana = models.TextField(blank=True, default="")
    party = models.JSONField()
    size = models.PositiveSmallIntegerField()
    state = models.TextField(choices=[(each.value, each.value) for each in Turn], default=Turn.WAITING.value)
    asked_at = models.DateTimeField()
    application = models.TextField(blank=True, default="")  # number of the application that asks to wait
    entitlement = models.ForeignKey(Entitlement, null=True, on_delete=models.CASCADE, related_name="+")
    overtaken = models.PositiveSmallIntegerField(default=0)  # by smaller parties who asked later
    reservation = models.ForeignKey(Reservation, null=True, on_delete=models.SET_NULL, related_name="waited")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "resident"],
                condition=Q(state=Turn.WAITING.value),
                name="waits_once",
            )
        ]
        indexes = [models.Index(fields=["session", "state", "asked_at"], name="who_waits_for_a_session")]

    def __str__(self) -> str:
        return f"{self.resident} waits for {self.session_id}"


class ReservationEvent(models.Model):
    """One thing that happened to a reservation; the database refuses to change it."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    act = models.TextField()  # booked, reduced, moved, or a value of rules.slots.Act
    state = models.TextField()  # afterwards
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")
    why = models.TextField(blank=True, default="")

    class Meta:
        indexes = [BrinIndex(fields=["at"], name="reservation_event_at")]  # only ever added: tiny and exact

    def __str__(self) -> str:
        return f"{self.act} {self.reservation_id}"
