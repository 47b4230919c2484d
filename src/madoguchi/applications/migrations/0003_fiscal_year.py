"""Every application says which 年度 it is for; those filed before are told by their version, or by their day."""

from django.db import migrations, models

BACKFILL = """
UPDATE applications_application AS application
SET fiscal_year = COALESCE(
    (version.document ->> 'target_year')::int,
    EXTRACT(YEAR FROM application.arrived_at AT TIME ZONE 'Asia/Tokyo' - INTERVAL '3 months')::int
)
FROM procedures_procedureversion AS version
WHERE version.id = application.version_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_sealed"),
        ("procedures", "0002_versions_never_change"),
    ]

    operations = [
        migrations.AddField("application", "fiscal_year", models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.AlterField("application", "fiscal_year", models.PositiveSmallIntegerField()),
        migrations.AddIndex(
            "application",
            models.Index(fields=["section", "fiscal_year", "state"], name="application_year"),
        ),
    ]
