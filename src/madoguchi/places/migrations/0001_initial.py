import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('kana', models.TextField()),
                ('names', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False)),
                ('kind', models.TextField(choices=[('school', 'School'), ('junior_high', 'Junior High'), ('nursery', 'Nursery'), ('kindergarten', 'Kindergarten'), ('club', 'Club'), ('library', 'Library')])),
                ('name', models.TextField()),
                ('kana', models.TextField()),
                ('names', models.JSONField(default=dict)),
                ('address', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('latitude', models.DecimalField(decimal_places=6, max_digits=9)),
                ('longitude', models.DecimalField(decimal_places=6, max_digits=9)),
                ('capacity', models.PositiveIntegerField(null=True)),
                ('hours', models.TextField(blank=True, default='')),
                ('extension', models.BooleanField(default=False)),
                ('applied_last_year', models.PositiveIntegerField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.district')),
                ('operator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='people.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Serves',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
        ),
        migrations.AddField(
            model_name='place',
            name='serves',
            field=models.ManyToManyField(related_name='served_by', through='places.Serves', to='places.place'),
        ),
        migrations.CreateModel(
            name='PostalArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postal_code', models.CharField(max_length=7)),
                ('prefecture', models.TextField(blank=True, default='')),
                ('city', models.TextField()),
                ('town', models.TextField()),
                ('town_kana', models.TextField(blank=True, default='')),
                ('district', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='places.district')),
            ],
            options={
                'indexes': [models.Index(fields=['postal_code'], name='postal_code')],
            },
        ),
        migrations.AddConstraint(
            model_name='serves',
            constraint=models.UniqueConstraint(fields=('place', 'school'), name='serves_once'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['kind', 'kana'], name='place_kind_kana'),
        ),
    ]
