import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('channels', '0001_tables'), ('channels', '0002_states_and_purposes')]

    initial = True

    dependencies = [
        ('people', '0006_sector'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='CommunicationMeans',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.SlugField(unique=True, verbose_name='код')),
                        ('title', models.CharField(max_length=120, verbose_name='название')),
                        ('aliases', models.JSONField(blank=True, default=list, verbose_name='другие названия')),
                        ('kind', models.CharField(choices=[('vks', 'видеоконференция'), ('webinar', 'вебинар'), ('chat', 'чат'), ('forum', 'форум'), ('email', 'электронная почта'), ('phone', 'телефон'), ('voicemail', 'голосовая почта'), ('call', 'видеозвонок'), ('messenger', 'мессенджер'), ('social', 'социальная сеть'), ('form', 'форма обратной связи'), ('ticket', 'заявка в СДО'), ('site', 'официальный сайт'), ('platform', 'образовательная платформа'), ('lms', 'система дистанционного обучения'), ('cloud', 'облачный сервис'), ('portal', 'образовательный портал'), ('teacher_site', 'сайт или блог преподавателя'), ('in_person', 'личный приём')], max_length=20, verbose_name='вид')),
                        ('state', models.CharField(choices=[('allowed', 'можно'), ('warn', 'с предупреждением'), ('forbidden', 'запрещено'), ('closed', 'сервис закрыт')], default='allowed', max_length=20, verbose_name='состояние')),
                        ('state_since', models.DateField(blank=True, null=True, verbose_name='с какой даты')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='основание')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('checked_on', models.DateField(blank=True, null=True, verbose_name='проверено')),
                        ('contact', models.CharField(blank=True, max_length=200, verbose_name='адрес, номер')),
                        ('foreign', models.BooleanField(default=False, verbose_name='иностранный сервис')),
                        ('next_note', models.CharField(blank=True, max_length=300, verbose_name='основание перемены')),
                        ('next_since', models.DateField(blank=True, null=True, verbose_name='будет с')),
                        ('next_state', models.CharField(blank=True, choices=[('allowed', 'можно'), ('warn', 'с предупреждением'), ('forbidden', 'запрещено'), ('closed', 'сервис закрыт')], max_length=20, verbose_name='будет')),
                        ('personal_data', models.BooleanField(default=True, verbose_name='можно передавать персональные данные')),
                        ('purposes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('consultations', 'консультации'), ('tasks', 'задания и материалы'), ('appeals', 'обращения')], max_length=20), blank=True, default=list, size=None, verbose_name='для чего')),
                        ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.communicationmeans', verbose_name='чем заменить')),
                    ],
                    options={
                        'ordering': ['position', 'title'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('next_since', None), ('next_state', '')), models.Q(models.Q(('next_state', ''), _negated=True), ('next_since__isnull', False)), _connector='OR'), name='means_next_state_is_whole'), models.CheckConstraint(condition=models.Q(('replaced_by', None), models.Q(('replaced_by', models.F('id')), _negated=True), _connector='OR'), name='means_replaced_by_another')],
                    },
                ),
                migrations.CreateModel(
                    name='MeansStatus',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('allowed', 'можно'), ('warn', 'с предупреждением'), ('forbidden', 'запрещено'), ('closed', 'сервис закрыт')], max_length=20, verbose_name='состояние')),
                        ('since', models.DateField(null=True, verbose_name='с какой даты')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='основание')),
                        ('at', models.DateTimeField(verbose_name='когда решено')),
                        ('called_off', models.BooleanField(default=False, verbose_name='отменено до начала')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто решил')),
                        ('means', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statuses', to='channels.communicationmeans')),
                    ],
                    options={
                        'ordering': ['-at', '-id'],
                    },
                ),
            ],
        ),
    ]
