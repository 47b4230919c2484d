"""An extract is taken in whole or not at all, and takes the place of the one before."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.capabilities.register.town import AOI, BEN, MUGI, NUMBERS, file, received, taken
from tests.city.people import NOW, acting

from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.register import jobs, lookup, queries
from madoguchi.register.actions import taking
from madoguchi.register.models import RegisterEntry, RegisterExtract
from madoguchi.rules import retention
from madoguchi.rules.extracts import CannotRead

State = RegisterExtract.State
LATER = NOW + timedelta(hours=1)


def test_an_extract_is_read_in_the_background_and_then_in_use(city: SimpleNamespace, makoto: Officer) -> None:
    extract = received(makoto)
    assert extract.state == State.READING and not RegisterEntry.objects.exists()
    assert ProcrastinateJob.objects.filter(task_name="register.continue_reading").count() == 1
    taking.continue_reading(extract_id=extract.pk, now=NOW)
    extract.refresh_from_db()
    assert (extract.state, extract.total, extract.done) == (State.IN_USE, 3, 3)
    assert (extract.content, extract.ignored) == ("", ["性別"])
    assert queries.in_use("kosodate") == extract


def test_nobody_can_be_read_in_the_table(city: SimpleNamespace, makoto: Officer) -> None:
    extract = received(makoto)
    held = str(RegisterExtract.objects.filter(pk=extract.pk).values())
    taking.continue_reading(extract_id=extract.pk, now=NOW)
    rows = str(list(RegisterEntry.objects.values()))
    for word in (*NUMBERS, "𠮷川", "ﾖｼｶﾜ", "ヨシカワ", "若麦", "20200708", "2020-07-08"):
        assert word not in rows and word not in held
    entry = RegisterEntry.objects.order_by("pk")[0]
    assert lookup.unsealed(entry.sealed, entry.pk).number == "7000000021"


def test_the_next_extract_takes_its_place_and_the_people_before_are_gone(
    city: SimpleNamespace, makoto: Officer
) -> None:
    first = taken(makoto)
    second = taken(makoto, MUGI, now=LATER)
    first.refresh_from_db()
    assert (first.state, first.removed_at, first.total) == (State.REPLACED, LATER, 3)
    assert set(RegisterEntry.objects.values_list("extract", flat=True)) == {second.pk}
    assert queries.in_use("kosodate") == second


def test_sections_do_not_share_their_extracts(city: SimpleNamespace, makoto: Officer, dan: Officer) -> None:
    own, theirs = taken(makoto), taken(dan, BEN, section="fukushi")
    assert (queries.in_use("kosodate"), queries.in_use("fukushi")) == (own, theirs)


def test_what_is_wrong_leaves_everything_as_it_was(city: SimpleNamespace, makoto: Officer) -> None:
    before = taken(makoto)
    refused = taken(makoto, MUGI, AOI.replace("19900514", "昨日"), MUGI, now=LATER)
    assert (refused.state, refused.fault_count, refused.content) == (State.REFUSED, 2, "")
    assert refused.faults[0] == {"code": "twice", "facts": {"lines": [2, 4]}}
    assert RegisterEntry.objects.filter(extract=before).count() == RegisterEntry.objects.count() == 3
    assert queries.in_use("kosodate") == before


def test_a_file_that_is_none_is_refused_before_anything_is_kept(
    city: SimpleNamespace, makoto: Officer
) -> None:
    given: dict[str, Any] = {"as_of": NOW.date(), "officer": makoto, "by": acting(makoto), "now": NOW}
    with pytest.raises(CannotRead):
        taking.receive(content=b"PK\x03\x04", section="kosodate", **given)
    assert not RegisterExtract.objects.exists()


def test_interrupted_it_goes_on_where_it_stopped(
    city: SimpleNamespace, makoto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "CHUNK", 2)
    extract, keep = received(makoto), taking._keep
    with monkeypatch.context() as interrupted:
        interrupted.setattr(taking, "_keep", lambda *given: keep(*given) and False)
        taking.continue_reading(extract_id=extract.pk, now=NOW)
    extract.refresh_from_db()
    assert (extract.state, extract.done) == (State.READING, 2)
    assert queries.in_use("kosodate") is None
    taking.continue_reading(extract_id=extract.pk, now=NOW)
    assert RegisterEntry.objects.filter(extract=extract).count() == 3
    taking.continue_reading(extract_id=extract.pk, now=NOW)  # a doubled job does no harm
    assert RegisterEntry.objects.filter(extract=extract).count() == 3


def test_what_a_lost_job_left_behind_is_found(city: SimpleNamespace, makoto: Officer) -> None:
    extract = received(makoto)
    assert queries.list_unfinished(begun_before=NOW) == ([], [])
    assert queries.list_unfinished(begun_before=LATER) == ([extract.pk], [])


def test_people_are_let_go_of_in_time_or_by_hand(
    city: SimpleNamespace, makoto: Officer, dan: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract, other = taken(makoto), taken(dan, section="fukushi")
    taking.remove(extract=other, by=acting(dan), now=LATER)
    other.refresh_from_db()
    assert (other.state, other.entries.count()) == (State.REMOVED, 0)
    for days, left in ((179, 3), (180, 0)):
        monkeypatch.setattr("madoguchi.base.clock.now", lambda days=days: NOW + timedelta(days=days))
        jobs.remove()
        assert extract.entries.count() == left
    assert timedelta(days=180) == retention.REGISTER_IS_KEPT


def test_the_record_says_who_took_in_what_and_names_nobody(city: SimpleNamespace, makoto: Officer) -> None:
    extract = taken(makoto)
    taking.remove(extract=extract, by=acting(makoto), now=LATER)
    lines = Line.objects.filter(about_ref=str(extract.pk)).order_by("id")
    assert [line.verb for line in lines] == ["register.received", "register.taken", "register.removed"]
    assert lines[0].actor_ref == makoto.number and lines[0].details["sha256"] == extract.sha256
    assert file().decode("utf-8-sig").split(",")[0] == "宛名番号"
