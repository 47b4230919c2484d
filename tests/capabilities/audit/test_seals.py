"""Whoever owns the database can change the record, but not unnoticed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from madoguchi.audit import actions, chain, jobs, queries, verify
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line, Seal, WaitingLine

pytestmark = pytest.mark.django_db


def write(now, count=1):
    for number in range(count):
        actions.record(verb="test.done", about=("test", str(number)), by=SYSTEM, now=now)


@pytest.fixture
def lines(now, monkeypatch):
    """Nine lines under three seals."""
    monkeypatch.setattr(actions, "BATCH", 3)
    for _ in range(3):
        write(now, 3)
        actions.seal(now=now)
    return list(Line.objects.order_by("pk"))


def as_superuser(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def broken():
    return queries.verify().broken


def test_an_untouched_record_is_sound(lines, now):
    write(now, 2)
    verdict = queries.verify()
    assert (verdict.sealed, verdict.unsealed, verdict.broken) == (9, 2, "")
    assert verdict.oldest_unsealed == now


def test_an_empty_record_is_sound(now):
    assert actions.seal(now=now) == 0
    assert queries.verify().sealed == 0


def test_sealing_takes_batches_and_leaves_nothing_waiting(now, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 4)
    write(now, 10)
    jobs.seal()
    assert [len(seal.line_ids) for seal in Seal.objects.order_by("number")] == [4, 4, 2]
    assert not WaitingLine.objects.exists()


def test_the_first_altered_line_is_named(lines):
    as_superuser("UPDATE audit_line SET actor_ref = '1002' WHERE id = ANY(%s)", [lines[7].pk, lines[4].pk])
    assert broken() == f"line {lines[4].pk}: was altered"


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 second'",
        "verb = 'x'",
        "about_ref = 'x'",
        "details = '{\"a\": 1}'",
        "entrance = 'x'",
    ],
)
def test_every_part_of_a_line_is_sealed(lines, change):
    as_superuser(f"UPDATE audit_line SET {change} WHERE id = %s", lines[0].pk)
    assert broken() == f"line {lines[0].pk}: was altered"


def test_a_removed_line_is_named(lines):
    as_superuser("DELETE FROM audit_line WHERE id = %s", lines[5].pk)
    assert broken() == f"line {lines[5].pk}: was removed"


def test_a_line_removed_before_it_was_sealed_is_named(now):
    write(now)
    line = Line.objects.get()
    as_superuser("DELETE FROM audit_line WHERE id = %s", line.pk)
    actions.seal(now=now)
    assert broken() == f"line {line.pk}: was removed"


def test_two_swapped_lines_are_named(lines):
    first, second = lines[1].pk, lines[2].pk
    for old, new in [(first, -1), (second, first), (-1, second)]:
        as_superuser("UPDATE audit_line SET id = %s WHERE id = %s", new, old)
    assert broken() == f"line {first}: was altered"


def test_swapped_seals_are_named(lines):
    for old, new in [(1, 9), (2, 1), (9, 2)]:
        as_superuser("UPDATE audit_seal SET number = %s WHERE number = %s", new, old)
    assert broken() == "seal 1: does not follow the seal before"


def test_a_removed_seal_is_named(lines):
    as_superuser("DELETE FROM audit_seal WHERE number = 2")
    assert broken() == "seal 2: was removed"


def test_a_line_taken_out_of_its_seal_as_well_is_named(lines):
    seal = Seal.objects.get(number=2)
    as_superuser("DELETE FROM audit_line WHERE id = %s", seal.line_ids[2])
    as_superuser(
        "UPDATE audit_seal SET line_ids = %s, line_hashes = %s WHERE number = 2",
        seal.line_ids[:2],
        bytes(seal.line_hashes)[:64],
    )
    assert broken() == "seal 2: was altered"


def test_a_chain_computed_anew_is_not_signed(lines, settings):
    """Someone who knows how all of this works, and owns everything but the key."""
    ours, settings.AUDIT_KEY = settings.AUDIT_KEY, "guessed"
    forged = Seal.objects.get(number=3)
    as_superuser("UPDATE audit_line SET actor_ref = '1002' WHERE id = %s", forged.line_ids[0])
    hashes = (chain.line_hash(line) for line in Line.objects.filter(pk__in=forged.line_ids).order_by("pk"))
    forged.line_hashes = b"".join(hashes)
    forged.hash = chain.seal_hash(forged)
    as_superuser(
        "UPDATE audit_seal SET line_hashes = %s, hash = %s, signature = %s WHERE number = 3",
        forged.line_hashes,
        forged.hash,
        chain.sign(forged.hash),
    )
    settings.AUDIT_KEY = ours
    assert broken() == "seal 3: is not signed by us"


def test_a_chain_cut_at_its_end_is_found_by_a_head_noted_before(lines):
    head = queries.verify().head
    as_superuser("DELETE FROM audit_line WHERE id >= %s", lines[6].pk)
    as_superuser("DELETE FROM audit_seal WHERE number = 3")
    assert broken() == ""
    assert queries.verify(expected_head=head).broken == f"seal {head}: is no longer in the chain"


def test_a_head_noted_before_stays_in_a_growing_chain(lines, now):
    head = queries.verify().head
    write(now)
    actions.seal(now=now)
    assert queries.verify(expected_head=head).broken == ""


def test_a_line_slipped_past_the_waiting_list_is_counted(lines, now):
    as_superuser(
        "INSERT INTO audit_line (at, actor_kind, actor_ref, entrance, verb, about_kind, about_ref, details)"
        " VALUES (%s, '', '', '', '', '', '', '{}')",
        now - timedelta(days=300),
    )
    verdict = queries.verify()
    assert (verdict.unsealed, verdict.oldest_unsealed) == (1, now - timedelta(days=300))


def test_a_retired_key_still_proves_old_seals(lines, settings, now):
    settings.AUDIT_KEY = f"new,{settings.AUDIT_KEY}"
    write(now)
    actions.seal(now=now)
    assert broken() == ""
    settings.AUDIT_KEY = "new"
    assert broken() == "seal 1: is not signed by us"


def test_the_command_says_what_it_found(lines, capsys):
    assert verify.main([]) == 0
    assert capsys.readouterr().out.startswith("9 sealed, 0 unsealed, 0 broken\nhead: 3:")


def test_the_command_fails_naming_the_first_broken_line(lines, capsys):
    as_superuser("DELETE FROM audit_line WHERE id = %s", lines[4].pk)
    assert verify.main([]) == 1
    assert f"first broken: line {lines[4].pk}: was removed" in capsys.readouterr().out
