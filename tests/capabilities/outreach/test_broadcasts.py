"""Chika tells many: each once, by the way they are reached, and nobody who took it back in time."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.files.conftest import huge_png, pdf
from tests.capabilities.files.conftest import picture as photo
from tests.city.bookings import SATURDAY, book, make_offering, make_session
from tests.city.broadcasts import AT_ONCE, a_desk, a_draft, a_segment, a_town, settle, written
from tests.city.people import NOW, acting, make_resident, signed_in
from tests.city.procedures import publish_club
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.booking.actions import changing
from madoguchi.messaging import delivery
from madoguchi.messaging.line import broadcasts as line
from madoguchi.messaging.line import month
from madoguchi.messaging.models import Friend, LineChannel, OutgoingMessage
from madoguchi.outreach import broadcasts as reading
from madoguchi.outreach import followed
from madoguchi.outreach.actions import broadcasts, profiles, waves
from madoguchi.outreach.actions.broadcasts import CannotRelease
from madoguchi.outreach.models import Broadcast, Opening, Profile, Recipient, Segment, Wave
from madoguchi.people.models import Officer
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import Refusal, Standing, State
from madoguchi.rules.following import COUNTED_FOR
from madoguchi.rules.slots import Act

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SOON = NOW + MINUTE  # the minute in which it can be called back is over
MULTICAST = "POST /v2/bot/message/multicast"


@pytest.fixture
def town(on_line: LineSimulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield SimpleNamespace(line=on_line, **vars(a_desk()), **vars(a_town(on_line)))


def release(row: Broadcast, officer: Officer, *, now: datetime = NOW, all: bool = False) -> Broadcast:
    row.refresh_from_db()
    return broadcasts.release(
        broadcast=row.pk, officer=officer, seen=row.revision, is_all_meant=all, by=acting(officer), now=now
    )


def tell(now: datetime = SOON) -> None:
    """The worker does what is due: waves, LINE, mail."""
    waves.tell_due(now=now)
    while line.send_next(now=now) is not None:
        pass
    for message in OutgoingMessage.objects.filter(status="queued"):
        delivery.deliver(message=message.pk, now=now)


def told(row: Broadcast) -> Counter[str]:
    return Counter(row.recipients.filter(told_at__isnull=False).values_list("way", flat=True))


def refused(row: Broadcast, officer: Officer, **more: Any) -> Refusal:
    with pytest.raises(CannotRelease) as cannot:
        release(row, officer, **more)
    return cannot.value.refusal


def test_each_is_told_once_by_the_way_they_are_reached(town: SimpleNamespace, mailoutbox: list[Any]) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    assert (row.state, row.people, row.goes_at) == (State.RELEASED, 5, SOON)
    tell(NOW)
    assert not told(row)  # it can still be called back
    tell()
    tell(SOON + MINUTE)
    assert told(row) == {"line": 2, "mail": 3}
    texts = {nick: [str(each["message"]) for each in town.line.inbox(nick)] for nick in ("aoi", "lan", "ben")}
    assert "市民まつり" in texts["aoi"][0] and "City fair" in texts["lan"][0]
    assert [len(texts[nick]) for nick in ("aoi", "lan", "ben")] == [1, 1, 0]
    assert sorted(mail.to[0][:3] for mail in mailoutbox) == ["ben", "oth", "oth"]
    assert "12月6日" in mailoutbox[0].body and f"/n/{Wave.objects.get().code}/1/" in mailoutbox[0].body
    progress = reading.progress(row)
    assert (progress.standing, progress.line.sent, progress.mail.sent, progress.page) == (
        Standing.DONE,
        2,
        3,
        5,
    )


def test_everybody_means_also_whom_line_alone_knows_and_is_asked_for(town: SimpleNamespace) -> None:
    row = a_draft(town.chika, None)
    assert refused(row, town.chika) is Refusal.EVERYBODY
    row = release(row, town.chika, all=True)
    tell()
    assert row.people == 7
    assert told(row) == {"line": 3, "mail": 3, "": 1}  # the last one agreed to no mail: it stands on the page


def test_nobody_is_told_nothing(town: SimpleNamespace) -> None:
    nobody = a_segment(town.chika, {"is": [{"answer": "language"}, "ja-easy"]})
    assert refused(a_draft(town.chika, nobody), town.chika) is Refusal.NOBODY
    assert not Recipient.objects.exists()


def test_nobody_approves_what_nobody_would_be_told(town: SimpleNamespace) -> None:
    row, page = a_draft(town.chika, a_segment(town.chika)), signed_in(town.makoto)
    Broadcast.objects.update(state=State.PROPOSED, proposed_by=town.chika.number)
    assert 'value="approve"' in page.get(f"/desk/broadcasts/{row.pk}/").content.decode()
    Profile.objects.update(district=None)
    assert 'value="approve"' not in page.get(f"/desk/broadcasts/{row.pk}/").content.decode()


def test_a_thousand_need_a_second_person_who_saw_the_same(
    town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_ALONE", 4)
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    assert row.state == State.PROPOSED and not Recipient.objects.exists()

    def approve(officer: Officer, seen: int) -> Any:
        given = {"broadcast": row.pk, "officer": officer, "seen": seen, "by": acting(officer), "now": NOW}
        try:
            return broadcasts.approve(**given).state
        except CannotRelease as cannot:
            return cannot.refusal

    assert approve(town.chika, 1) is Refusal.SAME_PERSON
    assert approve(town.dan, 1) is Refusal.NO_RIGHT
    changed = written(row.segment, name="もっと")
    broadcasts.change(
        broadcast=row.pk, written=changed, officer=town.chika, seen=1, by=acting(town.chika), now=NOW
    )
    assert approve(town.makoto, 1) is Refusal.CHANGED  # what he looked at is void
    assert approve(town.makoto, 2) is Refusal.MOVED_ON  # and nobody has proposed this one
    release(row, town.chika)
    assert approve(town.makoto, 2) == State.RELEASED
    assert approve(town.yu, 2) is Refusal.MOVED_ON
    assert Recipient.objects.count() == 5


def test_it_is_called_back_within_the_minute_and_not_later(town: SimpleNamespace) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    back = {"broadcast": row.pk, "by": SYSTEM}
    broadcasts.call_back(**back, now=SOON - timedelta(seconds=1))
    row.refresh_from_db()
    assert row.state == State.DRAFT and not Recipient.objects.exists()
    tell()
    assert not town.line.inbox("aoi")
    release(row, town.chika)
    tell()
    with pytest.raises(CannotRelease, match="too_late"):
        broadcasts.call_back(**back, now=SOON)


def test_who_took_consent_back_or_blocked_meanwhile_is_not_told(town: SimpleNamespace) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    profiles.withdraw(resident=town.ben, by=SYSTEM, now=NOW)
    Friend.objects.filter(resident_ref=town.aoi.reference).update(blocked_at=NOW)
    tell()
    assert told(row) == {"line": 1, "mail": 3}  # Aoi by mail instead
    assert row.recipients.get(resident=town.ben).told_at is None
    assert reading.progress(row).withdrew == 1


def test_whom_consent_did_not_choose_is_told_though_they_took_it_back(town: SimpleNamespace) -> None:
    japanese = a_segment(town.chika, {"is": [{"answer": "language"}, "ja"]})
    row = release(a_draft(town.chika, japanese), town.chika)
    profiles.withdraw(resident=town.ben, by=SYSTEM, now=NOW)
    tell()
    assert row.recipients.get(resident=town.ben).told_at is not None


def test_waves_leave_one_after_the_other(town: SimpleNamespace) -> None:
    plan = replace(AT_ONCE, wave_size=2, wave_minutes=10)
    row = release(a_draft(town.chika, a_segment(town.chika), plan=plan), town.chika)
    assert [each.people for each in row.waves.order_by("number")] == [2, 2, 1]
    tell()
    assert sum(told(row).values()) == 2 and reading.progress(row).standing is Standing.UNDER_WAY
    tell(SOON + 20 * MINUTE)
    assert sum(told(row).values()) == 5
    assert len(town.line.inbox("aoi")) == len(town.line.inbox("lan")) == 1


def test_it_is_stopped_half_way_and_goes_on(town: SimpleNamespace, mailoutbox: list[Any]) -> None:
    plan = replace(AT_ONCE, wave_size=3, wave_minutes=10)
    row = release(a_draft(town.chika, a_segment(town.chika), plan=plan), town.chika)
    waves.tell_due(now=SOON)
    broadcasts.stop(broadcast=row.pk, officer=town.chika, by=acting(town.chika), now=SOON)
    tell(SOON + 20 * MINUTE)
    assert not mailoutbox and not town.line.inbox("aoi") and not town.line.inbox("lan")
    row.refresh_from_db()
    progress = reading.progress(row)
    assert (progress.standing, progress.waiting > 2) == (Standing.STOPPED, True)
    night = NOW + timedelta(hours=10)
    with pytest.raises(CannotRelease, match="night"):
        broadcasts.go_on(broadcast=row.pk, by=SYSTEM, now=night)
    broadcasts.go_on(broadcast=row.pk, by=SYSTEM, now=SOON + 30 * MINUTE)
    tell(SOON + 30 * MINUTE)
    assert told(row) == {"line": 2, "mail": 3} and len(mailoutbox) == 3
    assert len(town.line.inbox("aoi")) == len(town.line.inbox("lan")) == 1


def test_what_is_too_late_when_it_goes_on_waits_no_more(town: SimpleNamespace, mailoutbox: list[Any]) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    waves.tell_due(now=SOON)
    broadcasts.stop(broadcast=row.pk, officer=town.chika, by=acting(town.chika), now=SOON)
    later = SOON + timedelta(days=4)
    broadcasts.go_on(broadcast=row.pk, by=SYSTEM, now=later)
    line.sweep(now=later)
    tell(later)
    row.refresh_from_db()
    progress = reading.progress(row)
    assert (progress.waiting, progress.standing) == (0, Standing.DONE)
    assert progress.mail.expired == 3 and not mailoutbox and not town.line.inbox("aoi")


def test_the_month_is_used_up_half_way_and_the_rest_waits(town: SimpleNamespace) -> None:
    plan = replace(AT_ONCE, wave_size=3, wave_minutes=10)
    town.line.turn("faults", [{"match": MULTICAST, "mode": "429_monthly", "times": 1}])
    row = release(a_draft(town.chika, None, plan=plan), town.chika, all=True)
    tell()
    tell(SOON + 10 * MINUTE)
    tell(SOON + 20 * MINUTE)
    progress = reading.progress(row)
    assert progress.standing is Standing.HELD and progress.waiting
    broadcasts.go_on(broadcast=row.pk, by=SYSTEM, now=SOON + 30 * MINUTE)
    tell(SOON + 30 * MINUTE)
    assert reading.progress(row).waiting == 0
    assert len(town.line.inbox("aoi")) == len(town.line.inbox("lan")) == 1


def test_more_than_the_month_holds_is_refused(town: SimpleNamespace) -> None:
    town.line.turn("plan", {"type": "limited", "value": 3})
    month.note(now=NOW)
    quota = month.known(now=NOW)
    assert quota is not None and (quota.most, quota.left) == (3, 3)
    LineChannel.objects.update(month_used=2)
    assert refused(a_draft(town.chika, a_segment(town.chika)), town.chika) is Refusal.QUOTA


def test_a_correction_goes_to_exactly_those_who_were_told(town: SimpleNamespace) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    profiles.withdraw(resident=town.ben, by=SYSTEM, now=NOW)
    tell()
    make_resident("late@mail.example")
    settle()  # who moved in later, was not told
    made = broadcasts.correct(broadcast=row.pk, officer=town.chika, by=acting(town.chika), now=SOON)
    assert made.words["ja"]["title"] == "【訂正】市民まつり"
    made = release(made, town.chika, now=SOON)
    tell(SOON + MINUTE)
    names = [set(each.recipients.filter(told_at__isnull=False).values_list("resident", flat=True)) for each in (row, made)]  # fmt: skip  # noqa: E501
    assert names[0] == names[1] and len(names[0]) == 4
    assert len(town.line.inbox("aoi")) == 2


def test_what_nobody_was_told_is_not_corrected_and_does_not_go_on(town: SimpleNamespace) -> None:
    row, chika = a_draft(town.chika, a_segment(town.chika)), signed_in(town.chika)
    page = f"/desk/broadcasts/{row.pk}/"
    for state in (State.DRAFT, State.PROPOSED):
        Broadcast.objects.update(state=state)
        for step in ("correct", "go_on"):
            answer = chika.post(f"{page}{step}/")
            assert answer.status_code == 422 and "何も変えていません" in answer.content.decode()
    assert Broadcast.objects.count() == 1
    assert not Line.objects.filter(verb="broadcast.resumed").exists()


def test_an_emergency_needs_its_right_and_no_consent(town: SimpleNamespace, mailoutbox: list[Any]) -> None:
    warning = a_draft(town.chika, None, plan=replace(AT_ONCE, is_emergency=True))
    assert refused(warning, town.makoto) is Refusal.NO_RIGHT
    night = NOW + timedelta(hours=12)
    row = release(warning, town.yu, now=night)
    assert row.goes_at == night
    tell(night)
    assert told(row) == {"line": 3, "mail": 4} and len(mailoutbox) == 4


def test_a_warning_that_waited_too_long_is_not_sent(town: SimpleNamespace) -> None:
    release(a_draft(town.chika, None, plan=replace(AT_ONCE, is_emergency=True)), town.yu)
    tell(NOW + timedelta(hours=3))
    assert not town.line.inbox("aoi") and not Recipient.objects.filter(told_at__isnull=False).exists()


def test_its_button_counts_and_says_nothing_of_anybody(town: SimpleNamespace) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    tell()
    stranger, link = signed_in(town.ben), f"/n/{row.waves.get().code}/1/"
    assert stranger.get(link).headers["Location"] == "/help/"
    stranger.get(link)
    stranger.head(link)  # what looks whether a link is alive has not read it
    assert [each.count for each in Opening.objects.all()] == [2]
    assert not Line.objects.filter(actor_ref=str(town.ben.reference), verb__startswith="broadcast").exists()
    for absent in ("/n/absent/1/", link.replace("/1/", "/2/"), link.replace("/1/", "/0/")):
        assert stranger.get(absent).status_code == 404
    assert reading.progress(row).opened == 2


def test_who_was_told_reads_it_on_their_page_and_nobody_else(town: SimpleNamespace) -> None:
    row = release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    tell()
    ben, other = signed_in(town.ben), signed_in(town.others[-1])
    page = f"/me/told/{row.pk}/"
    assert page in ben.get("/me/").content.decode() and page not in other.get("/me/").content.decode()
    assert "12月6日" in ben.get(page).content.decode()
    assert other.get(page).status_code == 404
    assert row.recipients.get(resident=town.ben).read_at == NOW
    assert reading.progress(row).read == 1


TYPED = {
    "name": "まつり",
    "section": "kosodate",
    "segment": "",
    "when": "",
    "ja.title": "市民まつり",
    "ja.text": "12月6日に開きます。",
    "target1": "/help/",
    "act": "keep",
}


def typed(**changes: str) -> dict[str, str]:
    return TYPED | {name.replace("__", "."): value for name, value in changes.items()}


def test_chika_writes_looks_and_lets_it_go(town: SimpleNamespace) -> None:
    chika, dan = signed_in(town.chika), signed_in(town.dan)
    segment = a_segment(town.chika)
    counted = chika.post("/desk/broadcasts/new/", typed(act="look", segment=str(segment.pk)))
    assert "6人のうち5人" in counted.content.decode() and not Broadcast.objects.exists()
    kept = chika.post("/desk/broadcasts/new/", typed(segment=str(segment.pk)))
    page, row = kept.headers["Location"], Broadcast.objects.get()
    before = chika.get(page).content.decode()
    for words in ("市民まつり", "5人に配信する", "日本語で届きます", "LINEの通数はまだ分かりません"):
        assert words in before
    assert dan.get(page).status_code == dan.post(f"{page}release/", {"seen": "1"}).status_code == 404
    assert chika.post(f"{page}release/", {"seen": "1", "act": "release"}).status_code == 302
    assert "配信を取り消す" in chika.get(page).content.decode()
    twice = chika.post(f"{page}release/", {"seen": "1", "act": "release"})
    assert twice.status_code == 422 and "ほかの職員の操作が先" in twice.content.decode()
    tell()
    row.refresh_from_db()
    mark = reading.progress(row).mark
    asking = {"headers": {"HX-Request": "true"}}
    assert chika.get(f"{page}?seen={mark}", **asking).status_code == 204
    told_of = chika.get(f"{page}?seen=other", **asking).content.decode()
    assert "配信済み 5人 / 5人" in told_of and "<html" not in told_of
    assert "まつり" in chika.get("/desk/broadcasts/").content.decode()
    assert "まつり" not in dan.get("/desk/broadcasts/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "60"),
        ({"section": "zeimu"}, "所属する課"),
        ({"segment": "00000000-0000-0000-0000-000000000000"}, "所属する課"),
        ({"ja__title": ""}, "日本語で書いてください"),
        ({"ja__text": "あ" * 501}, "500文字まで"),
        ({"en__title": "Fair"}, "両方書くか"),
        ({"target1": "/desk/"}, "市のサイト"),
        ({"target1": "elsewhere", "target1_other": "https://evil.example/"}, "市のサイト"),
        ({"when": "at", "at": "soon"}, "日付と時刻"),
        ({"when": "at", "at": "2026-11-22T11:59"}, "過ぎています"),
        ({"until": "later"}, "日付と時刻"),
        ({"until": "0001-01-01T00:00"}, "日付と時刻"),  # before all time on the world's clock
        ({"wave_size": "100"}, "両方書いてください"),
        ({"wave_size": "²", "wave_minutes": "10"}, "両方書いてください"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    town: SimpleNamespace, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in(town.chika).post("/desk/broadcasts/new/", typed(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert "市民まつり" in page or "ja__title" in wrong
    assert not Broadcast.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"%PDF-1.4 is no picture", "ファイルを開けませんでした"),
        (pdf(), "写真か画像(JPEG"),
        ("絵です".encode(), "ファイルを開けませんでした"),
        (photo() + b"0" * 11_000_000, "10MB"),
        (huge_png(20_000), "画素"),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_typed_is_lost(
    town: SimpleNamespace, sent: bytes, said: str
) -> None:
    asked = typed() | {"picture": SimpleUploadedFile("fair.jpg", sent, "image/jpeg")}
    answer = signed_in(town.chika).post("/desk/broadcasts/new/", asked)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "12月6日に開きます。" in page
    assert not Broadcast.objects.exists()


def test_a_picture_is_shown_on_line_in_mail_and_on_the_page(
    town: SimpleNamespace, mailoutbox: list[Any], stranger: Client
) -> None:
    chika, segment = signed_in(town.chika), a_segment(town.chika)
    large = SimpleUploadedFile("fair.png", photo("PNG", size=(2000, 1300)), "image/png")
    chika.post("/desk/broadcasts/new/", typed(segment=str(segment.pk)) | {"picture": large})
    row = Broadcast.objects.get()
    shown = f"/n/{row.pk}.jpg"
    assert chika.get(f"/desk/broadcasts/{row.pk}/picture.jpg").headers["Content-Type"] == "image/jpeg"
    assert signed_in(town.dan).get(f"/desk/broadcasts/{row.pk}/picture.jpg").status_code == 404
    assert stranger.get(shown).status_code == 404, "nobody was told yet"
    release(row, town.chika)
    tell()
    hero = town.line.inbox("aoi")[0]["message"]["contents"]["hero"]
    assert hero["url"] == f"http://localhost:8000{shown}"
    found = Image.open(io.BytesIO(stranger.get(shown).content))
    assert found.format == "JPEG" and found.size == (1024, 666), "LINE shows none larger"
    assert f"画像\nhttp://localhost:8000{shown}" in mailoutbox[0].body
    assert shown in signed_in(town.ben).get(f"/me/told/{row.pk}/").content.decode()


def test_two_who_write_do_not_overwrite_each_other(town: SimpleNamespace) -> None:
    page = f"/desk/broadcasts/{a_draft(town.chika, None).pk}/change/"
    chika, makoto = signed_in(town.chika), signed_in(town.makoto)
    assert chika.post(page, typed(seen="1", name="ひとつ")).status_code == 302
    late = makoto.post(page, typed(seen="1", name="ふたつ"))
    assert late.status_code == 422 and "書き直されたため" in late.content.decode()
    assert "ふたつ" in late.content.decode() and Broadcast.objects.get().name == "ひとつ"


def test_a_test_copy_goes_to_colleagues_and_counts_for_nothing(
    town: SimpleNamespace, mailoutbox: list[Any]
) -> None:
    row = a_draft(town.chika, None)
    chika, page = signed_in(town.chika), f"/desk/broadcasts/{row.pk}/try/"
    for wrong in ("", "nobody", ",".join(f"a{number}@mail.example" for number in range(6))):
        assert chika.post(page, {"to": wrong}).status_code == 422
    assert chika.post(page, {"to": "chika@hibari.example"}).status_code == 302
    tell()
    subjects = "".join(mail.subject for mail in mailoutbox)
    assert len(mailoutbox) == 2 and "[Test] City fair" in subjects and "【テスト】市民まつり" in subjects
    assert not row.recipients.exists() and reading.progress(row).mail.sent == 0


def test_a_test_copy_that_is_asked_for_again_goes_again(
    town: SimpleNamespace, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = a_draft(town.chika, None)
    chika = signed_in(town.chika)
    for now in (NOW, NOW, SOON):  # pressed twice, and again a minute later
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        chika.post(f"/desk/broadcasts/{row.pk}/try/", {"to": "chika@hibari.example"})
    tell()
    assert len(mailoutbox) == 4  # two languages, twice


def test_what_is_read_in_japanese_on_an_english_page_says_so(town: SimpleNamespace) -> None:
    words = {"ja": {"title": "市民まつり", "text": "12月6日に開きます。", "label1": "くわしく見る"}}
    draft = a_draft(town.chika, a_segment(town.chika), words=words, targets=["/help/", "/"])
    row = release(draft, town.chika)
    tell()
    lan = signed_in(town.lan)
    lan.cookies["language"] = "en"
    page = lan.get(f"/me/told/{row.pk}/").content.decode()
    assert '<html lang="en"' in page and "Back to my page" in page
    for said in ("市民まつり</h1>", "12月6日に開きます。", "くわしく見る"):
        before = page[: page.index(said)]
        assert before.rindex('lang="ja"') > before.rindex('lang="en"'), said
    before = page[: page.index("Open the page")]
    assert before.rindex('lang="en"') > before.rindex('lang="ja"'), "a button without words speaks English"
    assert '<a href="/me/told/' in lan.get("/me/").content.decode()
    assert f'href="/me/told/{row.pk}/" lang="ja"' in lan.get("/me/").content.decode()


def test_everything_told_to_a_person_stands_together(town: SimpleNamespace) -> None:
    application = filed(town.aoi, publish_club().pk, now=NOW)
    release(a_draft(town.chika, a_segment(town.chika)), town.chika)
    tell()
    page = f"/desk/applications/{application.reference}/told/"
    seen = signed_in(town.chika).get(page).content.decode()
    assert "まつり" in seen and application.reference in seen
    assert signed_in(town.dan).get(page).status_code == 404
    assert Line.objects.filter(verb="messages.viewed", about_ref=application.reference).count() == 1


def reserved(resident: Any, session: Any, at: datetime, *, came: bool = False) -> None:
    """Booked at some time, and perhaps there in the end."""
    (held,) = book(resident, session, now=at)
    if came:
        changing.settle(reservation_id=held.pk, act=Act.ATTEND, by=SYSTEM, now=SATURDAY)


def test_who_reserved_after_being_told_and_came_is_counted_and_nobody_else(town: SimpleNamespace) -> None:
    session = make_session(make_offering(once="session"))
    make_session(make_offering("talk", section="zeimu"))
    reserved(town.aoi, session, NOW, came=True)  # before anybody told her
    row = release(
        a_draft(town.chika, a_segment(town.chika), targets=["/reserve/course/", "/reserve/talk/"]), town.chika
    )
    tell()
    waves.count_opening(wave=Wave.objects.get(), button=1, now=SOON)
    reserved(town.ben, session, SOON + MINUTE, came=True)
    reserved(town.others[0], session, SOON + MINUTE)
    reserved(town.others[-1], session, SOON + MINUTE, came=True)  # was not told
    (given_back,) = book(town.others[1], session, now=SOON + MINUTE)
    changing.cancel(reservation_id=given_back.pk, by=SYSTEM, now=SOON + MINUTE)
    Recipient.objects.filter(resident=town.lan).update(told_at=SOON - COUNTED_FOR - MINUTE)
    reserved(town.lan, session, SOON + MINUTE)  # told too long before
    with CaptureQueriesContext(connection) as asked:
        own, others = followed.list_funnels(row, told=5, sections={"kosodate"})
    assert len(asked) == 4  # offerings, openings, and one for each offering
    assert [bar.count for bar in own.bars] == [5, 1, 2, 1] and not own.is_covered
    assert [bar.count for bar in others.bars] == [5, 0, 0, 0]
    covered = followed.list_funnels(row, told=5, sections={"zeimu"})[0]
    assert [bar.count for bar in covered.bars] == [5, 1, None, None] and covered.is_covered
    page = signed_in(town.chika).get(f"/desk/broadcasts/{row.pk}/").content.decode()
    assert "配信のあとの予約と来場" in page and "考古学教室" in page


def test_pages_ask_the_same_however_many_rows_they_show(town: SimpleNamespace) -> None:
    """List, segments and composer: what one more row costs is nothing."""
    client, first = signed_in(town.chika), a_segment(town.chika)
    row = release(a_draft(town.chika, first, targets=["/reserve/course/"]), town.chika)
    pages = (
        "/desk/broadcasts/",
        f"/desk/broadcasts/{row.pk}/",
        "/desk/broadcasts/new/",
        "/desk/segments/",
        f"/desk/segments/{first.pk}/",
        "/desk/segments/new/",
    )

    def cost() -> list[int]:
        return [queries_of(client, page) for page in pages]

    cost()  # what is looked up once in a process is
    before = cost()
    for number in range(3):
        made = Segment.objects.create(
            section="kosodate", name=f"{number}", condition=True, made_by="1001", made_at=NOW
        )
        release(a_draft(town.chika, made, name=f"{number}"), town.chika, all=True)
        make_offering(f"course-{number}")
    assert cost() == before == [4, 13, 14, 5, 11, 11]


def queries_of(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)
