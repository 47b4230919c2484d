"""来年度版を作る: what is proposed, one press, and the work list that is left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.rules.editions import Moved, Task
from madoguchi.rules.opening import last_minute
from madoguchi.rules.problems import Problems
from madoguchi.studio.actions import editions as actions
from madoguchi.studio.queries import access_document
from madoguchi.studio.queries import editions as queries
from madoguchi.studio.queries.editions import Proposal
from madoguchi.studio.views.officer import reach_of

if TYPE_CHECKING:
    from madoguchi.people.models import Officer
    from madoguchi.procedures.models import Procedure
    from madoguchi.studio.models import Edition

TEMPLATE: Final = "studio/officer/next_year.html"
PERIOD: Final = "period."
DATES: Final = {"opens_at": "Applications open", "closes_at": "Applications close"}
TASKS: Final = {
    Task.PERIOD: "Check when applications open and close",
    Task.CLOSED_DAYS: "Decide about the {count} dates that fall on closed days",
    Task.WORDING: "Read the {count} texts that name a year",
    Task.LAWS: "Check the {count} texts that name a law: does it still stand?",
    Task.EXAMPLES: "Look at the {count} examples, which have moved by a year",
    Task.CAPACITY: "Settle rounds, capacities and criteria for the year",
    Task.PAPERS: "Check the papers to have at hand and the forms they link to",
    Task.LETTERS: "Read the {count} letters: grounds, periods, amounts",
    Task.OWNER: "Settle who answers for it and who is the deputy",
    Task.HANDOUTS: "Renew manual, leaflets and the city's website",
    Task.CONTRACTORS: "Tell contractors and other sections",
    Task.PUBLISH: "Try it as a resident, then publish it",
}


@require_http_methods(["GET", "POST"])
@officer_only
def next_year(request: EntrantRequest, slug: str) -> HttpResponse:
    """What moves by a year, what is proposed; on the press it becomes a draft with a work list."""
    procedure, edition = queries.access_edition(slug, reach_of(request).publishes)
    if edition is not None and edition.of_version_id == procedure.current_id:
        return redirect("studio:work_list", edition.procedure_id)
    if procedure.current_id is None:
        raise Http404
    now = clock.now()
    if request.method == "GET":
        return page(request, TEMPLATE, _values(procedure, queries.propose(procedure, now)))
    try:
        begun = actions.begin_edition(
            slug=slug,
            postponed=request.POST.getlist("postponed"),
            reworded=request.POST.getlist("reworded"),
            officer=_officer(request),
            by=request.actor,
            now=now,
        )
    except CannotChangeProcedure:
        return retry(request, TEMPLATE, _values(procedure, queries.propose(procedure, now)))
    if isinstance(begun, Problems):
        values = _values(procedure, queries.propose(procedure, now))
        return retry(request, TEMPLATE, {**values, "faults": told(begun)})
    notice = say("The draft for the next fiscal year was made. Residents see nothing of it yet.")
    return done(request, "studio:work_list", slug=begun.procedure_id, notice=notice)


@require_http_methods(["GET", "POST"])
@officer_only
def work_list(request: EntrantRequest, slug: str) -> HttpResponse:
    """What is left to do for the edition; each task is ticked by whoever has done it."""
    reach = reach_of(request)
    _, edition = queries.access_edition(slug, reach.reads)
    if edition is None:
        raise Http404
    may_tick = edition.procedure.section_id in reach.publishes
    if request.method == "GET":
        title = access_document(edition.procedure_id, reach).title
        values = {**_listed(edition, may_tick=may_tick), "title": title}
        return page(request, "studio/officer/work_list.html", values)
    if not may_tick:
        raise Http404
    actions.tick_task(
        edition=edition,
        task=request.POST.get("task", ""),
        is_done=request.POST.get("done") == "1",
        officer=_officer(request),
        by=request.actor,
        now=clock.now(),
    )
    return redirect("studio:work_list", slug)


def _values(procedure: Procedure, proposal: Proposal) -> dict[str, Any]:
    edition = proposal.edition
    return {
        "procedure": procedure,
        "proposal": proposal,
        "title": proposal.document.title,
        "period": [_date(each) for each in proposal.dates if each.path.startswith(PERIOD)],
        "bounds": [each for each in proposal.dates if not each.path.startswith(PERIOD)],
        "wording": [each for each in edition.wording if not each.is_law],
        "laws": [each for each in edition.wording if each.is_law],
    }


def _date(moved: Moved) -> dict[str, Any]:
    """An instant of the period as people say it: midnight is the end of the day before."""
    return {
        "path": moved.path,
        "label": DATES[moved.path.removeprefix(PERIOD)],
        "old": _instant(moved.old),
        "new": _instant(moved.new),
        "proposed": _instant(moved.proposed) if moved.proposed else None,
    }


def _instant(written: str) -> datetime:
    return last_minute(datetime.fromisoformat(written))


def _listed(edition: Edition, *, may_tick: bool) -> dict[str, Any]:
    tasks = queries.list_tasks(edition)
    rows = [{"row": each, "words": say(TASKS[Task(each.task)], **each.facts)} for each in tasks]
    return {
        "edition": edition,
        "rows": rows,
        "finished": sum(each.done_at is not None for each in tasks),
        "may_tick": may_tick,
    }


def _officer(request: EntrantRequest) -> Officer:
    if request.officer is None:
        raise Http404
    return request.officer
