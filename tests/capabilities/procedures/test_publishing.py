"""A draft becomes a version, a version stays what it was, and a procedure can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.city.people import acting
from tests.city.procedures import club_document, publish_club

from madoguchi.audit.models import Line
from madoguchi.base import announce
from madoguchi.people.models import Officer, Section
from madoguchi.procedures import actions
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.procedures.announcements import ProcedurePublished, ProcedureWithdrawn
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.procedures.queries import access_document, document_of
from madoguchi.rules import documents
from madoguchi.rules.publishing import Reason


@dataclass
class Heard:
    """What was announced while a test ran."""

    news: list[object] = field(default_factory=list)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Listens to this room's news."""
    heard = Heard()
    kinds: dict[type, tuple[Callable[[Any], object], ...]] = {
        kind: (heard.news.append,) for kind in (ProcedurePublished, ProcedureWithdrawn)
    }
    monkeypatch.setattr(announce, "_listeners", kinds)
    yield heard


def save(officer: Officer, now: datetime, **changes: Any) -> str:
    """Keep the club's document as a draft; the digest of what was kept."""
    document = club_document(**changes)
    actions.save_draft_document(document=document, by=acting(officer), now=now)
    return documents.digest(documents.canonical(document))


def refusal(act: Callable[[], object]) -> Reason:
    """Why an act is refused."""
    with pytest.raises(CannotChangeProcedure) as cannot:
        act()
    return cannot.value.refusal.reason


def test_chika_publishes_the_club(now: datetime, chika: Officer, heard: Heard) -> None:
    seen = save(chika, now)
    version = actions.publish(slug="club", seen=seen, by=acting(chika), now=now)
    assert (version.number, version.published_by, version.sha256) == (1, "1001", seen)
    document, number = access_document("club")
    assert (documents.canonical(document), number) == (documents.canonical(club_document()), 1)
    assert heard.news == [
        ProcedurePublished(slug="club", version_id=version.pk, previous_id=None, by=acting(chika), at=now)
    ]


def test_a_second_version_names_the_one_before(now: datetime, chika: Officer, heard: Heard) -> None:
    first = publish_club()
    second = actions.publish(slug="club", seen=save(chika, now, minutes=20), by=acting(chika), now=now)
    assert second.number == 2
    assert [news.previous_id for news in heard.news] == [None, first.pk]  # type: ignore[attr-defined]
    assert document_of(first.pk).minutes == 10 and document_of(second.pk).minutes == 20


def test_every_act_is_recorded(now: datetime, chika: Officer) -> None:
    actions.publish(slug="club", seen=save(chika, now), by=acting(chika), now=now)
    actions.withdraw(slug="club", by=acting(chika), now=now)
    lines = Line.objects.filter(about_kind="procedure", about_ref="club").order_by("id")
    assert list(lines.values_list("verb", "actor_ref")) == [
        ("procedure.created", "1001"),
        ("procedure.published", "1001"),
        ("procedure.withdrawn", "1001"),
    ]


def test_a_draft_that_changed_since_it_was_read_is_not_published(now: datetime, chika: Officer) -> None:
    seen = save(chika, now)
    save(chika, now, minutes=20)
    publish = lambda: actions.publish(slug="club", seen=seen, by=acting(chika), now=now)  # noqa: E731
    assert refusal(publish) is Reason.CHANGED_MEANWHILE
    assert not ProcedureVersion.objects.exists()


def test_a_document_of_a_section_that_does_not_exist_is_not_kept(now: datetime, chika: Officer) -> None:
    assert refusal(lambda: save(chika, now, section="nowhere")) is Reason.UNKNOWN_SECTION


def test_another_section_cannot_take_a_procedure_over(
    now: datetime, chika: Officer, city: SimpleNamespace
) -> None:
    save(chika, now)
    assert refusal(lambda: save(chika, now, section="fukushi")) is Reason.OTHER_SECTION
    assert Procedure.objects.get().section == city.kosodate


def test_the_section_that_took_over_takes_the_procedure_over(
    now: datetime, chika: Officer, city: SimpleNamespace
) -> None:
    save(chika, now)
    Section.objects.filter(pk="kosodate").update(ends_on=now.date(), successor="fukushi")
    save(chika, now, section="fukushi")
    assert Procedure.objects.get().section == city.fukushi


def test_a_withdrawn_procedure_can_be_offered_again(now: datetime, chika: Officer, heard: Heard) -> None:
    version = publish_club()
    actions.withdraw(slug="club", by=acting(chika), now=now)
    assert heard.news[-1] == ProcedureWithdrawn(slug="club", version_id=version.pk, by=acting(chika), at=now)
    assert refusal(lambda: actions.withdraw(slug="club", by=acting(chika), now=now)) is Reason.NOT_OFFERED
    again = actions.publish(slug="club", seen=version.sha256, by=acting(chika), now=now)
    assert again.number == 2 and again.text == version.text


def test_withdrawing_leaves_the_draft_that_is_being_worked_on(now: datetime, chika: Officer) -> None:
    publish_club()
    save(chika, now, minutes=20)
    actions.withdraw(slug="club", by=acting(chika), now=now)
    assert access_document("club", draft=True)[0].minutes == 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedures_procedureversion SET text = '{}'",
        "UPDATE procedures_procedureversion SET published_by = 'nobody'",
        "DELETE FROM procedures_procedureversion",
        "TRUNCATE procedures_procedureversion CASCADE",
    ],
)
def test_not_even_a_superuser_changes_a_published_version(city: SimpleNamespace, statement: str) -> None:
    version = publish_club()
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="never changes"):
        cursor.execute("SELECT current_setting('is_superuser')")
        assert cursor.fetchone() == ("on",)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with transaction.atomic():
            cursor.execute(statement)
    assert ProcedureVersion.objects.get().text == version.text
