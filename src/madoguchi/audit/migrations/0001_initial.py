import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.fields.json
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField()),
                ('line_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('line_hashes', models.BinaryField()),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='WaitingLine',
            fields=[
                ('line_id', models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor_kind', models.TextField()),
                ('actor_ref', models.TextField(blank=True, default='')),
                ('entrance', models.TextField(blank=True, default='')),
                ('verb', models.TextField()),
                ('about_kind', models.TextField()),
                ('about_ref', models.TextField()),
                ('details', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['about_kind', 'about_ref', 'id'], name='audit_about'), models.Index(fields=['actor_kind', 'actor_ref', 'id'], name='audit_actor'), django.contrib.postgres.indexes.GinIndex(django.db.models.fields.json.KeyTransform('references', 'details'), name='audit_references')],
            },
        ),
    ]
