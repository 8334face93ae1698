import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
import opora.schedule.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('schedule', '0001_tables'), ('schedule', '0002_proposals_parity_widget'), ('schedule', '0003_approval_without_order'), ('schedule', '0004_undo_of_changes')]

    initial = True

    dependencies = [
        ('channels', '0001_tables'),
        ('people', '0001_tables'),
        ('people', '0002_archive_days'),
        ('people', '0007_who_writes_to_whom'),
        ('regulations', '0001_tables'),
        ('regulations', '0007_what_acts_may_set_and_control'),
        ('studies', '0001_tables'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Schedule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=200, verbose_name='название')),
                        ('period_from', models.DateField(verbose_name='с')),
                        ('period_to', models.DateField(verbose_name='по')),
                        ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='редакция')),
                        ('state', models.CharField(choices=[('draft', 'черновик'), ('on_approval', 'на утверждении'), ('approved', 'утверждён'), ('published', 'опубликован'), ('superseded', 'заменён')], default='draft', max_length=20, verbose_name='состояние')),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('return_remark', models.CharField(blank=True, max_length=1000, verbose_name='замечание')),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('superseded_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('order', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedule', to='regulations.order')),
                        ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_edition', to='schedule.schedule')),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('collect_until', models.DateField(blank=True, null=True, verbose_name='строки собираем до')),
                        ('odd_from', models.DateField(blank=True, null=True, verbose_name='первая, нечётная неделя')),
                        ('approved_on', models.DateField(blank=True, null=True, verbose_name='утверждён без приказа, дата')),
                        ('approved_position', models.CharField(blank=True, max_length=200, verbose_name='должность утвердившего')),
                    ],
                    options={
                        'ordering': ['-period_from', '-edition'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='schedule_dates_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'published')), expressions=[(opora.schedule.models.Days(), '&&')], name='schedule_published_once_a_day'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'on_approval']), ('order__isnull', False), models.Q(('approved_by__isnull', False), ('approved_on__isnull', False)), _connector='OR'), name='schedule_approved_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('key', models.UUIDField(editable=False)),
                        ('section', models.CharField(choices=[('pedagogical', 'Педагогические работники'), ('other', 'Иные работники')], max_length=20, verbose_name='раздел')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='№')),
                        ('job_title', models.CharField(blank=True, max_length=200, verbose_name='должность')),
                        ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None, verbose_name='день недели')),
                        ('parity', models.CharField(choices=[('any', 'каждую неделю'), ('even', 'по чётным неделям'), ('odd', 'по нечётным неделям')], default='any', max_length=5, verbose_name='чётность')),
                        ('time_from', models.TimeField(blank=True, null=True, verbose_name='с')),
                        ('time_to', models.TimeField(blank=True, null=True, verbose_name='до')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='комната, адрес, номер')),
                        ('format', models.CharField(choices=[('individual', 'индивидуальная'), ('group', 'групповая'), ('frontal', 'фронтальная')], default='group', max_length=20, verbose_name='форма')),
                        ('mode', models.CharField(choices=[('online', 'онлайн'), ('offline', 'отложенно'), ('in_person', 'очно')], default='online', max_length=20, verbose_name='режим')),
                        ('capacity', models.PositiveSmallIntegerField(default=30, verbose_name='мест')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.branch')),
                        ('groups', models.ManyToManyField(blank=True, related_name='+', to='studies.group', verbose_name='группы')),
                        ('means', models.ManyToManyField(blank=True, related_name='+', to='channels.communicationmeans', verbose_name='средство коммуникации')),
                        ('parts', models.ManyToManyField(blank=True, related_name='+', to='studies.programmepart', verbose_name='дисциплины')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='schedule_lines', to='people.person')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='schedule.schedule')),
                    ],
                    options={
                        'ordering': ['-section', 'position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('schedule', 'key'), name='line_once_per_edition'), models.CheckConstraint(condition=models.Q(('time_from', None), ('time_to', None), ('time_to__gt', models.F('time_from')), _connector='OR'), name='line_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('kind', models.CharField(choices=[('work', 'рабочий'), ('short', 'сокращённый'), ('weekend', 'выходной'), ('holiday', 'праздник')], max_length=10, verbose_name='вид дня')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='пояснение')),
                        ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_days', to='people.branch')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('branch', 'date'), name='calendar_day_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.CharField(choices=[('site', 'официальный сайт'), ('stand', 'информационный стенд')], max_length=10, verbose_name='где')),
                        ('on', models.DateField(verbose_name='когда')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='какой стенд')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='schedule.schedule')),
                    ],
                    options={
                        'ordering': ['on', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('schedule', 'place', 'note'), name='publication_once_per_place')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField()),
                        ('at', models.DateTimeField()),
                        ('words', models.CharField(max_length=500)),
                        ('removed', models.JSONField(blank=True, null=True)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='schedule.schedule')),
                        ('line_key', models.UUIDField(editable=False, null=True, verbose_name='строка')),
                        ('before', models.JSONField(blank=True, null=True, verbose_name='было')),
                        ('after', models.JSONField(blank=True, null=True, verbose_name='стало')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('schedule', 'version'), name='schedule_change_once_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='ScheduleImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                        ('digest', models.CharField(max_length=64)),
                        ('content', models.BinaryField()),
                        ('state', models.CharField(choices=[('preview', 'проверка'), ('applied', 'загружен'), ('discarded', 'отменён')], default='preview', max_length=20, verbose_name='состояние')),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='schedule.schedule')),
                        ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='WidgetSite',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('origin', models.CharField(max_length=200, unique=True, verbose_name='адрес сайта')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='чей это сайт')),
                    ],
                ),
                migrations.CreateModel(
                    name='ScheduleProposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('add', 'новая строка'), ('change', 'изменить строку'), ('remove', 'снять строку'), ('keep', 'всё остаётся как есть')], max_length=10, verbose_name='что предлагает')),
                        ('values', models.JSONField(blank=True, null=True)),
                        ('words', models.CharField(max_length=500)),
                        ('comment', models.CharField(blank=True, max_length=300, verbose_name='пояснение')),
                        ('state', models.CharField(choices=[('waiting', 'ждёт решения'), ('accepted', 'принято'), ('returned', 'возвращено'), ('withdrawn', 'отозвано')], default='waiting', max_length=10, verbose_name='состояние')),
                        ('remark', models.CharField(blank=True, max_length=300, verbose_name='почему возвращено')),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='schedule.scheduleline')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='schedule.schedule')),
                    ],
                    options={
                        'ordering': ['created_at', 'id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('line',), name='one_waiting_proposal_per_line'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'withdrawn']), ('decided_at__isnull', False), _connector='OR'), name='proposal_decided_once')],
                    },
                ),
            ],
        ),
    ]
