import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('api', '0001_keys_and_webhooks'), ('api', '0002_happenings'), ('api', '0003_alter_token_role'), ('api', '0004_threads_and_groups')]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Webhook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=100, verbose_name='что это за система')),
                        ('url', models.URLField(max_length=500, verbose_name='адрес')),
                        ('secret', models.CharField(max_length=60)),
                        ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('booking.created', 'слушатель записался'), ('booking.group', 'записана группа'), ('booking.cancelled', 'запись отменена'), ('session.moved', 'консультация перенесена'), ('session.failed', 'преподаватель не подключился'), ('session.cancelled', 'консультация отменена'), ('session.substituted', 'преподаватель заменён'), ('session.held', 'консультация проведена'), ('thread.asked', 'задан вопрос'), ('thread.answered', 'на вопрос ответили'), ('thread.closed', 'вопрос закрыт'), ('schedule.published', 'график опубликован'), ('month.closed', 'месяц закрыт')], max_length=30), size=None)),
                        ('is_on', models.BooleanField(default=True, verbose_name='включён')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Token',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(max_length=100, verbose_name='для чего')),
                        ('role', models.CharField(choices=[('learner', 'слушатель'), ('representative', 'законный представитель'), ('teacher', 'преподаватель'), ('other_staff', 'иной работник'), ('curator', 'куратор'), ('deputy', 'заместитель руководителя'), ('specialist', 'ответственный специалист'), ('director', 'руководитель'), ('proctor', 'проктор'), ('support', 'техподдержка'), ('training_head', 'руководство управления по обучению'), ('commission', 'член аттестационной комиссии'), ('auditor', 'проверяющий')], max_length=20, verbose_name='роль')),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('sessions:read', 'читать консультации'), ('bookings:read', 'читать записи'), ('bookings:write', 'записывать и отменять запись'), ('threads:read', 'читать вопросы отложенных консультаций'), ('journal:read', 'читать журнал консультаций')], max_length=20), size=None)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('hint', models.CharField(max_length=8)),
                        ('expires_on', models.DateField(verbose_name='действует по')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('used_at', models.DateTimeField(blank=True, null=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('event', models.CharField(choices=[('booking.created', 'слушатель записался'), ('booking.group', 'записана группа'), ('booking.cancelled', 'запись отменена'), ('session.moved', 'консультация перенесена'), ('session.failed', 'преподаватель не подключился'), ('session.cancelled', 'консультация отменена'), ('session.substituted', 'преподаватель заменён'), ('session.held', 'консультация проведена'), ('thread.asked', 'задан вопрос'), ('thread.answered', 'на вопрос ответили'), ('thread.closed', 'вопрос закрыт'), ('schedule.published', 'график опубликован'), ('month.closed', 'месяц закрыт')], max_length=30)),
                        ('payload', models.JSONField()),
                        ('state', models.CharField(choices=[('queued', 'ждёт отправки'), ('delivered', 'доставлено'), ('failed', 'не доставлено')], default='queued', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('made_at', models.DateTimeField()),
                        ('next_try_at', models.DateTimeField()),
                        ('answered', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='api.webhook')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='delivery_due'), models.Index(fields=['webhook', '-id'], name='delivery_by_webhook')],
                    },
                ),
            ],
        ),
    ]
