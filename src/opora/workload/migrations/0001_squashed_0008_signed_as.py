import django.contrib.postgres.constraints
import django.db.models.deletion
import opora.consultations.models.sessions
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workload', '0001_tables'), ('workload', '0002_sealed_sheets'), ('workload', '0003_closed_month_is_sealed'), ('workload', '0004_rates'), ('workload', '0005_plan_imports'), ('workload', '0006_index_of_what_waits'), ('workload', '0007_questions_and_visits'), ('workload', '0008_signed_as')]

    initial = True

    dependencies = [
        ('consultations', '0001_tables'),
        ('people', '0001_tables'),
        ('people', '0002_archive_days'),
        ('people', '0005_working_hours'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='WorkLogEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('date', models.DateField(verbose_name='дата')),
                        ('minutes', models.IntegerField(verbose_name='факт, мин.')),
                        ('basis', models.CharField(choices=[('in_teaching_load', 'в учебной нагрузке'), ('hourly', 'почасовая'), ('within_working_time', 'в пределах рабочего времени'), ('outside_teaching_load', 'вне учебной нагрузки')], max_length=30, verbose_name='основание учёта')),
                        ('learners_count', models.PositiveSmallIntegerField(default=0, verbose_name='слушателей')),
                        ('description', models.CharField(blank=True, max_length=300, verbose_name='что сделано')),
                        ('source', models.CharField(choices=[('auto', 'по консультации'), ('manual', 'вручную')], default='auto', max_length=10)),
                        ('state', models.CharField(choices=[('draft', 'на исправлении'), ('submitted', 'ждёт подтверждения'), ('confirmed', 'подтверждено'), ('locked', 'месяц закрыт')], default='submitted', max_length=20, verbose_name='состояние')),
                        ('entered_late', models.BooleanField(default=False, verbose_name='внесено с опозданием')),
                        ('late_reason', models.CharField(blank=True, max_length=300, verbose_name='причина опоздания')),
                        ('return_remark', models.CharField(blank=True, max_length=500, verbose_name='замечание')),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('reversal_reason', models.CharField(blank=True, max_length=300, verbose_name='причина исправления')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.branch')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_log', to='people.staffcontract')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_log', to='people.person')),
                        ('reversal_of', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='workload.worklogentry')),
                        ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_log', to='consultations.session')),
                        ('worked_on', models.DateField(blank=True, null=True, verbose_name='за какой день')),
                    ],
                    options={
                        'ordering': ['date', 'id'],
                        'indexes': [models.Index(fields=['branch', 'date'], name='work_log_by_branch_date'), models.Index(fields=['person', 'date'], name='work_log_by_person_date'), models.Index(condition=models.Q(('state__in', ['draft', 'submitted'])), fields=['person', 'date'], name='work_log_waiting')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('reversal_of', None), ('session__isnull', False), ('source', 'auto')), fields=('session', 'date'), name='session_logged_once_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('minutes__gt', 0), ('reversal_of', None)), models.Q(('minutes__lt', 0), ('reversal_of__isnull', False)), _connector='OR'), name='only_a_reversal_is_negative'), models.CheckConstraint(condition=models.Q(('confirmed_by', None), models.Q(('confirmed_by', models.F('person')), _negated=True), _connector='OR'), name='nobody_confirms_own_hours')],
                    },
                ),
                migrations.CreateModel(
                    name='CountedSpan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_at', models.DateTimeField(verbose_name='с')),
                        ('ends_at', models.DateTimeField(verbose_name='до')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='workload.worklogentry')),
                    ],
                    options={
                        'ordering': ['starts_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='span_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(opora.consultations.models.sessions.PersonRange(), '&&'), (opora.consultations.models.sessions.Period(), '&&')], name='minute_counted_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MonthSheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('month', models.DateField(verbose_name='месяц')),
                        ('state', models.CharField(choices=[('open', 'открыт'), ('closed', 'закрыт')], default='open', max_length=10, verbose_name='состояние')),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('snapshot', models.JSONField(blank=True, null=True)),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('reopened_at', models.DateTimeField(blank=True, null=True)),
                        ('reopen_reason', models.CharField(blank=True, max_length=300, verbose_name='почему открыт заново')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_sheets', to='people.branch')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('reopened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('seal', models.CharField(blank=True, max_length=64, verbose_name='контрольная сумма')),
                        ('signed_name', models.CharField(blank=True, max_length=200, verbose_name='чьё имя под подписью')),
                        ('signed_position', models.CharField(blank=True, max_length=200, verbose_name='в какой должности подписано')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('branch', 'month'), name='month_sheet_once'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_sheet_month_starts'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('closed_by__isnull', False), ('snapshot__isnull', False)), _connector='OR'), name='closed_month_has_snapshot'), models.CheckConstraint(condition=models.Q(models.Q(('seal', ''), ('state', 'open')), models.Q(('state', 'closed'), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='closed_month_is_sealed')],
                    },
                ),
                migrations.CreateModel(
                    name='PlannedLoad',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('month', models.DateField(verbose_name='месяц')),
                        ('basis', models.CharField(choices=[('in_teaching_load', 'в учебной нагрузке'), ('hourly', 'почасовая'), ('within_working_time', 'в пределах рабочего времени'), ('outside_teaching_load', 'вне учебной нагрузки')], max_length=30, verbose_name='основание')),
                        ('minutes', models.PositiveIntegerField(verbose_name='план, мин.')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='отметка о превышении')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned_loads', to='people.staffcontract')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('contract', 'month', 'basis'), name='planned_load_once'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='planned_load_month_starts')],
                    },
                ),
                migrations.CreateModel(
                    name='Rate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(blank=True, choices=[('', 'любая работа'), ('current', 'текущая консультация'), ('exam_prep', 'консультация к аттестации'), ('organisational', 'организационная консультация'), ('other', 'помощь вне консультаций')], max_length=20, verbose_name='вид работы')),
                        ('kopecks', models.PositiveIntegerField(verbose_name='ставка, коп.')),
                        ('unit', models.CharField(choices=[('academic', 'академический час'), ('astronomical', 'астрономический час')], default='academic', max_length=20, verbose_name='за')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='people.staffcontract')),
                    ],
                    options={
                        'ordering': ['contract', 'kind', 'valid_from'],
                        'constraints': [models.UniqueConstraint(fields=('contract', 'kind', 'valid_from'), name='rate_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                        ('digest', models.CharField(max_length=64)),
                        ('content', models.BinaryField()),
                        ('state', models.CharField(choices=[('preview', 'проверка'), ('applied', 'загружен'), ('discarded', 'отменён'), ('undone', 'возвращён')], default='preview', max_length=20, verbose_name='состояние')),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('result', models.JSONField(default=dict)),
                        ('made', models.JSONField(default=list, verbose_name='было и стало')),
                        ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='EntryQuestion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('text', models.CharField(max_length=300, verbose_name='вопрос')),
                        ('answer', models.CharField(blank=True, max_length=300, verbose_name='ответ')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='когда ответил')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='workload.worklogentry')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('entry',), name='one_open_question_per_entry'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='entry_answer_has_time')],
                    },
                ),
                migrations.CreateModel(
                    name='SheetVisit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', models.DateField()),
                        ('seen_at', models.DateTimeField()),
                        ('before', models.DateTimeField(blank=True, null=True)),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.branch')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'branch', 'month'), name='sheet_visit_once')],
                    },
                ),
            ],
        ),
    ]
