"""Chika wants to publish: the guard looks, tells what is wrong, and lets nothing else through."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import include, path
from tests.capabilities.applications.test_filing import filed
from tests.city.guards import SOUND, as_stranger, draft, inspected, sound_club
from tests.city.people import acting, make_officer, signed_in
from tests.city.procedures import CLUB, publish

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.messaging import delivery
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Officer, Resident, Section
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.rules import documents
from madoguchi.rules.guarding import Finding, Matter, Reason, State
from madoguchi.rules.publishing import Reason as Refused
from madoguchi.studio.actions import guarding
from madoguchi.studio.models import Inspection, Waiver
from madoguchi.studio.queries import reach_of
from madoguchi.studio.queries.guarding import Guard, access_guard
from madoguchi.studio.strangers import over_the_network

PAGE = "/desk/procedures/club/guard/"


@pytest.fixture(autouse=True)
def _public_address(settings: Any) -> None:
    """The test's own host is the public address."""
    settings.URL_PORTAL = settings.URL_DESK = "http://testserver"


def entrusted(chika: Officer, makoto: Officer, now: datetime) -> None:
    procedures.entrust(slug="club", owner=chika, deputy=makoto, by=SYSTEM, now=now)


def guard_of(officer: Officer, now: datetime) -> Guard:
    return access_guard("club", reach_of(officer, now.date()), now)


def states(officer: Officer, now: datetime) -> dict[Matter, State]:
    return {task.matter: task.state for task in guard_of(officer, now).tasks}


def language_findings(officer: Officer, now: datetime) -> tuple[Finding, ...]:
    task = next(each for each in guard_of(officer, now).tasks if each.matter is Matter.LANGUAGES)
    return task.findings


def reasons(officer: Officer, now: datetime, matter: Matter) -> list[Reason]:
    task = next(each for each in guard_of(officer, now).tasks if each.matter is matter)
    return [each.reason for each in task.findings]


def test_a_draft_in_order_is_inspected_and_published(now: datetime, chika: Officer, makoto: Officer) -> None:
    seen = draft(sound_club(), now=now)
    entrusted(chika, makoto, now)
    assert states(chika, now)[Matter.STRANGER] is State.TO_CHECK
    inspected(chika, now=now)
    guard = guard_of(chika, now)
    assert guard.is_green, [task for task in guard.tasks if task.state is not State.GREEN]
    version = guarding.publish(slug="club", seen=seen, by=acting(chika), now=now)
    assert version.number == 1


def test_trying_the_publication_leaves_nothing_behind(now: datetime, chika: Officer) -> None:
    draft(sound_club(identity="contact", contact_by=["phone"]), now=now)
    inspected(chika, now=now)
    assert not ProcedureVersion.objects.exists() and Procedure.objects.get().current is None
    assert not Line.objects.filter(verb__in=("procedure.published", "draft.begun")).exists()


def test_nothing_is_published_past_the_guard(now: datetime, chika: Officer, chikas_desk: Client) -> None:
    seen = draft(sound_club(), now=now)
    with pytest.raises(CannotChangeProcedure) as cannot:
        guarding.publish(slug="club", seen=seen, by=acting(chika), now=now)
    assert cannot.value.refusal.reason is Refused.GUARDED
    answer = chikas_desk.post("/desk/procedures/club/publish/", {"seen": seen})
    assert answer.status_code == 422 and "公開前の点検が済んでいません" in answer.content.decode()
    assert not ProcedureVersion.objects.exists()


def test_an_edit_afterwards_makes_the_look_stale(now: datetime, chika: Officer, makoto: Officer) -> None:
    draft(sound_club(), now=now)
    entrusted(chika, makoto, now)
    inspected(chika, now=now)
    draft(sound_club(minutes=11), now=now)
    found = states(chika, now)
    assert found[Matter.PAGES] is found[Matter.STRANGER] is State.TO_CHECK
    assert found[Matter.MAIL] is State.GREEN


def test_the_receipt_mail_goes_to_the_officer_and_says_nothing_personal(
    now: datetime, chikas_desk: Client
) -> None:
    draft(sound_club(), now=now)
    answer = chikas_desk.post(PAGE, {"mail_to": "chika@hibari.example"}, follow=True)
    assert "確認中" in answer.content.decode() and 'hx-trigger="every 1s"' in answer.content.decode()
    mail = OutgoingMessage.objects.get()
    assert (mail.address, mail.template, mail.section) == ("chika@hibari.example", "received", "")
    assert 'value="chika@hibari.example"' in chikas_desk.get(PAGE).content.decode()


def test_a_mail_that_fails_is_told(now: datetime, chika: Officer, settings: Any) -> None:
    draft(sound_club(), now=now)
    inspected(chika, now=now)
    OutgoingMessage.objects.update(status="failed")
    assert reasons(chika, now, Matter.MAIL) == [Reason.NOT_ARRIVED]


def test_only_a_few_inspections_are_kept_and_their_mails_go_with_them(now: datetime, chika: Officer) -> None:
    draft(sound_club(), now=now)
    for minute in range(guarding.KEPT + 3):
        inspected(chika, now=now + timedelta(minutes=minute))
    assert Inspection.objects.count() == guarding.KEPT
    assert OutgoingMessage.objects.count() == InboxMessage.objects.count() == guarding.KEPT


def test_a_wrong_address_is_said_beside_its_place_and_kept(now: datetime, chikas_desk: Client) -> None:
    draft(sound_club(), now=now)
    answer = chikas_desk.post(PAGE, {"mail_to": "chika＠hibari"})
    assert answer.status_code == 422 and "メールアドレスを入力してください" in answer.content.decode()
    assert "chika＠hibari" in answer.content.decode() and not Inspection.objects.exists()


def test_where_only_looking_helps_nothing_is_offered_to_mend(now: datetime, chikas_desk: Client) -> None:
    draft(sound_club(), now=now)
    html = chikas_desk.get(PAGE).content.decode()
    pages = html.partition('id="pages"')[2].partition('id="stranger"')[0]
    assert "まだ点検していません" in pages and "button-outline" not in pages


def test_a_job_that_comes_twice_looks_once(now: datetime, chika: Officer) -> None:
    draft(sound_club(), now=now)
    inspection = inspected(chika, now=now)
    assert guarding.carry_out(inspection_id=inspection.pk, ask=as_stranger(), now=now) is None
    assert Line.objects.filter(verb="procedure.inspection_finished").count() == 1


def test_two_fields_of_one_name_are_found_on_the_page(now: datetime, chika: Officer) -> None:
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"][1]["title"] = {each: "保護者の氏名" for each in ("ja", "ja-easy", "en")}
    twin = {**steps[1]["questions"][1], "id": "phone_two"}
    steps[1]["questions"].append(twin)
    golden = [
        {**each, "answers": {**each["answers"], "phone_two": "09000000001"}} for each in SOUND["golden"]
    ]
    draft(sound_club(steps=steps, golden=golden), now=now)
    inspected(chika, now=now)
    assert Reason.FLAWED in reasons(chika, now, Matter.PAGES)


def test_a_language_is_let_be_with_a_reason(now: datetime, chika: Officer, chikas_desk: Client) -> None:
    draft(sound_club(title={"ja": "学童クラブ利用申請", "ja-easy": "学童クラブ"}), now=now)
    key = "language_missing:en"
    assert key in chikas_desk.get(PAGE).content.decode()
    answer = chikas_desk.post(PAGE + "waive/", {"finding": key, "why": " ", "matter": "languages"})
    assert answer.status_code == 422 and "理由を入力してください" in answer.content.decode()
    answer = chikas_desk.post(PAGE + "waive/", {"why": "英語の窓口があるため", "matter": "languages"})
    assert answer.status_code == 422 and "印を付けてください" in answer.content.decode()
    assert "英語の窓口があるため" in answer.content.decode()
    answer = chikas_desk.post(PAGE + "waive/", {"finding": key, "why": "英語の窓口があるため"}, follow=True)
    page = answer.content.decode()
    assert "英語の窓口があるため" in page and "髙橋 千佳" in page
    assert states(chika, clock.now())[Matter.LANGUAGES] is State.WAIVED
    chikas_desk.post(PAGE + "take-back/", {"reason": "language_missing", "subject": "en"})
    assert states(chika, clock.now())[Matter.LANGUAGES] is State.RED
    assert [line.verb for line in Line.objects.filter(verb__contains="waive").order_by("pk")] == [
        "procedure.finding_waived",
        "procedure.waiver_ended",
    ]


def test_a_translation_left_behind_is_told_and_let_be(
    now: datetime, chika: Officer, chikas_desk: Client
) -> None:
    draft(sound_club(), now=now)
    text = Procedure.objects.get().draft_text
    changed = {"path": "title", "act": "save", "ja": "学童クラブの新しい申請"}
    seen = documents.digest(text)
    answer = chikas_desk.post("/desk/procedures/club/words/", {**changed, "seen": seen})
    assert answer.status_code == 302
    page = chikas_desk.get(PAGE).content.decode()
    assert Reason.TRANSLATION_STALE in reasons(chika, now, Matter.LANGUAGES)
    assert "学童クラブの新しい申請" in page
    findings = [f"{each.reason}:{each.subject}" for each in language_findings(chika, now)]
    chikas_desk.post(PAGE + "waive/", {"finding": findings, "why": "意味は変わらないため"})
    assert states(chika, clock.now())[Matter.LANGUAGES] is State.WAIVED
    assert "今の訳のままでよい: English" in chikas_desk.get(PAGE).content.decode()


def test_what_has_to_be_mended_cannot_be_let_be_by_post(now: datetime, chikas_desk: Client) -> None:
    draft(sound_club(retention={"years": 5, "basis": "未定"}), now=now)
    answer = chikas_desk.post(PAGE + "waive/", {"finding": "basis_missing:", "why": "急いでいるため"})
    assert answer.status_code == 422 and not Waiver.objects.exists()


def test_dan_finds_no_guard_and_a_reviewer_can_only_read(now: datetime, city: Any, dans_desk: Client) -> None:
    draft(sound_club(), now=now)
    assert dans_desk.get(PAGE).status_code == dans_desk.post(PAGE).status_code == 404
    desk = signed_in(make_officer(section=city.kosodate))
    assert desk.get(PAGE).status_code == 200 and "mail_to" not in desk.get(PAGE).content.decode()
    for address in (PAGE, PAGE + "waive/", PAGE + "take-back/"):
        assert desk.post(address, {"mail_to": "a@hibari.example"}).status_code == 404


def test_without_a_draft_there_is_nothing_to_guard(now: datetime, chikas_desk: Client) -> None:
    publish(sound_club(), now=now)
    assert chikas_desk.get(PAGE).status_code == 404


# Misconfigurations, each seeded as it would happen, each refused with its reason.


def unguarded(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    return HttpResponse("<html lang=ja>申請の一覧")


def to_the_builder(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    return redirect("/desk/procedures/club/build/")


def urls_with(*first: Any) -> ModuleType:
    """The city's addresses, some of them answered by somebody who forgot the guard."""
    module = ModuleType("misconfigured")
    from madoguchi.config import urls

    module.urlpatterns = [*first, path("", include(urls.urlpatterns))]  # type: ignore[attr-defined]
    return module


def seeded(now: datetime, chika: Officer, makoto: Officer, **changes: Any) -> None:
    """A draft in order but for `changes`, with owner and deputy."""
    draft(sound_club(**changes), now=now)
    entrusted(chika, makoto, now)


def refused(now: datetime, chika: Officer, matter: Matter, reason: Reason) -> None:
    """The guard says so, and the draft cannot be published."""
    assert reason in reasons(chika, now, matter), guard_of(chika, now).tasks
    seen = guard_of(chika, now).digest
    with pytest.raises(CannotChangeProcedure) as cannot:
        guarding.publish(slug="club", seen=seen, by=acting(chika), now=now)
    assert cannot.value.refusal.reason is Refused.GUARDED


def every(words: str) -> dict[str, str]:
    return {"ja": words, "ja-easy": words, "en": words}


@pytest.mark.parametrize(
    ("changes", "matter", "reason"),
    [
        (
            {"summary": every("詳しくは /desk/procedures/club/preview/ へ")},
            Matter.WORDING,
            Reason.DESK_ADDRESS,
        ),
        ({"period": {"closes_at": "2026-11-01T00:00:00+09:00"}}, Matter.DATES, Reason.PERIOD_OVER),
        ({"target_year": 2025}, Matter.DATES, Reason.YEAR_OVER),
        ({"title": every("{child.name}さんの申請")}, Matter.WORDING, Reason.INSERTS_ANSWER),
        ({"retention": {"years": 5, "basis": "未定"}}, Matter.KEEPING, Reason.BASIS_MISSING),
        ({"identity": "none"}, Matter.REACH, Reason.REACHES_NOBODY),
    ],
)
def test_a_document_set_wrongly_is_refused(
    now: datetime, chika: Officer, makoto: Officer, changes: Any, matter: Matter, reason: Reason
) -> None:
    seeded(now, chika, makoto, **changes)
    inspected(chika, now=now)
    refused(now, chika, matter, reason)


def test_a_section_without_a_telephone_is_refused(now: datetime, chika: Officer, makoto: Officer) -> None:
    seeded(now, chika, makoto)
    Section.objects.update(phone="")
    inspected(chika, now=now)
    refused(now, chika, Matter.REACH, Reason.PHONE_MISSING)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("desk/applications/", Reason.DESK_OPEN),
        ("desk/procedures/club/preview/child_step/", Reason.PREVIEW_OPEN),
        ("desk/procedures/club/draft.yaml", Reason.PREVIEW_OPEN),
        ("demo/", Reason.DEMO_OPEN),
    ],
)
def test_a_page_left_open_is_refused(
    now: datetime, chika: Officer, makoto: Officer, address: str, reason: Reason, settings: Any
) -> None:
    seeded(now, chika, makoto)
    settings.DEMO = False
    with override_settings(ROOT_URLCONF=urls_with(path(address, unguarded))):
        inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, reason)


def test_a_printed_address_that_leads_elsewhere_is_refused(
    now: datetime, chika: Officer, makoto: Officer
) -> None:
    seeded(now, chika, makoto)
    with override_settings(ROOT_URLCONF=urls_with(path("p/club/", to_the_builder))):
        inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, Reason.QR_ELSEWHERE)


def test_an_application_left_open_is_refused(
    now: datetime, chika: Officer, makoto: Officer, aoi: Resident
) -> None:
    whose = filed(aoi, publish(sound_club(), now=now).pk).reference
    seeded(now, chika, makoto, minutes=12)
    with override_settings(ROOT_URLCONF=urls_with(path(f"applications/{whose}/", unguarded))):
        inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, Reason.SHOWS_APPLICATION)
    assert whose not in str(Inspection.objects.get().looked)


def test_an_address_that_leads_to_the_desk_is_refused(
    now: datetime, chika: Officer, makoto: Officer, settings: Any
) -> None:
    seeded(now, chika, makoto)
    settings.URL_PORTAL = "http://testserver/desk"
    inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, Reason.PORTAL_AT_DESK)


def test_a_portal_that_is_shut_is_refused(
    now: datetime, chika: Officer, makoto: Officer, settings: Any
) -> None:
    seeded(now, chika, makoto)
    settings.ENTRANCES = frozenset({"desk"})
    inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, Reason.NOT_REACHED)


def test_a_machine_in_production_with_debug_on_is_refused(
    now: datetime, chika: Officer, makoto: Officer, settings: Any
) -> None:
    seeded(now, chika, makoto)
    settings.PRODUCTION = settings.DEBUG = True
    inspected(chika, now=now)
    refused(now, chika, Matter.STRANGER, Reason.SETTINGS)


def test_nobody_at_the_public_address_is_told_at_once(now: datetime, chika: Officer) -> None:
    draft(sound_club(), now=now)
    inspected(chika, now=now, ask=over_the_network("http://127.0.0.1:9"))
    assert reasons(chika, now, Matter.STRANGER) == [Reason.NOT_REACHED]


@pytest.mark.django_db(transaction=True)
def test_the_visit_goes_over_the_network(now: datetime, chika: Officer, live_server: Any) -> None:
    draft(sound_club(), now=now)
    inspected(chika, now=now, ask=over_the_network(live_server.url))
    assert states(chika, now)[Matter.STRANGER] is State.GREEN


def test_the_mail_is_on_its_way_until_the_server_took_it(now: datetime, chika: Officer) -> None:
    draft(sound_club(), now=now)
    guarding.inspect(slug="club", mail_to="chika@hibari.example", by=acting(chika), now=now)
    assert states(chika, now)[Matter.MAIL] is State.GOING_ON
    delivery.deliver(message=OutgoingMessage.objects.get().pk, now=now)
    assert states(chika, now)[Matter.MAIL] is State.GREEN


def test_the_visit_takes_few_requests(now: datetime, chika: Officer, aoi: Resident) -> None:
    filed(aoi, publish(sound_club(), now=now).pk)
    draft(sound_club(minutes=12), now=now)
    asked, ask = list[str](), as_stranger()
    inspected(chika, now=now, ask=lambda path: asked.append(path) or ask(path))  # type: ignore[func-returns-value]
    assert len(asked) <= 20
