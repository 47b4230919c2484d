"""Chika builds a procedure piece by piece; what she did can be undone, and a colleague's work stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.city.people import NOW, acting
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import Actor
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import documents
from madoguchi.rules.editing import Add, Operation, Refused, Remove, Set, newborn
from madoguchi.studio.actions.editing import Conflict, Edited, edit, redo, show_presence, undo
from madoguchi.studio.models import Edit, Editing
from madoguchi.studio.queries.editing import list_colleagues

HOME = "steps[home_step].questions"
TITLE = Set("title.ja", "学童クラブの申請")
MAKOTO = Actor(kind="officer", ref="2001", entrance="desk")


@pytest.fixture
def first(chika: Officer) -> str:
    """The digest of the published document, which nobody has begun to edit."""
    return publish_club().sha256


def done(operation: Operation, seen: str, *, by: Actor = MAKOTO, minute: int = 0) -> Edited:
    made = edit(slug="club", operation=operation, seen=seen, by=by, now=NOW + timedelta(minutes=minute))
    assert isinstance(made, Edited), made
    return made


def draft() -> str:
    return Procedure.objects.get().draft_text


def test_the_first_change_makes_a_draft_of_what_is_in_force(first: str, chika: Officer) -> None:
    assert draft() == ""
    made = done(TITLE, first, by=acting(chika))
    assert made.seen == documents.digest(draft())
    assert made.document.title.in_("ja") == "学童クラブの申請"
    line = Line.objects.filter(verb="procedure.draft_saved").latest("pk")
    assert (line.about_ref, line.actor_ref) == ("club", chika.number)
    assert Procedure.objects.get().current.document["title"]["ja"] == "学童クラブ利用申請"  # type: ignore[union-attr]


def test_undone_to_the_beginning_it_says_the_same_byte_for_byte(first: str) -> None:
    done(TITLE, first)
    begun = Edit.objects.get(before=None).text
    seen = documents.digest(draft())
    for number in range(4):
        seen = done(Add(HOME, newborn.question("choice", f"choice_{number}")), seen, minute=number).seen
    last = draft()
    for _ in range(5):
        gone = undo(slug="club", seen=seen, by=MAKOTO, now=NOW)
        assert isinstance(gone, Edited)
        seen = gone.seen
    assert draft() == begun == documents.canonical(club_document())
    assert isinstance(undo(slug="club", seen=seen, by=MAKOTO, now=NOW), Refused)
    for _ in range(5):
        again = redo(slug="club", seen=seen, by=MAKOTO, now=NOW)
        assert isinstance(again, Edited)
        seen = again.seen
    assert draft() == last
    assert isinstance(redo(slug="club", seen=seen, by=MAKOTO, now=NOW), Refused)


def test_after_an_undo_another_change_is_what_is_done_again(first: str) -> None:
    seen = done(TITLE, first).seen
    gone = undo(slug="club", seen=seen, by=MAKOTO, now=NOW)
    assert isinstance(gone, Edited)
    other = done(Set("title.ja", "別の名前"), gone.seen)
    assert isinstance(redo(slug="club", seen=other.seen, by=MAKOTO, now=NOW), Refused)
    gone = undo(slug="club", seen=other.seen, by=MAKOTO, now=NOW)
    assert isinstance(gone, Edited)
    again = redo(slug="club", seen=gone.seen, by=MAKOTO, now=NOW)
    assert isinstance(again, Edited) and again.document.title.in_("ja") == "別の名前"


def test_undo_of_a_draft_that_a_colleague_has_just_changed_is_asked_again(first: str) -> None:
    seen = done(TITLE, first).seen
    done(Set("minutes", 20), seen)
    before = draft()
    assert isinstance(undo(slug="club", seen=seen, by=MAKOTO, now=NOW), Refused)
    assert draft() == before


def test_two_officers_in_different_places_keep_both(first: str, chika: Officer) -> None:
    seen = done(TITLE, first, by=acting(chika)).seen
    done(Set("minutes", 20), seen)
    made = done(Set(f"{HOME}[reason].title.ja", "理由"), seen, by=acting(chika))
    assert made.merged
    assert (made.document.minutes, made.document.question("reason").title.in_("ja")) == (20, "理由")


def test_two_officers_in_the_same_place_see_both(first: str, chika: Officer) -> None:
    seen = done(Set("minutes", 20), first).seen
    done(Set("title.ja", "マコトの名前"), seen, minute=3)
    before = draft()
    found = edit(slug="club", operation=TITLE, seen=seen, by=acting(chika), now=NOW)
    assert isinstance(found, Conflict)
    assert (found.mine, found.theirs) == ("学童クラブの申請", "マコトの名前")
    assert (found.by, found.at) == ("2001", NOW + timedelta(minutes=3))
    assert draft() == before
    assert done(TITLE, found.seen).document.title.in_("ja") == "学童クラブの申請"


def test_a_text_nobody_knows_any_more_is_never_written_over(first: str) -> None:
    found = edit(slug="club", operation=TITLE, seen="0" * 64, by=MAKOTO, now=NOW)
    assert isinstance(found, Conflict)
    assert draft() == ""


def test_what_is_refused_leaves_no_trace(first: str) -> None:
    lines = Line.objects.count()
    operation = Remove(f"{HOME}[reason]")
    found = edit(slug="club", operation=operation, seen=first, by=MAKOTO, now=NOW)
    assert isinstance(found, Refused) and found.removable
    assert (draft(), Edit.objects.count(), Line.objects.count()) == ("", 0, lines)


def test_the_same_again_is_no_change(first: str) -> None:
    done(Set("title.ja", "学童クラブ利用申請"), first)
    assert (draft(), Edit.objects.count()) == ("", 0)


def test_a_section_that_is_not_there_is_refused_beside_its_place(first: str) -> None:
    found = edit(slug="club", operation=Set("section", "nowhere"), seen=first, by=MAKOTO, now=NOW)
    assert isinstance(found, Refused) and found.faults[0].path == "section"


def test_an_imported_draft_can_be_undone_too(first: str) -> None:
    done(TITLE, first)
    before = draft()
    procedures.save_draft_document(document=club_document(minutes=55), by=MAKOTO, now=NOW)
    gone = undo(slug="club", seen=documents.digest(draft()), by=MAKOTO, now=NOW)
    assert isinstance(gone, Edited)
    assert draft() == before


def test_a_new_draft_begins_a_new_history(first: str) -> None:
    made = done(TITLE, first)
    procedures.publish(slug="club", seen=made.seen, by=MAKOTO, now=NOW)
    assert Edit.objects.count() == 2
    done(Set("minutes", 30), made.seen)
    assert set(Edit.objects.values_list("verb", flat=True)) == {"begun", "set"}
    assert Edit.objects.count() == 2


def test_colleagues_see_each_other_for_a_while(first: str, chika: Officer) -> None:
    show_presence(slug="club", place="title", by=acting(chika), now=NOW)
    show_presence(slug="club", place=f"{HOME}[reason]", by=acting(chika), now=NOW)
    assert [(each.name, each.place) for each in list_colleagues("club", but="2001", now=NOW)] == [
        (chika.name, f"{HOME}[reason]")
    ]
    assert list_colleagues("club", but=chika.number, now=NOW) == []
    assert list_colleagues("club", but="2001", now=NOW + timedelta(minutes=2)) == []
    show_presence(slug="club", place="", by=MAKOTO, now=NOW + timedelta(days=2))
    assert Editing.objects.count() == 1
