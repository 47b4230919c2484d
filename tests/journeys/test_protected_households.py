"""Nobody who has not opened a protected household finds out from the desk where it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.files.conftest import picture
from tests.capabilities.review.desk import returned
from tests.capabilities.selection.running import edition, found, seated
from tests.capabilities.selection.town import opened
from tests.city.enrolments import accepted
from tests.city.households import TELLING, answers, let_open, publish_where
from tests.city.people import NOW, acting, make_officer, make_resident, signed_in
from tests.journeys.addresses import places
from tests.rules.family import GUARDIANS, MOTHER

from madoguchi.applications.actions import protecting
from madoguchi.applications.models import Application, Attachment
from madoguchi.base import rows
from madoguchi.files import actions as files
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.review.models import Batch, Letter
from madoguchi.selection.actions.running import calculate, rehearse
from madoguchi.selection.models import CriteriaEdition, Placement, Round

# Words an officer types into the search, each of which would find the household if it could be found by it.
SEARCHED = ("葭切", "かくれ荘", "空野", "09000000001", "090-0000-0001", "aoi@mail.example", "川風水産")


@pytest.fixture
def yoko(city: Any) -> Officer:
    """The one officer who may open protected households."""
    return let_open(make_officer("1004", "安孫子 陽子", section=city.kosodate), city.kosodate)


@pytest.fixture
def world(city: Any, aoi: Resident, chika: Officer, yoko: Officer, chikas_desk: Client) -> Mapping[str, Any]:
    """Two applications of one household: one decided, with a letter and a paper, one back for correction."""
    version = publish_where(also=[{**GUARDIANS, "required": False}]).pk
    decided = filed(aoi, version, **answers())
    child = {**answers()["child"], "given_kana": "ミナト"}
    waiting = filed(aoi, version, **answers(child=child, guardians=[MOTHER]))
    _add_paper(decided, aoi)
    chikas_desk.post(reverse("review:decide", args=[decided.reference]), {"outcome": "approved"})
    chikas_desk.post(reverse("review:batch_start"), {"reference": [decided.reference], "act": "accept"})
    returned(waiting, chika, "school")
    OutgoingMessage.objects.update(status="failed", last_error="550 <aoi@mail.example>", sending_since=None)
    called = OutgoingMessage.objects.order_by("pk")[0]
    OutgoingMessage.objects.filter(pk=called.pk).update(
        status="by_hand", channel="phone", address="09000000001"
    )
    return {
        "version": version,
        "reference": decided.reference,
        "other": waiting.reference,
        "paper": Attachment.objects.get().pk,
        "told": called.pk,
        "call": called.pk,
        "letter_id": Letter.objects.get().pk,
        "batch_id": Batch.objects.get().pk,
        "slug": "club",
        "post_id": yoko.posts.get().pk,
        **_tried(waiting, decided, chika, yoko),
    }


def _tried(waiting: Application, decided: Application, chika: Officer, yoko: Officer) -> dict[str, Any]:
    """A run that was tried places the household's child; another child of it has a place."""
    round = opened(chika, second_check="none")
    Round.objects.filter(pk=round.pk).update(criteria=edition(chika, yoko))
    found(round, waiting, chika)
    seated(round, chika, wakamugi_club=1, sorano_club=1)
    given = {"title": "試行", "edition": CriteriaEdition.objects.get(), "seats": {}}
    run = rehearse(round=round, officer=chika, by=acting(chika), now=NOW, **given)
    calculate(run_id=run.pk, now=NOW)
    assert Placement.objects.get(run=run).place_id == CLUB
    held = accepted(decided, place=CLUB, now=NOW)
    return {
        "round_id": round.pk,
        "calculation_id": run.pk,
        "offer_id": held.offer_id,
        "enrolment_id": held.pk,
        "place": CLUB,
    }


def _add_paper(application: Application, aoi: Resident) -> None:
    """A certificate that shows where she works."""
    text = files.store(content=picture(), claimed_name="川風水産加工場.jpg", now=NOW)
    rows.add(
        Attachment(file=text, application=application, path="certificate", name="川風水産.jpg", added_at=NOW)
    )


def protect(world: Mapping[str, Any], yoko: Officer) -> None:
    application = Application.objects.get(reference=world["reference"])
    protecting.protect(application=application, reason="", officer=yoko, by=acting(yoko), now=NOW)


def walk(desk: Client, world: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every address of the desk, asked for with either of the two applications, looked at and posted to.

    Documents and tables of all clubs are left out: they name every place, and nobody's.
    """
    found = [place for place in places() if place.is_at_desk and not place.name.startswith(LEFT_OUT)]
    for place in found:
        for reference in (world["reference"], world["other"]):
            url = place.url(**{**world, "reference": reference})
            yield url, desk.get(url)
    for url in (
        reverse("enrolment:club", args=[CLUB]),
        reverse("selection:run_club", args=[world["round_id"], world["calculation_id"], CLUB]),
    ):
        yield url, desk.get(url)
    for kind in ("csv", "cp932", "xlsx"):
        url = f"{reverse('review:export', args=[kind])}?pile=all&procedure=club"
        yield url, desk.post(url)
    for search in SEARCHED:
        yield search, desk.post(reverse("review:search"), {"q": search}, follow=True)
    for pile in ("to_do", "returned", "decided", "all"):
        yield pile, desk.get(reverse("review:queue"), {"pile": pile, "procedure": "club"})
    for place in found:
        if "preview" in place.name or "together" in place.url() or place.name in POSTED:
            posted = {"reference": [world["reference"], world["other"]], "outcome": "approved", "reason": ""}
            yield f"POST {place.name}", desk.post(place.url(**world), posted, follow=True)


CHILD, CLUB = "𠮷川", "sorano-club"
ROW = re.compile("<(?=tr|li|dl|section|h1)")


def lists_clubs(url: str) -> bool:
    """Whether a page names clubs whoever goes there: rounds, runs and lists of places, no child's own."""
    return url.startswith(("/desk/selection/", "/desk/enrolments/")) and "/0826-" not in url


NAMES_ALL_CLUBS = (
    "enrolment:clubs", "insights:registered", "insights:registered_file", "outreach:build",
    "places:open_data_export", "booking:new_hall",
)  # fmt: skip
LEFT_OUT = ("studio:", "people:desk_sign_out", "applications:desk_blank", *NAMES_ALL_CLUBS)
POSTED = {"review:accept", "review:note", "review:mark", "review:approve", "review:unveil", "review:posted"}


def readable(response: Any) -> str:
    """Everything a response says, whatever it is packed in."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    path = response.request["PATH_INFO"]
    assert "pdf" not in kind and "image" not in kind, f"{path}: papers or letters of the household"
    if "zip" in kind or "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
        return "".join(part.decode("utf-8", "replace") + part.decode("cp932", "replace") for part in parts)
    return str(content.decode("utf-8", "replace")) + str(dict(response.headers))


def beside_the_child(said: str) -> str:
    """Of a page that names every club: the rows that name the household's child.

    Together they tell where it is; a page of one club does not name the child at all.
    """
    return "".join(row for row in ROW.split(said) if CHILD in row)


def told(desk: Client, world: Mapping[str, Any]) -> dict[str, list[str]]:
    """Which address told what of the household. What was searched for stands in its page: left out."""
    found = {}
    for url, response in walk(desk, world):
        said = (
            readable(response).replace(f'value="{url}"', "").replace(f"“{url}”", "").replace(f"「{url}」", "")
        )
        if lists_clubs(url) and CLUB in url:
            said = CLUB if CHILD in said else ""
        elif lists_clubs(url):
            said = beside_the_child(said)
        if leaked := [word for word in TELLING if word in said and word != url]:
            found[url] = leaked
    return found


def test_an_officer_who_may_not_open_it_finds_nothing_on_any_page(
    world: Mapping[str, Any], yoko: Officer, chikas_desk: Client
) -> None:
    protect(world, yoko)
    assert told(chikas_desk, world) == {}


def test_the_administrator_who_may_not_open_it_finds_nothing_either(
    world: Mapping[str, Any], yoko: Officer, makotos_desk: Client
) -> None:
    protect(world, yoko)
    assert told(makotos_desk, world) == {}


def test_who_may_open_it_finds_nothing_before_opening_it(world: Mapping[str, Any], yoko: Officer) -> None:
    protect(world, yoko)
    assert told(signed_in(yoko), world) == {}


def test_who_opened_it_with_a_reason_reads_all_of_it_there_and_nothing_in_lists(
    world: Mapping[str, Any], yoko: Officer
) -> None:
    protect(world, yoko)
    desk = signed_in(yoko)
    for reference in (world["reference"], world["other"]):
        desk.post(reverse("review:unveil", args=[reference]), {"reason": "書類の確認"})
    page = desk.get(reverse("review:application", args=[world["reference"]])).content.decode()
    missing = [
        word for word in ("葭切", "7丁目77番", "かくれ荘", "空野", "川風水産", "aoi@mail") if word not in page
    ]
    assert missing == []
    assert (
        desk.get(reverse("review:letter", args=[world["letter_id"]])).headers["Content-Type"].endswith("pdf")
    )
    url = reverse("review:paper_page", args=[world["reference"], world["paper"], 1])
    assert desk.get(url).headers["Content-Type"].startswith("image/")
    listed = desk.get(reverse("review:queue"), {"pile": "all", "procedure": "club"})
    assert [word for word in TELLING if word in listed.content.decode()] == []


def test_control_without_protection_the_same_walk_tells_where_they_are(
    world: Mapping[str, Any], chikas_desk: Client
) -> None:
    said = readable(chikas_desk.get(reverse("review:application", args=[world["other"]])))
    said += readable(chikas_desk.post(f"{reverse('review:export', args=['xlsx'])}?pile=all&procedure=club"))
    assert [word for word in TELLING if word not in said and not word.isascii()] == []
    found = chikas_desk.post(reverse("review:search"), {"q": "09000000001"}, follow=True).content.decode()
    assert world["other"] in found


def test_somebody_elses_household_stays_readable(
    world: Mapping[str, Any], yoko: Officer, chikas_desk: Client
) -> None:
    protect(world, yoko)
    other = filed(
        make_resident(), world["version"], **answers(child={**answers()["child"], "given_kana": "レン"})
    )
    page = chikas_desk.get(reverse("review:application", args=[other.reference])).content.decode()
    assert "かくれ荘" in page
