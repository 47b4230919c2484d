import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('procedures', '0002_versions_never_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved_from', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('outage_from', models.DateTimeField()),
                ('outage_until', models.DateTimeField()),
                ('reason', models.TextField()),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='procedures.procedure')),
            ],
        ),
        migrations.AddField(
            model_name='procedure',
            name='extension',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.extension'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.UniqueConstraint(fields=('procedure', 'moved_from'), name='one_extension_per_closing'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('moved_from'))), name='extension_moves_forward'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('outage_until__gt', models.F('outage_from'))), name='outage_ends_after_begin'),
        ),
    ]
