import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_files'),
        ('notifications', '0002_answers_and_ways'),
        ('people', '0007_who_writes_to_whom'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ServerKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=20, unique=True)),
                        ('secret', models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name='WayState',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(max_length=20, unique=True)),
                        ('cursor', models.CharField(blank=True, max_length=100)),
                        ('worked_at', models.DateTimeField(blank=True, null=True)),
                        ('failed_at', models.DateTimeField(blank=True, null=True)),
                        ('error', models.CharField(blank=True, max_length=300)),
                    ],
                ),
                migrations.CreateModel(
                    name='PushSubscription',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('device', models.CharField(max_length=100, verbose_name='устройство')),
                        ('endpoint', models.CharField(max_length=1000, unique=True)),
                        ('p256dh', models.CharField(max_length=200)),
                        ('auth', models.CharField(max_length=100)),
                        ('created_at', models.DateTimeField()),
                        ('worked_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to='people.person')),
                    ],
                    options={
                        'ordering': ['-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Binding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('messenger', models.CharField(choices=[('telegram', 'Telegram'), ('vk', 'VK'), ('max', 'MAX')], max_length=20, verbose_name='мессенджер')),
                        ('who', models.CharField(max_length=50, verbose_name='номер в мессенджере')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='закончилось')),
                        ('why_ended', models.CharField(blank=True, max_length=200, verbose_name='почему закончилось')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bindings', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'messenger'), name='binding_one_of_a_person'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('messenger', 'who'), name='binding_one_of_an_account')],
                    },
                ),
                migrations.CreateModel(
                    name='BindingCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('messenger', models.CharField(choices=[('telegram', 'Telegram'), ('vk', 'VK'), ('max', 'MAX')], max_length=20)),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('until', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'messenger'), name='binding_code_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Incoming',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message_id', models.CharField(max_length=250, unique=True)),
                        ('received_at', models.DateTimeField(verbose_name='получено')),
                        ('sender', models.CharField(blank=True, max_length=254, verbose_name='от кого')),
                        ('sender_name', models.CharField(blank=True, max_length=150)),
                        ('subject', models.CharField(blank=True, max_length=250, verbose_name='тема')),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('state', models.CharField(choices=[('posted', 'в переписке'), ('appeal', 'стало обращением'), ('held', 'ждёт разбора'), ('refused', 'не принято, отправителю написано'), ('ignored', 'автоматическое, не разбирается'), ('returned', 'возврат нашего письма'), ('dropped', 'отклонено')], max_length=10, verbose_name='состояние')),
                        ('why', models.CharField(blank=True, max_length=500, verbose_name='почему')),
                        ('url', models.CharField(blank=True, max_length=300)),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='разобрано')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто разобрал')),
                        ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='incoming', to='notifications.letter', verbose_name='ответ на')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person', verbose_name='чей ответ')),
                        ('record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='письмо целиком')),
                    ],
                    options={
                        'ordering': ['-received_at', '-id'],
                        'indexes': [models.Index(fields=['-received_at'], name='incoming_by_time'), models.Index(condition=models.Q(('state', 'held')), fields=['received_at'], name='incoming_held'), models.Index(fields=['person', '-received_at'], name='incoming_by_person')],
                    },
                ),
            ],
        ),
    ]
