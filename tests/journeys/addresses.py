"""The table of addresses as an attacker reads it: what each names, and what of it belongs to somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.capabilities.files.conftest import picture
from tests.capabilities.payments.families import (
    charge,
    families,
    handed_over,
    in_force,
    reduced,
    results_of,
)
from tests.capabilities.register.town import taken
from tests.capabilities.review.desk import seat
from tests.capabilities.selection.running import edition
from tests.capabilities.selection.town import drafted, opened
from tests.capabilities.studio.packed import club_pack, page_of
from tests.city.bookings import by_phone, make_offering, make_session
from tests.city.broadcasts import a_draft
from tests.city.enrolments import accepted, booked
from tests.city.households import found_places
from tests.city.people import NOW, acting, make_officer, make_resident
from tests.city.procedures import publish_club
from tests.city.visits import came, found_centres
from tests.city.visits import registered as registered_family
from tests.journeys.aoi import apply, at_home
from tests.journeys.pages import here, press

from madoguchi.applications.actions import sharing
from madoguchi.applications.models import Application, Attachment, Draft
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.booking.actions import booking
from madoguchi.checkin.actions import shifts, tablets
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.messaging.actions import tell_by_hand
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.outreach.actions.segments import keep
from madoguchi.outreach.models import Broadcast, Recipient, Wave
from madoguchi.payments.models import Charge
from madoguchi.people.models import Officer, SignIn
from madoguchi.register.actions import comparing
from madoguchi.register.models import RegisterEntry, RegisterExtract, RegisterRun
from madoguchi.review.actions import proposing
from madoguchi.review.models import Batch, Letter, Mailing, PhoneNote, Proposal, Release
from madoguchi.rules.messages import Channel, Status
from madoguchi.rules.visits import Direction, Source
from madoguchi.selection.actions.running import calculate, rehearse

OWNED: Final = frozenset(
    ("reference", "draft_id", "attachment_id", "secret", "message")
    + ("batch_id", "letter_id", "paper", "sign_in_id", "call", "note_id", "proposal_id", "release_id")
    + ("extract_id", "run_id", "plan_id", "mailing_id", "invitation_id", "pack_id")
    + ("round_id", "edition_id", "calculation_id", "news_id")
    + ("session_id", "reservation_id")
    + ("offer_id", "enrolment_id", "interview_id")
    + ("charge_run_id", "charge_file_id", "charge_number", "result_file_id", "reduction_id")
    + ("segment_id",)
    + ("scan_id", "visit_id", "family_id", "tablet_id", "worker_id", "shift_id")
)
NO_UUIDS: Final = frozenset(("reference", "message", "secret", "note_id", "charge_number", "reduction_id"))
ABSENT: Final[Mapping[str, Any]] = {
    "reference": "0826-999999-4",
    "message": 99_999_999,
    "note_id": 99_999_999,
    "secret": "absent",
    "slug": "absent",
    "rest": "me/",
    "charge_number": "0810-01-99999-9",
    "reduction_id": 99_999_999,
    **{name: uuid4() for name in OWNED - NO_UUIDS},
}
# What stands beside, and names nothing of anybody's.
BESIDE: Final[Mapping[str, Any]] = {
    "step_id": "home_step",
    "offering": "course",
    "question_id": "child",
    "code": "kosodate",
    "letter": "approval",
    "number": 1,
    "occasion_id": 1,
    "act": "withhold",
    "version": 1,
    "as_": "yaml",
    "kind": "csv",
    "key": "aoi",
    "factor_id": 1,
    "post_id": 99_999_999,
    "pair_id": 99_999_999,
    "paper_name": "poster.pdf",
    "row": "r1",
    "place": "wakamugi-club",
    "seats_id": 99_999_999,
    "special_id": 99_999_999,
    "claim_id": 99_999_999,
    "notice_id": ABSENT["draft_id"],
    "child_ref": ABSENT["draft_id"],
    "dataset": "01",
    "device_id": ABSENT["draft_id"],
    "enquiry_id": ABSENT["draft_id"],
    "talk_id": ABSENT["draft_id"],
    "answer_id": 99_999_999,
    "broadcast_id": ABSENT["draft_id"],
    "menu_id": ABSENT["draft_id"],
    "wave_code": "absent",
    "button": 1,
    "step": "stop",
    "mode": "everyday",
    "tab": 0,
    "sheet": "emergency",
    "what": "allergies",
    "point_id": ABSENT["draft_id"],
    "token": "1-absent",
    "slot_id": ABSENT["draft_id"],
    "entry_id": ABSENT["draft_id"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named address and the names of its parts."""

    name: str
    parts: frozenset[str]

    def url(self, **parts: Any) -> str:
        """Where it is, with what is not said being absent. A message has a number or a long one, by room."""
        given = {**ABSENT, **BESIDE, **parts}
        if self.name == "messaging:change" and "told" in given:
            given["message"] = given["told"]
        elif self.name == "messaging:change":
            given["message"] = ABSENT["draft_id"]
        return reverse(self.name, kwargs={part: given[part] for part in self.parts})

    @property
    def is_at_desk(self) -> bool:
        """Whether officers come here."""
        return self.url().startswith("/desk/")

    @property
    def is_at_partners(self) -> bool:
        """Whether staff of contractors come here."""
        return self.url().startswith("/partner/")


def places() -> Iterator[Place]:
    """Every named address of the city."""
    yield from _below(get_resolver().url_patterns, "")


def _below(patterns: list[Any], room: str) -> Iterator[Place]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, pattern.namespace or room)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Place(name=f"{room}:{pattern.name}", parts=frozenset(pattern.pattern.converters))


IN_FEBRUARY: Final = {"title": "一次募集の結果", "day": "2027-02-01", "time": "9:00"}


def photo() -> SimpleUploadedFile:
    """A photo of a paper."""
    return SimpleUploadedFile("証明書.jpg", picture(), "image/jpeg")


def lived_in(aois_phone: Client, chikas_desk: Client, chika: Officer) -> Mapping[str, Any]:
    """A city in which every kind of thing exists: Aoi applied and was decided, and began again."""
    publish_club()
    application = apply(aois_phone, certificate__mode="give", certificate=photo)
    page = at_home(aois_phone)
    press(aois_phone, page, here(page), certificate__mode="give", reason="work", certificate=photo)
    reference = application.reference
    registered(chikas_desk, chika, reference)
    chikas_desk.post(reverse("review:decide", args=[reference]), {"outcome": "approved"})
    chikas_desk.post(reverse("review:batch_start"), {"reference": [reference], "act": "accept"})
    chikas_desk.post(reverse("review:releases"), {**IN_FEBRUARY, "section": "kosodate"})
    proposing.open_proposal(
        section="kosodate", procedure="club", title="4月分", by=seat(chika, application), now=NOW
    )
    draft = Draft.objects.get(submitted_at=None)
    return {
        "reference": reference,
        "draft_id": draft.pk,
        "attachment_id": Attachment.objects.get(draft=draft).pk,
        "news_id": _told(application, chika),
        "paper": Attachment.objects.get(application=application).pk,
        "message": InboxMessage.objects.order_by("pk")[0].pk,
        "told": OutgoingMessage.objects.filter(channel="mail").order_by("pk")[0].pk,
        "call": to_be_called(reference),
        "mailing_id": printed(chikas_desk),
        "note_id": noted_call(chikas_desk, reference),
        "letter_id": Letter.objects.get().pk,
        "batch_id": Batch.objects.get().pk,
        "invitation_id": _invited(application),
        "proposal_id": Proposal.objects.get().pk,
        "release_id": Release.objects.get().pk,
        "sign_in_id": SignIn.objects.get(account=chika.account).pk,
        "extract_id": RegisterExtract.objects.get().pk,
        **_calculated(chika),
        "edition_id": drafted(chika).pk,
        "run_id": RegisterRun.objects.get().pk,
        **_charged(chika),
        **_reserved(chika),
        **_placed(application),
        "pack_id": page_of(chikas_desk, club_pack()).split("/")[-2],
        "slug": "club",
        "segment_id": _kept(chika),
        **_visited(application, chika),
    }


def _visited(application: Application, officer: Officer) -> dict[str, Any]:
    """That Aoi was at a support centre with her children."""
    post = officer.posts.get()
    (point,), family = found_centres(post.section), registered_family(application.resident)
    scan = came(family, point)
    tablet, _ = tablets.expect_tablet(point=point, name="入口", by=acting(officer), now=NOW)
    door = shifts.open_staff_door(section=post.section, place=point.place, by=acting(officer), now=NOW)
    worker = shifts.register_worker(
        place=point.place, name="森 恵美", kana="モリ　エミ", number="", by=acting(officer), now=NOW
    )
    told = {"point": door, "worker": worker, "source": Source.SELF, "by": acting(officer), "now": NOW}
    heard = Heard.by_server(direction=Direction.IN, members=(), now=NOW)
    shift = shifts.hear_worker(heard=heard, **told)
    here = {"scan_id": scan.pk, "visit_id": scan.pk, "family_id": family.pk, "tablet_id": tablet.pk}
    return {**here, "worker_id": worker.pk, "shift_id": shift.pk}


def _reserved(officer: Officer) -> dict[str, Any]:
    """A session of Chika's section, and who called for a place."""
    session = make_session(make_offering())
    [made] = booking.book(sessions=[session.pk], wish=by_phone(officer), by=acting(officer), now=NOW)
    return {"session_id": session.pk, "reservation_id": made.pk}


def _placed(application: Application) -> dict[str, Any]:
    """The place of Aoi's child, and the offer it was."""
    found_places()
    held = accepted(application, now=NOW)
    return {"offer_id": held.offer_id, "enrolment_id": held.pk, "interview_id": booked(held).pk}


def _kept(officer: Officer) -> UUID:
    """Whom Chika's section tells things."""
    everybody = {"name": "みんな", "condition": True, "officer": officer}
    return keep(section="kosodate", **everybody, by=acting(officer), now=NOW).pk


def _told(application: Application, officer: Officer) -> UUID:
    """What Chika's section told many, and Aoi among them."""
    row = a_draft(officer, None)
    Broadcast.objects.filter(pk=row.pk).update(state="released")
    Wave.objects.create(broadcast=row, number=1, code="letters", leaves_at=NOW, begun_at=NOW, people=1)
    Recipient.objects.create(broadcast=row, wave=1, resident=application.resident, told_at=NOW)
    return row.pk


def _calculated(officer: Officer) -> dict[str, Any]:
    """A round of selection, and a run of it that was tried."""
    round, tried = opened(officer), edition(officer, make_officer())
    given = {"title": "試行", "edition": tried, "seats": {}, "by": acting(officer), "now": NOW}
    run = rehearse(round=round, officer=officer, **given)
    calculate(run_id=run.pk, now=NOW)
    return {"round_id": round.pk, "calculation_id": run.pk}


def _charged(officer: Officer) -> dict[str, Any]:
    """A month that was charged and handed over, a reduction, and what the collection system told."""
    in_force()
    run = charge(families(make_resident(), make_resident()))
    file, told = handed_over(run, officer), results_of(officer)
    return {
        "charge_run_id": run.pk,
        "charge_file_id": file.pk,
        "charge_number": Charge.objects.order_by("pk")[0].number,
        "result_file_id": told.pk,
        "reduction_id": reduced(officer).pk,
    }


def registered(desk: Client, officer: Officer, reference: str) -> None:
    """Mugi is found in the register of Aoi's section, and an officer says so."""
    taken(officer)
    desk.post(reverse("register:compare"))
    while comparing.continue_run(run_id=RegisterRun.objects.get().pk, now=clock.now()):
        pass
    ref = RegisterEntry.objects.order_by("pk")[0].pk
    desk.post(reverse("register:choose", args=[reference]), {"ref:child": ref})


def printed(chikas_desk: Client) -> UUID:
    """The print run that Chika made of a letter asked for once more."""
    chikas_desk.post(reverse("review:on_paper_again", args=[Letter.objects.get().pk]))
    chikas_desk.post(reverse("review:mailing_start"), {"all": "1"})
    return Mailing.objects.get().pk


def noted_call(chikas_desk: Client, reference: str) -> int:
    """What Chika wrote down of a call."""
    chikas_desk.post(reverse("review:phone_note", args=[reference]), {"heard": "遅れます", "left": "1"})
    return PhoneNote.objects.get().pk


def to_be_called(reference: str) -> UUID:
    """A call that waits, because a mail about the application did not arrive."""
    message = OutgoingMessage.objects.get(about_ref=reference, template="decided")
    OutgoingMessage.objects.filter(pk=message.pk).update(status=Status.FAILED)
    tell_by_hand(message=message.pk, channel=Channel.PHONE, contact="09000000001", by=SYSTEM, now=NOW)
    return message.pk


def _invited(application: Application) -> UUID:
    """An invitation of another guardian."""
    return sharing.invite(application=application, by=SYSTEM, now=NOW)[0].pk


def drawn(response: HttpResponseBase) -> tuple[int, str, str]:
    """What a page tells: status, where it leads, and its body without the token that changes every time.

    A way to sign in and back names the address that was asked for: that is left out.
    """
    body = response.content.decode("utf-8", "replace") if not response.streaming else ""  # type: ignore[attr-defined]
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    leads_to = urlsplit(response.headers.get("Location", "")).path
    return response.status_code, leads_to, token.sub("", body)
