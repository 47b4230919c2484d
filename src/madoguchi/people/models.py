"""Who lives here, who works here, and how each signs in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.models import Session
from django.db import models


class Entrant(models.TextChoices):
    """The kinds of account. An account of one kind never opens another's entrance."""

    RESIDENT = "resident"
    OFFICER = "officer"
    MEMBER = "member"


BY_LINE: Final = "line:"  # before what LINE calls somebody, in the login of who comes by LINE alone


class Account(AbstractBaseUser):
    """A way to sign in and nothing else: what a person is stands in Resident, Officer or Member."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Entrant.choices)
    login = models.TextField(
        unique=True
    )  # resident: e-mail address in lower case; officer: staff number; member: a number
    email = models.TextField(blank=True, default="")  # as typed
    is_active = models.BooleanField(default=True)
    closed_from = models.DateField(
        null=True
    )  # leave, or the end of working here: from that day nobody gets in
    closed_until = models.DateField(null=True)  # exclusive
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"

    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Entrant.values), name="account_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=Entrant.RESIDENT) | ~models.Q(login__contains="@"),
                name="account_login_fits_kind",  # nobody's address can ever be somebody else's staff number
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def comes_by_line_alone(self) -> bool:
        """Whether there is no other way in."""
        return self.login.startswith(BY_LINE)

    def is_closed(self, on: date) -> bool:
        """Whether nobody gets in by it on that day."""
        begun = self.closed_from is not None and self.closed_from <= on
        return begun and (self.closed_until is None or on < self.closed_until)


class MailedCode(models.Model):
    """A code (認証番号) mailed to an address: good once and for minutes. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.TextField()  # as typed
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="mailed_code_expires")]

    def __str__(self) -> str:
        return str(self.id)


class SpentToken(models.Model):
    """That a token of LINE was exchanged for a sign-in, and in which browser: no other may use it again."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    browser_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="spent_token_expires")]

    def __str__(self) -> str:
        return self.token_hash[:8]


class SignIn(models.Model):
    """A browser in which somebody is signed in (ログイン中の端末), listed so that its owner can end it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="sign_in", db_column="session_key"
    )  # what that browser remembers
    began_at = models.DateTimeField()
    address = models.TextField(blank=True, default="")  # network address
    browser = models.TextField(blank=True, default="")  # as it names itself, shortened

    def __str__(self) -> str:
        return str(self.id)


class Resident(models.Model):
    """A person the city serves, as far as the city knows them."""

    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="resident")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.TextField(default="ja")
    is_protected = models.BooleanField(default=False)  # 住所等の秘匿, for all that they file
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.reference)


class Child(models.Model):
    """A child (児童) for whom a family asked the city for a place: the same through the years."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(
        Resident, null=True, db_index=False, on_delete=models.PROTECT, related_name="children"
    )  # who applied; another guardian's child of the same name stays another row until an officer says so
    name = models.TextField()
    kana = models.TextField()
    kana_order = models.TextField(db_collation="C")  # see rules.names.kana_order
    birth_date = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["resident", "birth_date"], name="child_of_resident")]

    def __str__(self) -> str:
        return str(self.reference)


class Section(models.Model):
    """A section (課) of the city hall; it outlives the officers who pass through it."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()
    names = models.JSONField(default=dict)  # further languages: {"ja-easy": …, "en": …}
    phone = models.TextField(blank=True, default="")
    mark = models.TextField(blank=True, default="")  # stands in document numbers, e.g. ひ子育
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+"
    )  # takes over what is open and what was, from the day this one ends
    keeps_posts = models.BooleanField(default=False)  # its administrators place the officers of every section

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor=None) | models.Q(ends_on__isnull=False),
                name="successor_of_an_ended_section",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> dict[str, str]:
        """The name in every language, for `{% text %}`."""
        return {"ja": self.name, **self.names}


class Officer(models.Model):
    """Somebody who works for the city."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="officer")
    number = models.TextField(unique=True)  # 職員番号
    name = models.TextField()
    kana = models.TextField()

    def __str__(self) -> str:
        return self.name


class StartCode(models.Model):
    """What a newcomer is handed on paper to choose a first password (初回設定番号). Only its hash is kept."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="start_code")
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.pk)


class Role(models.TextChoices):
    """What a post allows."""

    REVIEWER = "reviewer"  # reads, returns, proposes
    APPROVER = "approver"  # also approves what another proposed
    ADMINISTRATOR = "administrator"  # also asks who looked at what, and publishes procedures


class TransferPlan(models.Model):
    """A list of transfers (人事異動) as it was handed in; once taken, with what it changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.TextField()  # of the file
    rows = models.JSONField()  # [{"line": …, "cells": {column: text}}]
    past_confirmed = models.BooleanField(default=False)  # days gone by are meant
    imported_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    first_day = models.DateField(null=True)  # on which something changes
    taken_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True)  # the plan as it was taken

    def __str__(self) -> str:
        return str(self.id)


class Post(models.Model):
    """That an officer belongs to a section in a role, from one day until another (exclusive)."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="posts")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="posts")
    title = models.TextField(blank=True, default="")  # 課長, 係長, 主任
    role = models.TextField(choices=Role.choices)
    opens_protected = models.BooleanField(default=False)  # may open protected households, with a reason
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    plan = models.ForeignKey(
        TransferPlan, null=True, on_delete=models.SET_NULL, related_name="posts"
    )  # the list that brought it

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known")]

    def __str__(self) -> str:
        return f"{self.officer} {self.section} {self.title}"


class Organisation(models.Model):
    """A body that works with the city: a contractor that runs clubs, a school board."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()
    names = models.JSONField(default=dict)  # further languages: {"ja-easy": …, "en": …}

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody of an organisation that works with the city (委託事業者の職員), for certain days."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="member")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    number = models.TextField(unique=True)  # 利用者番号
    name = models.TextField()
    kana = models.TextField()
    title = models.TextField(blank=True, default="")  # 施設長, 支援員
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="member_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def works(self, on: date) -> bool:
        """Whether the city lets them in on that day."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)


class PersonalCode(models.Model):
    """What a member types at a shared device (個人の暗証). Only its hash is kept."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="personal_code")
    code_hash = models.TextField()
    tries = models.PositiveSmallIntegerField(default=0)  # wrong ones since it was set or last right
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
