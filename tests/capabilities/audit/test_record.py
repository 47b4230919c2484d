"""The record is only ever added to, and answers who looked at what."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from madoguchi.audit import actions, queries
from madoguchi.audit.actions import Actor
from madoguchi.audit.models import Line, Seal

pytestmark = pytest.mark.django_db
CHIKA = Actor(kind="officer", ref="1001", entrance="desk")


def look(now, *refs, kind="application"):
    actions.viewed(kind=kind, refs=refs, by=CHIKA, now=now)


def who_looked(ref, kind="application"):
    return [(line.verb, line.actor_ref) for line in queries.lines_about(kind=kind, ref=ref)]


def test_a_view_of_one_is_a_line_about_it(now):
    look(now, "0826-000001-1")
    assert who_looked("0826-000001-1") == [("application.viewed", "1001")]
    assert who_looked("0826-000002-2") == []


def test_a_list_is_one_line_found_under_everything_it_showed(now):
    look(now, "0826-000001-1", "0826-000002-2")
    assert Line.objects.count() == 1
    assert who_looked("0826-000002-2") == [("application.listed", "1001")]


def test_an_empty_list_leaves_no_line(now):
    look(now)
    assert not Line.objects.exists()


def test_the_same_reference_of_another_kind_is_another_thing(now):
    look(now, "7", kind="letter")
    assert who_looked("7") == []


def test_long_histories_come_in_pages_the_newest_first(now):
    for _ in range(51):
        look(now, "1")
    page = queries.page_of_lines(kind="application", ref="1", number="1")
    assert (len(page), page.paginator.num_pages) == (50, 2)
    assert page[0].pk > page[1].pk


def test_who_looked_is_asked_by_index(now):
    look(now, "1", "2")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")  # in number order: cheap while the record is short
    plan = queries.lines_about(kind="application", ref="2").explain()
    assert "audit_references" in plan and "audit_about" in plan


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_line SET actor_ref = '1002'",
        "DELETE FROM audit_line",
        "UPDATE audit_seal SET hash = ''",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_record(now, tampering):
    look(now, "1")
    actions.seal(now=now)
    with pytest.raises(DatabaseError, match="the record never changes"), transaction.atomic():
        connection.cursor().execute(tampering)


@pytest.mark.parametrize("model", [Line, Seal])
def test_the_database_refuses_to_empty_the_record(model):
    with pytest.raises(DatabaseError, match="the record never changes"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {model._meta.db_table}")


def test_a_rolled_back_act_leaves_no_line(now):
    with pytest.raises(RuntimeError), transaction.atomic():
        look(now, "1")
        raise RuntimeError
    assert not Line.objects.exists()
