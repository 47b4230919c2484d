"""Owner and deputy: who answers for a procedure, and what the city is told when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.people import acting, make_officer, signed_in
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.actions import staff
from madoguchi.people.models import Account, Officer, Post
from madoguchi.procedures import actions
from madoguchi.procedures.actions import CannotEntrust
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import list_orphans
from madoguchi.rules import owning
from madoguchi.rules.owning import Reason

PAGE = "/desk/procedures/club/owner/"


@pytest.mark.parametrize(
    ("owner", "deputy", "reasons"),
    [
        ("1", "2", ()),
        (None, None, (Reason.NO_OWNER, Reason.NO_DEPUTY)),
        ("1", "1", (Reason.SAME_OFFICER,)),
        ("9", "2", (Reason.OWNER_ELSEWHERE,)),
        ("9", "8", (Reason.OWNER_ELSEWHERE, Reason.DEPUTY_ELSEWHERE)),
    ],
)
def test_two_officers_of_the_section_answer(
    owner: str | None, deputy: str | None, reasons: tuple[Reason, ...]
) -> None:
    assert owning.refuse(owner, deputy, {"1", "2"}) == reasons


def test_chika_sets_herself_and_makoto(chikas_desk: Client, makoto: Officer) -> None:
    publish_club()
    answer = chikas_desk.post(PAGE, {"owner": "1001", "deputy": "1003"}, follow=True)
    assert "担当者 髙橋 千佳 ・ 代理 五十嵐 誠" in answer.content.decode()
    assert Line.objects.get(verb="procedure.entrusted").details == {"owner": "1001", "deputy": "1003"}
    assert "selected>髙橋 千佳（1001）" in chikas_desk.get(PAGE).content.decode()


def test_what_was_chosen_wrongly_is_said_beside_its_place(chikas_desk: Client, dan: Officer) -> None:
    publish_club()
    answer = chikas_desk.post(PAGE, {"owner": "1001", "deputy": "1001"})
    assert answer.status_code == 422 and "担当者と代理は別の職員" in answer.content.decode()
    answer = chikas_desk.post(PAGE, {"owner": "1002", "deputy": ""})
    assert answer.status_code == 422 and "今、課に在籍していません" in answer.content.decode()
    assert Procedure.objects.get().owner is None


def test_dan_finds_no_such_page(dans_desk: Client, chika: Officer) -> None:
    publish_club()
    assert dans_desk.get(PAGE).status_code == dans_desk.post(PAGE, {}).status_code == 404


def test_who_only_reviews_cannot_name_them(city: SimpleNamespace, chika: Officer) -> None:
    publish_club()
    assert signed_in(make_officer(section=city.kosodate)).get(PAGE).status_code == 404


def test_an_owner_who_left_is_reported_every_day(
    now: datetime, chika: Officer, makoto: Officer, makotos_desk: Client
) -> None:
    publish_club()
    assert [each.reason for each in list_orphans(on=now.date())] == ["no_owner"]
    actions.entrust(slug="club", owner=chika, deputy=makoto, by=acting(makoto), now=now)
    assert not list_orphans(on=now.date())
    staff.end_post(
        post=Post.objects.get(officer=chika),
        ends_on=(now + timedelta(days=1)).date(),
        by=SYSTEM,
        now=now,
    )
    after = now + timedelta(days=2)
    assert actions.report_orphans(now=after) == 1
    assert Line.objects.get(verb="procedure.orphaned").details == {"reason": "owner_left"}


def test_an_owner_on_leave_is_not_at_work(now: datetime, chika: Officer, makoto: Officer) -> None:
    publish_club()
    Account.objects.filter(pk=chika.account_id).update(closed_from=now.date())
    with pytest.raises(CannotEntrust) as cannot:
        actions.entrust(slug="club", owner=chika, deputy=makoto, by=SYSTEM, now=now)
    assert cannot.value.reasons == (Reason.OWNER_ELSEWHERE,)


def test_the_administrator_reads_it_first_thing_and_sets_it(makotos_desk: Client, chika: Officer) -> None:
    publish_club()
    page = makotos_desk.get("/desk/").content.decode()
    assert "担当のいない手続きが1件あります" in page and PAGE in page


def test_who_cannot_reach_the_section_is_told_without_a_link(dans_desk: Client, chika: Officer) -> None:
    publish_club()
    page = dans_desk.get("/desk/").content.decode()
    assert "担当のいない手続きが1件あります" in page and PAGE not in page
