"""Which tab of the menu on LINE somebody sees first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.messaging import menus
from madoguchi.messaging.models import Friend
from madoguchi.outreach.models import Profile


@transaction.atomic
def place_families(*, by: Actor, now: datetime) -> int:
    """Let those who said, for this purpose, that they have children see the tab for families first.

    Whoever took it back begins with the first tab again. Returns how many changed.
    """
    content = menus.published()
    tab = content.families if content else 0
    said = Profile.objects.exclude(children_born=[]).values("resident__reference")
    changed = Friend.objects.filter(resident_ref__in=said).exclude(menu_tab=tab).update(menu_tab=tab)
    others = Friend.objects.exclude(resident_ref__in=said, resident_ref__isnull=False).exclude(menu_tab=0)
    changed += others.update(menu_tab=0)
    if changed:
        audit.record(
            verb="menu.placed", about=("menus", "families"), by=by, now=now, details={"friends": changed}
        )
    return changed
