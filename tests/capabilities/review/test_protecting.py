"""住所等の秘匿: marked by who may, opened with a reason for half an hour, reported, and let go."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, corrected, returned
from tests.city.households import answers, let_open, publish_where
from tests.city.people import acting, make_officer, signed_in

from madoguchi.applications.actions import drafts, protecting, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.actions.protecting import CannotProtect
from madoguchi.applications.models import Application, Protection, Unveiling
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.protection import NOT_SHOWN, Reason

WARNING = "この世帯は住所等の取扱いに注意が必要です。照会・問い合わせには答えないでください。"
WHY = "就労証明書の期限の確認のため"


@pytest.fixture(autouse=True)
def watch(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the city, three days after Aoi applied; stories move it on."""
    hand = SimpleNamespace(now=LATER)
    monkeypatch.setattr(clock, "now", lambda: hand.now)
    return hand


@pytest.fixture
def yoko(city: SimpleNamespace) -> Officer:
    """安孫子 陽子, 係長: the one who may open protected households."""
    officer = make_officer("1004", "安孫子 陽子", "アビコ ヨウコ", section=city.kosodate)
    return let_open(officer, city.kosodate)


@pytest.fixture
def yokos_desk(yoko: Officer) -> Client:
    return signed_in(yoko)


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application, with everything that tells where she lives."""
    return filed(aoi, publish_where().pk, **answers())


def at(name: str, application: Application) -> str:
    return reverse(f"review:{name}", args=[application.reference])


def protect(application: Application, officer: Officer, reason: str = "") -> Protection:
    return protecting.protect(
        application=application, reason=reason, officer=officer, by=acting(officer), now=clock.now()
    )


def release(application: Application, officer: Officer, reason: str = "本人の申し出") -> None:
    protecting.release(
        application=application, reason=reason, officer=officer, by=acting(officer), now=clock.now()
    )


def body(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response
    return str(response.content.decode())


def refused(act: Any, *given: Any, **more: Any) -> Reason:
    with pytest.raises(CannotProtect) as found:
        act(*given, **more)
    return found.value.reason


def test_yoko_marks_the_household_on_the_page(application: Application, yokos_desk: Client) -> None:
    assert at("protection", application) in body(yokos_desk.get(at("application", application)))
    yokos_desk.post(at("protection", application), {"act": "protect", "reason": "支援措置の申し出"})
    application.refresh_from_db()
    mark = Protection.objects.get()
    assert application.is_protected and mark.resident == application.resident
    assert "支援措置" not in mark.reason and mark.began_by.number == "1004"
    (line,) = Line.objects.filter(verb="application.protected")
    assert line.details == {"references": [application.reference]}


def test_the_mark_covers_brothers_and_sisters_and_what_comes_later(
    application: Application, aoi: Resident, yoko: Officer
) -> None:
    minato = answers(child={**answers()["child"], "given_kana": "ミナト", "given": "湊"})
    sibling = filed(aoi, application.version_id, **minato)
    protect(application, yoko)
    sora = answers(child={**answers()["child"], "given_kana": "ソラ", "given": "空"})
    later = filed(aoi, application.version_id, **sora)
    assert {each.is_protected for each in Application.objects.all()} == {True}
    assert {each.question for each in later.listed.all()} == {"child", "start", "reason"}
    assert {each.question for each in sibling.listed.all()} == {"child", "start", "reason"}


def test_bens_household_is_not_touched(application: Application, ben: Resident, yoko: Officer) -> None:
    other = filed(ben, application.version_id, child={**answers()["child"], "given_kana": "レン"})
    protect(application, yoko)
    other.refresh_from_db()
    assert not other.is_protected


def test_chika_may_not_mark_it_and_marking_twice_changes_nothing(
    application: Application, chika: Officer, makoto: Officer, yoko: Officer
) -> None:
    assert refused(protect, application, chika) == refused(protect, application, makoto)
    assert refused(protect, application, chika) == Reason.NOT_PERMITTED
    protect(application, yoko)
    assert refused(protect, application, yoko) == Reason.ALREADY
    assert Protection.objects.count() == 1


def test_chika_reads_the_warning_and_no_way_to_open(
    application: Application, yoko: Officer, chikas_desk: Client
) -> None:
    protect(application, yoko)
    page = body(chikas_desk.get(at("application", application)))
    assert WARNING in page and NOT_SHOWN in page and "麦" in page
    assert at("unveil", application) not in page
    assert body(chikas_desk.post(at("unveil", application), {"reason": WHY}), 422).count(WARNING) == 1
    assert not Unveiling.objects.exists()


def test_chika_can_do_nothing_to_it(application: Application, yoko: Officer, chikas_desk: Client) -> None:
    protect(application, yoko)
    for name in ("accept", "note", "mark", "withdraw", "approve", "send_back", "preview"):
        answer = chikas_desk.post(at(name, application), {"text": "見ました", "outcome": "approved"})
        assert answer.status_code == 302 and answer.url == at("application", application), name
    for name in ("return", "decide", "proposed_letter"):
        assert chikas_desk.get(at(name, application)).status_code == 302, name
    application.refresh_from_db()
    assert application.state == "arrived" and not application.notes.exists()


def test_dan_finds_nothing_as_before(application: Application, yoko: Officer, dans_desk: Client) -> None:
    protect(application, yoko)
    for name in ("application", "protection"):
        assert dans_desk.get(at(name, application)).status_code == 404
    assert dans_desk.post(at("unveil", application), {"reason": WHY}).status_code == 404


def test_yoko_opens_it_with_a_reason_for_half_an_hour(
    application: Application, yoko: Officer, yokos_desk: Client, watch: SimpleNamespace
) -> None:
    protect(application, yoko)
    page = body(yokos_desk.get(at("application", application)))
    assert WARNING in page and "かくれ荘" not in page
    assert "理由を書いてください" in body(yokos_desk.post(at("unveil", application), {"reason": " "}), 422)
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    page = body(yokos_desk.get(at("application", application)))
    assert WARNING in page and "かくれ荘203" in page and "空野小学校" in page
    watch.now += timedelta(minutes=29)
    assert "かくれ荘" in body(yokos_desk.get(at("application", application)))
    watch.now += timedelta(minutes=1)
    assert "かくれ荘" not in body(yokos_desk.get(at("application", application)))


def test_it_is_open_in_this_sign_in_alone(
    application: Application, yoko: Officer, yokos_desk: Client
) -> None:
    protect(application, yoko)
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    assert "かくれ荘" in body(yokos_desk.get(at("application", application)))
    assert "かくれ荘" not in body(signed_in(yoko).get(at("application", application)))


def test_who_loses_the_permission_loses_the_page_at_once(
    application: Application, yoko: Officer, yokos_desk: Client, makotos_desk: Client
) -> None:
    protect(application, yoko)
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    (post,) = yoko.posts.all()
    makotos_desk.post(reverse("review:permit", args=[post.pk]), {"allowed": "0"})
    assert "かくれ荘" not in body(yokos_desk.get(at("application", application)))
    assert Line.objects.filter(verb="officer.may_no_longer_open_protected", actor_ref="1003").count() == 1


def test_the_administrator_is_told_who_opened_what_and_why(
    application: Application, yoko: Officer, yokos_desk: Client, makotos_desk: Client
) -> None:
    protect(application, yoko)
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    home = body(makotos_desk.get(reverse("desk:home")))
    assert '開かれた秘匿の世帯(未読)</a> <span class="figure overdue">1<' in home
    page = body(makotos_desk.get(reverse("review:protected")))
    assert WHY in page and "安孫子 陽子" in page and application.reference in page and "新着" in page
    assert "新着" not in body(makotos_desk.get(reverse("review:protected")))
    assert 'figure">0<' in body(makotos_desk.get(reverse("desk:home"))).partition("開かれた秘匿の世帯")[2]
    assert WHY not in str(list(Line.objects.values())) and WHY not in Unveiling.objects.get().reason


def test_the_report_is_for_the_administrators_of_that_section(
    application: Application, yoko: Officer, yokos_desk: Client, chikas_desk: Client, dans_desk: Client
) -> None:
    protect(application, yoko)
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    assert chikas_desk.get(reverse("review:protected")).status_code == 404
    page = body(dans_desk.get(reverse("review:protected")))
    assert application.reference not in page and "安孫子" not in page
    (post,) = yoko.posts.all()
    assert dans_desk.post(reverse("review:permit", args=[post.pk]), {"allowed": "1"}).status_code == 404
    assert Unveiling.objects.get().read_at is None


def test_only_an_administrator_lets_go_and_says_why(
    application: Application, yoko: Officer, makoto: Officer, makotos_desk: Client, chika: Officer
) -> None:
    protect(application, yoko)
    assert refused(release, application, yoko) == Reason.NOT_PERMITTED
    assert refused(release, application, makoto, reason="") == Reason.REASON_MISSING
    page = body(makotos_desk.post(at("protection", application), {"act": "release", "reason": ""}), 422)
    assert "理由を書いてください" in page
    makotos_desk.post(at("protection", application), {"act": "release", "reason": "支援措置の終了"})
    application.refresh_from_db()
    mark = Protection.objects.get()
    assert not application.is_protected and mark.ended_by == makoto and "終了" not in mark.end_reason
    assert {each.question for each in application.listed.all()} >= {"school", "clubs", "mail"}
    assert refused(release, application, makoto) == Reason.ALREADY


def test_a_protected_household_is_not_found_by_its_telephone(
    application: Application, yoko: Officer, chikas_desk: Client
) -> None:
    search, by_number = reverse("review:search"), {"q": "090-0000-0001"}
    assert application.reference in body(chikas_desk.post(search, by_number, follow=True))
    protect(application, yoko)
    assert application.reference not in body(chikas_desk.post(search, by_number, follow=True))
    assert application.reference in body(chikas_desk.post(search, {"q": "ヨシカワ"}, follow=True))


def test_the_resident_sees_her_own_data_as_ever(
    application: Application, yoko: Officer, aois_phone: Client
) -> None:
    protect(application, yoko)
    page = body(aois_phone.get(reverse("portal:application", args=[application.reference])))
    assert "かくれ荘203" in page and NOT_SHOWN not in page


def test_what_is_opened_stands_in_the_record_and_what_is_masked_too(
    application: Application, yoko: Officer, yokos_desk: Client
) -> None:
    protect(application, yoko)
    yokos_desk.get(at("application", application))
    yokos_desk.post(at("unveil", application), {"reason": WHY})
    yokos_desk.get(at("application", application))
    seen = Line.objects.filter(about_ref=application.reference, actor_ref="1004").order_by("pk")
    assert [line.details.get("part", line.verb) for line in seen] == [
        "application.protected",
        "masked",
        "application.unveiled",
        "whole",
    ]


def test_a_correction_of_a_protected_household_stays_hidden(
    application: Application, aoi: Resident, yoko: Officer, yokos_desk: Client, watch: SimpleNamespace
) -> None:
    protect(application, yoko)
    returned(application, yoko, "school")
    again = corrected(application, aoi, school="wakamugi")
    assert again.is_protected and not again.listed.filter(question="school").exists()
    assert "若麦小学校" not in body(yokos_desk.get(at("application", application)))


def filed_without_account() -> submission.Receipt:
    """The same, filed by somebody without an account."""
    version = publish_where(identity="contact", contact_by=["phone"]).pk
    draft = drafts.begin(version_id=version, resident=None, language="ja", by=SYSTEM, now=LATER)
    drafts.save(
        draft_id=draft.pk, answers=answers(), seen=Seen(revision=1), language="ja", by=SYSTEM, now=LATER
    )
    return submission.submit(draft_id=draft.pk, by=SYSTEM, now=LATER)


def test_number_and_code_no_longer_open_the_address(
    city: SimpleNamespace, yoko: Officer, stranger: Client
) -> None:
    receipt = filed_without_account()
    application = receipt.application
    stranger.post(
        reverse("applications:inquiry"),
        {"reference": application.reference, "code": receipt.inquiry_code, "born": "2020-07-08"},
    )
    url = reverse("portal:application", args=[application.reference])
    assert "かくれ荘" in body(stranger.get(url))
    protect(application, yoko)
    page = body(stranger.get(url))
    assert "かくれ荘" not in page and NOT_SHOWN in page
    assert Protection.objects.get().application == application
