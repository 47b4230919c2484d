"""Until its instant nobody outside the section can tell an approved application from a refused one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.capabilities.selection.running import LATER as LATER_RUN
from tests.capabilities.selection.running import WAKAMUGI, ran, three_families, three_ready
from tests.city.contractors import entrust, founded, make_member, permit, run_by
from tests.city.people import acting, make_officer, make_resident, signed_in
from tests.city.procedures import CLUB, publish_club
from tests.journeys.addresses import drawn, places

from madoguchi.applications.models import Application, Draft
from madoguchi.base import clock
from madoguchi.enrolment.models import Offer
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.review.actions import batching, deciding, proposing, releasing, settling
from madoguchi.review.models import Batch, Letter, Proposal, Release
from madoguchi.selection.actions import confirming
from madoguchi.selection.models import Run

INSTANT: Final = LATER + timedelta(days=60)
WHY: Final = "就労日数が月10日で、条例第4条第1号の要件に足りません。"
# What would end the story of this test before its time; looking at their pages is enough.
LEFT_OUT: Final = frozenset({"people:sign_out"})


@pytest.fixture
def families(city: Any, aoi: Resident, ben: Resident) -> dict[str, Resident]:
    """Three who applied with the same words: one is approved, one refused, one still goes round."""
    return {"approved": aoi, "refused": ben, "": make_resident("chie@mail.example")}


@pytest.fixture
def release(city: Any, families: Mapping[str, Resident], chika: Officer) -> Release:
    """Everything is decided inside the office, for an instant two months ahead."""
    version = publish_club(limits={}, review={**CLUB["review"], "two_person": True}).pk
    author = make_officer("1004", section=city.kosodate, role=Role.REVIEWER)
    release: Release | None = None
    for outcome, resident in families.items():
        application = filed(resident, version)
        by = seat(chika, application)
        release = release or releasing.plan(
            section="kosodate", title="緑の公開", releases_at=INSTANT, by=by, now=LATER
        )
        decision = deciding.propose(
            application=application,
            outcome=outcome or "refused",
            reason=WHY,
            release=release,
            by=seat(author, application),
            now=LATER,
        )
        if outcome and decision.proposal:
            proposing.approve(proposal=decision.proposal, by=by, now=LATER)
    assert release is not None
    return release


def walk(browser: Client, resident: Resident) -> dict[str, tuple[Any, int]]:
    """Every page of the residents' entrance as this one meets it, what names them left out, and its cost."""
    application = Application.objects.get(resident=resident)
    held = {
        "reference": application.reference,
        "draft_id": Draft.objects.get(resident=resident).pk,
        "message": InboxMessage.objects.get(resident_ref=resident.reference).pk,
        "slug": "club",
    }
    found = {}
    for place in places():
        if (
            place.is_at_desk
            or place.is_at_partners
            or place.name.startswith("demo:")
            or place.name in LEFT_OUT
        ):
            continue
        with CaptureQueriesContext(
            connection,
        ) as cost:
            answer = browser.get(place.url(**held))
        status, to, body = drawn(answer)
        if answer.headers.get("Content-Type") == "application/pdf":
            body = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
        found[place.name] = ((status, nameless(to, held), nameless(body, held)), len(cost))
    return found


def different(one: tuple[Any, int], other: tuple[Any, int]) -> list[str]:
    """In which lines two pages differ; that they cost more questions to the database counts, too."""
    lines = [set("\n".join(map(str, (*page, cost))).splitlines()) for page, cost in (one, other)]
    return sorted(lines[0] ^ lines[1])


def nameless(text: str, held: Mapping[str, Any]) -> str:
    """The text with the numbers of its resident's things taken out."""
    text = text.replace(f"/messages/{held['message']}/", "/messages/<message>/")
    for name in ("reference", "draft_id"):
        text = text.replace(str(held[name]), f"<{name}>")
    return re.sub(r"[\w.]+@mail\.example", "<address>", text)


def test_every_page_is_the_same_whatever_was_decided(
    families: Mapping[str, Resident], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: INSTANT - timedelta(seconds=1))
    browsers = {outcome: signed_in(resident) for outcome, resident in families.items()}
    for outcome, browser in browsers.items():
        walk(browser, families[outcome])  # the first visit marks messages as read
    approved, refused, undecided = (walk(browsers[each], families[each]) for each in families)
    assert len(approved) > 20
    for name, page in approved.items():
        assert different(page, refused[name]) == [], name
        assert different(page, undecided[name]) == [], name


def test_control_after_the_instant_the_pages_differ(
    families: Mapping[str, Resident], release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: INSTANT)
    releasing.release_due(now=INSTANT)
    releasing.continue_telling(release_id=release.pk, now=INSTANT)
    InboxMessage.objects.filter(template="decided").delete()  # so that the walk finds one message each
    approved, refused = (walk(signed_in(families[each]), families[each]) for each in ("approved", "refused"))
    differing = {name for name, page in approved.items() if page[0] != refused[name][0]}
    assert {"portal:application", "portal:mine"} <= differing


def test_nothing_is_promised_or_told_before_it(release: Release) -> None:
    assert not OutgoingMessage.objects.filter(template="decided").exists()
    assert not InboxMessage.objects.filter(template="decided").exists()


def test_the_letter_does_not_exist_for_anybody(
    families: Mapping[str, Resident], release: Release, dans_desk: Client
) -> None:
    for resident in families.values():
        reference = Application.objects.get(resident=resident).reference
        assert signed_in(resident).get(reverse("portal:letter", args=[reference])).status_code == 404
        assert dans_desk.get(reverse("review:application", args=[reference])).status_code == 404
    assert "緑の公開" not in dans_desk.get(reverse("review:releases")).content.decode()


def test_all_may_withdraw_as_long_as_nothing_is_shown(
    families: Mapping[str, Resident], release: Release
) -> None:
    for resident in families.values():
        reference = Application.objects.get(resident=resident).reference
        signed_in(resident).post(reverse("portal:withdraw", args=[reference]))
    assert set(Application.objects.values_list("state", flat=True)) == {"withdrawn"}


@pytest.fixture
def run(city: Any, chika: Officer, makoto: Officer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Three families, one seat in each of two clubs; Emi works in the first. Places are calculated."""
    monkeypatch.setattr(clock, "now", lambda: LATER_RUN)
    children = three_families()
    run_by(WAKAMUGI, founded("mugihokai"))
    permit(WAKAMUGI)
    return ran(three_ready(children, chika, makoto), makoto)


def pages_of_the_club(browser: Client) -> dict[str, tuple[Any, int]]:
    """Every page about clubs at the contractors' entrance, with a family's number, as `walk`."""
    held = {"place": WAKAMUGI, "reference": Application.objects.order_by("pk")[0].reference}
    wanted = [each for each in places() if each.is_at_partners and not each.name.startswith("people:")]
    return {each.name: (drawn(browser.get(each.url(**held))), 0) for each in wanted}


def seen(club: Client, families: Mapping[Client, Resident]) -> dict[str, dict[str, tuple[Any, int]]]:
    """What the club and each family find, wherever they look."""
    found = {resident.reference: walk(browser, resident) for browser, resident in families.items()}
    return {"club": pages_of_the_club(club), **found}


def test_a_run_that_is_confirmed_and_settled_shows_nothing_to_families_and_clubs(
    run: Run, chika: Officer, makoto: Officer
) -> None:
    club = signed_in(entrust(make_member()))
    residents = Resident.objects.filter(applications__isnull=False).distinct().order_by("pk")
    families = {signed_in(each): each for each in residents}
    seen(club, families)  # the first visit marks messages as read
    before = seen(club, families)
    release = settle_for_later(run, chika, makoto)
    assert not Offer.objects.exists()
    changes = {
        who: {name: lines for name, page in pages.items() if (lines := different(page, before[who][name]))}
        for who, pages in seen(club, families).items()
    }
    assert changes.pop("club") == {}
    placed, *others = changes.values()
    assert placed.keys() == {"portal:application", "portal:mine"}  # it is being decided: that is all
    assert others == [placed] * 2
    releasing.release(release_id=release.pk, by=acting(makoto), now=LATER_RUN)
    shown = [
        different(walk(*each)["portal:mine"], before[each[1].reference]["portal:mine"])
        for each in families.items()
    ]
    assert shown[0] != shown[2]  # control: the same walk sees what is shown


def settle_for_later(run: Run, chika: Officer, makoto: Officer) -> Release:
    """Chika lays the run before Makoto, who approves; letters are drawn for an instant to come."""
    application = Application.objects.order_by("pk")[0]
    by, now = seat(chika, application), LATER_RUN
    release = releasing.plan(
        section="kosodate", title="一次の結果", releases_at=now + timedelta(days=40), by=by, now=now
    )
    given = {"officer": chika, "by": acting(chika), "now": now}
    made = confirming.confirm(run=run, title="一次内定", release=release, **given)
    while confirming.continue_drafting(confirmation_id=made.pk, now=now):
        pass
    while batching.continue_batch(batch_id=Batch.objects.get().pk, now=now):
        pass
    proposal = Proposal.objects.get()
    proposing.approve(proposal=proposal, by=seat(makoto, application), now=now)
    while settling.continue_settling(proposal_id=proposal.pk, now=now):
        pass
    assert Letter.objects.exclude(file=None).count() == Application.objects.count()
    return release
