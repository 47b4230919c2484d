"""The city's facilities and its postal areas."""

import uuid

from django.db import models

from madoguchi.people.models import Child, Member, Organisation, Section
from madoguchi.rules.delegation import What


class District(models.Model):
    """A part of the city that people name when asked where they live (地区)."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()
    kana = models.TextField()
    names = models.JSONField(default=dict)  # further languages: {"ja-easy": …, "en": …}

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> dict[str, str]:
        """The name in every language, for `{% text %}`."""
        return {"ja": self.name, **self.names}


class Kind(models.TextChoices):
    """What sort of facility a place is."""

    SCHOOL = "school"
    JUNIOR_HIGH = "junior_high"
    NURSERY = "nursery"
    KINDERGARTEN = "kindergarten"
    CLUB = "club"
    LIBRARY = "library"
    CENTRE = "centre"  # 子育て支援センター
    HALL = "hall"  # 市民会館、公民館
    CLINIC = "clinic"  # 保健センター、接種会場
    PLAY = "play"  # 屋内あそび場
    SHELTER = "shelter"  # a place that is nothing but an emergency shelter
    OFFICE = "office"  # 市役所、出張所


class Place(models.Model):
    """A facility: school, after-school club, library, hall."""

    code = models.SlugField(primary_key=True)
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    kana = models.TextField()
    names = models.JSONField(default=dict)  # further languages: {"ja-easy": …, "en": …}
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="places")
    postal_code = models.CharField(max_length=7, blank=True, default="")
    address = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    operator = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="places")
    section = models.ForeignKey(Section, null=True, on_delete=models.PROTECT, related_name="+")  # in charge
    capacity = models.PositiveIntegerField(null=True)  # children
    hours = models.TextField(blank=True, default="")  # in words: 放課後から午後6時まで
    opens = models.JSONField(default=dict)  # the usual opening days, as rules.opening_days.Opens writes them
    rooms = models.JSONField(default=list)  # of a hall: [{code, name: {ja, …}, capacity}]
    shelter_for = models.JSONField(default=list)  # disasters in which people flee to it: ["earthquake"]
    shelter_capacity = models.PositiveIntegerField(null=True)  # people
    notify_by = models.TimeField(null=True)  # until when families tell of an absence that day
    arrives_by = models.TimeField(null=True)  # when everybody should be there
    extension = models.BooleanField(default=False)  # open until 19:00 for those who applied for it
    applied_last_year = models.PositiveIntegerField(null=True)
    serves = models.ManyToManyField("self", through="Serves", symmetrical=False, related_name="served_by")
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "kana"], name="place_kind_kana")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> dict[str, str]:
        """The name in every language, for `{% text %}`."""
        return {"ja": self.name, **self.names}


class SpecialDays(models.Model):
    """That a place is closed, or open at other hours, from a day to a day (臨時休館・臨時開館), and why."""

    place = models.ForeignKey(Place, db_index=False, on_delete=models.CASCADE, related_name="special_days")
    first_on = models.DateField()
    last_on = models.DateField()  # inclusive
    hours = models.JSONField(default=list)  # [["09:00", "12:00"]]; empty: closed
    reason = models.JSONField()  # in every language: {"ja": …, "ja-easy": …, "en": …}
    announced_by = models.TextField()  # staff number
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="special_days_in_order"
            )
        ]
        indexes = [models.Index(fields=["place", "last_on"], name="special_days_of_place")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.first_on}"


class Serves(models.Model):
    """That a club takes the children of a school."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    school = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "school"], name="serves_once")]

    def __str__(self) -> str:
        return f"{self.place} serves {self.school}"


class RollEntry(models.Model):
    """A child of a class as the school's roll of a year has it (名簿の児童), whoever its family is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="roll")
    year = models.PositiveSmallIntegerField()  # fiscal
    name = models.TextField()
    kana = models.TextField()
    kana_order = models.TextField(db_collation="C")  # see rules.names.kana_order
    birth_date = models.DateField()
    grade = models.PositiveSmallIntegerField(null=True)
    group = models.TextField(blank=True, default="")  # the class
    number = models.PositiveSmallIntegerField(null=True)  # 出席番号
    left_on = models.DateField(null=True)  # first day on which it is no longer in the roll

    class Meta:
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "name", "kana", "birth_date"], name="once_in_a_roll"
            )
        ]
        indexes = [models.Index(fields=["place", "year", "grade", "group"], name="roll_of_place")]

    def __str__(self) -> str:
        return str(self.id)


class Belonging(models.Model):
    """That a child belongs to a club or a class (所属), from one day until another (exclusive)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="belongings")
    place = models.ForeignKey(Place, db_index=False, on_delete=models.PROTECT, related_name="belongings")
    grade = models.PositiveSmallIntegerField(null=True)
    group = models.TextField(blank=True, default="")  # the class or group inside the place
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    source = models.TextField()  # who says so: "enrolment", a "school" by its roll, the "family"
    entry = models.ForeignKey(
        RollEntry, null=True, on_delete=models.SET_NULL, related_name="belongings"
    )  # who it is in the roll of the school; None until the school says so

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "place", "starts_on"], name="belongs_once_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="belonging_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["place", "starts_on"], name="belonging_of_place")]

    def __str__(self) -> str:
        return f"{self.child} at {self.place_id}"


class PostalArea(models.Model):
    """A town of the city under its postal code; asked before the national directory."""

    postal_code = models.CharField(max_length=7)
    prefecture = models.TextField(blank=True, default="")
    city = models.TextField()
    town = models.TextField()
    town_kana = models.TextField(blank=True, default="")
    district = models.ForeignKey(District, null=True, on_delete=models.SET_NULL)

    class Meta:
        indexes = [models.Index(fields=["postal_code"], name="postal_code")]

    def __str__(self) -> str:
        return f"{self.postal_code} {self.town}"


class Permit(models.Model):
    """What the city permits those who run a place (委託先に認める範囲), for days and a purpose."""

    place = models.ForeignKey(Place, db_index=False, on_delete=models.CASCADE, related_name="permits")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    what = models.TextField(choices=[(each.value, each.value) for each in What])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "organisation", "what"],
                condition=models.Q(ends_on=None),
                name="permitted_once_without_end",
            )
        ]
        indexes = [models.Index(fields=["place", "what"], name="permit_of_place")]

    def __str__(self) -> str:
        return f"{self.what} {self.place_id}"


class Grant(models.Model):
    """That a member may see or do something at a place (委任). It counts while the city permits it."""

    member = models.ForeignKey(Member, db_index=False, on_delete=models.CASCADE, related_name="grants")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="grants")
    what = models.TextField(choices=[(each.value, each.value) for each in What])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive
    given_by_kind = models.TextField()  # officer | member | system
    given_by_ref = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["member", "place", "what"], name="grant_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.what} {self.place_id}"


class Device(models.Model):
    """A tablet or computer that is shared at a place (共用端末), known by a secret in its browser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="devices")
    name = models.TextField()
    secret_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.TextField(blank=True, default="")  # staff number
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_known(self) -> bool:
        """Whether staff may sign in at it."""
        return self.approved_at is not None and self.ended_at is None


class Enquiry(models.Model):
    """What somebody at a place asks the section in charge (問い合わせ), with what was answered below it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, db_index=False, on_delete=models.CASCADE, related_name="enquiries")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    last_at = models.DateTimeField()
    waits = models.BooleanField(default=True)  # for the section: the last line is the facility's

    class Meta:
        indexes = [models.Index(fields=["place", "-last_at"], name="enquiry_of_place")]

    def __str__(self) -> str:
        return str(self.id)


class EnquiryLine(models.Model):
    """One thing that was said in an enquiry; words may name a child, so they lie encrypted."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    by_kind = models.TextField()  # member | officer
    by_ref = models.TextField()
    by_name = models.TextField()
    sealed = models.TextField()  # MultiFernet token of the words

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.at}"
