import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_tables'),
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
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='letter_waiting')],
                    },
                ),
            ],
        ),
    ]
