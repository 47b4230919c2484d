"""紙で送る一覧: which letters go out on paper and why, one PDF to print, and the day they were posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.files.responses import attachment_response
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, queries
from madoguchi.review.actions import mailing as mailings
from madoguchi.review.views.opening import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules import letters as rules

if TYPE_CHECKING:
    from madoguchi.review.models import Letter, Mailing

LIST: Final = "review/to_post.html"
PAGE: Final = 100  # letters
KEYS: Final = (("j", "down"), ("k", "up"), ("x", "choose"))


@require_GET
@officer_only
def to_post(request: EntrantRequest) -> HttpResponse:
    """Every letter that goes out on paper, and why."""
    values = _list(request, _letters(request))
    audit.record(
        verb="letters.to_post_listed",
        about=("section", " ".join(sorted(reach_of(request)))),
        by=request.actor,
        now=clock.now(),
        details={"references": [row["letter"].application.reference for row in values["rows"]]},
    )
    return page(request, LIST, values)


@require_POST
@officer_only
def start(request: EntrantRequest) -> HttpResponse:
    """One PDF of the letters ticked, or of all: few are drawn at once, many in the background."""
    found = _letters(request)
    ticked = set(request.POST.getlist("reference"))
    is_all = request.POST.get("all") == "1"
    chosen = [letter for letter in found if is_all or str(letter.pk) in ticked]
    if not chosen:
        return retry(request, LIST, {**_list(request, found), "wrong": say("Please choose a letter.")})
    begun = mailings.start_mailing(
        wanted=chosen,
        with_envelopes=request.POST.get("envelopes") == "1",
        two_sided=request.POST.get("two_sided") == "1",
        officer=officer_of(request),
        by=request.actor,
        now=clock.now(),
    )
    if len(chosen) <= mailings.AT_ONCE:
        mailings.draw_mailing(mailing_id=begun.pk, now=clock.now())
    return redirect("review:mailing", begun.pk)


@require_GET
@officer_only
def mailing(request: EntrantRequest, mailing_id: UUID) -> HttpResponse:
    """How far it has got; then the PDF, and what is set aside."""
    return page(request, "review/mailing.html", _values(_access(request, mailing_id)), part="progress")


@require_GET
@officer_only
def mailing_pdf(request: EntrantRequest, mailing_id: UUID) -> HttpResponse:
    """The print run, as a PDF."""
    found = _access(request, mailing_id)
    if found.file is None:
        raise Http404
    items = queries.list_mailing_items(mailing=found)
    audit.record(
        verb="mailing.viewed",
        about=("mailing", str(found.pk)),
        by=request.actor,
        now=clock.now(),
        details={"references": [each.letter.application.reference for each in items if not each.set_aside]},
    )
    return attachment_response(found.file, f"letters-{found.started_at:%Y%m%d-%H%M}.pdf")


@require_POST
@officer_only
def mailing_posted(request: EntrantRequest, mailing_id: UUID) -> HttpResponse:
    """The print run was posted on the day typed."""
    found, now = _access(request, mailing_id), clock.now()
    on = forms.day(request.POST.get("on"))
    if on is None or not rules.may_have_been_posted(on, today=calendar.local_day(now)):
        wrong = say("Please write the day of posting: today, or a day of the last two months.")
        return retry(request, "review/mailing.html", {**_values(found), "wrong": wrong})
    count = mailings.note_mailing_posted(mailing=found, on=on, by=request.actor, now=now)
    return done(request, "review:to_post", notice=say("{count} letters noted as posted.", count=count))


@require_POST
@officer_only
def posted(request: EntrantRequest, letter_id: UUID) -> HttpResponse:
    """A single letter went out on paper today."""
    now = clock.now()
    found = queries.access_issued_letter(letter_id=letter_id, sections=reach_of(request))
    mailings.note_posted(
        letter=found, on=calendar.local_day(now), officer=officer_of(request), by=request.actor, now=now
    )
    return done(request, "review:to_post", notice=say("Noted as posted."))


@require_POST
@officer_only
def on_paper_again(request: EntrantRequest, letter_id: UUID) -> HttpResponse:
    """It was lost: the same letter is sent once more."""
    found = queries.access_issued_letter(letter_id=letter_id, sections=reach_of(request))
    mailings.send_again(letter=found, by=request.actor, now=clock.now())
    notice = say("The letter stands on the list of those sent on paper.")
    return done(request, "review:application", reference=found.application.reference, notice=notice)


def _letters(request: EntrantRequest) -> list[Letter]:
    opened_before = queries.first_day_still_unopened(clock.today())
    return queries.list_letters_to_post(sections=reach_of(request), opened_before=opened_before)


def _list(request: EntrantRequest, found: list[Letter]) -> dict[str, Any]:
    since = clock.now() - queries.MAILING_KEPT
    here = Paginator(found, PAGE).get_page(forms.page_number(request.GET.get("page")))
    return {
        "page": here,
        "rows": [{"letter": letter, "why": _why(letter)} for letter in here],
        "mailings": queries.list_mailings(officer=officer_of(request), since=since),
        "keys": KEYS,
    }


def _why(letter: Letter) -> rules.OnPaper:
    row = letter.application
    return rules.why_on_paper(
        delivery=row.delivery, contact_kind=row.contact_kind, asked_again=letter.again_at is not None
    )


def _access(request: EntrantRequest, mailing_id: UUID) -> Mailing:
    return queries.access_mailing(mailing_id=mailing_id, officer=officer_of(request))


def _values(found: Mailing) -> dict[str, Any]:
    items = queries.list_mailing_items(mailing=found)
    set_aside = [item for item in items if item.set_aside]
    return {
        "mailing": found,
        "total": len(items),
        "drawn": sum(item.drawn_at is not None for item in items),
        "printed": len(items) - len(set_aside),
        "set_aside": set_aside,
        "first_letter": found.envelope_count + 1,
        "today": clock.today(),
    }
