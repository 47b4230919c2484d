"""`madoguchi files verify` compares both ways."""

from __future__ import annotations

import os

import pytest

from madoguchi.files import actions, storage, verify
from madoguchi.files.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(now):
    return actions.keep(content=b"%PDF a letter", media_type="application/pdf", now=now)


def test_all_is_well(file, capsys):
    assert verify.main([]) == 0
    assert capsys.readouterr().out == "1 files whole, 0 missing, 0 altered, 0 unknown\n"


def test_a_missing_file_is_named(file, vault, capsys):
    (vault / storage.name_of(file.sha256)).unlink()
    assert verify.main([]) == 1
    assert f"{file.sha256}: missing" in capsys.readouterr().out


def test_an_altered_file_is_named(file, vault, capsys):
    (vault / storage.name_of(file.sha256)).write_bytes(b"%PDF a lettre")
    assert verify.main([]) == 1
    assert f"{file.sha256}: altered" in capsys.readouterr().out


def test_bytes_without_a_row_are_told_but_no_loss(file, vault, capsys):
    path = vault / storage.name_of(file.sha256)
    os.utime(path, (1, 1))
    StoredFile.objects.all().delete()
    assert verify.main([]) == 0
    assert "no row knows it" in capsys.readouterr().out
