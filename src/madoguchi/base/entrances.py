"""The doors of the house: each entrance has its own cookie, its own limits of time, and can be shut."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_vary_headers

from madoguchi.base import clock
from madoguchi.base.prepared import Prepared


class Entrance(StrEnum):
    """A way into the house."""

    PORTAL = "portal"  # residents
    DESK = "desk"  # officers


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How an entrance remembers who came in, and for how long."""

    cookie: str
    path: str
    idle: timedelta  # without a request
    age: timedelta  # in all


DESK_PATH: Final = "/desk/"
# Answered at every entrance: probes of the machine, and files that anybody may read.
NO_ENTRANCE: Final = ("/healthz", "/readyz", "/static/")
SAVE_EVERY: Final = timedelta(minutes=1)
_KEY: Final = re.compile("[a-z0-9]{32}")
_ENTRANCE: Final = "_entrance"
_BEGAN: Final = "_began"

Answer = Callable[[HttpRequest], HttpResponse]


def entrance_of(path: str) -> Entrance:
    """Which entrance an address belongs to."""
    at_desk = path.startswith(DESK_PATH) or path == DESK_PATH.rstrip("/")
    return Entrance.DESK if at_desk else Entrance.PORTAL


def door(entrance: Entrance) -> Door:
    """Cookie and limits of an entrance, from the settings."""
    return Door(
        cookie=f"{entrance}_sign_in",
        path=DESK_PATH if entrance is Entrance.DESK else "/",
        idle=timedelta(minutes=settings.IDLE_MINUTES[entrance]),
        age=timedelta(minutes=settings.AGE_MINUTES[entrance]),
    )


def url_of(entrance: Entrance | str, path: str) -> str:
    """The absolute address of `path`, from the settings: what a request calls its Host is never believed."""
    base: str = {Entrance.PORTAL: settings.URL_PORTAL, Entrance.DESK: settings.URL_DESK}[Entrance(entrance)]
    return base.rstrip("/") + path


def address_of(request: HttpRequest) -> str:
    """The network address of whoever asks; only what our own proxies wrote about it is believed."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return direct
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else direct


class SignInStore(SessionStore):
    """What is remembered of one browser at one entrance. Worthless at another entrance, idle or old."""

    def __init__(self, session_key: str | None = None, *, entrance: Entrance = Entrance.PORTAL) -> None:
        super().__init__(session_key)
        self.entrance = entrance
        self.door = door(entrance)
        self.kept_until: datetime | None = None

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
    lambda key: SignInStore.get_model_class().objects.filter(session_key=key), blank="nobody's"
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
    response.set_cookie(
        store.door.cookie,
        store.session_key or "",
        max_age=store.door.age,
        path=store.door.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
