"""Findings beside their papers: the list, one application, and what officers say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.applications import queries as applications
from madoguchi.applications.queries import Filed, access_for_officer
from madoguchi.applications.views import visitor
from madoguchi.audit import actions as audit
from madoguchi.base.pages import Elsewhere, done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.findings import CannotConfirm
from madoguchi.rules.naming import subject_name
from madoguchi.selection import beside, wording
from madoguchi.selection.actions import findings as actions
from madoguchi.selection.actions.findings import Before, Proof, Said
from madoguchi.selection.beside import Refused
from madoguchi.selection.forms import number
from madoguchi.selection.queries import findings as queries
from madoguchi.selection.queries.findings import Pile
from madoguchi.selection.queries.rounds import access_application_in
from madoguchi.selection.views.opening import access, now_and_today, officer_of

if TYPE_CHECKING:
    from madoguchi.selection.models import Round

ONE = "selection/findings.html"
KEYS = (
    ("j", "down"),
    ("k", "up"),
    ("Enter", "confirm the one that is marked"),
    ("n", "next"),
    ("p", "previous"),
    ("c", "looked at again"),
    ("s", "sheet of points"),
    ("u", "back to the list"),
)


LIST_KEYS = (
    ("j", "down"),
    ("k", "up"),
    ("Enter", "open"),
    ("n", "next page"),
    ("p", "previous page"),
    ("u", "back to the round"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An application of a round on an officer's desk."""

    round: Round
    read: Filed
    now: datetime


@require_GET
@officer_only
def listed(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """The applications of a round, by what is left to do with their findings."""
    round, (now, _) = access(request, round_id), now_and_today()
    pile = pile_of(request)
    found = queries.list_applications(round=round, pile=pile, page=number(request.GET.get("page")) or 1)
    audit.record(
        verb="applications.listed",
        about=("section", round.section),
        by=request.actor,
        now=now,
        details={"references": [row.application.reference for row in found.rows], "part": "findings"},
    )
    values = {"round": round, "pile": pile, "found": found, "keys": LIST_KEYS}
    return page(request, "selection/findings_list.html", values)


@require_GET
@officer_only
def to_replace(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Whose certificates of planned work are to be replaced, and by when."""
    round, (now, today) = access(request, round_id), now_and_today()
    rows = queries.list_to_replace(section=round.section, on=today)
    audit.record(
        verb="applications.listed",
        about=("section", round.section),
        by=request.actor,
        now=now,
        details={"references": sorted({row.application.reference for row in rows}), "part": "certificates"},
    )
    values = {"round": round, "rows": rows, "keys": LIST_KEYS}
    return page(request, "selection/to_replace.html", values)


@require_GET
@officer_only
def one(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """What is to be found of one family; who looked stands in the record."""
    opened = open_one(request, round_id, reference)
    audit.record(
        verb="application.viewed",
        about=("application", reference),
        by=request.actor,
        now=opened.now,
        details={"part": "findings", "answers": opened.read.number},
    )
    return page(request, ONE, _values(request, opened), part="sheet")


@require_POST
@officer_only
def confirm(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """Confirm one finding as proposed, or another value with its reason."""
    opened = open_one(request, round_id, reference)
    said = _said(request, opened)
    try:
        actions.confirm(before=before(request, opened), said=said, now=opened.now)
    except CannotConfirm as cannot:
        kept = {"value": said.typed, "reason": said.reason, "proof": request.POST.get("proof", "")[:60]}
        words = say(wording.FINDING_REASONS[cannot.reason])
        refused = Refused(key=(said.name, said.subject), words=words, kept=kept)
        return retry(request, ONE, _values(request, opened, refused=refused), part="sheet")
    return _again(request, opened)


@require_POST
@officer_only
def take_back(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """Take a finding back."""
    opened = open_one(request, round_id, reference)
    name, subject = request.POST.get("name", "")[:64], request.POST.get("subject", "")[:200]
    try:
        actions.take_back(before=before(request, opened), name=name, subject=subject, now=opened.now)
    except CannotConfirm as cannot:
        messages.error(request, say(wording.FINDING_REASONS[cannot.reason]))
    return _again(request, opened)


@require_POST
@officer_only
def settle(request: EntrantRequest, round_id: UUID, reference: str) -> HttpResponse:
    """All is confirmed: look at it again, or say that there is nothing to find; then on to the next."""
    opened = open_one(request, round_id, reference)
    following = _neighbours(request, opened)["after"]
    act = actions.check_again if request.POST.get("act") == "check" else actions.conclude
    try:
        act(before=before(request, opened), now=opened.now)
    except CannotConfirm as cannot:
        messages.error(request, say(wording.FINDING_REASONS[cannot.reason]))
        return done(request, address_of(request, opened.round, reference))
    notice = say("{reference}: done.", reference=reference)
    return done(request, address_of(request, opened.round, following or reference), notice=notice)


def open_one(request: EntrantRequest, round_id: UUID, reference: str) -> Opened:
    """An application of a round; a protected one first asks for its reason, on its own page."""
    round, (now, today) = access(request, round_id), now_and_today()
    access_application_in(round, reference=reference)
    seen = visitor.opened(request, now)
    read = access_for_officer(reference=reference, officer=officer_of(request), on=today, opened=seen)
    if read.is_masked:
        raise Elsewhere(reverse("review:application", args=[reference]))
    return Opened(round=round, read=read, now=now)


def before(request: EntrantRequest, opened: Opened) -> Before:
    """The officer before this application, and the answers they saw."""
    return Before(
        round=opened.round,
        application=opened.read.application,
        seen=number(request.POST.get("seen")),
        officer=officer_of(request),
        actor=request.actor,
    )


def pile_of(request: EntrantRequest) -> Pile:
    """The pile the officer works through."""
    return next((each for each in Pile if each == request.GET.get("pile")), Pile.OPEN)


def address_of(request: EntrantRequest, round: Round, reference: str) -> str:
    """An application's findings, within the pile the officer came from."""
    query = urlencode({"pile": pile_of(request).value})
    return f"{reverse('selection:findings', args=[round.pk, reference])}?{query}"


def _said(request: EntrantRequest, opened: Opened) -> Said:
    given = request.POST

    def box(name: str, most: int) -> str:
        return given.get(name, "").replace("\0", "")[:most]

    paper, _, sheet = box("proof", 60).partition(":")
    return Said(
        name=box("name", 64),
        subject=box("subject", 200),
        typed=box("value", 500),
        reason=box("reason", 600),
        proof=_proof(opened, paper, sheet),
    )


def _proof(opened: Opened, paper: str, sheet: str) -> Proof:
    """The page that lay beside; whatever names no paper of this application proves nothing."""
    attached = applications.list_attachments(application=opened.read.application)
    found = next((each for each in attached if str(each.pk) == paper), None)
    return Proof(paper=found, page=number(sheet) or None if found else None)


def _again(request: EntrantRequest, opened: Opened) -> HttpResponse:
    """The sheet once more: the part htmx asked for, or the page itself."""
    if request.headers.get("HX-Request") == "true":
        return page(request, ONE, _values(request, opened), part="sheet")
    return done(request, address_of(request, opened.round, opened.read.application.reference))


def _values(request: EntrantRequest, opened: Opened, *, refused: Refused | None = None) -> dict[str, Any]:
    read, round = opened.read, opened.round
    sheet = queries.sheet_of(round=round, read=read)
    blocks = beside.blocks(sheet, refused=refused)
    open_lines = [line for block in blocks for line in block.lines if line.is_open]
    return {
        "round": round,
        "read": read,
        "application": read.application,
        "child": subject_name(read.document, read.answers),
        "sheet": sheet,
        "blocks": blocks,
        "open_count": len(open_lines),
        "focus": open_lines[0].id if open_lines else "",
        "voided": [_voided(each, sheet) for each in queries.list_voided(sheet.assessment)],
        "is_own": any(each.confirmed_by_id == officer_of(request).pk for each in sheet.confirmed.values()),
        "refusal": refused.words if refused and not _has_place(refused, blocks) else "",
        "keys": KEYS,
        **_neighbours(request, opened),
    }


def _has_place(refused: Refused, blocks: list[beside.Block]) -> bool:
    return any(line.wrong for block in blocks for line in (*block.lines, *block.others))


def _voided(finding: Any, sheet: queries.Sheet) -> dict[str, Any]:
    proposal = sheet.proposal(finding.name, finding.subject)
    return {
        "title": proposal.wanted.title if proposal else finding.name,
        "words": beside.words_of(proposal.wanted, finding.value) if proposal else finding.value,
        "finding": finding,
        "why": wording.VOIDS[finding.void],
    }


def _neighbours(request: EntrantRequest, opened: Opened) -> dict[str, Any]:
    """The applications before and after this one in the pile the officer works through."""
    pile = pile_of(request)
    found = queries.list_references(round=opened.round, pile=pile)
    reference = opened.read.application.reference
    here = found.index(reference) if reference in found else None
    return {
        "pile": pile,
        "before": found[here - 1] if here else None,
        "after": next(iter(found[0 if here is None else here + 1 :]), None),
        "position": None if here is None else here + 1,
        "total": len(found),
    }
