"""The publishing guard: the list of tasks, the look from outside, and what is let be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import officer_names
from madoguchi.rules.guarding import WAIVABLE, Reason, Task
from madoguchi.studio.actions import guarding
from madoguchi.studio.forms import MailForm, WaiverForm
from madoguchi.studio.guard_wording import MATTERS, language_of, place_of, words_of
from madoguchi.studio.queries.guarding import Guard, access_guard
from madoguchi.studio.views.officer import reach_of

TEMPLATE = "studio/officer/guard.html"


@require_http_methods(["GET", "POST"])
@officer_only
def guard(request: EntrantRequest, slug: str) -> HttpResponse:
    """Show the list; on POST, have the draft looked at from outside."""
    found = _guard(request, slug, writes=request.method == "POST")
    if request.method == "GET":
        form = MailForm(initial={"mail_to": _last_address(found, request)})
        return page(request, TEMPLATE, _values(found, form), part="tasks")
    form = MailForm(request.POST)
    if not form.is_valid():
        return retry(request, TEMPLATE, _values(found, form))
    guarding.inspect(slug=slug, mail_to=form.cleaned_data["mail_to"], by=request.actor, now=clock.now())
    return redirect("studio:guard", slug)


@require_POST
@officer_only
def waive(request: EntrantRequest, slug: str) -> HttpResponse:
    """Let the findings chosen be, with a reason that stands on the list."""
    found = _guard(request, slug, writes=True)
    form = WaiverForm(request.POST)
    chosen = [
        each
        for task in found.tasks
        for each in task.findings
        if each.reason in WAIVABLE and f"{each.reason}:{each.subject}" in request.POST.getlist("finding")
    ]
    if not form.is_valid() or not chosen:
        form.mark_unchosen(is_chosen=bool(chosen))
        matter = request.POST.get("matter", "")
        return retry(request, TEMPLATE, _values(found, MailForm(), waiver=form, at=matter))
    guarding.waive(
        slug=slug, findings=chosen, why=form.cleaned_data["why"], by=request.actor, now=clock.now()
    )
    return done(request, "studio:guard", slug=slug, notice=say("It is let be, with your reason."))


@require_POST
@officer_only
def take_back(request: EntrantRequest, slug: str) -> HttpResponse:
    """Let a finding be no longer."""
    _guard(request, slug, writes=True)
    reason = next((each for each in WAIVABLE if each == request.POST.get("reason")), None)
    if reason is None:
        messages.error(request, say_plain("Please choose what is no longer let be."))
        return redirect("studio:guard", slug)
    subject = request.POST.get("subject", "").replace("\0", "")[:500]
    guarding.take_back(slug=slug, reason=reason, subject=subject, by=request.actor, now=clock.now())
    return done(request, "studio:guard", slug=slug, notice=say("It has to be mended again."))


def _guard(request: EntrantRequest, slug: str, *, writes: bool) -> Guard:
    found = access_guard(slug, reach_of(request), clock.now())
    if writes and not found.may_publish:
        raise Http404
    return found


def _last_address(found: Guard, request: EntrantRequest) -> str:
    """Where the same officer had the last mail sent."""
    last = found.inspection
    return last.mail_to if last and last.asked_by == request.actor.ref else ""


def _place_of(task: Task, slug: str) -> str:
    """Where it is mended; empty where nothing is, or where only looking anew helps."""
    is_mended = any(each.reason not in LOOKED_ANEW for each in task.findings)
    return place_of(task.matter, slug) if is_mended else ""


def _values(
    found: Guard, form: MailForm, *, waiver: WaiverForm | None = None, at: str = ""
) -> dict[str, Any]:
    names = officer_names({each.by for task in found.tasks for each in task.waivers})
    return {
        "guard": found,
        "form": form,
        "is_read_only": not found.may_publish,
        "rows": [
            {
                "task": task,
                "title": say(MATTERS[task.matter]),
                "place": _place_of(task, found.slug),
                "findings": [
                    {
                        "words": words_of(each),
                        "key": f"{each.reason}:{each.subject}",
                        "is_waivable": each.reason in WAIVABLE,
                    }
                    for each in task.findings
                ],
                "is_waivable": any(each.reason in WAIVABLE for each in task.findings),
                "waiver": waiver if at == task.matter else WaiverForm(),
                "is_open": at == task.matter,
                "waivers": [
                    {
                        "waiver": each,
                        "name": names.get(each.by, each.by),
                        "what": say(LET_BE[each.reason]),
                        "language": language_of(each.reason, each.subject),
                    }
                    for each in task.waivers
                ],
            }
            for task in found.tasks
        ],
    }


LOOKED_ANEW = frozenset({Reason.NOT_SENT, Reason.NOT_CHECKED, Reason.DID_NOT_FINISH})
LET_BE = {
    Reason.LANGUAGE_MISSING: "Left in Japanese",
    Reason.TRANSLATION_STALE: "Still right",
    Reason.CARE_TOO_LOW: "Not kept as sensitive",
    Reason.UNFINISHED: "Meant as it stands",
    Reason.MOBILE_NUMBER: "A number of the section",
    Reason.FLAWED: "The page stays as it is",
}
