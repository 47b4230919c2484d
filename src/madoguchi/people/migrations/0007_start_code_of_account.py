"""Staff of contractors; codes for the first sign-in belong to accounts, whoever's they are."""

import django.db.models.deletion
from django.db import migrations, models

TO_ACCOUNTS = """
UPDATE people_startcode SET account_id = people_officer.account_id
FROM people_officer WHERE people_officer.id = people_startcode.officer_id
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_child")]

    operations = [
        migrations.AddField(
            "startcode",
            "account",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="start_code",
                to="people.account",
            ),
        ),
        migrations.RunSQL(TO_ACCOUNTS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("startcode", "officer"),
        migrations.AlterField(
            "startcode",
            "account",
            models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="start_code",
                to="people.account",
            ),
        ),
    ]
