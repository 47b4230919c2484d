import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('names', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('names', models.JSONField(default=dict)),
                ('phone', models.TextField(blank=True, default='')),
                ('mark', models.TextField(blank=True, default='')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.TextField(choices=[('resident', 'Resident'), ('officer', 'Officer'), ('member', 'Member')])),
                ('login', models.TextField(unique=True)),
                ('email', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['resident', 'officer', 'member'])), name='account_kind_known'), models.CheckConstraint(condition=models.Q(('kind', 'resident'), models.Q(('login__contains', '@'), _negated=True), _connector='OR'), name='account_login_fits_kind')],
            },
        ),
        migrations.CreateModel(
            name='MailedCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('address', models.TextField()),
                ('code_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='mailed_code_expires')],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.TextField(unique=True)),
                ('name', models.TextField()),
                ('kana', models.TextField()),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='officer', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Resident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('language', models.TextField(default='ja')),
                ('created_at', models.DateTimeField()),
                ('account', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resident', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('session_key', models.CharField(max_length=40, unique=True)),
                ('began_at', models.DateTimeField()),
                ('address', models.TextField(blank=True, default='')),
                ('browser', models.TextField(blank=True, default='')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField(blank=True, default='')),
                ('role', models.TextField(choices=[('reviewer', 'Reviewer'), ('approver', 'Approver'), ('administrator', 'Administrator')])),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.officer')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='people.section')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['reviewer', 'approver', 'administrator'])), name='role_known')],
            },
        ),
    ]
