"""`madoguchi pack export` and `import`, for whoever runs the machine."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.capabilities.studio.packed import club_pack
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures.actions import save_draft_document
from madoguchi.procedures.queries import access_document
from madoguchi.studio import pack_commands
from madoguchi.studio.models import ArrivedPack

FILL = ["--set", "city.ja=山市", "--set", "phone=0000-33-4444"]


def take(content: bytes, folder: Path, *words: str) -> int:
    """The exit status of taking in a pack of these bytes."""
    file = folder / "club.madoguchi.zip"
    file.write_bytes(content)
    return pack_commands.import_main([str(file), *words])


def test_a_pack_is_taken_in_and_given_away_the_same(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = club_pack()
    assert take(content, tmp_path, "--set", "section=kosodate", *FILL) == 0
    said = capsys.readouterr().out
    assert said.startswith("club: saved as a draft") and "number: 26" in said
    given = tmp_path / "given.zip"
    assert pack_commands.export_main(["club", "-o", str(given)]) == 0
    assert given.read_bytes() == content


def test_what_is_missing_is_said_and_nothing_stays(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(club_pack(), tmp_path, "--set", "phone=0000-33-4444", "--set", "city.ja=") == 1
    assert "city.ja: " in capsys.readouterr().out
    assert take(b"no pack", tmp_path) == 1
    assert "no zip archive" in capsys.readouterr().out
    assert not ArrivedPack.objects.exists()


def test_conflicts_are_listed_or_decided_for_all(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    take(club_pack(), tmp_path, *FILL)
    save_draft_document(document=club_document(minutes=25), by=SYSTEM, now=now)
    newer = club_pack(version=2, minutes=45)
    capsys.readouterr()
    assert take(newer, tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["minutes"]
    assert take(newer, tmp_path, "--ours") == 0 and access_document("club", draft=True)[0].minutes == 25
    assert take(club_pack(version=3, minutes=50), tmp_path, "--theirs") == 0
    assert access_document("club", draft=True)[0].minutes == 50


def test_what_is_in_force_is_given_away_not_what_is_being_drafted(
    city: SimpleNamespace, tmp_path: Path, now: datetime
) -> None:
    publish_club()
    files = [tmp_path / "before.zip", tmp_path / "after.zip"]
    pack_commands.export_main(["club", "-o", str(files[0])])
    save_draft_document(document=club_document(minutes=25), by=SYSTEM, now=now)
    pack_commands.export_main(["club", "-o", str(files[1])])
    assert files[0].read_bytes() == files[1].read_bytes()


def test_nothing_is_given_of_what_is_not_there(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack_commands.export_main(["absent"]) == 1
    assert "no such procedure" in capsys.readouterr().err
    publish_club()
    assert pack_commands.export_main(["club", "-o", str(tmp_path / "no" / "folder.zip")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert pack_commands.import_main([str(tmp_path / "nothing.zip")]) == 1
    assert "cannot be read" in capsys.readouterr().err
