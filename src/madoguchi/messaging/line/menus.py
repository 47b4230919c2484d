"""Showing everybody another menu, step after step: each is kept once done, and done again in doubt.

Tabs first, then those who have no menu of their own, then everybody else in one request, which LINE resumes
under the same key after a halt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from madoguchi.base.entrances import url_in_line
from madoguchi.messaging.line import channel, drawing, wire
from madoguchi.messaging.models import REACHED, Friend, LineChannel, Menu, MenuPicture, MenuSwitch
from madoguchi.rules import menus
from madoguchi.rules.line_sending import Answer
from madoguchi.rules.menus import Made, Mode, Page

HELD: Final = timedelta(minutes=3)  # drawing and handing over all pictures takes half a minute
AT_ONCE: Final = 500  # people whom LINE links in one call


class NotNow(Exception):
    """LINE did not do it, or not yet; the reason is LINE's own words."""


def go_on(*, now: datetime) -> bool:
    """Take the steps that are left of the latest switch. Whether nothing is left."""
    switch = underway()
    if switch is None:
        return True
    free = Q(held_until=None) | Q(held_until__lte=now)
    if not MenuSwitch.objects.filter(free, pk=switch.pk).update(held_until=now + HELD):
        return False
    switch.refresh_from_db()
    is_done = _walk(switch, now)
    _keep(switch, held_until=None)
    return is_done


def _walk(switch: MenuSwitch, now: datetime) -> bool:
    try:
        for step in (_draw, _name, _show, _replace, _finish):
            step(switch, now)
    except NotNow as reason:
        MenuSwitch.objects.filter(pk=switch.pk).update(last_error=str(reason)[:500])
        return False
    return True


def underway() -> MenuSwitch | None:
    """The switch that is not finished."""
    return MenuSwitch.objects.filter(finished_at=None, superseded_at=None).order_by("-begun_at").first()


def latest() -> MenuSwitch | None:
    """What everybody sees, or is to see."""
    return MenuSwitch.objects.select_related("menu").order_by("-begun_at").first()


def asked_lately(now: datetime) -> list[datetime]:
    """When LINE was asked within the hour to change everybody's menu."""
    lately = MenuSwitch.objects.filter(begun_at__gt=now - timedelta(days=1))
    return [
        at for asked in lately.values_list("asked", flat=True) for at in asked if at > now - menus.AN_HOUR
    ]


def content(menu: Menu) -> menus.Menu:
    """What stands in it."""
    return menus.Menu.model_validate(menu.content)


def give(*, now: datetime) -> int:
    """Link those whose tab or language is not what they were given last. Returns how many."""
    switch = latest()
    if switch is None or switch.finished_at is None:
        return 0
    given, ids = 0, _ids(switch)
    for (tab, language), line_id in ids.items():
        while waiting := list(_ungiven(f"{tab}:{language}").values_list("line_user_id", flat=True)[:AT_ONCE]):
            _ask(now, "POST", "/richmenu/bulk/link", {"richMenuId": line_id, "userIds": waiting})
            Friend.objects.filter(line_user_id__in=waiting).update(menu_given=f"{tab}:{language}")
            given += len(waiting)
    return given


def _ungiven(wanted: str) -> QuerySet[Friend]:
    reached = Friend.objects.filter(REACHED)
    ought = Concat(Cast("menu_tab", TextField()), Value(":"), F("language"), output_field=TextField())
    plain = Q(menu_given="", wanted="0:ja")  # whoever has none of their own sees this one
    return reached.annotate(wanted=ought).filter(wanted=wanted).exclude(menu_given=wanted).exclude(plain)


def remove_old(*, now: datetime) -> int:
    """Remove from LINE what nobody sees any more: it holds a thousand pictures, eighteen are made each time.

    Only once everybody has seen the menu of now for a while: until then it may have to be gone back from.
    Pictures are found by their names, those too whose worker died before it could write them down.
    """
    switch = latest()
    if switch is None or switch.finished_at is None or switch.finished_at > now - menus.KEPT:
        return 0
    before = Menu.objects.exclude(pk=switch.menu_id).exclude(published_at=None)
    ours = {str(pk) for pk in before.values_list("pk", flat=True)}
    old = [line_id for name, line_id in _listed(now).items() if name.partition(" ")[0] in ours]
    for line_id in old[: menus.MOST_REMOVED]:
        _ask(now, "DELETE", f"/richmenu/{line_id}")
    left = old[menus.MOST_REMOVED :]
    MenuPicture.objects.filter(menu__in=before).exclude(line_id__in=left).delete()
    return len(old) - len(left)


def look(*, now: datetime) -> list[str]:
    """Keep what LINE has otherwise than it ought to be, for the page of administrators; every night.

    While everybody's menu is being changed nothing is kept: neither is LINE as it was, nor as it will be.
    """
    if underway() is not None:
        return [menus.UNFINISHED]
    try:
        found = wrongs(now=now)
    except NotNow:
        found = [menus.UNSEEN]
    LineChannel.objects.filter(pk=channel.known().pk).update(menus_seen_at=now, menus_wrong=found)
    return found


def wrongs(*, now: datetime) -> list[str]:
    """What LINE has otherwise than it ought to be."""
    switch = latest()
    if switch is None or switch.finished_at is None:
        return []
    ids, found = _ids(switch), []
    there = {each["richMenuId"] for each in _ask(now, "GET", "/richmenu/list").get("richmenus", [])}
    if not set(switch.menu.pictures.values_list("line_id", flat=True)) <= there:
        found.append("picture")
    if _default(now) != ids.get((0, "ja")):
        found.append("default")
    named = {
        a["richMenuAliasId"]: a["richMenuId"] for a in _ask(now, "GET", "/richmenu/alias/list")["aliases"]
    }
    if any(named.get(menus.alias_of(*page)) != line_id for page, line_id in ids.items()):
        found.append("tab")
    return found


def _default(now: datetime) -> str:
    try:
        return str(_ask(now, "GET", "/user/all/richmenu").get("richMenuId"))
    except NotNow as reason:
        if not str(reason).startswith("404"):
            raise
        return ""


def _draw(switch: MenuSwitch, now: datetime) -> None:
    """Have all pictures at LINE, the twins too, so that a disaster finds them there."""
    if switch.drawn_at is not None:
        return
    menu, listed = content(switch.menu), None
    for page in menus.pages(menu):
        this = {"menu": switch.menu, "mode": page.mode, "tab": page.tab, "language": page.language}
        row = MenuPicture.objects.filter(**this).first()
        if row is None:
            listed = _listed(now) if listed is None else listed
            row = MenuPicture.objects.create(**this, line_id=_made(switch, menu, page, listed, now))
        if row.uploaded_at is None:
            _upload(row, drawing.draw(menu, page), now)
    _keep(switch, drawn_at=now)


def _listed(now: datetime) -> dict[str, str]:
    """What a worker made that died before it could write it down is found by its name."""
    found = _ask(now, "GET", "/richmenu/list").get("richmenus", [])
    return {each["name"]: each["richMenuId"] for each in found}


def _made(switch: MenuSwitch, menu: menus.Menu, page: Page, listed: dict[str, str], now: datetime) -> str:
    name = f"{switch.menu_id} {page.mode} {page.tab} {page.language}"
    if name in listed:
        return listed[name]
    asked = menus.given(menu, page, name=name, base=url_in_line(""))
    return str(_ask(now, "POST", "/richmenu", asked)["richMenuId"])


def _upload(row: MenuPicture, picture: bytes, now: datetime) -> None:
    try:
        _ask(now, "POST", f"/richmenu/{row.line_id}/content", picture=picture)
    except NotNow as reason:
        if "already been uploaded" not in str(reason):
            raise
    MenuPicture.objects.filter(pk=row.pk).update(uploaded_at=now)


def _name(switch: MenuSwitch, now: datetime) -> None:
    """Let tabs lead to the pictures of this switch; while twins are shown, to twins."""
    if switch.named_at is not None:
        return
    for page, line_id in _ids(switch).items():
        alias, target = menus.alias_of(*page), {"richMenuId": line_id}
        try:
            _ask(now, "POST", f"/richmenu/alias/{alias}", target)
        except NotNow as reason:
            if not str(reason).startswith("404"):
                raise
            _ask(now, "POST", "/richmenu/alias", {"richMenuAliasId": alias} | target)
    _keep(switch, named_at=now)


def _show(switch: MenuSwitch, now: datetime) -> None:
    """For whoever has none of their own, and for those who join from now on."""
    if switch.shown_at is None:
        _ask(now, "POST", f"/user/all/richmenu/{_ids(switch)[0, 'ja']}")
        _keep(switch, shown_at=now)


def _replace(switch: MenuSwitch, now: datetime) -> None:
    """For everybody else, in one request. That it was asked is counted before its first byte."""
    if switch.request_id:
        return
    if not MenuSwitch.objects.exclude(pk=switch.pk).exists():
        _keep(switch, finished_at=now, last_error="")  # nobody had a menu yet
        return
    pictures = MenuPicture.objects.exclude(uploaded_at=None)
    ours = [_as_made(each) for each in pictures.filter(menu=switch.menu)]
    changes = menus.replacements([_as_made(each) for each in pictures], ours, Mode(switch.mode))
    if not menus.batches_left(asked_lately(now), now=now):
        raise NotNow("waits: LINE changes everybody’s menu three times an hour")
    _keep(switch, asked=[*switch.asked, now])
    operations = [{"type": "link", "from": old, "to": new} for old, new in changes]
    heard = _heard(
        now, "POST", "/richmenu/batch", {"operations": operations, "resumeRequestKey": str(switch.pk)}
    )
    _keep(switch, request_id=heard.request_id)


def _finish(switch: MenuSwitch, now: datetime) -> None:
    """Has LINE done it? What it broke off goes on under the same key."""
    if switch.finished_at is not None:
        return
    phase = _ask(now, "GET", f"/richmenu/progress/batch?requestId={switch.request_id}").get("phase")
    if phase == "failed":
        _keep(switch, request_id="")
        raise NotNow("LINE broke it off; it is resumed")
    if phase != "succeeded":
        raise NotNow("LINE is at it")
    _keep(switch, finished_at=now, last_error="")


def _as_made(row: MenuPicture) -> Made:
    return Made(page=Page(mode=Mode(row.mode), tab=row.tab, language=row.language), line_id=row.line_id)


def _ids(switch: MenuSwitch) -> dict[tuple[int, str], str]:
    rows = switch.menu.pictures.filter(mode=switch.mode)
    return {
        (tab, language): line_id for tab, language, line_id in rows.values_list("tab", "language", "line_id")
    }


def _keep(switch: MenuSwitch, **columns: Any) -> None:
    MenuSwitch.objects.filter(pk=switch.pk).update(**columns)
    for column, value in columns.items():
        setattr(switch, column, value)


def _ask(now: datetime, method: str, path: str, asked: Any = None, *, picture: bytes = b"") -> dict[str, Any]:
    return dict(_heard(now, method, path, asked, picture=picture).body)


def _heard(now: datetime, method: str, path: str, asked: Any = None, *, picture: bytes = b"") -> wire.Heard:
    ours = channel.known()
    token = channel.token_of(ours, now=now)
    if isinstance(token, wire.Heard):
        raise NotNow(token.said)
    heard = wire.of_menus(method, path, token=token, asked=asked, picture=picture)
    if heard.answer is not Answer.ACCEPTED:
        if heard.answer is Answer.UNAUTHORISED:
            channel.forget_token(ours)
        raise NotNow(heard.said)
    return heard
