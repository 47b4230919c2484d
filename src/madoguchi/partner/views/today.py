"""今日のお迎え・お休み: what families say of today, live, on paper, and confirmed by the club."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import asks_for_news, done, nothing_new, page
from madoguchi.base.texts import language, say, say_plain
from madoguchi.checkin import notices as telling
from madoguchi.checkin.actions import notices as telling_actions
from madoguchi.checkin.class_sheet import briefly
from madoguchi.checkin.notice_wording import KINDS as TOLD
from madoguchi.checkin.notice_wording import SHORT as WHY
from madoguchi.enrolment import notices
from madoguchi.enrolment.actions import noticing
from madoguchi.enrolment.wording import KINDS as LABELS
from madoguchi.partner.reach import access
from madoguchi.partner.roster import KINDS, TELLING
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.rules.texts import ruby_html

if TYPE_CHECKING:
    from madoguchi.checkin.notices import Told
    from madoguchi.enrolment.notices import Notice
    from madoguchi.rules.arranging import Said

PAGE: Final = "partner/today.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child for whom something is different today. `cells`: what this member may read of it."""

    notice: Notice
    grade: int
    says: list[SafeString]
    cells: list[tuple[SafeString, Any]]

    @property
    def reference(self) -> str:
        """As the record names whom it is about."""
        return self.notice.application.reference


@require_GET
@member_only
def today(request: EntrantRequest, place: str) -> HttpResponse:
    """Who stays away, and who goes home otherwise. Asked again every few seconds, like the roster."""
    there, held = access(request, place, What.ROSTER)
    now, on = clock.now(), clock.today()
    mark = f"{notices.mark(place=place, on=on, now=now)}{telling.mark(place=place, on=on)}"
    if asks_for_news(request) and request.GET["seen"] == mark:
        return nothing_new()
    found, said = rows(place, held, on), told(place, on)
    shown = [*(row.reference for row in found), *(str(each.told.notice.pk) for each in said)]
    details = {"references": shown, "place": place, "list": "today"}
    audit.record(
        verb="application.listed", about=("application", ""), by=request.actor, now=now, details=details
    )
    values = {
        "place": there,
        "rows": found,
        "told": said,
        "mark": mark,
        "today": on,
        "may_print": What.PRINT in held,
        "may_work": What.WORK in held,
    }
    return page(request, PAGE, values, part="notices")


@require_POST
@member_only
def seen(request: EntrantRequest, place: str, reference: str) -> HttpResponse:
    """「確認しました」."""
    access(request, place, What.ROSTER, What.WORK)
    now = clock.now()
    notice = notices.access_notice(reference=reference, place=place, on=clock.today(), now=now)
    noticing.confirm(notice=notice, by=request.actor, now=now)
    return done(request, "partner:today", place=place, notice=say("Confirmed."))


@require_POST
@member_only
def read(request: EntrantRequest, place: str, notice_id: UUID) -> HttpResponse:
    """「確認しました」, of what came by the page of absences."""
    access(request, place, What.ROSTER, What.WORK)
    reader = telling.access_at(notice_id=notice_id, place=place, on=clock.today())
    telling_actions.confirm(reader=reader, by=request.actor, now=clock.now())
    return done(request, "partner:today", place=place, notice=say("Confirmed."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a family told of a child by the page of absences, in words."""

    told: Told
    kind: str
    reason: str


def told(place: str, on: date) -> list[Line]:
    """What was told of a day, the latest last."""
    return [
        Line(told=each, kind=TOLD[each.said.kind], reason=WHY[each.said.reason] if each.said.reason else "")
        for each in telling.list_at(place=place, on=on)
    ]


def rows(place: str, held: frozenset[What], on: date) -> list[Row]:
    """What is different on a day, as far as these permissions show it."""
    kinds = {kind for what in held for kind in KINDS.get(what, ())}
    found = notices.list_notices(place=place, on=on, now=clock.now())
    return [_row(each, kinds) for each in found]


def on_paper(row: Row) -> list[str]:
    """The lines of a row, as text."""
    lines = [*row.says, *(f"{label}: {words}" for label, words in row.cells)]
    return [unescape(str(each)) for each in lines]


def told_on_paper(line: Line) -> list[str]:
    """The lines of what came by the page of absences, as text."""
    said = line.told.said
    first = " ".join((say_plain(line.kind), *briefly(said)))
    return [each for each in (first, said.words) if each]


def _row(notice: Notice, kinds: set[str]) -> Row:
    hidden = TELLING if notice.is_protected else frozenset()
    child = notice.held.child
    return Row(
        notice=notice,
        grade=calendar.school_grade(child.birth_date, notice.held.year),
        says=[_words(each) for each in notice.says],
        cells=[
            (say(LABELS[kind]), NOT_SHOWN if kind in hidden else _words(said))
            for kind, said in notice.keeps.items()
            if said.value and kind in kinds
        ],
    )


def _words(said: Said) -> SafeString:
    return mark_safe(ruby_html(said.words.get(language()) or said.words["ja"]))  # noqa: S308
