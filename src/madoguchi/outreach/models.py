"""Whom the city may tell of what: facts of residents, conditions over them, and what was told to many."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from madoguchi.files.models import StoredFile
from madoguchi.messaging.models import Friend
from madoguchi.people.models import Resident
from madoguchi.rules.broadcasting import State


class Profile(models.Model):
    """What is known of a resident that says what concerns them (配信用の情報); one row, kept up to date."""

    resident = models.OneToOneField(
        Resident, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    # Said by the resident for this purpose, and taken back at any time.
    district = models.TextField(null=True)  # code
    children_born = ArrayField(models.DateField(), default=list)  # the first of each month
    interests = ArrayField(models.TextField(), default=list)  # values of rules.segments.Interest
    agreed_at = models.DateTimeField(null=True)  # null: said nothing, or took it back
    # Kept by what happens in the house.
    language = models.TextField()
    has_line = models.BooleanField(default=False)
    applied = ArrayField(models.TextField(), default=list)  # procedures with an application under way
    enrolled = ArrayField(models.TextField(), default=list)  # places of their children
    booked = ArrayField(models.TextField(), default=list)  # offerings they have or had a reservation of
    came = ArrayField(models.TextField(), default=list)  # those of them to which they came
    booked_on = models.DateField(null=True)  # day of the last of these reservations, ahead or past
    visited = ArrayField(models.TextField(), default=list)  # places where their family came in
    visited_on = models.DateField(null=True)  # when last

    def __str__(self) -> str:
        return str(self.pk)


class Segment(models.Model):
    """A condition that says whom something is for (配信対象); who meets it is asked anew each time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code
    name = models.TextField()
    condition = models.JSONField()  # an expression; see rules.segments
    made_by = models.TextField()  # number of the officer
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section", "name"], name="one_segment_of_a_name")]
        indexes = [models.Index(fields=["section", "-made_at"], name="segment_of_section")]

    def __str__(self) -> str:
        return self.name


class Broadcast(models.Model):
    """What a section tells many (一斉配信): the words, for whom, when, and who let it go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code
    name = models.TextField()  # what officers call it
    segment = models.ForeignKey(  # null: for everybody, or for whom the corrected one told
        Segment, null=True, on_delete=models.PROTECT, related_name="broadcasts"
    )
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    is_emergency = models.BooleanField(default=False)
    words = models.JSONField()  # language → title, text, label1, label2
    targets = ArrayField(models.TextField(), default=list)  # where the buttons lead
    picture = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)  # when it is to leave; null: once it is released
    expires_at = models.DateTimeField(null=True)  # null: what the rules say
    wave_size = models.PositiveIntegerField(null=True)  # null: everybody at once
    wave_minutes = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)  # what somebody lets go is what they looked at
    state = models.TextField(choices=[(each.value, each.value) for each in State], default=State.DRAFT.value)
    written_by = models.TextField()  # number of the officer who wrote last
    written_at = models.DateTimeField()
    proposed_by = models.TextField(blank=True, default="")
    released_by = models.TextField(blank=True, default="")
    released_at = models.DateTimeField(null=True)
    goes_at = models.DateTimeField(null=True)  # when the first wave leaves
    people = models.PositiveIntegerField(default=0)  # frozen with the release
    by_consent = models.BooleanField(default=False)  # chosen by what people may take back
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["section", "-written_at"], name="broadcast_of_section")]

    def __str__(self) -> str:
        return f"broadcast {self.pk} ({self.state})"


class Wave(models.Model):
    """Those of a broadcast who are told at one time; bookings come less all at once that way."""

    broadcast = models.ForeignKey(Broadcast, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    code = models.TextField(unique=True)  # in its links, which count; says nothing about anybody
    leaves_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField()
    on_line = models.UUIDField(null=True)  # messaging.LineBroadcast; null: nobody of them is on LINE

    class Meta:
        constraints = [models.UniqueConstraint(fields=["broadcast", "number"], name="one_wave_of_a_number")]
        indexes = [
            models.Index(fields=["leaves_at"], condition=models.Q(begun_at=None), name="wave_waits"),
        ]

    def __str__(self) -> str:
        return f"wave {self.number}"


class Recipient(models.Model):
    """That somebody is told by a broadcast, frozen with its release: a resident, or a mere friend on LINE."""

    # Written by the hundred thousand in the statement that found them: checking each again costs seconds.
    broadcast = models.ForeignKey(
        Broadcast, on_delete=models.CASCADE, related_name="recipients", db_constraint=False, db_index=False
    )
    wave = models.PositiveSmallIntegerField()  # its number
    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    friend = models.ForeignKey(
        Friend, null=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    told_at = models.DateTimeField(null=True)
    way = models.TextField(blank=True, default="")  # line or mail; empty: on my page alone
    withdrew = models.BooleanField(default=False)  # took the consent back before it left: not told
    read_at = models.DateTimeField(null=True)  # opened on my page

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "resident"], name="one_resident_of_a_broadcast"),
            models.UniqueConstraint(fields=["broadcast", "friend"], name="one_friend_of_a_broadcast"),
            models.CheckConstraint(
                condition=models.Q(resident__isnull=False) ^ models.Q(friend__isnull=False),
                name="recipient_is_somebody",
            ),
        ]
        indexes = [models.Index(fields=["broadcast", "wave"], name="recipient_of_wave")]

    def __str__(self) -> str:
        return f"recipient {self.pk}"


class Opening(models.Model):
    """How often a button of a wave was followed within an hour: a figure, nobody's trace."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="openings")
    button = models.PositiveSmallIntegerField()
    hour = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "button", "hour"], name="one_figure_of_an_hour")
        ]

    def __str__(self) -> str:
        return str(self.count)


class CollectionTimetable(models.Model):
    """When what waste is collected where (ごみ収集日), as an officer took it in; the latest one counts."""

    area_days = models.TextField()  # a file of 5374.jp
    center = models.TextField(blank=True, default="")
    target = models.TextField(blank=True, default="")  # what goes where
    description = models.TextField(blank=True, default="")  # how each kind is put out
    on_holidays = models.BooleanField(default=True)  # collects on national holidays, too
    taken_in_at = models.DateTimeField()
    taken_in_by = models.TextField()  # number of the officer

    def __str__(self) -> str:
        return f"timetable {self.pk}"


class CollectionReminder(models.Model):
    """That a resident wishes to be reminded of what is collected in an area, and when."""

    resident = models.OneToOneField(Resident, primary_key=True, on_delete=models.CASCADE, related_name="+")
    area = models.TextField()  # as the timetable calls it
    moment = models.TextField()  # a value of rules.collection.Moment

    class Meta:
        indexes = [models.Index(fields=["moment", "area"], name="collection_reminder_due")]

    def __str__(self) -> str:
        return self.moment
