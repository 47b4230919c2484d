"""Rows written in few statements, queries compiled once: as the ORM would do it, only shorter."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from psycopg import _queries
from tests.city.people import NOW, make_resident

from madoguchi.audit.models import Line, WaitingLine
from madoguchi.base import objects, rows
from madoguchi.base.models import Attempt, Counter
from madoguchi.base.prepared import Prepared
from madoguchi.people.models import Account, Post, Section

pytestmark = pytest.mark.django_db

BY_LOGIN = Prepared(
    lambda login: (
        Account.objects.filter(login=login)
        .select_related("resident")
        .annotate(speaks=F("resident__language"))
    ),
    blank="nobody's",
)


def line(what: str) -> Line:
    return Line(
        at=NOW, actor_kind="system", verb="test.done", about_kind="test", about_ref=what, details={"å": 1}
    )


def test_rows_of_several_tables_go_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        rows.add(Counter(key="a", value=1), line("1"), line("2"), Counter(key="b", value=2))
    assert len(asked) == 1
    assert [each.about_ref for each in Line.objects.order_by("pk")] == ["1", "2"]
    assert dict(Counter.objects.values_list("key", "value")) == {"a": 1, "b": 2}


def test_what_is_put_without_an_object_stands_at_its_defaults() -> None:
    rows.put(Line, at=NOW, actor_kind="system", verb="test.done", about_kind="test", about_ref="100%")
    written = Line.objects.get()
    assert (written.actor_ref, written.details, written.about_ref) == ("", {}, "100%")
    assert WaitingLine.objects.get().pk == written.pk


def test_a_default_that_differs_from_row_to_row_has_to_be_named() -> None:
    with pytest.raises(TypeError, match="has to be named"):
        rows.put(Account, kind="officer", login="1001", created_at=NOW)
    assert not Account.objects.exists()


def test_what_is_together_within_what_is_together_is_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked, rows.together():
        rows.add(line("1"))
        with rows.together():
            rows.put(Counter, key="a")
    assert len(asked) == 1 and Counter.objects.get().value == 0 and Line.objects.exists()


def test_what_is_json_comes_back_and_triggers_see_the_rows() -> None:
    rows.add(line("1"))
    assert Line.objects.get().details == {"å": 1}
    assert WaitingLine.objects.count() == 1


def test_a_row_that_is_there_is_passed_over_only_when_asked() -> None:
    rows.add(Counter(key="a", value=1))
    rows.add(Counter(key="a", value=2), unless_there=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.add(Counter(key="a", value=3))
    assert Counter.objects.get().value == 1


def test_what_is_added_together_is_written_at_the_end() -> None:
    with CaptureQueriesContext(connection) as asked, rows.together():
        rows.add(line("1"))
        rows.add(Counter(key="a", value=1), unless_there=True)
        assert not asked.captured_queries
    assert len(asked) == 1 and Line.objects.exists() and Counter.objects.exists()


def test_a_statement_of_many_values_is_taken_apart_once() -> None:
    rows.add(*(line(str(number)) for number in range(20)))
    before = _queries._query2pg.cache_info()
    rows.add(*(line(str(number)) for number in range(20)))
    after = _queries._query2pg.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_nothing_is_written_when_it_goes_wrong_in_between() -> None:
    with pytest.raises(ZeroDivisionError), rows.together():
        rows.add(line("1"))
        _ = 1 / 0
    rows.add(line("2"))
    assert Line.objects.get().about_ref == "2"


def test_one_row_is_changed_and_no_other() -> None:
    kept, changed = (Attempt.objects.create(key=key, window_starts_at=NOW, count=1) for key in "ab")
    rows.change(changed, count=5)
    assert Attempt.objects.get(pk=changed.pk).count == 5
    assert Attempt.objects.get(pk=kept.pk).count == 1


def test_what_is_changed_and_added_together_is_one_statement() -> None:
    tries = [Attempt.objects.create(key=key, window_starts_at=NOW, count=1) for key in "ab"]
    with CaptureQueriesContext(connection) as asked, rows.together():
        rows.add(line("1"))
        for number, each in enumerate(tries):
            rows.change(each, count=number + 5)
        rows.add(line("2"))
    assert len(asked) == 1
    assert list(Attempt.objects.order_by("key").values_list("count", flat=True)) == [5, 6]
    assert set(Line.objects.values_list("about_ref", flat=True)) == {"1", "2"}


def test_a_prepared_query_finds_what_the_orm_finds() -> None:
    resident = make_resident("aoi@mail.example")
    account = BY_LOGIN.first("aoi@mail.example")
    with CaptureQueriesContext(connection) as asked:
        assert account == resident.account and account.resident == resident
        assert account.resident.reference == resident.reference and account.speaks == "ja"
    assert not asked.captured_queries


def test_a_prepared_query_finds_nothing_for_an_unknown_key() -> None:
    assert BY_LOGIN.first(str(uuid4())) is None and BY_LOGIN.first("nobody's") is None


def test_a_prepared_query_of_several_keys_finds_all_rows_in_order() -> None:
    lines = Prepared(
        lambda kind, ref: Line.objects.filter(about_kind=kind, about_ref__gte=ref).order_by("-about_ref"),
        blank=("nothing", "nobody's"),
    )
    rows.add(line("1"), line("2"), line("3"))
    assert [each.about_ref for each in lines.all("test", "2")] == ["3", "2"]
    assert lines.all("2", "test") == [] and lines.first("test", "4") is None


def test_rows_that_are_kept_beside_another_are_asked_for_no_more() -> None:
    section = Section.objects.create(code="s", name="s", mark="s", starts_on=NOW.date())
    post = Post(section=section)
    objects.keep(section, "posts", [post])
    with CaptureQueriesContext(connection) as asked:
        assert list(section.posts.all()) == [post]
    assert not asked.captured_queries
    assert not section.posts.filter(pk=0).exists()


def test_a_row_without_its_relation_has_none() -> None:
    Account.objects.create(kind="officer", login="1001", created_at=NOW)
    account = BY_LOGIN.first("1001")
    assert account is not None and getattr(account, "resident", None) is None
