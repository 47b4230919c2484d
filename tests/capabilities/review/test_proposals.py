"""Decisions pass from post to post, one by one or many together, until somebody decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, returned, seat
from tests.city.people import acting
from tests.city.procedures import CLUB, publish_club

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.review import proposals
from madoguchi.review.actions import batching, deciding, proposing, routing, settling
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Decision, Letter, Proposal, Stage
from madoguchi.rules import lifecycle
from madoguchi.rules.lifecycle import State
from madoguchi.rules.proposals import Numbering, Reason, Standing

TWO = {**CLUB["review"], "two_person": True}
WHY = "就労日数が月10日で、条例第4条第1号の要件に足りません。"


@pytest.fixture
def route(city: SimpleNamespace) -> None:
    """係長, then 課長, who decides (専決)."""
    set_route("係長", "課長")


@pytest.fixture
def three(city: SimpleNamespace, aoi: Resident) -> list[Application]:
    version = publish_club(limits={}, review=TWO).pk
    return [filed(aoi, version) for _ in range(3)]


def set_route(*posts: str, is_elsewhere: bool = False) -> None:
    routing.set_route(
        section="kosodate", procedure="", posts=posts, is_elsewhere=is_elsewhere, by=SYSTEM, now=LATER
    )


def together(
    applications: Sequence[Application],
    by: Officer,
    *,
    outcome: str = "approved",
    numbering: Numbering = Numbering.BRANCH,
) -> Proposal:
    """One proposal for all of them, sent round."""
    proposal = proposing.open_proposal(
        section="kosodate",
        procedure="club",
        title="令和9年4月の利用の承認",
        numbering=numbering,
        by=seat(by, applications[0]),
        now=LATER,
    )
    batch = batching.start_batch(
        references=[each.reference for each in applications],
        act=Bulk.PROPOSE,
        outcome=outcome,
        reason="",
        proposal=proposal,
        officer=by,
        by=acting(by),
        now=LATER,
    )
    while batching.continue_batch(batch_id=batch.pk, now=LATER):
        pass
    proposal.refresh_from_db()
    return proposal


def approve(proposal: Proposal, by: Officer, application: Application) -> Proposal:
    return proposing.approve(proposal=proposal, by=seat(by, application), now=LATER)


def settle(proposal: Proposal) -> None:
    while settling.continue_settling(proposal_id=proposal.pk, now=LATER):
        pass


def states(applications: Sequence[Application]) -> list[str]:
    found = dict(Application.objects.values_list("pk", "state"))
    return [found[each.pk] for each in applications]


def test_a_proposal_passes_the_kakaricho_and_is_decided_by_the_kacho(
    three: list[Application], route: None, takuya: Officer, yuko: Officer, kacho: Officer
) -> None:
    proposal = together(three, takuya)
    assert proposal.standing == Standing.CIRCULATING and set(states(three)) == {State.PROPOSED}
    with pytest.raises(CannotPropose) as cannot:
        approve(proposal, kacho, three[0])
    assert cannot.value.refusal.reason is Reason.NOT_YOUR_TURN
    approve(proposal, yuko, three[0])
    assert not Letter.objects.exists(), "the 係長 has agreed, nobody has decided"
    assert approve(proposal, kacho, three[0]).standing == Standing.APPROVED
    settle(proposal)
    assert set(states(three)) == {State.DECIDED}


def test_the_letters_of_one_proposal_share_its_number_and_have_branches(
    three: list[Application], takuya: Officer, yuko: Officer
) -> None:
    proposal = together(three, takuya)
    approve(proposal, yuko, three[0])
    settle(proposal)
    numbers = set(Letter.objects.values_list("document_number", flat=True))
    assert numbers == {f"8ひ子育第1号の{branch}" for branch in (1, 2, 3)}


@pytest.mark.parametrize(
    ("numbering", "numbers"),
    [
        (Numbering.SAME, ["8ひ子育第1号"] * 3),
        (Numbering.EACH, ["8ひ子育第1号", "8ひ子育第2号", "8ひ子育第3号"]),
    ],
)
def test_or_they_bear_one_number_or_each_its_own(
    three: list[Application], takuya: Officer, yuko: Officer, numbering: Numbering, numbers: list[str]
) -> None:
    proposal = together(three, takuya, numbering=numbering)
    approve(proposal, yuko, three[0])
    settle(proposal)
    assert sorted(Letter.objects.values_list("document_number", flat=True)) == numbers


def test_nobody_approves_their_own_proposal_not_even_by_deputising(
    three: list[Application], route: None, yuko: Officer, kacho: Officer
) -> None:
    proposal = together(three, yuko)
    assert [stage.post for stage in proposals.list_stages(proposal=proposal)] == ["課長"]
    for act in (
        lambda: approve(proposal, yuko, three[0]),
        lambda: proposing.deputise(proposal=proposal, why="出張", by=seat(yuko, three[0]), now=LATER),
    ):
        with pytest.raises(CannotPropose) as cannot:
            act()
        assert cannot.value.refusal.reason is Reason.OWN_PROPOSAL


def test_sent_back_it_can_be_worked_on_and_goes_round_again(
    three: list[Application], route: None, takuya: Officer, yuko: Officer, kacho: Officer, aoi: Resident
) -> None:
    proposal = together(three, takuya)
    proposing.send_back(
        proposal=proposal, why="3件目の証明書を確かめて。", by=seat(yuko, three[0]), now=LATER
    )
    assert set(states(three)) == {State.ACCEPTED}
    returned(three[2], takuya, "certificate")
    again = proposing.circulate(proposal=proposal, by=seat(takuya, three[0]), now=LATER)
    assert states(three) == [State.PROPOSED, State.PROPOSED, State.RETURNED]
    assert again.lap == 2 and again.decisions.count() == 2, "what was returned is left out"
    approve(again, yuko, three[0])
    approve(again, kacho, three[0])
    settle(again)
    assert states(three) == [State.DECIDED, State.DECIDED, State.RETURNED]
    said = Stage.objects.get(proposal=proposal, lap=1, act="send_back")
    assert said.officer == yuko and said.why == "3件目の証明書を確かめて。"


def test_one_can_be_left_out_of_what_was_sent_back(
    three: list[Application], takuya: Officer, yuko: Officer
) -> None:
    proposal = together(three, takuya)
    by = seat(takuya, three[0])
    proposing.take_out(decision=Decision.objects.get(application=three[0]), by=by, now=LATER)
    assert proposal.decisions.count() == 3, "only what was sent back can be changed"
    proposing.send_back(proposal=proposal, why="1件目を外して。", by=seat(yuko, three[0]), now=LATER)
    proposing.take_out(decision=Decision.objects.get(application=three[0]), by=by, now=LATER)
    proposing.circulate(proposal=proposal, by=by, now=LATER)
    assert states(three) == [State.ACCEPTED, State.PROPOSED, State.PROPOSED]


def test_in_the_absence_of_the_kacho_a_deputy_decides_and_the_kacho_reads_it_afterwards(
    three: list[Application], route: None, takuya: Officer, yuko: Officer, kacho: Officer
) -> None:
    proposal = together(three, takuya)
    approve(proposal, yuko, three[0])
    proposing.deputise(proposal=proposal, why="課長出張のため", by=seat(yuko, three[0]), now=LATER)
    proposal.refresh_from_db()
    assert proposal.standing == Standing.APPROVED and proposal.approved_by == yuko
    assert len(proposals.list_to_view(sections=["kosodate"])) == 1
    assert proposing.note_viewed(proposal=proposal, by=seat(yuko, three[0]), now=LATER) == 0
    assert proposing.note_viewed(proposal=proposal, by=seat(kacho, three[0]), now=LATER) == 1
    assert proposals.list_to_view(sections=["kosodate"]) == []


def test_different_outcomes_are_drafted_first_and_proposed_together(
    three: list[Application], takuya: Officer, yuko: Officer
) -> None:
    for application, outcome in zip(three, ("approved", "refused"), strict=False):
        deciding.draft(
            application=application, outcome=outcome, reason=WHY, by=seat(takuya, application), now=LATER
        )
    assert set(states(three)) == {State.ARRIVED}, "a draft moves nothing"
    proposal = together(three, takuya, outcome="")
    shares = {each.outcome: each.count for each in proposals.count_outcomes(proposal=proposal)}
    assert shares == {"approved": 1, "refused": 1}
    refused = proposal.batches.get().items.exclude(refusal="").get()
    assert (refused.application, refused.refusal) == (three[2], "nothing_drafted")


def test_withdrawn_while_it_goes_round_it_is_not_decided(
    three: list[Application], takuya: Officer, yuko: Officer, aoi: Resident
) -> None:
    proposal = together(three, takuya)
    progress.withdraw(application=three[1], role=lifecycle.Role.APPLICANT, by=acting(aoi), now=LATER)
    approve(proposal, yuko, three[0])
    settle(proposal)
    assert states(three) == [State.DECIDED, State.WITHDRAWN, State.DECIDED]
    assert Letter.objects.count() == 2


def test_with_all_withdrawn_meanwhile_no_number_is_lost(
    three: list[Application], takuya: Officer, yuko: Officer, aoi: Resident
) -> None:
    proposal = together(three, takuya)
    for each in three:
        progress.withdraw(application=each, role=lifecycle.Role.APPLICANT, by=acting(aoi), now=LATER)
    assert approve(proposal, yuko, three[0]).document_number == ""
    settle(proposal)


def test_given_up_its_decisions_are_drafts_again(three: list[Application], takuya: Officer) -> None:
    proposal = together(three, takuya)
    proposing.take_back(proposal=proposal, by=seat(takuya, three[0]), now=LATER)
    assert set(states(three)) == {State.ACCEPTED}
    assert Decision.objects.filter(proposal=None, decided_at=None).count() == 3


def test_decided_in_the_records_system_its_day_and_number_are_typed_back(
    three: list[Application], takuya: Officer, yuko: Officer
) -> None:
    set_route(is_elsewhere=True)
    proposal = together(three, takuya)
    assert proposal.standing == Standing.ELSEWHERE
    by = seat(takuya, three[0])
    for number, on, reason in [
        ("8ひ子育第900号", None, Reason.DECIDED_UNREADABLE),
        ("", date(2026, 11, 24), Reason.NUMBER_MISSING),
        ("8ひ子育第900号", date(2027, 11, 24), Reason.DECIDED_IN_FUTURE),
    ]:
        with pytest.raises(CannotPropose) as cannot:
            proposing.confirm(proposal=proposal, decided_on=on, number=number, by=by, now=LATER)
        assert cannot.value.refusal.reason is reason
    proposing.confirm(
        proposal=proposal, decided_on=date(2026, 11, 24), number="8ひ子育第900号", by=by, now=LATER
    )
    settle(proposal)
    assert "8ひ子育第900号の3" in set(Letter.objects.values_list("document_number", flat=True))


def test_settling_goes_on_where_it_was_stopped_and_every_officer_sees_how_far_it_is(
    three: list[Application],
    takuya: Officer,
    yuko: Officer,
    chikas_desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settling, "CHUNK", 2)
    proposal = together(three, takuya)
    approve(proposal, yuko, three[0])
    assert settling.continue_settling(proposal_id=proposal.pk, now=LATER)
    assert Letter.objects.count() == 2
    seen = chikas_desk.get(reverse("review:proposal", args=[proposal.pk])).content.decode()
    assert 'max="3"' in seen and 'value="2"' in seen and 'hx-trigger="every 2s"' in seen
    assert not settling.continue_settling(proposal_id=proposal.pk, now=LATER)
    assert not settling.continue_settling(proposal_id=proposal.pk, now=LATER), "once more does nothing"
    assert Letter.objects.count() == 3


def test_the_paper_says_who_signed_and_lists_every_application(
    three: list[Application], route: None, takuya: Officer, yuko: Officer, chikas_desk: Client
) -> None:
    proposal = together(three, takuya)
    approve(proposal, yuko, three[0])
    answer = chikas_desk.get(reverse("review:circular", args=[proposal.pk]))
    said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    said = "".join(said.split())
    assert "起案用紙" in said and "令和9年4月の利用の承認" in said
    assert all(each.reference in said for each in three)
    line = Line.objects.get(verb="proposal.printed")
    assert set(line.details["references"]) == {each.reference for each in three}


def test_dan_of_another_section_finds_no_proposal(
    three: list[Application], takuya: Officer, dans_desk: Client
) -> None:
    proposal = together(three, takuya)
    assert dans_desk.get(reverse("review:proposal", args=[proposal.pk])).status_code == 404
    approve_url = reverse("review:proposal_act", args=[proposal.pk, "approve"])
    assert dans_desk.post(approve_url).status_code == 404
    assert "令和9年4月" not in dans_desk.get(reverse("review:proposals")).content.decode()
