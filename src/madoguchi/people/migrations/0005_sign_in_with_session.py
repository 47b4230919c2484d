"""A sign-in ends with what its browser remembers: from now on the database sees to it."""

import django.db.models.deletion
from django.db import migrations, models

UNREMEMBERED = "DELETE FROM people_signin WHERE session_key NOT IN (SELECT session_key FROM django_session)"
BIND = """
ALTER TABLE people_signin ADD CONSTRAINT people_signin_session_key_fk
FOREIGN KEY (session_key) REFERENCES django_session (session_key) DEFERRABLE INITIALLY DEFERRED
"""
UNBIND = "ALTER TABLE people_signin DROP CONSTRAINT people_signin_session_key_fk"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_start_code"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(UNREMEMBERED, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BIND, UNBIND)],
            state_operations=[
                migrations.RemoveField("signin", "session_key"),
                migrations.AddField(
                    "signin",
                    "session",
                    models.OneToOneField(
                        db_column="session_key",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_in",
                        to="sessions.session",
                    ),
                ),
            ],
        ),
    ]
