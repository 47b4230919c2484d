"""One application as its applicant follows it: where it stands, what to put right, what was decided."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import queries as applications
from madoguchi.applications.actions import progress
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.queries import Filed
from madoguchi.applications.summary import row_number, summary
from madoguchi.applications.views.visitor import remember_draft, visitor
from madoguchi.audit import actions as audit
from madoguchi.base import clock, paper
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say, say_plain, text
from madoguchi.checkin import notices
from madoguchi.files.responses import attachment_response
from madoguchi.messaging import queries as messaging
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.portal.standing import standing
from madoguchi.review import letters
from madoguchi.review import queries as review
from madoguchi.review.actions import lettering
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import waits_until
from madoguchi.rules.lifecycle import ENDED, UNDECIDED, Act, Role, State, acts_from
from madoguchi.rules.submission import Delivery
from madoguchi.selection.queries import told

if TYPE_CHECKING:
    from madoguchi.applications.models import Event
    from madoguchi.review.models import Letter, Return

HAPPENED: Final = {
    Act.SUBMIT: "Your application arrived.",
    Act.ACCEPT: "We began to check it.",
    Act.RETURN: "We asked you to correct something.",
    Act.CORRECT: "Your correction arrived.",
    Act.DECIDE: "It was decided.",
    Act.RELEASE: "It was decided.",
    Act.WITHDRAW: "It was withdrawn.",
    Act.REBASE: "The questions of this procedure changed. Your answers stay as they are.",
}
NOT_ASKED: Final = "The city no longer asks this, so your answer is not used any more: {questions}."


@anyone
@require_GET
def application(request: EntrantRequest, reference: str) -> HttpResponse:
    """The application, for whoever filed it or follows it by number, and for a guardian it is shown to."""
    filed = applications.access_application(reference=reference, visitor=visitor(request), shared=True)
    if filed.is_shown_to_guardian:
        audit.viewed(kind="application", refs=[reference], by=request.actor, now=clock.now())
        return page(request, "portal/shared.html", _values(filed))
    return page(request, "portal/application.html", _values(filed))


def _values(filed: Filed) -> dict[str, Any]:
    row = filed.application
    returned = review.open_return(row)
    decision = review.decision_of(row)
    return {
        "filed": filed,
        "application": row,
        "standing": standing(row),
        "events": _events(filed),
        "notices": messaging.list_inbox_about("application", row.reference),
        "returned": returned,
        "points": _points(filed, returned),
        "is_overdue": returned is not None and returned.due_on < calendar.local_day(clock.now()),
        "correction": applications.open_correction_of(row),
        "decision": decision,
        "outcome": filed.document.outcome(decision.outcome) if decision else None,
        "letter": review.letter_of(row),
        "tells_why": decision is not None and told.tells(application=row, place=decision.place),
        "chapters": summary(filed.document, filed.journey(), filed.facts(), hidden=filed.hidden),
        "may_choose_delivery": bool(filed.document.letters) and State(row.state) not in ENDED,
        "delivery": row.delivery,
        "days_to_open": settings.LETTER_UNOPENED_DAYS,
        "absence": None if filed.document.absence is None or filed.is_masked else notices.filed_with(row),
        "waits_until": _waits_until(filed),
        "is_open": State(row.state) in UNDECIDED,
        "may_withdraw": Act.WITHDRAW
        in acts_from(state=State(row.state), role=Role.APPLICANT, waits=applications.is_waiting(row)),
    }


def _waits_until(filed: Filed) -> date | None:
    """The last day on which a family is in the queue of a club; None where it is in none, or no longer."""
    enrolling = filed.document.enrolment
    if enrolling is None or enrolling.act != "offer" or not applications.is_waiting(filed.application):
        return None
    return waits_until(filed.application.fiscal_year, calendar.local_day(clock.now()))


def _points(filed: Filed, returned: Return | None) -> list[dict[str, Any]]:
    """What to correct: the question, in which row, and why."""
    if returned is None:
        return []
    question = returned.document.question
    return [
        {
            "label": question(point["path"]).title,
            "group": question(point["path"].partition("/")[0]).title,
            "row": row_number(point["path"], filed.answers),
            "reason": point["reason"],
        }
        for point in returned.points
    ]


def _events(filed: Filed) -> list[dict[str, Any]]:
    """The time line in the applicant's words; what happens inside the office stays inside."""
    return [
        {"at": event.at, "words": say(HAPPENED[Act(event.act)]), "more": _not_asked(filed, event)}
        for event in applications.list_events(application=filed.application)
        if event.act in HAPPENED
    ]


def _not_asked(filed: Filed, event: Event) -> str:
    """Which answers a newer version let go, by the titles under which they were given."""
    paths = event.facts.get("left_out", ())
    if not paths:
        return ""
    titles = applications.titles_of(application=filed.application, paths=paths)
    return say(NOT_ASKED, questions=format_html_join(", ", "{}", ((text(title),) for title in titles)))


@anyone
@require_http_methods(["GET", "POST"])
def withdraw(request: EntrantRequest, reference: str) -> HttpResponse:
    """取下げ, after asking once more."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    if request.method == "GET":
        return page(request, "portal/withdraw.html", _values(filed))
    try:
        progress.withdraw(
            application=filed.application, role=Role.APPLICANT, by=request.actor, now=clock.now()
        )
    except CannotMove:
        notice = say_plain(
            "This application can no longer be withdrawn. Please telephone the section in charge."
        )
    else:
        notice = say_plain("The application was withdrawn.")
    return done(request, "portal:application", reference=reference, notice=notice)


@anyone
@require_POST
def delivery(request: EntrantRequest, reference: str) -> HttpResponse:
    """Have the letter on my page, or on paper; until it is decided."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    wished = request.POST.get("delivery", "")
    if wished not in list(Delivery):
        return redirect("portal:application", reference)
    is_chosen = progress.choose_delivery(
        application=filed.application, wished=Delivery(wished), by=request.actor, now=clock.now()
    )
    late = "It is too late to change this here. Please telephone the section in charge."
    notice = say("Your choice was saved.") if is_chosen else say(late)
    return done(request, "portal:application", reference=reference, notice=notice)


@anyone
@require_GET
def letter(request: EntrantRequest, reference: str) -> HttpResponse:
    """The letter as a PDF; that it was opened is noted the first time."""
    filed = applications.access_application(reference=reference, visitor=visitor(request), shared=True)
    found = review.letter_of(filed.application)
    if found is not None and found.file is not None and filed.is_shown_to_guardian:
        return _copy_for_guardian(request, filed, found)
    if found is None or found.file is None or filed.is_masked:
        raise Http404
    lettering.note_opened(letter=found, by=request.actor, now=clock.now())
    return attachment_response(found.file, f"{reference}.pdf")


@anyone
@require_GET
def why(request: EntrantRequest, reference: str) -> HttpResponse:
    """How each wish that was not granted came out, for who filed it; another guardian does not see it."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    decision = review.decision_of(filed.application)
    wishes = told.list_told(application=filed.application, place=decision.place) if decision else []
    if not wishes or filed.is_masked:
        raise Http404
    values = {"filed": filed, "application": filed.application, "wishes": wishes}
    return page(request, "portal/why.html", values)


def _copy_for_guardian(request: EntrantRequest, filed: Filed, found: Letter) -> HttpResponse:
    """The letter drawn without the applicant's address; that they opened theirs is another matter."""
    audit.record(
        verb="letter.viewed",
        about=("application", filed.application.reference),
        by=request.actor,
        now=clock.now(),
        details={"letter": found.document_number},
    )
    sheet = letters.numbered(letters.sheet(found, filed), found)
    response = HttpResponse(paper.draw(paper.LETTER, sheet), content_type="application/pdf")
    name = f"{filed.application.reference}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@anyone
@require_GET
def correct(request: EntrantRequest, reference: str) -> HttpResponse:
    """To the correction that was asked for."""
    filed = applications.access_application(reference=reference, visitor=visitor(request))
    draft = None if filed.is_masked else applications.open_correction_of(filed.application)
    if draft is None:
        return redirect("portal:application", reference)
    remember_draft(request, draft.pk)
    return redirect("applications:draft", draft.pk)
