"""電子で受け取る同意: on my page or on paper, asked when filing, changeable until the decision."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed, written
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club
from tests.journeys.pages import text_of

from madoguchi.applications.actions import progress, submission
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Resident
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.submission import Delivery, delivery


@pytest.mark.parametrize(
    ("wished", "contact", "becomes"),
    [
        ("", "email", "page"),
        ("", "phone", "paper"),
        ("", "post", "paper"),
        ("paper", "email", "paper"),
        ("page", "phone", "page"),
        ("pigeon", "email", "page"),
        ("\0", "phone", "paper"),
    ],
)
def test_who_says_nothing_has_letters_by_the_way_they_are_reached(
    wished: str, contact: str, becomes: str
) -> None:
    assert delivery(wished, contact_kind=contact) == becomes


def test_aoi_chooses_paper_when_she_files(city: SimpleNamespace, aoi: Resident, aois_phone: Client) -> None:
    draft = written(aoi, publish_club().pk)
    page = text_of(aois_phone.get(reverse("applications:check", args=[draft.pk])))
    aois_phone.post(reverse("applications:submit", args=[draft.pk]), {"delivery": "paper"})

    assert 'value="page" checked' in page and "電子で受け取ることに同意します" in page
    assert Application.objects.get().delivery == Delivery.PAPER


def test_where_no_letter_follows_nothing_is_asked(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    outcomes = [{"id": "approved", "kind": "approved", "title": {"ja": "承認"}}]
    version = publish_club(letters=[], review={"standard_days": 30, "outcomes": outcomes})
    draft = written(aoi, version.pk)

    assert 'name="delivery"' not in text_of(aois_phone.get(reverse("applications:check", args=[draft.pk])))


def test_aoi_changes_her_mind_on_her_page_and_the_record_says_so(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    application = filed(aoi, publish_club().pk)
    url = reverse("portal:delivery", args=[application.reference])
    aois_phone.post(url, {"delivery": "paper"})
    application.refresh_from_db()

    assert application.delivery == Delivery.PAPER
    assert Line.objects.get(verb="application.delivery_chosen").details == {"delivery": "paper"}


@pytest.mark.parametrize("wished", ["", "pigeon", "\0", "PAPER"])
def test_what_is_no_way_changes_nothing(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client, wished: str
) -> None:
    application = filed(aoi, publish_club().pk)
    answer = aois_phone.post(reverse("portal:delivery", args=[application.reference]), {"delivery": wished})
    application.refresh_from_db()

    assert answer.status_code == 302 and application.delivery == Delivery.PAGE


def test_ben_cannot_choose_for_aoi(city: SimpleNamespace, aoi: Resident, bens_phone: Client) -> None:
    application = filed(aoi, publish_club().pk)
    answer = bens_phone.post(reverse("portal:delivery", args=[application.reference]), {"delivery": "paper"})

    assert answer.status_code == 404


def test_after_the_end_it_is_too_late_and_nothing_changes(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    application = filed(aoi, publish_club().pk)
    progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    url = reverse("portal:delivery", args=[application.reference])
    page = text_of(aois_phone.post(url, {"delivery": "paper"}, follow=True))
    application.refresh_from_db()

    assert application.delivery == Delivery.PAGE and "担当の課にお電話ください" in page


def test_a_correction_keeps_the_way_that_was_chosen(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    receipt = submission.submit(draft_id=draft.pk, delivery="paper", by=acting(aoi), now=NOW)

    assert receipt.application.delivery == Delivery.PAPER
