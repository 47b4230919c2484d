from django.db import migrations, models

from madoguchi.rules.names import kana_order

AT_ONCE = 500


def put_in_order(apps, schema_editor):
    """What was filed before gets its place, too."""
    Application = apps.get_model("applications", "Application")
    filed = Application.objects.exclude(applicant_kana="").only("applicant_kana").order_by("pk")
    batch = []
    for application in filed.iterator(chunk_size=AT_ONCE):
        application.kana_order = kana_order(application.applicant_kana)
        batch.append(application)
        if len(batch) == AT_ONCE:
            Application.objects.bulk_update(batch, ["kana_order"])
            batch = []
    Application.objects.bulk_update(batch, ["kana_order"])


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0006_settled'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='kana_order',
            field=models.TextField(blank=True, db_collation='C', default=''),
        ),
        migrations.RunPython(put_in_order, migrations.RunPython.noop),
    ]
