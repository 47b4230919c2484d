"""The gallery of built-in procedures: all of them sound, none found by a path somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import Http404

from madoguchi.studio import gallery


@pytest.fixture
def empty_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """A folder of packs with nothing in it yet."""
    settings.PACKS = tmp_path
    gallery.list_builtin.cache_clear()
    gallery.access_builtin.cache_clear()
    yield tmp_path  # type: ignore[misc]
    gallery.list_builtin.cache_clear()
    gallery.access_builtin.cache_clear()


def test_every_built_in_procedure_is_listed_and_read() -> None:
    listed = gallery.list_builtin()
    assert len(listed) == len(gallery._files()) >= 5
    assert [each.slug for each in listed].count("library_card") == 1
    for each in listed:
        assert gallery.access_builtin(each.slug).title == each.title


def test_every_file_is_named_after_its_procedure() -> None:
    """The list shows the id, the page asks by it."""
    assert {path.stem for path in gallery._files()} == {each.slug for each in gallery.list_builtin()}


@pytest.mark.parametrize("slug", ["nothing", "../city/city", "/etc/passwd", "library_card.yaml", ""])
def test_what_is_not_in_the_gallery_is_not_found(slug: str) -> None:
    with pytest.raises(Http404):
        gallery.access_builtin(slug)


def test_a_file_that_is_no_document_is_left_out(empty_folder: Path) -> None:
    folder = empty_folder / "town" / "procedures"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("id: [", "utf-8")
    assert gallery.list_builtin() == ()
    with pytest.raises(Http404):
        gallery.access_builtin("broken")


def test_a_manual_lies_beside_its_procedure(empty_folder: Path) -> None:
    (empty_folder / "town" / "procedures").mkdir(parents=True)
    (empty_folder / "town" / "manuals").mkdir()
    (empty_folder / "town" / "procedures" / "bread.yaml").write_text("id: bread", "utf-8")
    assert gallery.manual_of("bread") == ""
    (empty_folder / "town" / "manuals" / "bread.md").write_text("# 手引き", "utf-8")
    assert gallery.manual_of("bread") == "# 手引き"
