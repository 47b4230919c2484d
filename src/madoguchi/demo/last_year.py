"""The round of last year, complete: one run, decided together, its letters read, posted or written anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from madoguchi.applications import queries as applications
from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application, Likeness
from madoguchi.base import jobs
from madoguchi.base.entrances import Entrance
from madoguchi.base.paper.glyphs import stand_in
from madoguchi.demo import desk, enrolled, families, finding, neighbours, post, rounds, selecting
from madoguchi.demo.households import Child, Household, dice, named
from madoguchi.demo.imagining import imagined
from madoguchi.demo.rounds import Round
from madoguchi.demo.stories import Story, Told
from madoguchi.enrolment.models import Offer
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Officer, Role
from madoguchi.review import queries as review
from madoguchi.review.actions import batching, lettering, mailing, releasing, settling
from madoguchi.review.models import Batch, Letter, Proposal
from madoguchi.rules import calendar, lifecycle
from madoguchi.rules.likeness import Kind
from madoguchi.selection.actions import confirming, lottery, running, weighing
from madoguchi.selection.models import Confirmation, Run
from madoguchi.selection.models import Round as Selection
from madoguchi.selection.queries.outside import list_doubles
from madoguchi.selection.queries.rounds import applications_in

WEIGHED_FOR: Final = 25  # working days between the end of the round and the decisions
SIGNED_AFTER: Final = 3
POSTED_AFTER: Final = 2
WITHDRAWN: Final = 0.03
UNREAD: Final = 0.1  # letters that nobody opened, so that they were posted
SHOWN_AFTER: Final = 7  # days
SHOWN_AT: Final = time(9)


def tell(round_: Round, applications: int) -> list[Told]:
    """The families that applied a year ago, by arrival: their children went to school already.

    However few are wanted, some more are neighbours of the club that can be tried.
    """
    told = [_told(each, each.children, round_) for each in neighbours.of_upper_grades()]
    count = 0
    for household in chain(named(), imagined()):
        if count >= applications:
            break
        if children := _pupils(household, round_.target_year):
            told.append(_told(household, children, round_))
            count += len(children)
    return sorted(told, key=lambda each: each.arrives_at)


def _pupils(household: Household, year: int) -> tuple[Child, ...]:
    """The children who went to school in `year`, told as they are a year later."""
    return tuple(child for child in household.children if child.grade_in(year + 1, year) >= 1)


def _told(household: Household, children: tuple[Child, ...], round_: Round) -> Told:
    chance = dice(household.key, "last year")
    story = Story.WITHDRAWN if _is_free(household) and chance.random() < WITHDRAWN else Story.WAITS
    arrives_at = rounds.arrival(round_, chance)
    return Told(household=household, children=children, arrives_at=arrives_at, story=story)


def _is_free(household: Household) -> bool:
    """Whether nothing depends on how this household fared."""
    return not household.situation and all(child.kind == "new" for child in household.children)


def open_round(round_: Round) -> tuple[UUID, list[int]]:
    """The first round of last year, its doubles settled; and the applications still to be looked into."""
    with transaction.atomic(), jobs.by_hand():
        held = selecting.open_first(round_, is_over=True)
        if held.state != Selection.State.PREPARING:
            return held.pk, []
        clear(held, round_)
        waiting = applications_in(held).exclude(pk__in=held.assessments.values("application"))
        return held.pk, [*waiting.values_list("pk", flat=True)]


def give_places(round_: Round) -> None:
    """The first round of last year from what was found out to its results; all of it or nothing.

    What comes of it: one run, one proposal through 係長 and 課長, letters under one number with 枝番.
    """
    with transaction.atomic(), jobs.by_hand():
        held = selecting.open_first(round_, is_over=True)
        # A city of a few families may have had no pupils a year ago.
        if held.state != Selection.State.PREPARING or not applications_in(held).exists():
            return
        weighed_at = weighed(held, round_)
        clerk = clerk_of(held, round_)
        confirmation = confirm(calculate(held, clerk, weighed_at), clerk, weighed_at)
        lay_before(confirmation, weighed_at)
        settle(confirmation, signed(held, round_))
        show(confirmation)
        _one_declines()


def _one_declines() -> None:
    """A family of the club that can be tried has moved away: the next who waits is offered the place."""
    known = [each.email for each in neighbours.of_upper_grades()]
    offers = Offer.objects.filter(
        place=neighbours.tried_club(), application__resident__account__login__in=known
    )
    if (first := offers.order_by("application__reference").first()) is not None:
        enrolled.live(first.application, stays=False)


def weighed(held: Selection, round_: Round) -> datetime:
    """When everything was found out and places could be given."""
    return rounds.office_moment(round_.closes_at, WEIGHED_FOR, dice(held.title, "results"))


def signed(held: Selection, round_: Round) -> datetime:
    """When the posts agreed."""
    return rounds.office_moment(weighed(held, round_), SIGNED_AFTER, dice(held.title, "signed"))


def clerk_of(held: Selection, round_: Round) -> Officer:
    """Who proposes what comes out."""
    chance = dice(held.title, "clerk")
    return desk.officer(Role.REVIEWER, calendar.local_day(round_.closes_at), chance)


def look_into(applications: Sequence[int], held: UUID, round_: Round) -> int:
    """Confirm what the papers of these families prove, on the days before places are given. How many."""
    with jobs.by_hand():
        selection = Selection.objects.select_related("criteria").get(pk=held)
        until = weighed(selection, round_)
        for application in Application.objects.filter(pk__in=applications).order_by("arrived_at", "pk"):
            with transaction.atomic():  # interrupted, it is looked into from the beginning
                finding.look_into_all(application, selection, round_.closes_at, until)
    return len(applications)


def clear(held: Selection, round_: Round) -> None:
    """What is in the way of a run: two applications that may be for one child."""
    for pair in list_doubles(round=held):
        _settle(pair, round_.closes_at, weighed(held, round_))


def _settle(pair: Likeness, after: datetime, until: datetime) -> None:
    """Two children, or one for whom both parents applied: then the later of the two takes it back."""
    resident = pair.application.resident
    if pair.kind == Kind.PERHAPS_ANOTHER:
        families.say_two(pair, until)
    elif resident is not None:
        by, role = actor_of(resident, Entrance.PORTAL), lifecycle.Role.APPLICANT
        evening = rounds.evening(after, 3, dice(pair.application.reference, "twice"))
        progress.withdraw(application=pair.application, role=role, by=by, now=evening)


def calculate(held: Selection, clerk: Officer, now: datetime) -> Run:
    """The lottery is shown, and places are given by two calculations that agree."""
    given: dict[str, Any] = {"by": desk.at_the_desk(clerk), "now": now}
    lottery.reveal(round=held, **given)
    started = running.start(round=held, officer=clerk, **given)
    done = running.calculate(run_id=started.pk, now=now)
    if done is None or not done.is_done:
        raise LookupError(done and done.refusals)
    return done


def confirm(run: Run, clerk: Officer, now: datetime) -> Confirmation:
    """What came out is what is proposed, to be seen some days after."""
    by = desk.at_the_desk(clerk)
    release = releasing.plan(
        section=desk.SECTION,
        title=run.round.title,
        releases_at=rounds.at(calendar.local_day(now) + timedelta(days=SHOWN_AFTER), SHOWN_AT),
        by=review.reviewer(officer=clerk, section=desk.SECTION, actor=by, on=calendar.local_day(now)),
        now=now,
    )
    title = f"{run.round.title}の結果"
    return confirming.confirm(run=run, title=title, release=release, officer=clerk, by=by, now=now)


def lay_before(confirmation: Confirmation, now: datetime) -> Proposal:
    """What workers do until all decisions lie in one proposal."""
    while confirming.continue_drafting(confirmation_id=confirmation.pk, now=now):
        pass
    confirmation.refresh_from_db()
    proposal = confirmation.proposal
    if proposal is None:
        raise LookupError(confirmation.pk)
    for batch in Batch.objects.filter(proposal=proposal):
        while batching.continue_batch(batch_id=batch.pk, now=now):
            pass
    while weighing.continue_weighing(confirmation_id=confirmation.pk, now=now):
        pass
    proposal.refresh_from_db()
    return proposal


def settle(confirmation: Confirmation, now: datetime) -> None:
    """The posts agree, and every letter is drawn; nobody sees one yet."""
    confirmation.refresh_from_db()
    desk.sign(confirmation.proposal, now)  # type: ignore[arg-type]
    while settling.continue_settling(proposal_id=confirmation.proposal_id, now=now):  # type: ignore[arg-type]
        pass


def show(confirmation: Confirmation) -> None:
    """The instant, and every family is told."""
    planned = confirmation.release
    releasing.release_due(now=planned.releases_at)
    while releasing.continue_telling(release_id=planned.pk, now=planned.releases_at):
        pass


def live_on(told: Sequence[Told], version_id: int) -> int:
    """What these families did with their results, every letter seen to its end."""
    with jobs.by_hand():
        theirs = [pair for family in told for pair in _filed(family, version_id)]
        for child, application in theirs:
            enrolled.live(application, stays=child.kind != "new")
            post.send(application)
            if letter := review.letter_of(application):
                _close(letter)
    return len(theirs)


def _filed(family: Told, version_id: int) -> list[tuple[Child, Application]]:
    """What a family filed last year, child by child."""
    resident = people.resident_by_address(family.household.email)
    found = applications.list_applications(resident=resident) if resident else []
    theirs = [each for each in reversed(found) if each.version_id == version_id]
    return list(zip(family.children, theirs, strict=False))


def _close(letter: Letter) -> None:
    """A letter is opened by whom it is for, or goes out on paper; written anew first, if need be."""
    if letter.opened_at or letter.posted_on:
        return
    chance = dice(letter.document_number)
    now = letter.issued_at + timedelta(hours=1)
    if letter.file is None:
        replaced = {character: stand_in(character) for character in letter.missing_glyphs}
        by = desk.reviewer(Role.APPROVER, now, chance)
        letter = lettering.issue_with_substitutes(letter=letter, substitutes=replaced, by=by, now=now)
    resident = letter.application.resident
    if resident is None or chance.random() < UNREAD:
        _post(letter, rounds.office_moment(now, POSTED_AFTER, chance))
        return
    read_at = rounds.evening(now, chance.randint(0, 4), chance)
    lettering.note_opened(letter=letter, by=actor_of(resident, Entrance.PORTAL), now=read_at)


def _post(letter: Letter, now: datetime) -> None:
    by = desk.reviewer(Role.REVIEWER, now, dice(letter.document_number, "post"))
    mailing.note_posted(letter=letter, on=calendar.local_day(now), officer=by.officer, by=by.actor, now=now)
