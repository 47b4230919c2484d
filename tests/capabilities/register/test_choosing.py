"""The machine proposes, officers choose: one by one, together, and back again."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.register.town import ADDRESS, AOI, BEN, MUGI, WITH_ADDRESS, taken
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import crypto
from madoguchi.people.models import Officer, Resident
from madoguchi.register import queries
from madoguchi.register.actions import choosing, comparing
from madoguchi.register.actions.choosing import CannotChoose
from madoguchi.register.models import RegisterEntry, RegisterExtract, RegisterMatch, RegisterRun
from madoguchi.register.wanted import Pile, Wanted, Who
from madoguchi.rules.lifecycle import State
from madoguchi.rules.matching import Reason, Result

LATER = NOW + timedelta(hours=1)
EVERYBODY = Wanted(who=Who.ALL)


@pytest.fixture(autouse=True)
def _own_city(settings: Any) -> None:
    settings.CITY_NAME = "ひばり市"


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application for Mugi."""
    return filed(aoi, publish_club(limits={}, **WITH_ADDRESS).pk, home=ADDRESS)


def compared(extract: RegisterExtract, officer: Officer, procedure: str = "") -> RegisterRun:
    """A run over the applications of the section, to its end."""
    run = comparing.start_run(
        extract=extract, procedure=procedure, officer=officer, by=acting(officer), now=NOW
    )
    while comparing.continue_run(run_id=run.pk, now=NOW):
        pass
    run.refresh_from_db()
    return run


def results() -> dict[str, str]:
    """What was found, by path."""
    return dict(RegisterMatch.objects.values_list("path", "result"))


def chosen(application: Application, officer: Officer, path: str, ref: int | None) -> RegisterMatch:
    """The officer says who it is."""
    (match,) = choosing.choose(
        application=application, choices={path: ref}, officer=officer, by=acting(officer), now=LATER
    )
    return match


def ref_of(number: int) -> int:
    """The row of the extract in use that came as the `number`-th."""
    return int(RegisterEntry.objects.order_by("pk").values_list("pk", flat=True)[number])


def test_child_and_guardian_are_found_and_nothing_is_chosen(
    application: Application, makoto: Officer
) -> None:
    run = compared(taken(makoto), makoto)
    assert results() == {"child": Result.SAME, "guardian": Result.SAME}
    assert (run.total, run.done, run.finished_at) == (1, 1, NOW)
    assert not RegisterMatch.objects.exclude(decided_at=None).exists()


def test_whoever_is_not_there_is_nobody(application: Application, makoto: Officer) -> None:
    compared(taken(makoto, BEN), makoto)
    assert set(results().values()) == {Result.NONE}


def test_chika_chooses_and_the_number_is_kept_sealed(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    compared(taken(makoto, MUGI.replace("𠮷川", "吉川"), AOI), makoto)
    match = chosen(application, chika, "child", ref_of(0))
    assert (match.result, match.officer, match.decided_at) == (Result.OTHER_FORM, chika, LATER)
    assert "7000000021" not in match.sealed
    assert crypto.unseal(match.sealed) == {"number": "7000000021", "household": "80000001"}
    standing = queries.standing(application)
    assert standing and (standing.number, standing.is_chosen) == ("7000000021", True)
    line = Line.objects.get(verb="register.matched")
    assert line.details == {"results": {"child": "other_form"}}


def test_the_application_itself_is_never_changed(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    before = list(application.answer_sets.values())
    compared(taken(makoto, MUGI.replace("𠮷川", "吉川")), makoto)
    chosen(application, chika, "child", ref_of(0))
    application.refresh_from_db()
    assert list(application.answer_sets.values()) == before
    assert application.applicant_name == "𠮷川　葵"


def test_nobody_is_a_choice_too(application: Application, makoto: Officer, chika: Officer) -> None:
    compared(taken(makoto), makoto)
    match = chosen(application, chika, "child", None)
    assert (match.result, match.sealed) == (Result.NONE, "")


@pytest.mark.parametrize(
    "path, ref, reason",
    [
        ("child", 10**15, Reason.NOT_A_CANDIDATE),
        ("allergy", None, Reason.NOT_ASKED),
        ("", None, Reason.NOT_ASKED),
    ],
)
def test_what_is_no_candidate_cannot_be_chosen(
    application: Application, makoto: Officer, path: str, ref: int | None, reason: Reason
) -> None:
    taken(makoto)
    with pytest.raises(CannotChoose) as cannot:
        chosen(application, makoto, path, ref)
    assert cannot.value.reason is reason
    assert not RegisterMatch.objects.exists()


def test_several_are_chosen_at_once_or_none(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    taken(makoto)
    given = {"application": application, "officer": chika, "by": acting(chika), "now": LATER}
    with pytest.raises(CannotChoose):
        choosing.choose(choices={"child": ref_of(0), "guardian": ref_of(0)}, **given)
    assert not RegisterMatch.objects.exists()
    choosing.choose(choices={"child": ref_of(0), "guardian": ref_of(1)}, **given)
    assert results() == {"child": Result.SAME, "guardian": Result.SAME}


def test_somebody_elses_row_is_no_candidate(application: Application, makoto: Officer) -> None:
    taken(makoto)
    with pytest.raises(CannotChoose):
        chosen(application, makoto, "child", ref_of(2))


def test_without_an_extract_nothing_can_be_chosen(application: Application, makoto: Officer) -> None:
    with pytest.raises(CannotChoose) as cannot:
        chosen(application, makoto, "child", None)
    assert cannot.value.reason is Reason.NO_EXTRACT


def test_a_second_choice_waits_until_the_first_is_taken_back(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    taken(makoto)
    chosen(application, chika, "child", ref_of(0))
    with pytest.raises(CannotChoose) as cannot:
        chosen(application, makoto, "child", None)
    assert cannot.value.reason is Reason.ALREADY_CHOSEN
    choosing.undo(application=application, path="child", by=acting(makoto), now=LATER)
    match = RegisterMatch.objects.get(path="child")
    assert (match.decided_at, match.officer, match.result) == (None, None, Result.SAME)
    assert Line.objects.filter(verb="register.unmatched").count() == 1
    chosen(application, makoto, "child", None)


def test_what_is_the_same_is_confirmed_together_and_the_rest_waits(
    application: Application, aoi: Resident, makoto: Officer, chika: Officer
) -> None:
    child = {"family": "髙橋", "given": "湊", "family_kana": "タカハシ", "given_kana": "ミナト"}
    other = filed(aoi, application.version_id, home=ADDRESS, child={**child, "birth_date": "2019-09-21"})
    row = "7000000041,80000004,高橋　湊,ﾀｶﾊｼ ﾐﾅﾄ,20190921,,若麦2-14-5,203,子,,,"
    compared(taken(makoto, MUGI, AOI, row), makoto)
    given = {"section": "kosodate", "officer": chika, "by": acting(chika), "now": LATER}
    assert choosing.confirm_sure(wanted=Wanted(who=Who.SUBJECT), **given) == 1
    open_ones = RegisterMatch.objects.filter(decided_at=None, role="subject")
    assert [each.application_id for each in open_ones] == [other.pk]
    line = Line.objects.get(verb="register.confirmed")
    assert line.details == {"references": [application.reference], "people": 1}
    assert choosing.confirm_sure(wanted=Wanted(who=Who.SUBJECT), **given) == 0


def test_a_run_leaves_what_was_chosen(application: Application, makoto: Officer, chika: Officer) -> None:
    extract = taken(makoto)
    chosen(application, chika, "child", None)
    compared(extract, makoto)
    compared(extract, makoto)
    assert results() == {"child": Result.NONE, "guardian": Result.SAME}


def test_a_new_extract_lets_go_of_proposals_and_keeps_choices(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    compared(taken(makoto), makoto)
    chosen(application, chika, "child", ref_of(0))
    taken(makoto, BEN, now=LATER)
    assert results() == {"child": Result.SAME}
    standing = queries.standing(application)
    assert standing and standing.number == "7000000021"


def test_after_a_correction_it_says_so_and_is_not_confirmed_with_others(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    compared(taken(makoto), makoto)
    Application.objects.filter(pk=application.pk).update(answer_count=2)
    application.refresh_from_db()
    standing = queries.standing(application)
    assert standing and standing.is_changed
    given = {"section": "kosodate", "officer": chika, "by": acting(chika), "now": LATER}
    assert choosing.confirm_sure(wanted=EVERYBODY, **given) == 0


def test_only_what_is_under_way_in_the_section_is_compared(
    application: Application, makoto: Officer, dan: Officer
) -> None:
    assert compared(taken(dan, section="fukushi"), dan).done == 0
    extract = taken(makoto)
    assert compared(extract, makoto, procedure="dog").done == 0
    Application.objects.filter(pk=application.pk).update(state=State.WITHDRAWN)
    assert compared(extract, makoto).done == 0
    assert not RegisterMatch.objects.exists()


def test_a_run_goes_on_where_it_stopped_and_ends_when_its_officer_leaves(
    application: Application, aoi: Resident, makoto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "CHUNK", 1)
    filed(aoi, application.version_id, home=ADDRESS)
    run = comparing.start_run(
        extract=taken(makoto), procedure="club", officer=makoto, by=acting(makoto), now=NOW
    )
    assert comparing.continue_run(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.total, run.done, run.finished_at) == (2, 1, None)
    makoto.posts.update(ends_on="2026-11-22")
    assert not comparing.continue_run(run_id=run.pk, now=NOW)
    run.refresh_from_db()
    assert (run.done, run.finished_at) == (1, NOW)


def test_the_counts_say_how_many_stand_in_each_pile(
    application: Application, makoto: Officer, chika: Officer
) -> None:
    compared(taken(makoto), makoto)
    chosen(application, chika, "child", ref_of(0))
    counts = queries.count_matches("kosodate", EVERYBODY)
    assert (counts[Pile.OPEN], counts[Pile.SAME], counts[Pile.CHOSEN]) == (1, 1, 1)
    assert queries.count_matches("fukushi", EVERYBODY)[Pile.CHOSEN] == 0
