"""The menu on LINE: saved as a draft, published, and exchanged for its twin in a disaster."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import jobs
from madoguchi.messaging.line import menus
from madoguchi.messaging.models import Menu, MenuSwitch
from madoguchi.rules import menus as rules
from madoguchi.rules.menus import Mode


class CannotPublish(Exception):
    """The menu was changed twice within the hour: what LINE allows once more is kept for a disaster."""


@transaction.atomic
def save_menu(*, content: rules.Menu, officer: str, by: Actor, now: datetime) -> Menu:
    """Keep it as the draft; nobody on LINE sees it."""
    values = {"content": content.model_dump(mode="json"), "saved_at": now, "saved_by": officer}
    row, _created = Menu.objects.update_or_create(published_at=None, defaults=values)
    audit.record(verb="menu.saved", about=("menu", str(row.pk)), by=by, now=now)
    return row


@transaction.atomic
def publish_menu(*, officer: str, by: Actor, now: datetime) -> MenuSwitch | None:
    """Show the draft to everybody; while twins are shown, its twin. None: there is no draft."""
    draft = Menu.objects.select_for_update().filter(published_at=None).first()
    if draft is None:
        return None
    if not rules.may_publish(menus.asked_lately(now), now=now):
        raise CannotPublish
    draft.published_at = now
    draft.save(update_fields=["published_at"])
    before = menus.latest()
    audit.record(verb="menu.published", about=("menu", str(draft.pk)), by=by, now=now)
    return _switch(draft, Mode(before.mode) if before else Mode.EVERYDAY, officer, now)


@transaction.atomic
def show_menus(*, mode: Mode, officer: str, by: Actor, now: datetime) -> MenuSwitch | None:
    """Show everybody the twin of their menu, or their menu again. None: nothing is to be changed."""
    before = menus.latest()
    if before is None or before.mode == mode:
        return None
    audit.record(verb=f"menu.{mode}", about=("menu", str(before.menu_id)), by=by, now=now)
    return _switch(before.menu, mode, officer, now)


def _switch(menu: Menu, mode: Mode, officer: str, now: datetime) -> MenuSwitch:
    MenuSwitch.objects.filter(finished_at=None, superseded_at=None).update(superseded_at=now)
    jobs.defer("messaging.menus", key="messaging.menus")
    return MenuSwitch.objects.create(menu=menu, mode=mode, begun_at=now, begun_by=officer)
