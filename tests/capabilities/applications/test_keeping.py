"""What was filed goes when its years are over, and whoever began is reminded in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from tests.capabilities.applications.test_filing import filed, written
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.actions import keeping, progress
from madoguchi.applications.models import AnswerSet, Application, Draft, Event, SealedAnswer
from madoguchi.audit.models import Line
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Resident
from madoguchi.rules.lifecycle import Role

LAST_DAY = datetime(2032, 3, 31, 14, 59, tzinfo=UTC)  # 31 March 2032, 23:59 in the city
NEXT_DAY = LAST_DAY + timedelta(minutes=1)


def ended(aoi: Resident) -> Application:
    """An application withdrawn in fiscal 2026, to be kept for five years."""
    application = filed(aoi, publish_club().pk)
    return progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=NOW)


def test_what_is_not_over_stays(city: SimpleNamespace, aoi: Resident) -> None:
    ended(aoi)
    assert keeping.remove_expired(now=LAST_DAY) == 0


def test_what_is_running_is_never_removed(city: SimpleNamespace, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    assert keeping.remove_expired(now=NEXT_DAY + timedelta(days=9999)) == 0


def test_on_the_day_everything_goes_but_the_record_of_it(city: SimpleNamespace, aoi: Resident) -> None:
    application = ended(aoi)
    assert keeping.remove_expired(now=NEXT_DAY) == 1
    gone = (Application, AnswerSet, SealedAnswer, Event, InboxMessage, OutgoingMessage)
    assert [model.__name__ for model in gone if model.objects.exists()] == []
    assert Line.objects.filter(verb="application.removed", about_ref=application.reference).count() == 1


def test_an_abandoned_draft_goes_after_half_a_year(city: SimpleNamespace, aoi: Resident) -> None:
    written(aoi, publish_club().pk)
    assert keeping.remove_abandoned(now=NOW + timedelta(days=179)) == 0
    assert keeping.remove_abandoned(now=NOW + timedelta(days=181)) == 1
    assert not Draft.objects.exists()
