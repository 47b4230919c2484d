"""Places of children for one school year: offered, accepted, lived in, ended."""

import uuid

from django.db import models

from madoguchi.applications.models import Application
from madoguchi.people.models import Child, Officer
from madoguchi.places.models import Place
from madoguchi.rules.enrolment import LIVING, Act, Offered, Source, State
from madoguchi.rules.interviews import Topic


class Offer(models.Model):
    """That the city offers a child a place (案内), until a day on which it must be answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="offers")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="offers")
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="offers")
    year = models.PositiveSmallIntegerField()  # 年度
    source = models.TextField(choices=[(each.value, each.value) for each in Source])
    state = models.TextField(choices=[(each.value, each.value) for each in Offered], default=Offered.OPEN)
    starts_on = models.DateField()
    offered_at = models.DateTimeField()
    reply_by = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "year"],
                condition=models.Q(state=Offered.OPEN),
                name="one_open_offer_for_a_child",
            )
        ]
        indexes = [
            models.Index(fields=["place", "year", "state"], name="offer_of_place"),
            models.Index(
                fields=["reply_by"], condition=models.Q(state=Offered.OPEN), name="offer_to_be_answered"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place_title(self) -> dict[str, str]:
        """The name of the club in every language, for `{% text %}`."""
        return {"ja": self.place.name, **self.place.names}


class Enrolment(models.Model):
    """That a child has a place for a school year (在籍)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="enrolment")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="enrolments")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="enrolments")
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="enrolments")
    year = models.PositiveSmallIntegerField()  # 年度
    state = models.TextField(choices=[(each.value, each.value) for each in State], default=State.ACCEPTED)
    starts_on = models.DateField()
    confirmed_at = models.DateTimeField(null=True)  # the club has seen the child (利用開始の確認)
    leaves_on = models.DateField(null=True)  # the day after the last, once that is written down
    pauses_on = models.DateField(null=True)  # the latest pause (休会): its first day
    returns_on = models.DateField(null=True)  # and the day after its last
    told_of_end_at = models.DateTimeField(null=True)  # that the school year ends, promised in March

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "year"],
                condition=models.Q(state__in=LIVING, leaves_on=None),
                name="one_place_for_a_child",
            ),
            models.CheckConstraint(
                condition=models.Q(leaves_on=None) | models.Q(leaves_on__gte=models.F("starts_on")),
                name="enrolment_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "year", "state"], name="enrolment_of_place"),
            models.Index(fields=["state", "year"], name="enrolment_round"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place_title(self) -> dict[str, str]:
        """The name of the club in every language, for `{% text %}`."""
        return {"ja": self.place.name, **self.place.names}


class PlaceEvent(models.Model):
    """One thing that happened to a child's place, from the offer to the last day: its history."""

    offer = models.ForeignKey(Offer, db_index=False, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    act = models.TextField(choices=[(each.value, each.value) for each in Act])
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")
    facts = models.JSONField(default=dict)  # days and the number of an application, never what anybody wrote

    class Meta:
        indexes = [models.Index(fields=["offer", "id"], name="place_event_offer")]

    def __str__(self) -> str:
        return f"{self.act} {self.offer_id}"


class Arrangement(models.Model):
    """One thing a club has to know about a child's place from a day on: hours, way home, allergies (取決め).

    The latest that has begun is in force; rows are added, never changed.
    """

    enrolment = models.ForeignKey(
        Enrolment, db_index=False, on_delete=models.CASCADE, related_name="arrangements"
    )
    kind = models.TextField()  # a word of rules.documents.procedure.Arranged
    starts_on = models.DateField()
    value = models.JSONField(null=True)  # as answered; None: nothing is arranged any more, or it is sealed
    words = models.JSONField(default=dict)  # by language
    sealed = models.TextField(blank=True, default="")  # MultiFernet token of both, where they are sensitive
    application = models.ForeignKey(
        Application, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # from which it follows
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["enrolment", "kind", "starts_on"], name="arrangement_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} {self.enrolment_id}"


class SpotDay(models.Model):
    """That a child stayed longer on one day (スポット利用), as the club ticked it."""

    enrolment = models.ForeignKey(
        Enrolment, db_index=False, on_delete=models.CASCADE, related_name="spot_days"
    )
    day = models.DateField()
    band = models.TextField()  # id of a spot in the table of fees
    at = models.DateTimeField()
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "day", "band"], name="one_tick_of_a_spot_day")
        ]

    def __str__(self) -> str:
        return f"{self.band} {self.day} {self.enrolment_id}"


class NoticeSeen(models.Model):
    """That a club has seen what a family says of a day (連絡の確認): who comes, or that nobody does."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="notice_seen")
    at = models.DateTimeField()
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"notice seen of {self.application_id}"


class Leftover(models.Model):
    """A decision about a child's place that could not be carried out (反映できなかった決定)."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="leftover")
    reason = models.TextField()  # a value of rules.enrolment.Reason
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=models.Q(settled_at=None), name="leftover_open"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.application_id}"


class Interview(models.Model):
    """A time that a club keeps for an interview (面談), and the family that booked it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="interviews")
    begins_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    enrolment = models.OneToOneField(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="interview"
    )
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "begins_at"], name="one_interview_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.begins_at}"


class InterviewNote(models.Model):
    """What a club noted of an interview on one topic (面談記録), encrypted; for itself or the section."""

    interview = models.ForeignKey(Interview, db_index=False, on_delete=models.CASCADE, related_name="notes")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="interview_notes")
    topic = models.TextField(choices=[(each.value, each.value) for each in Topic])
    sealed = models.TextField()  # MultiFernet token
    is_shared = models.BooleanField(default=False)
    at = models.DateTimeField()
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "topic"], name="one_note_of_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic} {self.interview_id}"


class FirstCheck(models.Model):
    """What a club says of longer hours that a family asks for (一次確認), before the section decides."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="first_check")
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="+")
    fits = models.BooleanField()  # it can be done from that day on
    sealed = models.TextField(blank=True, default="")  # MultiFernet token of why not, or what to consider
    at = models.DateTimeField()
    by_kind = models.TextField()
    by_ref = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"first check of {self.application_id}"
