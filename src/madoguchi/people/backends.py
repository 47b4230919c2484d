"""Who an account is, asked by Django; each backend knows one kind of account only."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance
from madoguchi.base.prepared import Prepared
from madoguchi.people.models import Account, Entrant

BACKENDS: Final = {
    Entrant.RESIDENT: "madoguchi.people.backends.MailedCodeBackend",
    Entrant.OFFICER: "madoguchi.people.backends.PasswordBackend",
    Entrant.MEMBER: "madoguchi.people.backends.MemberBackend",
}


class MailedCodeBackend(BaseBackend):
    """Residents. The mailed code itself is confirmed in `people.actions`; this finds who signed in."""

    def get_user(self, user_id: Any) -> Account | None:
        return _RESIDENT.first(user_id)


class PasswordBackend(BaseBackend):
    """Officers: staff number and password. The second factor is asked before anybody is signed in."""

    kind = Entrant.OFFICER
    entrance = Entrance.DESK

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Account | None:
        if getattr(request, "entrance", self.entrance) is not self.entrance:
            return None
        account = _active(self.kind).filter(login=username).first()
        if account is None:
            Account().set_password(password)  # an unknown number takes as long as a known one
            return None
        if not account.check_password(password) or account.is_closed(localdate(clock.now())):
            return None
        return account

    def get_user(self, user_id: Any) -> Account | None:
        return _OFFICER.first(user_id)


class MemberBackend(PasswordBackend):
    """Staff of contractors, at their own entrance, in the same two steps."""

    kind = Entrant.MEMBER
    entrance = Entrance.PARTNER

    def get_user(self, user_id: Any) -> Account | None:
        return _MEMBER.first(user_id)


def _active(kind: Entrant) -> QuerySet[Account]:
    return Account.objects.filter(kind=kind, is_active=True)


_RESIDENT: Final = Prepared(
    lambda key: _active(Entrant.RESIDENT).select_related("resident").filter(pk=key), blank=UUID(int=0)
)
_OFFICER: Final = Prepared(
    lambda key: _active(Entrant.OFFICER).select_related("officer").filter(pk=key), blank=UUID(int=0)
)
_MEMBER: Final = Prepared(
    lambda key: _active(Entrant.MEMBER).select_related("member").filter(pk=key), blank=UUID(int=0)
)
