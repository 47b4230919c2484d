"""On 1 April a section gets another name: its officers go on, and its past stays as it was written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, acting, make_section, signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.people import queries
from madoguchi.people.actions import reorganising
from madoguchi.people.actions.reorganising import CannotEnd
from madoguchi.people.models import Officer, Resident, Role, Section
from madoguchi.review import queries as review
from madoguchi.review.actions import deciding
from madoguchi.rules.sections import Reason

pytestmark = pytest.mark.django_db
APRIL = date(2027, 4, 1)
EVE, DAY = date(2027, 3, 31), APRIL
SPRING = datetime(2027, 4, 5, 1, tzinfo=UTC)


@pytest.fixture
def kodomo(city: SimpleNamespace) -> Section:
    """The section's new name."""
    return make_section("kodomo", "こども政策課", mark="ひこ政")


def renamed(makoto: Officer, *, with_officers: bool = True, on: date = APRIL) -> Section:
    return reorganising.end_section(
        code="kosodate", on=on, successor="kodomo", with_officers=with_officers, by=acting(makoto), now=NOW
    )


def test_officers_go_along_and_reach_what_was(chika: Officer, makoto: Officer, kodomo: Section) -> None:
    renamed(makoto)
    assert queries.sections_of(officer=chika, on=EVE) == {"kosodate": Role.APPROVER}
    assert queries.sections_of(officer=chika, on=DAY) == {
        "kodomo": Role.APPROVER,
        "kosodate": Role.APPROVER,
    }
    assert queries.administers(officer=makoto, on=DAY) == {"kodomo", "kosodate"}


def test_chika_still_reads_last_years_applications(
    monkeypatch: pytest.MonkeyPatch, aoi: Resident, chika: Officer, makoto: Officer, kodomo: Section
) -> None:
    application = filed(aoi, publish_club().pk)
    renamed(makoto)
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: SPRING)
    desk = signed_in(chika)
    assert desk.get(reverse("review:application", args=[application.reference])).status_code == 200
    assert application.reference in desk.get(reverse("review:queue")).content.decode()


def test_outsiders_stay_outside(dan: Officer, makoto: Officer, kodomo: Section) -> None:
    renamed(makoto)
    assert queries.sections_of(officer=dan, on=DAY) == {"fukushi": Role.ADMINISTRATOR}


def test_without_going_along_nobody_of_the_old_section_reads_on(
    chika: Officer, makoto: Officer, kodomo: Section
) -> None:
    renamed(makoto, with_officers=False)
    assert queries.sections_of(officer=chika, on=DAY) == {"kosodate": Role.APPROVER}
    assert chika.posts.count() == 1


def test_old_letters_keep_their_number_and_new_ones_bear_the_new_mark(
    aoi: Resident, chika: Officer, makoto: Officer, kodomo: Section
) -> None:
    version = publish_club(limits={}).pk
    numbers = []
    for application, now in ((filed(aoi, version), NOW), (filed(aoi, version), SPRING)):
        by = review.reviewer(officer=chika, section="kosodate", actor=acting(chika), on=now.date())
        deciding.decide(application=application, outcome="approved", reason="", by=by, now=now)
        application.refresh_from_db()
        letter = review.letter_of(application)
        assert letter is not None
        numbers.append(letter.document_number)
        if now == NOW:
            renamed(makoto)
    assert numbers == ["8ひ子育第1号", "9ひこ政第1号"]
    assert queries.section_in_charge(code="kosodate", on=EVE).name == "子育て政策課"


def test_what_an_officer_is_called_counts_for_the_old_section_too(
    chika: Officer, makoto: Officer, kodomo: Section
) -> None:
    chika.posts.update(title="学童クラブ係長")
    renamed(makoto)
    assert queries.titles_in(officer=chika, section="kosodate", on=DAY) == ("学童クラブ係長",)


def test_through_two_reorganisations(chika: Officer, makoto: Officer, kodomo: Section) -> None:
    renamed(makoto)
    make_section("mirai", "未来課")
    reorganising.end_section(
        code="kodomo", on=date(2028, 4, 1), successor="mirai", with_officers=True, by=SYSTEM, now=NOW
    )
    held = queries.sections_of(officer=chika, on=date(2028, 4, 1))
    assert set(held) == {"mirai", "kodomo", "kosodate"}


def test_the_end_is_taken_back_before_its_day(chika: Officer, makoto: Officer, kodomo: Section) -> None:
    renamed(makoto)
    reorganising.keep_section(code="kosodate", by=acting(makoto), now=NOW)
    assert queries.sections_of(officer=chika, on=DAY) == {"kosodate": Role.APPROVER}
    assert Section.objects.get(pk="kosodate").successor is None and not kodomo.posts.exists()
    renamed(makoto)
    with pytest.raises(CannotEnd):
        reorganising.keep_section(code="kosodate", by=acting(makoto), now=SPRING)


@pytest.mark.parametrize(
    ("on", "successor", "reason"),
    [
        (None, "kodomo", Reason.NO_SUCH_DAY),
        (date(2026, 11, 21), "kodomo", Reason.PAST),
        (APRIL, "kosodate", Reason.NO_SUCCESSOR),
        (APRIL, "nowhere", Reason.NO_SUCCESSOR),
        (APRIL, "gone", Reason.SUCCESSOR_NOT_THERE),
    ],
)
def test_an_end_that_cannot_be_changes_nothing(
    makoto: Officer, kodomo: Section, on: date | None, successor: str, reason: Reason
) -> None:
    gone = make_section("gone", "もうない課")
    Section.objects.filter(pk=gone.pk).update(ends_on=date(2027, 1, 1))
    with pytest.raises(CannotEnd) as cannot:
        reorganising.end_section(
            code="kosodate", on=on, successor=successor, with_officers=True, by=SYSTEM, now=NOW
        )
    assert cannot.value.reason is reason
    assert Section.objects.get(pk="kosodate").ends_on is None


def test_an_administrator_ends_their_section_on_the_page(
    monkeypatch: pytest.MonkeyPatch, makotos_desk: Client, kodomo: Section
) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)
    url = reverse("people:section_end", args=["kosodate"])
    wrong = makotos_desk.post(url, {"on": "R9.4.31", "successor": "kodomo"})
    assert wrong.status_code == 422 and 'value="R9.4.31"' in wrong.content.decode()
    assert (
        makotos_desk.post(url, {"on": "R9.4.1", "successor": "kodomo", "with_officers": "1"}).status_code
        == 302
    )
    assert "こども政策課" in makotos_desk.get(reverse("people:sections")).content.decode()
    assert Section.objects.get(pk="kosodate").ends_on == APRIL
    assert makotos_desk.post(reverse("people:section_keep", args=["kosodate"])).status_code == 302


def test_nobody_ends_the_section_of_others(dans_desk: Client, chikas_desk: Client, kodomo: Section) -> None:
    url = reverse("people:section_end", args=["kosodate"])
    assert [desk.get(url).status_code for desk in (dans_desk, chikas_desk)] == [404, 404]
