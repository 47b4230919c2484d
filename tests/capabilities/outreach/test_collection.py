"""An administrator takes in the days, Aoi looks at them and is reminded, once, of what is collected."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from tests.city.people import make_resident, signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.outreach.actions import collecting
from madoguchi.outreach.models import CollectionReminder, CollectionTimetable
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.collection import Moment

pytestmark = pytest.mark.django_db
FILE = "地名,センター,燃やすごみ,缶\n若麦,北,月 火 水 木 金 土 日,火\n羽音,北,,\n"
SUNDAY = datetime(2026, 11, 29, 19, tzinfo=TOKYO)


@pytest.fixture
def aoi() -> Resident:
    return make_resident("aoi@mail.example")


@pytest.fixture
def timetable() -> None:
    collecting.take_in(area_days=FILE, center="", on_holidays=True, by=SYSTEM, now=SUNDAY)


def test_aoi_sees_the_days_of_her_area_and_is_reminded_as_she_wishes(aoi: Resident, timetable: None) -> None:
    phone = signed_in(aoi)
    page = phone.get("/collection/", {"area": "若麦"}).content.decode()
    assert page.count('<th scope="row">') == 31 and "缶" in page
    for wished, kept in [("evening", "evening"), ("morning", "morning"), ("", None)]:
        assert phone.post("/collection/remind/", {"area": "若麦", "moment": wished}).status_code == 302
        assert CollectionReminder.objects.values_list("moment", flat=True).first() == kept
    assert Line.objects.filter(verb="collection.wished").count() == 3


@pytest.mark.parametrize(
    "wrong", [{"area": "atlantis", "moment": "evening"}, {"area": "若麦", "moment": "noon"}]
)
def test_what_was_not_on_the_page_changes_nothing(
    aoi: Resident, timetable: None, wrong: dict[str, str]
) -> None:
    signed_in(aoi).post("/collection/remind/", wrong)
    assert not CollectionReminder.objects.exists()


def test_without_a_timetable_everybody_is_told_where_to_ask() -> None:
    assert "収集日はまだ掲載していません。" in Client().get("/collection/").content.decode()


def test_aoi_is_told_once_of_tomorrow_and_never_when_it_is_too_late(aoi: Resident, timetable: None) -> None:
    collecting.wish(resident=aoi, area="若麦", moment=Moment.EVENING, by=SYSTEM, now=SUNDAY)
    assert [collecting.remind(moment=Moment.EVENING, now=SUNDAY) for _ in range(2)] == [1, 0]
    assert collecting.remind(moment=Moment.MORNING, now=SUNDAY) == 0
    (mail,) = OutgoingMessage.objects.all()
    assert "燃やすごみ" in mail.body and "/collection/" in mail.body
    assert mail.expires_at == datetime(2026, 11, 30, 8, 30, tzinfo=TOKYO)
    collecting.forget_told(now=datetime(2026, 12, 7, 19, tzinfo=TOKYO))
    assert not InboxMessage.objects.exists()


def test_many_are_told_in_one_go_and_who_was_told_before_a_halt_is_not_told_again(
    aoi: Resident, timetable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "AT_ONCE", 2)
    for number in range(4):
        wisher = make_resident(f"other{number}@mail.example")
        collecting.wish(resident=wisher, area="若麦", moment=Moment.EVENING, by=SYSTEM, now=SUNDAY)
    assert collecting.remind(moment=Moment.EVENING, now=SUNDAY) == 4
    collecting.wish(resident=aoi, area="若麦", moment=Moment.EVENING, by=SYSTEM, now=SUNDAY)
    assert collecting.remind(moment=Moment.EVENING, now=SUNDAY) == 1
    told = Line.objects.filter(verb="collection.reminded").order_by("pk")
    assert [each.details["people"] for each in told] == [2, 2, 1]
    assert OutgoingMessage.objects.count() == 5


def test_where_nothing_is_collected_nobody_is_told(aoi: Resident, timetable: None) -> None:
    collecting.wish(resident=aoi, area="羽音", moment=Moment.EVENING, by=SYSTEM, now=SUNDAY)
    assert collecting.remind(moment=Moment.EVENING, now=SUNDAY) == 0


def test_files_are_taken_in_whole_or_not_at_all(makoto: Officer) -> None:
    desk = signed_in(makoto)
    answer = desk.post("/desk/collection/", {"area_days": f"{FILE}川風,北,毎日,\n"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "毎日" in page and "川風,北,毎日," in page
    assert not CollectionTimetable.objects.exists()
    assert desk.post("/desk/collection/", {"area_days": FILE}).status_code == 302
    assert FILE.strip() in desk.get("/desk/collection/").content.decode()
    assert not CollectionTimetable.objects.get().on_holidays


def test_an_officer_who_is_no_administrator_finds_no_such_page(chika: Officer) -> None:
    assert signed_in(chika).get("/desk/collection/").status_code == 404


GUIDE = {
    "target": "type,name,notice,furigana\n缶,空きかん,すすいでください,あきかん\n",
    "description": "label,sublabel,description\n缶,,かごに入れる\n",
}


def test_aoi_looks_up_what_goes_where_and_when() -> None:
    collecting.take_in(area_days=FILE, center="", **GUIDE, on_holidays=True, by=SYSTEM, now=clock.now())
    page = Client().get("/collection/", {"area": "若麦", "q": "アキカン"}).content.decode()
    assert all(said in page for said in ("空きかん", "すすいでください", "かごに入れる", "次の収集日は"))
    assert "見つかりませんでした" in Client().get("/collection/", {"q": "宇宙船\0" * 99}).content.decode()


def test_a_guide_that_does_not_fit_is_not_taken_in(makotos_desk: Client) -> None:
    typed = {"area_days": FILE, "center": "", **GUIDE, "target": "type,name\n火,花火\n"}
    page = makotos_desk.post("/desk/collection/", typed)
    assert page.status_code == 422 and "花火" in page.content.decode()
    assert not CollectionTimetable.objects.exists()
