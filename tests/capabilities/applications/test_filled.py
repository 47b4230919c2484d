"""The office's form, filled in: what was answered stands on it, so that nobody writes it again."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

from django.test import Client
from pypdf import PdfReader
from tests.capabilities.applications.test_reserving import file
from tests.city.bookings import TUESDAY, make_talks, publish_talk

from madoguchi.audit.models import Line
from madoguchi.people.models import Resident


def test_the_form_says_what_was_answered_and_who_took_it_stands_in_the_record(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client, dans_desk: Client
) -> None:
    make_talks(TUESDAY)
    reference = file(aoi, publish_talk().pk).reference
    answer = chikas_desk.get(f"/desk/applications/{reference}/filled.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = "".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages)
    for said in (reference, "ヨシカワ", "090-0000-0001", "2026年12月8日(火)", "会館"):
        assert said in words
    assert Line.objects.filter(verb="application.viewed", details__part="form").count() == 1
    assert dans_desk.get(f"/desk/applications/{reference}/filled.pdf").status_code == 404
