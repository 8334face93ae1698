import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('regulations', '0001_tables'), ('regulations', '0002_editions_provisions'), ('regulations', '0003_reading_and_norms'), ('regulations', '0004_alter_provisionvalue_provision'), ('regulations', '0005_whom_an_edition_concerns'), ('regulations', '0006_replaced_text'), ('regulations', '0007_what_acts_may_set_and_control')]

    initial = True

    dependencies = [
        ('files', '0001_files'),
        ('people', '0001_tables'),
        ('people', '0003_changes_absences_addenda'),
        ('people', '0005_working_hours'),
        ('people', '0007_who_writes_to_whom'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ActEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.PositiveSmallIntegerField(verbose_name='редакция')),
                        ('effective_from', models.DateField(verbose_name='действует с')),
                        ('preset', models.CharField(blank=True, max_length=10, verbose_name='образец')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='regulations.localact')),
                        ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='regulations.order')),
                        ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='regulations.actedition')),
                        ('basis_acts', models.TextField(blank=True, verbose_name='акты-основания')),
                        ('original', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='размещена на сайте')),
                        ('remark', models.CharField(blank=True, max_length=500, verbose_name='замечание')),
                        ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revoked_editions', to='regulations.order')),
                        ('revoked_from', models.DateField(blank=True, null=True, verbose_name='отменена с')),
                        ('stamped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('stamped_on', models.DateField(blank=True, null=True, verbose_name='гриф «УТВЕРЖДАЮ», дата')),
                        ('state', models.CharField(choices=[('draft', 'проект'), ('on_agreement', 'на согласовании'), ('on_approval', 'на утверждении'), ('approved', 'утверждена')], default='draft', max_length=20, verbose_name='состояние')),
                        ('summary', models.TextField(blank=True, verbose_name='что изменилось')),
                        ('acquaint_from', models.DateField(blank=True, null=True, verbose_name='ознакомление объявлено')),
                        ('concerns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('learner', 'слушатель'), ('representative', 'законный представитель'), ('teacher', 'преподаватель'), ('other_staff', 'иной работник'), ('curator', 'куратор'), ('deputy', 'заместитель руководителя'), ('specialist', 'ответственный специалист'), ('director', 'руководитель'), ('proctor', 'проктор'), ('support', 'техподдержка'), ('training_head', 'руководство управления по обучению'), ('commission', 'член аттестационной комиссии')], max_length=20), default=list, size=None, verbose_name='кого касается')),
                        ('stamped_position', models.CharField(blank=True, max_length=200, verbose_name='должность утвердившего грифом')),
                    ],
                    options={
                        'ordering': ['act_id', 'effective_from'],
                        'constraints': [models.UniqueConstraint(fields=('act', 'number'), name='edition_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'approved'), models.Q(('revoked_from', None), ('revoked_from__gt', models.F('effective_from')), _connector='OR')), fields=('act', 'effective_from'), name='edition_date_once'), models.UniqueConstraint(condition=models.Q(('state', 'approved'), _negated=True), fields=('act',), name='edition_one_draft_per_act'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_by', None), ('revoked_from', None)), models.Q(('revoked_by__isnull', False), ('revoked_from__isnull', False), ('state', 'approved')), _connector='OR'), name='edition_revoked_by_order'), models.CheckConstraint(condition=models.Q(models.Q(('stamped_by', None), ('stamped_on', None)), models.Q(('stamped_by__isnull', False), ('stamped_on__isnull', False)), _connector='OR'), name='edition_stamp_is_whole'), models.CheckConstraint(condition=models.Q(('concerns', []), models.Q(('acquaint_from__isnull', False), ('state', 'approved')), _connector='OR'), name='edition_concerns_from_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='LocalAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.SlugField(unique=True, verbose_name='код')),
                        ('kind', models.CharField(choices=[('poryadok', 'порядок'), ('polozhenie', 'положение'), ('pravila', 'правила'), ('instruktsiya', 'инструкция')], max_length=20, verbose_name='вид')),
                        ('title', models.CharField(max_length=500, verbose_name='название')),
                        ('short_title', models.CharField(max_length=60, verbose_name='кратко')),
                        ('genitive', models.CharField(max_length=60, verbose_name='кратко, род. падеж')),
                        ('area', models.CharField(blank=True, max_length=200, verbose_name='о чём акт')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='owned_acts', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='OrderCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(unique=True)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='Clause',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20, verbose_name='пункт')),
                        ('text', models.TextField(verbose_name='текст')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='regulations.actedition')),
                    ],
                    options={
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('edition', 'number'), name='clause_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Order',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(max_length=30, verbose_name='номер')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('year', models.PositiveSmallIntegerField(editable=False)),
                        ('kind', models.CharField(choices=[('schedule', 'об утверждении графика'), ('act', 'об утверждении локального акта'), ('enrolment', 'о зачислении'), ('appointment', 'о назначении ответственного'), ('other', 'прочее')], max_length=20, verbose_name='вид')),
                        ('title', models.CharField(max_length=500, verbose_name='заголовок')),
                        ('signer_position', models.CharField(blank=True, max_length=200, verbose_name='должность подписавшего')),
                        ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed_orders', to='people.person')),
                        ('control_done_on', models.DateField(blank=True, null=True, verbose_name='исполнен')),
                        ('control_due', models.DateField(blank=True, null=True, verbose_name='исполнить до')),
                        ('control_note', models.CharField(blank=True, max_length=500, verbose_name='как исполнен')),
                        ('controller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='контроль за')),
                    ],
                    options={
                        'ordering': ['-date', '-id'],
                        'indexes': [models.Index(condition=models.Q(('control_done_on', None), ('control_due__isnull', False)), fields=['control_due'], name='order_under_control')],
                        'constraints': [models.UniqueConstraint(fields=('number', 'year'), name='order_number_once_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('control_due', None), ('controller', None)), models.Q(('control_due__isnull', False), ('controller__isnull', False)), _connector='OR'), name='order_control_has_a_term'), models.CheckConstraint(condition=models.Q(models.Q(('control_done_on', None), ('control_note', '')), models.Q(('control_done_on__isnull', False), ('controller__isnull', False), models.Q(('control_note', ''), _negated=True)), _connector='OR'), name='order_control_ends_in_words')],
                    },
                ),
                migrations.CreateModel(
                    name='ProvisionValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('provision', models.CharField(choices=[('learner_term', 'Как в акте называется тот, кто учится'), ('legal_reps_enabled', 'Законные представители сами имеют право на помощь'), ('help_providers', 'Кто оказывает помощь'), ('help_window', 'До какого дня слушатель имеет право на помощь'), ('access_before_days', 'За сколько дней до начала договора открывается кабинет'), ('access_after_days', 'Сколько дней после окончания договора открыт кабинет'), ('support_window', 'До какого дня принимает заявки техническая поддержка'), ('consult_forms', 'Какие формы консультаций предусмотрены'), ('group_means', 'Чем проводится групповая консультация онлайн'), ('current_within_period', 'Текущие консультации только в период освоения дисциплины'), ('topic_basis_required', 'Тему определяет работник и называет основание'), ('scope_required', 'Консультация обзорная или по отдельной теме'), ('exam_prep_group_only', 'Перед аттестацией консультации только групповые'), ('exam_prep_individual_exception', 'Исключение для ОВЗ и инвалидности: индивидуально перед аттестацией'), ('exam_prep_at_end', 'Подготовка к аттестации после освоения дисциплины'), ('prep_items', 'Что обязательно разобрать перед аттестацией'), ('cancel_hours', 'За сколько часов можно отменить запись'), ('no_show_minutes', 'Сколько минут ждать слушателей'), ('question_days', 'За сколько рабочих дней отвечают на вопрос'), ('follow_up_days', 'Сколько дней после ответа можно продолжить вопрос'), ('late_teacher_minutes', 'Через сколько минут можно сообщить, что преподаватель не пришёл'), ('answer_hours', 'За сколько часов отвечают на просьбу о встрече'), ('outside_load_individual', 'Вне учебной нагрузки только индивидуально'), ('load_bases', 'На каком основании учитывается время работников'), ('late_entry_days', 'Через сколько рабочих дней запись считается поздней'), ('confirm_working_day', 'К какому рабочему дню следующего месяца подтверждают часы'), ('academic_hour', 'Академический час, минут'), ('schedule_approval', 'Кто и как утверждает график'), ('schedule_publication', 'Где размещается график'), ('schedule_title_parents', 'В названии графика упомянуты родители'), ('public_page_title', 'Как называется страница сайта об ЭО и ДОТ'), ('lms_base', 'На какой платформе идёт обучение'), ('responsible_role', 'Кто отвечает за сопровождение ДОТ'), ('act_approval_path', 'Кто согласует и как утверждают локальные акты'), ('acquaintance_days', 'За сколько дней знакомятся с новой редакцией'), ('acquaintance_first', 'Запись на консультацию только после ознакомления с порядком'), ('edition_effect', 'Когда новая редакция сменяет прежнюю')], max_length=60)),
                        ('value', models.JSONField()),
                        ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='provisions', to='regulations.clause')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='provisions', to='regulations.actedition')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'provision'), name='provision_once_per_edition')],
                    },
                ),
                migrations.CreateModel(
                    name='RuleBasis',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=20)),
                        ('clause', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='bases', to='regulations.clause')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bases', to='regulations.actedition')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('edition', 'rule'), name='rule_basis_once'), models.CheckConstraint(condition=models.Q(('rule', ''), _negated=True), name='rule_basis_named')],
                    },
                ),
                migrations.CreateModel(
                    name='BodyDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('body', models.CharField(choices=[('pedsovet', 'педагогический совет'), ('parents', 'родительский комитет'), ('learners', 'совет обучающихся'), ('workers', 'представительный орган работников')], max_length=20, verbose_name='орган')),
                        ('decision', models.CharField(blank=True, choices=[('', 'ожидается'), ('for', 'согласовано'), ('against', 'не согласовано')], max_length=10, verbose_name='решение')),
                        ('protocol', models.CharField(blank=True, max_length=30, verbose_name='протокол №')),
                        ('date', models.DateField(blank=True, null=True, verbose_name='дата протокола')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='замечание')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='regulations.actedition')),
                    ],
                    options={
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('edition', 'body'), name='body_decides_once'), models.CheckConstraint(condition=models.Q(('decision', ''), models.Q(models.Q(('protocol', ''), _negated=True), ('date__isnull', False)), _connector='OR'), name='body_decides_by_protocol')],
                    },
                ),
                migrations.CreateModel(
                    name='ActReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=500, verbose_name='название')),
                        ('file_name', models.CharField(blank=True, max_length=200, verbose_name='файл')),
                        ('sha256', models.CharField(max_length=64, verbose_name='контрольная сумма')),
                        ('content', models.JSONField(default=list, verbose_name='пункты')),
                        ('troubles', models.JSONField(default=list, verbose_name='замечания к файлу')),
                        ('state', models.CharField(choices=[('open', 'проверяется'), ('done', 'проверено')], default='open', max_length=10, verbose_name='состояние')),
                        ('draft', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='regulations.actedition', verbose_name='черновик редакции')),
                        ('read_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто загрузил')),
                    ],
                    options={
                        'ordering': ['-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='ExternalAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.SlugField(unique=True, verbose_name='код')),
                        ('kind', models.CharField(max_length=200, verbose_name='вид и орган')),
                        ('number', models.CharField(max_length=40, verbose_name='номер')),
                        ('dated', models.DateField(verbose_name='дата')),
                        ('title', models.CharField(max_length=500, verbose_name='название')),
                        ('since', models.DateField(verbose_name='действует с')),
                        ('lapsed', models.DateField(blank=True, null=True, verbose_name='утратил силу')),
                        ('successor', models.SlugField(blank=True, verbose_name='чем заменён')),
                        ('confirmed', models.BooleanField(default=False, verbose_name='проверено юристом')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='пояснение')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('lapsed', None), ('lapsed__gt', models.F('since')), _connector='OR'), name='external_act_lapses_after_it_began')],
                    },
                ),
                migrations.CreateModel(
                    name='ReadProposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='по порядку')),
                        ('provision', models.CharField(max_length=60, verbose_name='положение')),
                        ('value', models.JSONField(verbose_name='прочитано')),
                        ('clause', models.CharField(max_length=40, verbose_name='пункт')),
                        ('certain', models.BooleanField(verbose_name='сказано прямо')),
                        ('words', models.TextField(verbose_name='слова акта')),
                        ('decision', models.CharField(blank=True, choices=[('', 'ждёт решения'), ('confirmed', 'подтверждено'), ('corrected', 'исправлено'), ('refused', 'отклонено')], default='', max_length=10, verbose_name='решение')),
                        ('said', models.JSONField(blank=True, null=True, verbose_name='установлено')),
                        ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='regulations.actreading', verbose_name='прочитанный акт')),
                    ],
                    options={
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('reading', 'position'), name='read_proposal_once'), models.CheckConstraint(condition=models.Q(models.Q(('clause', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='read_proposal_has_its_clause')],
                    },
                ),
                migrations.CreateModel(
                    name='ReplacedText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('clauses', models.JSONField(verbose_name='пункты')),
                        ('provisions', models.JSONField(default=list, verbose_name='что установлено')),
                        ('bases', models.JSONField(default=list, verbose_name='основания правил')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replaced', to='regulations.actedition')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
            ],
        ),
    ]
