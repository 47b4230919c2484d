"""決裁ルート: setting through whose hands the proposals of a section go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.review.models import Route


@transaction.atomic
def set_route(
    *, section: str, procedure: str, posts: Sequence[str], is_elsewhere: bool, by: Actor, now: datetime
) -> None:
    """From the next proposal on they go through these posts, from the first to the one that decides.

    Without posts, and not elsewhere, the route is taken away: the general one counts again.
    """
    kept = [post.strip() for post in posts if post.strip()]
    here = Route.objects.filter(section=section, procedure=procedure)
    if not kept and not is_elsewhere:
        here.delete()
    else:
        Route.objects.update_or_create(
            section=section, procedure=procedure, defaults={"posts": kept, "is_elsewhere": is_elsewhere}
        )
    audit.record(
        verb="section.route_set",
        about=("section", section),
        by=by,
        now=now,
        details={"procedure": procedure, "posts": kept, "elsewhere": is_elsewhere},
    )
