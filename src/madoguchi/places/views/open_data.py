"""オープンデータ: look at what a file of facilities would change, take it in, and hand ours out."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, handouts
from madoguchi.base.pages import done, page, retry
from madoguchi.base.sheets import Sheet
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.people.reach import reach_of
from madoguchi.places import queries
from madoguchi.places.actions import open_data as taking
from madoguchi.places.actions.open_data import CannotTake
from madoguchi.places.wording import DATASETS, FAULTS, KINDS
from madoguchi.rules import open_data
from madoguchi.rules.open_data import HEADERS, Dataset, Fault

PAGE: Final = "places/officer/open_data.html"


@require_GET
@administrator_only
def listed(request: EntrantRequest) -> HttpResponse:
    """Where to hand in a file, and where to take ours along."""
    return page(request, PAGE, _shown(request))


@require_POST
@administrator_only
def look(request: EntrantRequest) -> HttpResponse:
    """What a file would change; nothing is written."""
    sent = request.FILES.get("file")
    if sent is None:
        return retry(request, PAGE, _shown(request, wrong=say("Please choose a file.")))
    text = open_data.decode(sent.read(open_data.LARGEST + 1))
    if isinstance(text, Fault):
        return retry(request, PAGE, _shown(request, wrong=say(FAULTS[text.code])))
    return _looked_at(request, text)


@require_POST
@administrator_only
def take(request: EntrantRequest) -> HttpResponse:
    """Write what was looked at; if anything is different by now, look again."""
    text, section = request.POST.get("text", ""), request.POST.get("section", "")
    if section not in reach_of(request):
        raise Http404
    told = {"text": text, "dataset": _dataset(request), "section": section}
    try:
        found = taking.take(**told, seen=request.POST.get("seen", ""), by=request.actor, now=clock.now())
    except CannotTake:
        return _looked_at(request, text)
    notice = say(
        "{new} places are new, {changed} are changed.", new=len(found.new), changed=len(found.changed)
    )
    return done(request, "places:open_data", notice=notice)


@require_GET
@administrator_only
def export(request: EntrantRequest, dataset: str) -> HttpResponse:
    """Our facilities in the columns of the standard."""
    if dataset not in list(Dataset):
        raise Http404
    named = Dataset(dataset)
    rows = open_data.export(
        named, queries.list_facilities(), city_code=settings.CITY_CODE, city=settings.CITY_NAME
    )
    details = {"rows": len(rows)}
    audit.record(
        verb="places.exported", about=("places", dataset), by=request.actor, now=clock.now(), details=details
    )
    sheet = Sheet(title=str(DATASETS[named]), columns=HEADERS[named], rows=rows)
    name = f"{settings.CITY_CODE or 'city'}_{dataset}"
    return handouts.attached(handouts.written(sheet, kind=handouts.Kind.CSV, name=name))


def _looked_at(request: EntrantRequest, text: str) -> HttpResponse:
    found, mark = queries.look_at(text=text, dataset=_dataset(request))
    faults = [(each, say(FAULTS[each.code])) for each in found.faults]
    new = [(each, KINDS.get(each.kind, "")) for each in found.new]
    told = {"plan": found, "faults": faults, "new": new, "seen": mark, "text": text}
    answer = retry if faults else page
    return answer(request, PAGE, _shown(request) | told)


def _dataset(request: EntrantRequest) -> Dataset:
    asked = request.POST.get("dataset", "")
    if asked not in list(Dataset):
        raise Http404
    return Dataset(asked)


def _shown(request: EntrantRequest, **more: Any) -> dict[str, Any]:
    asked = request.POST.get("dataset", "")
    return {
        "datasets": DATASETS.items(),
        "dataset": asked,
        "dataset_label": DATASETS.get(asked, ""),
        "sections": queries.list_named_sections(codes=reach_of(request)),
        **more,
    }
