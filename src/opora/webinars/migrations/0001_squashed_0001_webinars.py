import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('webinars', '0001_webinars')]

    initial = True

    dependencies = [
        ('consultations', '0012_feedback'),
        ('people', '0011_upload_limits'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Webinar',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.CharField(max_length=16, unique=True, verbose_name='адрес')),
                        ('audience', models.CharField(choices=[('groups', 'только записанные слушатели'), ('public', 'все, у кого есть ссылка')], max_length=10, verbose_name='кто может прийти')),
                        ('seats', models.PositiveIntegerField(default=0, verbose_name='мест для гостей')),
                        ('about', models.CharField(blank=True, max_length=1000, verbose_name='о чём и для кого')),
                        ('unnamed', models.BooleanField(default=True, verbose_name='можно спрашивать без имени')),
                        ('is_open', models.BooleanField(default=True, verbose_name='регистрация открыта')),
                        ('kept_until', models.DateField(blank=True, null=True, verbose_name='ссылки гостей действуют до')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто открыл')),
                        ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='webinar', to='consultations.session', verbose_name='консультация')),
                    ],
                ),
                migrations.CreateModel(
                    name='Visitor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(max_length=150, verbose_name='имя')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='почта')),
                        ('secret', models.CharField(max_length=32, unique=True)),
                        ('digest', models.CharField(blank=True, max_length=32)),
                        ('consent_at', models.DateTimeField(verbose_name='согласие на обработку данных')),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='отказался')),
                        ('day_told_at', models.DateTimeField(blank=True, null=True, verbose_name='напомнили за сутки')),
                        ('hour_told_at', models.DateTimeField(blank=True, null=True, verbose_name='напомнили за час')),
                        ('webinar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visitors', to='webinars.webinar', verbose_name='вебинар')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['digest'], name='visitor_by_digest')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None), models.Q(('email', ''), _negated=True)), fields=('webinar', 'email'), name='visitor_once_by_mail')],
                    },
                ),
            ],
        ),
    ]
