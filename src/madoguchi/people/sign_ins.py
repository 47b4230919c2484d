"""What each browser's sign-in remembers, and whose it is: read together, once, before a page is made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from madoguchi.base import clock, cookies
from madoguchi.base.entrances import NO_ENTRANCE, Door, Entrance, door, entrance_of
from madoguchi.base.prepared import Prepared
from madoguchi.people.backends import BACKENDS
from madoguchi.people.models import Account, Entrant

SAVE_EVERY: Final = timedelta(minutes=1)
_KEY: Final = re.compile("[a-z0-9]{32}")
_ENTRANCE: Final = "_entrance"
_BEGAN: Final = "_began"

Answer = Callable[[HttpRequest], HttpResponse]


class SignInStore(SessionStore):
    """What is remembered of one browser at one entrance. Worthless at another entrance, idle or old."""

    def __init__(self, session_key: str | None = None, *, entrance: Entrance = Entrance.PORTAL) -> None:
        super().__init__(session_key)
        self.entrance = entrance
        self.door = door(entrance)
        self.kept_until: datetime | None = None
        self._account: Account | None = None

    @property
    def account(self) -> Account | None:
        """Whose sign-in this was when it was opened; None for a stranger's."""
        self._get_session()  # type: ignore[attr-defined]
        return self._account

    def _validate_session_key(self, key: str | None) -> bool:
        """Only what Django makes was ever a key; anything else is not even looked up."""
        return _KEY.fullmatch(key or "") is not None

    def get_session_cookie_age(self) -> int:
        return int(self.door.idle.total_seconds())

    def get_expiry_date(self, **_: object) -> datetime:
        return clock.now() + self.door.idle

    def load(self) -> dict[str, Any]:
        row = _REMEMBERED.first(self.session_key)
        data: dict[str, Any] = self.decode(row.session_data) if row else {}
        if row is None or row.expire_date <= clock.now() or not self._is_ours(data):
            self._session_key = None
            return {}
        self.kept_until = row.expire_date
        self._account = row.sign_in.account if hasattr(row, "sign_in") else None
        return data

    def _is_ours(self, data: dict[str, Any]) -> bool:
        too_old = clock.now().timestamp() - data.get(_BEGAN, 0) > self.door.age.total_seconds()
        return data.get(_ENTRANCE) == self.entrance and not too_old

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        marks = {_BEGAN: clock.now().timestamp(), **data, _ENTRANCE: self.entrance}
        return super().create_model_instance(marks)

    def begin_anew(self, now: datetime) -> None:
        """Count the age from now: somebody signed in."""
        self[_BEGAN] = now.timestamp()

    def grows_stale(self, now: datetime) -> bool:
        """Whether the time of the last request should be written down again."""
        return self.kept_until is not None and self.kept_until - self.door.idle + SAVE_EVERY <= now


_REMEMBERED: Final = Prepared(
    lambda key: Session.objects.select_related(
        "sign_in__account__resident", "sign_in__account__officer", "sign_in__account__member"
    ).filter(session_key=key),
    blank="nobody's",
)


class EntranceSessions:
    """Opens what this browser's sign-in remembers before the page is made, and keeps it afterwards."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        entrance = entrance_of(request.path_info)
        is_shut = entrance not in settings.ENTRANCES and not request.path_info.startswith(NO_ENTRANCE)
        if is_shut:
            return HttpResponseNotFound()
        open_door(request, entrance, key=request.COOKIES.get(door(entrance).cookie))
        return _keep(request, self.answer(request))


def open_door(request: HttpRequest, entrance: Entrance, *, key: str | None = None) -> None:
    """Let the request go on at `entrance`, with what is remembered under `key`, or with nothing yet."""
    request.entrance = entrance  # type: ignore[attr-defined]
    request.session = SignInStore(key, entrance=entrance)


def _keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    store: SignInStore = request.session  # type: ignore[assignment]
    if store.accessed:
        patch_vary_headers(response, ["Cookie"])
    if store.is_empty():
        _forget(request, response, store.door)
    elif response.status_code < 500 and (store.modified or store.grows_stale(clock.now())):
        _save(response, store)
    return response


def _forget(request: HttpRequest, response: HttpResponse, at: Door) -> None:
    if at.cookie in request.COOKIES:
        response.delete_cookie(at.cookie, path=at.path, samesite="Lax")


def _save(response: HttpResponse, store: SignInStore) -> None:
    try:
        store.save()
    except UpdateError:  # ended meanwhile from another browser: what was done stays done
        response.delete_cookie(store.door.cookie, path=store.door.path, samesite="Lax")
        return
    at = store.door
    cookies.keep(response, at.cookie, store.session_key or "", path=at.path, age=at.age)


class SignedIn(AuthenticationMiddleware):
    """Gives a request its `user`: the account that was read together with the sign-in."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user, request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> Account | AnonymousUser:
    """Whoever signed in and may still; whatever is not as usual, Django decides with a query of its own."""
    remembered: SignInStore = request.session  # type: ignore[assignment]
    account = remembered.account
    if account is not None and _stands(remembered, account):
        return account
    return auth.get_user(request)


def _stands(remembered: SignInStore, account: Account) -> bool:
    """Whether it may still come in, was not given another password, and is the one who signed in here."""
    whose = (remembered.get(auth.SESSION_KEY), remembered.get(auth.BACKEND_SESSION_KEY))
    signature = remembered.get(auth.HASH_SESSION_KEY, "")
    is_same = whose == (str(account.pk), BACKENDS[Entrant(account.kind)])
    return account.is_active and is_same and constant_time_compare(signature, account.get_session_auth_hash())
