"""Aoi tells the club in the morning; Emi reads it within seconds, confirms it and prints it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.capabilities.applications.test_entering import PHONE_ONLY, file
from tests.capabilities.applications.test_entering import typed as entered
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.enrolment.test_following import NOTICE
from tests.city.contractors import SORANO, WAKAMUGI, emi_and_fumi, entrust, make_member, run_clubs
from tests.city.enrolments import MAY, SPRING, accepted, asked
from tests.city.households import publish_where
from tests.city.people import acting, signed_in
from tests.city.procedures import AOIS_ANSWERS
from tests.journeys.pages import text_of

from madoguchi.applications.actions import entering, progress, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin.actions import notices as telling
from madoguchi.enrolment.actions import attending
from madoguchi.enrolment.models import Leftover, NoticeSeen
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.partner import monthly
from madoguchi.partner.roster import roster
from madoguchi.people.models import Child, Member, Officer, Resident
from madoguchi.places.models import Place
from madoguchi.review.queue import count_queue, count_years
from madoguchi.review.wanted import Pile, Wanted
from madoguchi.rules import absences
from madoguchi.rules.delegation import What
from madoguchi.rules.doors import Slip
from madoguchi.rules.lifecycle import Role, State

HERE = f"/partner/places/{WAKAMUGI}/today/"
TELLS = {
    "act": "notice", "at": "clubs", "starts": "on", "ends": "until",
    "says": ["wish"], "keeps": {"pickup": "who"},
}  # fmt: skip
NOTED = {"standard_days": 0, "noted": True}
ASKS = [
    {"id": "on", "type": "date", "title": {"ja": "日"}, "listed": True},
    {"id": "until", "type": "date", "title": {"ja": "まで"}, "listed": True, "required": False},
    {"id": "who", "type": "text", "title": {"ja": "迎えの人"}, "required": False},
]
TODAY, YESTERDAY, TOMORROW = "2027-05-10", "2027-05-09", "2027-05-11"
LATER = date(2027, 6, 1)


@pytest.fixture
def tells(city: SimpleNamespace) -> int:
    return publish_where(enrolment=TELLS, also=ASKS, review=NOTED, **NOTICE, **PHONE_ONLY).pk


@pytest.fixture
def emi(tells: int, aoi: Resident, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Aoi's child is at Emi's club, in May."""
    version = run_clubs()
    emi = emi_and_fumi()[0]
    held = accepted(asked(aoi, version))
    attending.begin(enrolment_id=held.pk, by=acting(emi), now=SPRING)
    monkeypatch.setattr(clock, "now", lambda: MAY)
    return emi


def told(by: Resident, version: int, **answers: Any) -> Application:
    given = {"clubs": [WAKAMUGI], "on": TODAY, "wish": "お休みします", **answers}
    return filed(by, version, now=MAY, **given)


def news(hers: Client, mark: str) -> int:
    return hers.get(HERE, {"seen": mark}, headers={"HX-Request": "true"}).status_code


def mark_of(hers: Client) -> str:
    return text_of(hers.get(HERE)).split("?seen=")[1].split('"')[0]


def test_what_aoi_sends_is_there_at_once_and_emi_confirms_it(aoi: Resident, emi: Member, tells: int) -> None:
    hers = signed_in(emi)
    before = mark_of(hers)
    assert news(hers, before) == 204
    application = told(aoi, tells, wish="お迎えが変わります", who="祖父 陽")
    assert news(hers, before) == 200
    page = text_of(hers.get(HERE))
    assert "お迎えが変わります" in page and "祖父 陽" in page and "別のアカウント" not in page
    for _ in range(2):
        assert hers.post(f"{HERE}{application.reference}/").status_code == 302
    assert NoticeSeen.objects.get().application == application
    assert Line.objects.filter(verb="place.notice_seen").count() == 1
    assert "確認済み" in text_of(hers.get(HERE))
    answer = hers.post(f"/partner/places/{WAKAMUGI}/print/today/")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("answers", "is_shown"),
    [
        ({"on": YESTERDAY}, False),
        ({"on": TOMORROW}, False),
        ({"on": YESTERDAY, "until": TODAY}, True),
        ({"on": YESTERDAY, "until": TOMORROW}, True),
        ({"on": "2027-05-01", "until": YESTERDAY}, False),
        ({"clubs": [SORANO]}, False),
        ({"child": {"family": "𠮷川", "given": "湊", "family_kana": "ヨシカワ", "given_kana": "ミナト",
                    "birth_date": "2018-09-21"}}, False),
    ],
)  # fmt: skip
def test_only_what_is_about_this_day_this_club_and_its_children(
    aoi: Resident, emi: Member, tells: int, answers: dict[str, Any], is_shown: bool
) -> None:
    told(aoi, tells, **answers)
    assert ("お休みします" in text_of(signed_in(emi).get(HERE))) is is_shown


def test_who_comes_is_for_those_who_may_see_contacts(aoi: Resident, emi: Member, tells: int) -> None:
    application = told(aoi, tells, who="祖父 陽")
    reader = signed_in(entrust(make_member(name="比嘉 栞"), whats={What.ROSTER}))
    page = text_of(reader.get(HERE))
    assert "お休みします" in page and "祖父 陽" not in page
    assert reader.post(f"{HERE}{application.reference}/").status_code == 404
    Application.objects.filter(pk=application.pk).update(is_protected=True)
    application.listed.all().filter(question="clubs").delete()
    page = text_of(signed_in(emi).get(HERE))
    assert "お休みします" in page and "（非表示）" in page and "祖父 陽" not in page


def test_a_notice_of_somebody_else_is_marked(ben: Resident, emi: Member, tells: int) -> None:
    told(ben, tells, who="知らない人")
    assert "別のアカウント" in text_of(signed_in(emi).get(HERE))


def test_it_is_no_work_for_the_section_and_may_be_taken_back(
    aoi: Resident, chika: Officer, emi: Member, tells: int
) -> None:
    application = told(aoi, tells)
    assert (application.state, application.delete_on) == (State.NOTED, date(2033, 4, 1))
    assert OutgoingMessage.objects.filter(template="noted").exists()
    counts = count_queue(sections=["kosodate"], wanted=Wanted(procedure="notice"), on=LATER)
    assert (counts.of(Pile.TO_DO), counts.overdue, counts.of(Pile.NOTED)) == (0, 0, 1)
    (year,) = count_years(sections=["kosodate"], on=LATER)
    assert year.unfinished == 1  # the application for the place
    desk, at = signed_in(chika), f"/desk/applications/{application.reference}/"
    found = desk.post("/desk/applications/search/", {"q": application.reference}, follow=True)
    assert found.redirect_chain[-1] == (at, 302)
    page = text_of(desk.get(at))
    assert "受理(決定不要)" in page and "処理期限" not in page and at + "decide/" not in page
    progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=MAY)
    assert "お休みします" not in text_of(signed_in(emi).get(HERE))


def test_what_no_club_reads_is_seen_to_by_the_section(
    aoi: Resident, chika: Officer, emi: Member, tells: int
) -> None:
    """And not refused: nobody finds out at which club a child is by trying."""
    told(aoi, tells)
    astray = told(aoi, tells, clubs=[SORANO])
    assert Leftover.objects.get().application == astray
    exceptions = text_of(signed_in(chika).get("/desk/enrolments/"))
    assert "手作業で確認が必要なもの" in exceptions and astray.reference in exceptions
    progress.withdraw(application=astray, role=Role.APPLICANT, by=acting(aoi), now=MAY)
    assert astray.reference not in text_of(signed_in(chika).get("/desk/enrolments/"))


def test_the_sheet_of_the_month_is_marked_where_somebody_said_so(
    aoi: Resident, emi: Member, tells: int
) -> None:
    """欠 over a weekend, but not on its Sunday, and 早 as it came by the page of absences."""
    told(aoi, tells, on="2027-05-21", until="2027-05-24", wish="absent")
    told(aoi, tells, on="2027-05-12", wish="お迎えが変わります")
    day = date(2027, 5, 11)
    said = absences.Said(
        kind=absences.Kind.EARLY, first_on=day, last_on=day, reason=absences.Reason.FAMILY, at="15:00"
    )
    early = telling.tell(
        child=Child.objects.get(belongings__place=WAKAMUGI), said=said, resident=aoi, by=acting(aoi), now=MAY
    )
    found = roster(Place.objects.get(pk=WAKAMUGI), (), on=MAY.date())
    with CaptureQueriesContext(connection) as asked:
        marked = monthly.month(found, on=MAY.date(), now=MAY)
    assert len(asked) == 8  # as many for a dozen
    (marks,) = monthly.on_paper(found, marked)["marks"]
    marked_on = {day: mark for day, mark in enumerate(marks, 1) if mark}
    assert marked_on == {11: "早", 21: "欠", 22: "欠", 24: "欠"}
    assert signed_in(emi).post(f"/partner/places/{WAKAMUGI}/print/attendance/").content.startswith(b"%PDF")
    assert str(early.pk) in Line.objects.get(verb="application.printed").details["references"]


def test_what_was_mistyped_of_a_paper_reaches_the_club_once_it_is_typed_anew(
    chika: Officer, makoto: Officer, emi: Member, tells: int
) -> None:
    """Nothing is left over of the club it never was about, and what Emi had confirmed she confirms anew."""
    by, typed = acting(chika), {"clubs": [SORANO], "on": TODAY, "wish": "お休みします"}
    paper = Slip(medium="counter", day="2027-05-10", time="8:00")
    draft = entered(chika, tells, paper, now=MAY, **typed)
    astray = file(draft, chika, now=MAY).application
    assert Leftover.objects.get().application == astray
    for club, words in ((WAKAMUGI, "お休みします"), (WAKAMUGI, "早く帰ります")):
        again = entering.send_back_entry(
            application=astray, paths=["clubs", "wish"], officer=makoto, by=acting(makoto), now=MAY
        )
        answers = {**AOIS_ANSWERS, **typed, "clubs": [club], "wish": words}
        entering.save_entry(
            draft_id=again.pk, answers=answers, slip=Slip(), seen=Seen(revision=1), by=by, now=MAY
        )
        astray = submission.mend_entry(draft_id=again.pk, officer=chika, by=by, now=MAY)
        assert not Leftover.objects.exists() and not NoticeSeen.objects.exists()
        assert words in text_of(signed_in(emi).get(HERE))
        signed_in(emi).post(f"{HERE}{astray.reference}/")
        assert NoticeSeen.objects.get().application == astray


def test_what_came_by_the_page_of_absences_is_read_and_confirmed_here(emi: Member, aoi: Resident) -> None:
    desk = signed_in(emi)
    child = Child.objects.get(belongings__place=WAKAMUGI)
    day = date.fromisoformat(TODAY)
    said = absences.Said(kind=absences.Kind.PICKUP, first_on=day, last_on=day, words="祖父が16時に")
    told = telling.tell(child=child, said=said, resident=aoi, by=acting(aoi), now=MAY)
    assert "祖父が16時に" in text_of(desk.get(HERE))
    assert desk.post(f"/partner/places/{WAKAMUGI}/print/today/").content.startswith(b"%PDF")
    assert str(told.pk) in Line.objects.get(verb="application.printed").details["references"]
    assert desk.post(f"{HERE}told/{told.pk}/").status_code == 302
    assert told.readers.get().seen_at == MAY
    assert Line.objects.filter(verb="notice.seen").count() == 1
    assert desk.post(f"/partner/places/{SORANO}/today/told/{told.pk}/").status_code == 404
