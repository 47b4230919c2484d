"""Profiles as the rest of the house knows them: one statement, for somebody or for everybody."""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from madoguchi.rules.enrolment import LIVING
from madoguchi.rules.lifecycle import ENDED

KEPT: Final = ("language", "has_line", "applied", "enrolled")
BATCH: Final = 5000
# Who is meant, by what the news names.
RESIDENT: Final = "resident.id = %(of)s"
REFERENCE: Final = "resident.reference = %(of)s"
MOVED_SINCE: Final = (
    "resident.id IN (SELECT moved.resident_id FROM applications_event AS event"
    " JOIN applications_application AS moved ON moved.id = event.application_id WHERE event.at >= %(of)s)"
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


def differences(of: Any) -> list[tuple[int, list[str]]]:
    """Of the next residents after `of`: each with the columns in which a profile is not what it should be."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE.format(whom=AFTER), _given(of))
        return [(pk, [name for name in names if name]) for pk, names in cursor.fetchall()]


def _given(of: Any) -> dict[str, Any]:
    return {"of": of, "batch": BATCH, "over": list(ENDED), "living": list(LIVING)}


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
            ORDER BY 1) AS enrolled
    FROM people_resident AS resident WHERE {whom}
)
"""
REFRESH: Final = (
    FRESH
    + """
INSERT INTO outreach_profile AS kept
    (resident_id, children_born, interests, language, has_line, applied, enrolled)
SELECT resident_id, '{{}}', '{{}}', language, has_line, applied, enrolled FROM fresh
ON CONFLICT (resident_id) DO UPDATE SET language = excluded.language, has_line = excluded.has_line,
    applied = excluded.applied, enrolled = excluded.enrolled
WHERE (kept.language, kept.has_line, kept.applied, kept.enrolled)
    IS DISTINCT FROM (excluded.language, excluded.has_line, excluded.applied, excluded.enrolled)
"""
)
COMPARE: Final = (
    FRESH
    + """
SELECT fresh.resident_id, ARRAY[
    CASE WHEN kept.resident_id IS NULL THEN 'row' END,
    CASE WHEN kept.language <> fresh.language THEN 'language' END,
    CASE WHEN kept.has_line <> fresh.has_line THEN 'has_line' END,
    CASE WHEN kept.applied <> fresh.applied THEN 'applied' END,
    CASE WHEN kept.enrolled <> fresh.enrolled THEN 'enrolled' END]
FROM fresh LEFT JOIN outreach_profile AS kept USING (resident_id) ORDER BY 1
"""
)
