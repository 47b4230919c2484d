"""Profiles as the rest of the house knows them: one statement, for somebody or for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection

from madoguchi.rules.enrolment import LIVING
from madoguchi.rules.lifecycle import ENDED
from madoguchi.rules.slots import BOOKED, State
from madoguchi.rules.visits import Use

KEPT: Final = (
    "language", "has_line", "applied", "enrolled", "booked", "came", "booked_on", "visited", "visited_on",
)  # fmt: skip
BATCH: Final = 5000
# Who is meant, by what the news names.
RESIDENT: Final = "resident.id = %(of)s"
REFERENCE: Final = "resident.reference = %(of)s"
MOVED_SINCE: Final = (
    "resident.id IN (SELECT moved.resident_id FROM applications_event AS event"
    " JOIN applications_application AS moved ON moved.id = event.application_id WHERE event.at >= %(of)s)"
)
BOOKED_SINCE: Final = (
    "resident.id IN (SELECT moved.resident_id FROM booking_reservationevent AS event"
    " JOIN booking_reservation AS moved ON moved.id = event.reservation_id WHERE event.at >= %(of)s)"
)
CAME_SINCE: Final = (
    "resident.id IN (SELECT family.resident_id FROM checkin_family AS family WHERE family.id IN ("
    "SELECT scan.family_id FROM checkin_scan AS scan WHERE scan.received_at >= %(of)s"
    " UNION ALL SELECT family_id FROM checkin_correction WHERE at >= %(of)s))"
)
ENROLMENT: Final = (
    "resident.id = (SELECT child.resident_id FROM enrolment_enrolment AS held"
    " JOIN people_child AS child ON child.id = held.child_id WHERE held.id = %(of)s)"
)
AFTER: Final = "resident.id IN (SELECT id FROM people_resident WHERE id > %(of)s ORDER BY id LIMIT %(batch)s)"


def refresh(whom: str, of: Any) -> int:
    """Bring the profiles of those up to date; how many were not, or were not there."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH.format(whom=whom), _given(of))
        return int(cursor.rowcount)


def refresh_moved(since: datetime) -> None:
    """The same for whoever applied, booked or came in since then, or had that changed."""
    for whom in (MOVED_SINCE, BOOKED_SINCE, CAME_SINCE):
        refresh(whom, since)


def differences(of: Any) -> list[tuple[int, list[str]]]:
    """Of the next residents after `of`: each with the columns in which a profile is not what it should be."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE.format(whom=AFTER), _given(of))
        return [(pk, [name for name in names if name]) for pk, names in cursor.fetchall()]


def _given(of: Any) -> dict[str, Any]:
    return {
        "of": of,
        "batch": BATCH,
        "over": list(ENDED),
        "living": list(LIVING),
        "booked": list(BOOKED),
        "attended": State.ATTENDED,
        "centre": Use.CENTRE,  # who was in a shelter is nobody's to be chosen by
    }


FRESH: Final = """
WITH fresh AS (
    SELECT resident.id AS resident_id, resident.language,
        EXISTS (SELECT FROM messaging_friend AS friend WHERE friend.resident_ref = resident.reference
            AND friend.followed_at IS NOT NULL AND friend.blocked_at IS NULL) AS has_line,
        ARRAY(SELECT DISTINCT version.procedure_id::text FROM applications_application AS application
            JOIN procedures_procedureversion AS version ON version.id = application.version_id
            WHERE application.resident_id = resident.id AND application.state <> ALL(%(over)s)
            ORDER BY 1) AS applied,
        ARRAY(SELECT DISTINCT held.place_id::text FROM enrolment_enrolment AS held
            JOIN people_child AS child ON child.id = held.child_id
            WHERE child.resident_id = resident.id AND held.state = ANY(%(living)s)
            ORDER BY 1) AS enrolled,
        reserved.booked, reserved.came, reserved.booked_on, was.visited, was.visited_on
    FROM people_resident AS resident
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT held.offering_id::text), '{{}}') AS booked,
            coalesce(
                array_agg(DISTINCT held.offering_id::text) FILTER (WHERE held.state = %(attended)s), '{{}}'
            ) AS came,
            (max(held.starts_at) AT TIME ZONE 'Asia/Tokyo')::date AS booked_on
        FROM booking_reservation AS held
        WHERE held.resident_id = resident.id AND held.state = ANY(%(booked)s)
    ) AS reserved
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT point.place_id::text), '{{}}') AS visited,
            max(visit.day) AS visited_on
        FROM checkin_family AS family JOIN checkin_visit AS visit ON visit.family_id = family.id
            JOIN checkin_point AS point ON point.id = visit.point_id
            JOIN checkin_pointprofile AS profile ON profile.code = point.profile_id
        WHERE family.resident_id = resident.id AND profile.use = %(centre)s
    ) AS was
    WHERE {whom}
)
"""


def _columns(table: str = "") -> str:
    return ", ".join(f"{table}{name}" for name in KEPT)


def _different() -> str:
    return ", ".join(
        f"CASE WHEN kept.{name} IS DISTINCT FROM fresh.{name} THEN '{name}' END" for name in KEPT
    )


REFRESH: Final = f"""{FRESH}
INSERT INTO outreach_profile AS kept (resident_id, children_born, interests, {_columns()})
SELECT resident_id, '{{{{}}}}', '{{{{}}}}', {_columns()} FROM fresh
ON CONFLICT (resident_id) DO UPDATE SET ({_columns()}) = ROW ({_columns("excluded.")})
WHERE ({_columns("kept.")}) IS DISTINCT FROM ({_columns("excluded.")})
"""  # noqa: S608 - words of this module
COMPARE: Final = f"""{FRESH}
SELECT fresh.resident_id, CASE WHEN kept.resident_id IS NULL THEN ARRAY['row'] ELSE ARRAY[{_different()}] END
FROM fresh LEFT JOIN outreach_profile AS kept USING (resident_id) ORDER BY 1
"""  # noqa: S608
