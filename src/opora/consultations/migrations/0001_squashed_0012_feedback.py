import django.contrib.postgres.constraints
import django.db.models.deletion
import opora.consultations.models.sessions
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('consultations', '0001_tables'), ('consultations', '0002_waiting_moving_absence'), ('consultations', '0003_refused_asks'), ('consultations', '0004_help_requests'), ('consultations', '0005_threads'), ('consultations', '0006_dossier'), ('consultations', '0007_indexes_of_what_is_ahead'), ('consultations', '0008_measured_time'), ('consultations', '0009_means_replacements'), ('consultations', '0010_hidden_posts'), ('consultations', '0011_who_comes'), ('consultations', '0012_feedback')]

    initial = True

    dependencies = [
        ('channels', '0001_tables'),
        ('channels', '0002_states_and_purposes'),
        ('files', '0001_files'),
        ('people', '0001_tables'),
        ('people', '0002_archive_days'),
        ('people', '0006_sector'),
        ('people', '0011_upload_limits'),
        ('schedule', '0001_tables'),
        ('studies', '0001_tables'),
        ('studies', '0002_enrolment_moves'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('extra_reason', models.CharField(blank=True, max_length=300, verbose_name='почему вне графика')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('starts_at', models.DateTimeField(verbose_name='начало')),
                        ('ends_at', models.DateTimeField(verbose_name='окончание')),
                        ('kind', models.CharField(choices=[('current', 'текущая'), ('exam_prep', 'по подготовке к промежуточной аттестации'), ('organisational', 'по организационным вопросам')], default='current', max_length=20, verbose_name='вид')),
                        ('scope', models.CharField(choices=[('overview', 'обзорная'), ('topic', 'по теме')], default='overview', max_length=20, verbose_name='объём')),
                        ('format', models.CharField(choices=[('individual', 'индивидуальная'), ('group', 'групповая'), ('frontal', 'фронтальная')], max_length=20, verbose_name='форма')),
                        ('mode', models.CharField(choices=[('online', 'онлайн'), ('offline', 'отложенно'), ('in_person', 'очно')], max_length=20, verbose_name='режим')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='где')),
                        ('topic', models.CharField(blank=True, max_length=300, verbose_name='тема')),
                        ('topic_basis', models.CharField(blank=True, choices=[('progress_analysis', 'анализ успеваемости'), ('learner_appeals', 'обращения слушателей'), ('teacher_initiative', 'инициатива преподавателя')], max_length=30, verbose_name='основание темы')),
                        ('capacity', models.PositiveSmallIntegerField(verbose_name='мест')),
                        ('state', models.CharField(choices=[('planned', 'запланирована'), ('in_progress', 'идёт'), ('held', 'проведена'), ('confirmed', 'подтверждена'), ('correction', 'на исправлении'), ('cancelled', 'отменена'), ('no_show', 'никто не пришёл'), ('rescheduled', 'перенесена'), ('failed', 'не состоялась: преподаватель не подключился')], default='planned', max_length=20, verbose_name='состояние')),
                        ('actual_start', models.DateTimeField(blank=True, null=True, verbose_name='фактическое начало')),
                        ('actual_end', models.DateTimeField(blank=True, null=True, verbose_name='фактическое окончание')),
                        ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='причина')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='примечание')),
                        ('skipped_items_reason', models.CharField(blank=True, max_length=500, verbose_name='почему не всё из трёх пунктов')),
                        ('return_remark', models.CharField(blank=True, max_length=500, verbose_name='замечание')),
                        ('sequence', models.PositiveSmallIntegerField(default=0)),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.branch')),
                        ('groups', models.ManyToManyField(blank=True, related_name='sessions', to='studies.group')),
                        ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='schedule.scheduleline')),
                        ('means', models.ManyToManyField(blank=True, related_name='+', to='channels.communicationmeans')),
                        ('parts', models.ManyToManyField(blank=True, related_name='sessions', to='studies.programmepart')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='people.person')),
                        ('substitute_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('calendar_of', models.BigIntegerField(blank=True, editable=False, null=True)),
                        ('moved_from', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moved_to', to='consultations.session', verbose_name='перенесена с')),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='отменена')),
                        ('personal', models.BooleanField(default=False, verbose_name='только для спросившего')),
                        ('topic_why', models.CharField(blank=True, max_length=500, verbose_name='на чём основана тема')),
                        ('opened_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='открыта в системе')),
                        ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='закончена в системе')),
                    ],
                    options={
                        'ordering': ['starts_at', 'id'],
                        'indexes': [models.Index(fields=['starts_at'], name='session_by_start'), models.Index(fields=['person', 'starts_at'], name='session_by_person'), models.Index(fields=['branch', 'date'], name='session_by_branch_date'), models.Index(fields=['date'], name='session_by_date'), models.Index(fields=['ends_at'], name='session_by_end'), models.Index(condition=models.Q(('state__in', ['planned', 'in_progress', 'correction'])), fields=['person', 'ends_at'], name='session_unfinished'), models.Index(condition=models.Q(('kind', 'exam_prep')), fields=['date'], name='session_exam_prep')],
                        'constraints': [models.UniqueConstraint(fields=('line', 'date'), name='session_once_per_line_and_day'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_start'), models.CheckConstraint(condition=models.Q(('actual_end', None), ('actual_end__gte', models.F('actual_start')), _connector='OR'), name='session_actual_in_order'), models.CheckConstraint(condition=models.Q(('line__isnull', False), models.Q(('extra_reason', ''), _negated=True), _connector='OR'), name='session_extra_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['held', 'confirmed']), _negated=True), models.Q(('actual_end__isnull', False), ('actual_start__isnull', False)), ('mode', 'offline'), _connector='OR'), name='session_held_has_actual_time'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['planned', 'in_progress']), models.Q(('mode', 'offline'), _negated=True)), expressions=[(opora.consultations.models.sessions.PersonRange(), '&&'), (opora.consultations.models.sessions.Period(), '&&')], name='session_person_not_twice')],
                    },
                ),
                migrations.CreateModel(
                    name='PrepItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('item', models.CharField(choices=[('procedure_briefing', 'инструктаж о процедуре и правилах оформления работы'), ('hard_tasks', 'алгоритмы решения наиболее сложных задач (заданий)'), ('criteria', 'критерии оценивания')], max_length=20)),
                        ('done', models.BooleanField(default=False, verbose_name='проведено')),
                        ('minutes', models.PositiveSmallIntegerField(default=0, verbose_name='минут')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='примечание')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prep_items', to='consultations.session')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('session', 'item'), name='prep_item_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Booking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('question', models.CharField(blank=True, max_length=1000, verbose_name='вопрос')),
                        ('state', models.CharField(choices=[('confirmed', 'записан'), ('cancelled', 'запись отменена'), ('attended', 'был'), ('no_show', 'не пришёл')], default='confirmed', max_length=20, verbose_name='состояние')),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='причина')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='consultations.session')),
                        ('files', models.ManyToManyField(blank=True, related_name='+', to='files.storedfile', verbose_name='приложено')),
                        ('comes', models.CharField(choices=[('learner', 'слушатель'), ('both', 'слушатель и представитель'), ('representative', 'представитель')], default='learner', max_length=15, verbose_name='кто придёт')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['learner', 'state'], name='booking_by_learner')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('session', 'learner'), name='booking_once_per_session')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkInterval',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_at', models.DateTimeField(verbose_name='начало')),
                        ('ends_at', models.DateTimeField(verbose_name='окончание')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='intervals', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['starts_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='interval_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='AbsenceReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absence_reports', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['at'],
                        'constraints': [models.UniqueConstraint(fields=('session', 'learner'), name='absence_reported_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Waiting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('question', models.CharField(blank=True, max_length=1000, verbose_name='вопрос')),
                        ('state', models.CharField(choices=[('waiting', 'ждёт места'), ('taken', 'место дано'), ('left', 'больше не ждёт')], default='waiting', max_length=10, verbose_name='состояние')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('session', 'learner'), name='waiting_once_per_session')],
                    },
                ),
                migrations.CreateModel(
                    name='RefusedAsk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=10)),
                        ('words', models.CharField(max_length=500)),
                        ('at', models.DateTimeField()),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refused_asks', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['-at'],
                        'indexes': [models.Index(fields=['learner', 'at'], name='refused_ask_by_learner')],
                        'constraints': [models.UniqueConstraint(fields=('session', 'learner', 'rule'), name='refused_ask_once_per_rule')],
                    },
                ),
                migrations.CreateModel(
                    name='HelpRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('question', models.CharField(max_length=1000, verbose_name='вопрос')),
                        ('wanted', models.CharField(blank=True, max_length=300, verbose_name='когда удобно')),
                        ('state', models.CharField(choices=[('requested', 'ждёт ответа'), ('escalated', 'передана заместителю'), ('accepted', 'назначена встреча'), ('declined', 'отказано'), ('withdrawn', 'отозвана')], default='requested', max_length=10, verbose_name='состояние')),
                        ('answer', models.CharField(blank=True, max_length=500, verbose_name='ответ')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='когда ответили')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('files', models.ManyToManyField(blank=True, related_name='+', to='files.storedfile', verbose_name='приложено')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_requests', to='people.person')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кого просят')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_requests', to='studies.grouppart', verbose_name='дисциплина')),
                        ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['person', 'state'], name='help_request_by_person')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'escalated'])), fields=('run', 'learner'), name='help_request_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('session__isnull', False), _connector='OR'), name='help_request_accepted_has_session')],
                    },
                ),
                migrations.CreateModel(
                    name='Thread',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('subject', models.CharField(max_length=150, verbose_name='тема вопроса')),
                        ('unnamed', models.BooleanField(default=False, verbose_name='без имени')),
                        ('state', models.CharField(choices=[('waiting', 'ждёт ответа'), ('answered', 'есть ответ'), ('closed', 'закрыт')], default='waiting', max_length=10, verbose_name='состояние')),
                        ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='ответить до')),
                        ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='закроется сам')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='закрыт')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='thread_by_due'), models.Index(condition=models.Q(('state', 'answered')), fields=['closes_at'], name='thread_by_close'), models.Index(fields=['learner', '-id'], name='thread_by_learner')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('due_at', None)), _connector='OR'), name='thread_waits_till_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='thread_closed_has_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('side', models.CharField(choices=[('learner', 'вопрос'), ('worker', 'ответ')], max_length=10, verbose_name='чьё')),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('at', models.DateTimeField(verbose_name='отправлено')),
                        ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='срок ответа')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('files', models.ManyToManyField(blank=True, related_name='+', to='files.storedfile', verbose_name='приложено')),
                        ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='consultations.thread')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='скрыто модератором')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='ThreadReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('why', models.CharField(max_length=300, verbose_name='зачем')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='consultations.thread')),
                    ],
                    options={
                        'ordering': ['-at'],
                    },
                ),
                migrations.CreateModel(
                    name='KeptException',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300, verbose_name='отметка')),
                        ('at', models.DateTimeField()),
                        ('booking', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='kept', to='consultations.booking')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='QuestionWindow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('until', models.DateField(verbose_name='вопросы до')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='window', to='consultations.session')),
                    ],
                ),
                migrations.CreateModel(
                    name='PrepAcknowledgement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('cabinet', 'в кабинете'), ('paper', 'подпись на листе')], max_length=10, verbose_name='как')),
                        ('at', models.DateTimeField()),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='consultations.session')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('session', 'learner'), name='prep_acknowledged_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PrepEvidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('item', models.CharField(choices=[('procedure_briefing', 'инструктаж о процедуре и правилах оформления работы'), ('hard_tasks', 'алгоритмы решения наиболее сложных задач (заданий)'), ('criteria', 'критерии оценивания')], max_length=20, verbose_name='часть консультации')),
                        ('text', models.CharField(blank=True, max_length=1000, verbose_name='что это')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='ссылка')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['item', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('link', ''), _negated=True), ('file__isnull', False), _connector='OR'), name='prep_evidence_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='PrepQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('text', models.CharField(max_length=1000, verbose_name='вопрос')),
                        ('answer', models.CharField(blank=True, max_length=2000, verbose_name='ответ')),
                        ('work_from', models.DateTimeField(blank=True, null=True, verbose_name='работа с')),
                        ('work_to', models.DateTimeField(blank=True, null=True, verbose_name='работа до')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prep_questions', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by', None), ('work_from', None), ('work_to', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_by__isnull', False), ('work_to__gt', models.F('work_from'))), _connector='OR'), name='prep_answer_is_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='MeansReplacement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('done', models.JSONField(verbose_name='что заменено')),
                        ('lines', models.PositiveIntegerField(default=0, verbose_name='строк')),
                        ('sessions', models.PositiveIntegerField(default=0, verbose_name='консультаций')),
                        ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='возвращено')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто заменил')),
                        ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.communicationmeans', verbose_name='стало')),
                        ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.communicationmeans', verbose_name='было')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Feedback',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('verdict', models.CharField(choices=[('helped', 'помогла'), ('partly', 'отчасти'), ('not_helped', 'не помогла')], max_length=10, verbose_name='помогла ли консультация')),
                        ('words', models.CharField(blank=True, max_length=500, verbose_name='своими словами')),
                        ('wants_more', models.BooleanField(default=False, verbose_name='нужна ещё встреча')),
                        ('booking', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='consultations.booking', verbose_name='встреча')),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто ответил')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='слушатель')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='consultations.session')),
                        ('thread', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='consultations.thread', verbose_name='вопрос')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('booking__isnull', False), ('thread', None)), models.Q(('booking', None), ('thread__isnull', False)), _connector='OR'), name='feedback_is_about_one')],
                    },
                ),
            ],
        ),
    ]
