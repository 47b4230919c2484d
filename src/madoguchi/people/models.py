"""Who lives here, who works here, and how each signs in."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Entrant(models.TextChoices):
    """The kinds of account. An account of one kind never opens another's entrance."""

    RESIDENT = "resident"
    OFFICER = "officer"
    MEMBER = "member"


class Accounts(BaseUserManager["Account"]):
    """Where accounts are made; the address is kept as typed and compared without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(**{"login": username})


class Account(AbstractBaseUser):
    """A way to sign in and nothing else: what a person is stands in Resident or Officer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField(choices=Entrant.choices)
    login = models.TextField(unique=True)  # resident: e-mail address in lower case; officer: staff number
    email = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"

    objects = Accounts()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Entrant.values), name="account_kind_known")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Resident(models.Model):
    """A person the city serves, as far as the city knows them."""

    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT, related_name="resident")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.TextField(default="ja")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.reference)


class Section(models.Model):
    """A section (課) of the city hall; it outlives the officers who pass through it."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()
    phone = models.TextField(blank=True, default="")
    mark = models.TextField(blank=True, default="")  # stands in document numbers, e.g. ひ子育
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)  # exclusive

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """Somebody who works for the city."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="officer")
    number = models.TextField(unique=True)  # 職員番号
    name = models.TextField()
    kana = models.TextField()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a post allows."""

    REVIEWER = "reviewer"  # reads, returns, proposes
    APPROVER = "approver"  # also approves what another proposed
    ADMINISTRATOR = "administrator"  # also asks who looked at what, and publishes procedures


class Post(models.Model):
    """That an officer belongs to a section in a role, from one day until another (exclusive)."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="posts")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="posts")
    title = models.TextField(blank=True, default="")  # 課長, 係長, 主任
    role = models.TextField(choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known")]

    def __str__(self) -> str:
        return f"{self.officer} {self.section} {self.title}"


class Organisation(models.Model):
    """A body that works with the city: a contractor that runs clubs, a school board."""

    code = models.SlugField(primary_key=True)
    name = models.TextField()

    def __str__(self) -> str:
        return self.name
