import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_tables'), ('notifications', '0002_answers_and_ways')]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('people', '0007_who_writes_to_whom'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Notification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120)),
                        ('title', models.CharField(max_length=200, verbose_name='заголовок')),
                        ('body', models.TextField(blank=True, verbose_name='текст')),
                        ('url', models.CharField(blank=True, max_length=300)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='people.person')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['person'], name='notification_unread'), models.Index(fields=['person', '-created_at'], name='notification_by_person')],
                        'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='notification_once_per_event')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', models.EmailField(max_length=254, verbose_name='кому')),
                        ('subject', models.CharField(max_length=250, verbose_name='тема')),
                        ('text', models.TextField(verbose_name='текст')),
                        ('calendar', models.TextField(blank=True, verbose_name='вложение .ics')),
                        ('calendar_method', models.CharField(blank=True, max_length=10)),
                        ('message_id', models.CharField(max_length=150, unique=True)),
                        ('state', models.CharField(choices=[('queued', 'в очереди'), ('sending', 'отправляется'), ('sent', 'отправлено'), ('uncertain', 'неизвестно, ушло ли'), ('failed', 'не доставлено')], default='queued', max_length=20, verbose_name='состояние')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='попыток')),
                        ('next_try_at', models.DateTimeField(verbose_name='следующая попытка')),
                        ('last_error', models.CharField(blank=True, max_length=500, verbose_name='ошибка')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='отправлено')),
                        ('notification', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letter', to='notifications.notification')),
                        ('about', models.CharField(blank=True, max_length=60)),
                        ('answers', models.CharField(blank=True, max_length=250)),
                        ('quiet', models.BooleanField(default=False)),
                        ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='вернулось')),
                        ('token', models.CharField(blank=True, max_length=32)),
                        ('tried_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='letter_waiting')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('token', ''), _negated=True), fields=('token',), name='letter_token')],
                    },
                ),
                migrations.CreateModel(
                    name='BadAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('address', models.EmailField(max_length=254, unique=True, verbose_name='адрес')),
                        ('returns', models.PositiveSmallIntegerField(default=0, verbose_name='возвратов')),
                        ('bad_since', models.DateTimeField(blank=True, null=True, verbose_name='письма не отправляются с')),
                        ('last_words', models.CharField(blank=True, max_length=500, verbose_name='ответ сервера')),
                    ],
                ),
                migrations.CreateModel(
                    name='Dispatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(max_length=20)),
                        ('state', models.CharField(choices=[('queued', 'в очереди'), ('sent', 'отправлено'), ('lost', 'не дойдёт')], default='queued', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_try_at', models.DateTimeField()),
                        ('quiet', models.BooleanField(default=False)),
                        ('last_error', models.CharField(blank=True, max_length=300)),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('notification', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to='notifications.notification')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='dispatch_waiting')],
                        'constraints': [models.UniqueConstraint(fields=('notification', 'way'), name='dispatch_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Wishes',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('ways', models.JSONField(blank=True, default=dict, verbose_name='о чём и как')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='тихие часы с')),
                        ('quiet_to', models.TimeField(blank=True, null=True, verbose_name='тихие часы до')),
                        ('titles', models.BooleanField(default=False, verbose_name='показывать, о чём уведомление')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='people.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_to', None)), models.Q(('quiet_from__isnull', False), ('quiet_to__isnull', False)), _connector='OR'), name='wishes_quiet_hours_are_whole')],
                    },
                ),
            ],
        ),
    ]
