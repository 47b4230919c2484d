"""お知らせの設定: what a resident says so that the city tells them what concerns them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.outreach import queries
from madoguchi.outreach.actions import profiles
from madoguchi.outreach.wording import PLACES, WISHES
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.places.queries import list_districts
from madoguchi.rules import wishes
from madoguchi.rules.wishes import INTEREST_TITLES, MOST_CHILDREN, Wishes, Wrong

if TYPE_CHECKING:
    from django.http import QueryDict

PAGE = "outreach/resident/wishes.html"


@require_http_methods(["GET", "POST"])
@resident_only
def settings(request: EntrantRequest) -> HttpResponse:
    """Read and write it; everything is voluntary, and what is wrong is said beside its place."""
    profile, now = queries.profile_of(request.resident), clock.now()
    if request.method != "POST":
        kept = {
            "district": profile.district or "",
            "months": [f"{each:%Y-%m}" for each in profile.children_born],
            "interests": profile.interests,
            "agreed": profile.agreed_at is not None,
        }
        return page(request, PAGE, {"profile": profile, **_shown(kept, ())})
    posted = _posted(request.POST)
    said = wishes.read(**posted, districts={each.code for each in list_districts()}, today=localdate(now))
    if not isinstance(said, Wishes):
        return retry(request, PAGE, {"profile": profile, **_shown(posted, said)})
    profiles.agree(resident=request.resident, wishes=said, by=request.actor, now=now)
    return done(request, "outreach:settings", notice=say_plain("Your settings are saved."))


@require_POST
@resident_only
def withdraw(request: EntrantRequest) -> HttpResponse:
    """Take it all back."""
    profiles.withdraw(resident=request.resident, by=request.actor, now=clock.now())
    return done(request, "outreach:settings", notice=say_plain("We have deleted what you had told us."))


def _posted(data: QueryDict) -> dict[str, Any]:
    return {
        "district": data.get("district", ""),
        "months": data.getlist("born")[: MOST_CHILDREN + 1],
        "interests": data.getlist("interest"),
        "agreed": data.get("agreed") == "yes",
    }


def _shown(said: Mapping[str, Any], wrong: Iterable[Wrong]) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for each in wrong:
        errors.setdefault(PLACES[each], []).append(say(WISHES[each]))
    rows = [*said["months"], "", ""][: max(MOST_CHILDREN, len(said["months"]))]
    return {
        "said": said,
        "errors": errors,
        "rows": rows,
        "districts": list_districts(),
        "interests": INTEREST_TITLES.items(),
    }
