"""What becomes of an application after it arrived, done through the same actions as everybody's."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from madoguchi.applications import queries as applications
from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.models import Application
from madoguchi.audit.actions import Actor
from madoguchi.base import office
from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, papers
from madoguchi.demo.filing import Applicant, Samples
from madoguchi.demo.stories import Step
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import queries as messages
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Officer, Role
from madoguchi.review import proposals
from madoguchi.review import queries as review
from madoguchi.review.actions import deciding, lettering, noting, phoning, proposing, returning
from madoguchi.review.actions.phoning import Said
from madoguchi.review.models import Proposal, Release
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar, decisions, lifecycle
from madoguchi.rules.calls import Direction
from madoguchi.rules.decisions import Point
from madoguchi.rules.documents import Document
from madoguchi.rules.messages import Channel

SECTION: Final = "kosodate"
UNREADABLE: Final = "blurred"  # the phrase for a paper that is good, but hard to read


def officer(role: Role, on: date, chance: random.Random) -> Officer:
    """Somebody who held that very role in the section on that day."""
    numbers = [
        row["login"]
        for row in city.table("officers")
        for post in row["posts"]
        if (post["section"], post["role"]) == (SECTION, role) and post["starts_on"] <= on.isoformat()
    ]
    found = people.officer_by_number(chance.choice(numbers))
    if found is None:
        raise LookupError(numbers)
    return found


def at_the_desk(who: Officer) -> Actor:
    """An officer as the record names them."""
    return actor_of(who, Entrance.DESK)


def reviewer(role: Role, now: datetime, chance: random.Random) -> Reviewer:
    """An officer of the section in that role, before an application."""
    on = calendar.local_day(now)
    who = officer(role, on, chance)
    return review.reviewer(officer=who, section=SECTION, actor=at_the_desk(who), on=on)


@dataclass(slots=True, kw_only=True)
class File:
    """An application with what is needed to go on with it."""

    application: Application
    document: Document
    who: Applicant
    given: Mapping[str, str]  # which paper under which question
    samples: Samples
    chance: random.Random
    returned: list[str] = field(default_factory=list)  # the question that came back


def do(step: Step, file: File, now: datetime) -> None:
    """Take one step of a story."""
    ACTS[step](file, now)


def _accept(file: File, now: datetime) -> None:
    noting.accept(application=file.application, by=reviewer(Role.REVIEWER, now, file.chance), now=now)


def _note(file: File, now: datetime) -> None:
    text = file.chance.choice(_texts()["notes"])
    by = reviewer(Role.REVIEWER, now, file.chance)
    noting.add_note(application=file.application, text=text, by=by, now=now)


def _call(file: File, now: datetime) -> None:
    said = file.chance.choice(_texts()["calls"])
    by = reviewer(Role.REVIEWER, now, file.chance)
    phoning.keep_phone_note(
        application=file.application,
        section=SECTION,
        said=Said(
            direction=Direction.IN,
            caller=said["caller"],
            heard=said["heard"],
            told=said["told"],
            is_done=not said["left"],
        ),
        officer=by.officer,
        by=by.actor,
        now=now,
    )


def _nobody_answers(application: Application, by: Reviewer, now: datetime) -> None:
    """Who is to be telephoned was not at home the first time."""
    for call in messages.list_by_hand([SECTION], Channel.PHONE):
        if call.about_ref == application.reference:
            messaging.note_not_reached(
                message=call.id, again_at=now + timedelta(days=1), by=by.actor, now=now
            )


def _return(file: File, now: datetime) -> None:
    flawed = [path for path, kind in file.given.items() if papers.flaw_of(kind)]
    path = (flawed or list(file.given) or [""])[0]
    if not path:
        return
    today = calendar.local_day(now)
    phrases = {phrase.id: phrase.text.in_("ja") for phrase in file.document.review.phrases}
    reason = phrases[papers.flaw_of(file.given[path]) or UNREADABLE]
    by = reviewer(Role.REVIEWER, now, file.chance)
    returning.return_for_correction(
        application=file.application,
        points=[Point(path=path, reason=reason)],
        message=_texts()["returned"],
        due_on=decisions.due_to_correct(today, office.closed_days(today.year)),
        by=by,
        now=now,
    )
    _nobody_answers(file.application, by, now)
    file.returned = [path]


def _correct(file: File, now: datetime) -> None:
    draft = applications.open_correction_of(file.application)
    if draft is None:
        return
    (path,) = file.returned
    kind = papers.good_instead_of(file.given[path])
    drafts.add_papers(
        draft_id=draft.pk,
        path=path,
        papers=[(file.samples[kind], papers.names_of(kind)[0])],
        by=file.who.actor,
        now=now - timedelta(minutes=4),
    )
    file.application = submission.submit_correction(draft_id=draft.pk, by=file.who.actor, now=now)


def _tick(file: File, now: datetime) -> None:
    by = reviewer(Role.REVIEWER, now, file.chance)
    for item in review.list_checklist(applications.filed(file.application)):
        noting.set_mark(application=file.application, item=item.id, is_done=True, by=by, now=now)


def _propose(file: File, now: datetime) -> None:
    _lay(file, None, now)


def _propose_for_instant(file: File, now: datetime) -> None:
    _lay(file, next(iter(proposals.list_releases_to_come(section=SECTION)), None), now)


def _lay(file: File, release: Release | None, now: datetime) -> None:
    extends = applications.filed(file.application).answers["extension"]
    outcome = "approved_in_part" if extends and file.chance.random() < 0.5 else "approved"
    deciding.propose(
        application=file.application,
        outcome=outcome,
        reason=_texts()["decided"][outcome],
        release=release,
        by=reviewer(Role.REVIEWER, now, file.chance),
        now=now,
    )


def _send_back(file: File, now: datetime) -> None:
    by = reviewer(Role.APPROVER, now, file.chance)
    deciding.send_back(application=file.application, why=_texts()["sent_back"], by=by, now=now)


def _approve(file: File, now: datetime) -> None:
    sign(_proposal(file), now)


def _sign_first(file: File, now: datetime) -> None:
    sign(_proposal(file), now, most=1)


def _proposal(file: File) -> Proposal:
    file.application.refresh_from_db()
    decision = review.draft_of(file.application)
    if decision is None or decision.proposal is None:
        raise LookupError(file.application.reference)
    return decision.proposal


def sign(proposal: Proposal, now: datetime, *, most: int = 9) -> Proposal:
    """Let it pass from post to post until it is approved, or `most` posts have agreed."""
    on = calendar.local_day(now)
    for _ in range(most):
        turn = proposals.turn_of(proposal)
        if turn is None:
            break
        who = holder(turn.post, on)
        by = review.reviewer(officer=who, section=SECTION, actor=at_the_desk(who), on=on)
        proposal = proposing.approve(proposal=proposal, by=by, now=now)
    return proposal


def holder(post: str, on: date) -> Officer:
    """Who held the post in the section on that day."""
    for row in city.table("officers"):
        for held in row["posts"]:
            if (
                held["section"] == SECTION
                and held["title"].endswith(post)
                and held["role"] == Role.APPROVER
                and held["starts_on"] <= on.isoformat()
                and (found := people.officer_by_number(row["login"]))
            ):
                return found
    raise LookupError(post)


def _open(file: File, now: datetime) -> None:
    letter = review.letter_of(file.application)
    if letter and letter.file:
        lettering.note_opened(letter=letter, by=file.who.actor, now=now)


def _withdraw(file: File, now: datetime) -> None:
    role = lifecycle.Role.APPLICANT
    progress.withdraw(application=file.application, role=role, by=file.who.actor, now=now)


def _texts() -> dict[str, Any]:
    return dict(city.table("lives.officers"))


ACTS: Final[Mapping[Step, Callable[[File, datetime], None]]] = {
    Step.ACCEPT: _accept,
    Step.NOTE: _note,
    Step.CALL: _call,
    Step.RETURN: _return,
    Step.CORRECT: _correct,
    Step.TICK: _tick,
    Step.PROPOSE: _propose,
    Step.SEND_BACK: _send_back,
    Step.PROPOSE_FOR_INSTANT: _propose_for_instant,
    Step.SIGN_FIRST: _sign_first,
    Step.APPROVE: _approve,
    Step.OPEN: _open,
    Step.WITHDRAW: _withdraw,
}
