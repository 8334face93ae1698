import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import opora.kernel.tables
import opora.people.models.absences
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_tables'), ('people', '0002_archive_days'), ('people', '0003_changes_absences_addenda'), ('people', '0004_contract_special_terms'), ('people', '0005_working_hours'), ('people', '0006_sector'), ('people', '0007_who_writes_to_whom'), ('people', '0008_tally'), ('people', '0009_visits'), ('people', '0010_place_of_work'), ('people', '0011_upload_limits')]

    initial = True

    dependencies = [
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('login', models.CharField(max_length=100, unique=True, verbose_name='логин')),
                        ('state', models.CharField(choices=[('invited', 'приглашён'), ('active', 'действует'), ('suspended', 'приостановлен')], default='active', max_length=20, verbose_name='состояние')),
                        ('suspended_reason', models.CharField(blank=True, max_length=300, verbose_name='причина')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Contract',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(max_length=50, verbose_name='номер')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('kind', models.CharField(choices=[('paid', 'договор об оказании платных образовательных услуг'), ('corporate', 'договор с организацией'), ('network', 'договор о сетевом взаимодействии'), ('order', 'приказ о зачислении')], max_length=20, verbose_name='вид')),
                        ('customer', models.CharField(blank=True, max_length=300, verbose_name='заказчик')),
                        ('state', models.CharField(choices=[('draft', 'черновик'), ('active', 'действует'), ('terminated', 'расторгнут')], default='active', max_length=20, verbose_name='состояние')),
                        ('valid_from', models.DateField(verbose_name='действует с')),
                        ('valid_to', models.DateField(verbose_name='действует по')),
                        ('terminated_on', models.DateField(blank=True, null=True, verbose_name='расторгнут')),
                        ('learners', models.ManyToManyField(related_name='contracts', through='people.ContractLearner', to='people.person')),
                        ('gaps', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), blank=True, default=list, size=None, verbose_name='перерывы')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('number', 'date'), name='contract_number_date_once'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='contract_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('full_name', models.CharField(max_length=500, verbose_name='полное наименование')),
                        ('short_name', models.CharField(max_length=200, verbose_name='краткое наименование')),
                        ('inn', models.CharField(blank=True, max_length=12, verbose_name='ИНН')),
                        ('ogrn', models.CharField(blank=True, max_length=15, verbose_name='ОГРН')),
                        ('licence', models.CharField(blank=True, max_length=200, verbose_name='лицензия')),
                        ('address', models.CharField(blank=True, max_length=500, verbose_name='адрес')),
                        ('city', models.CharField(blank=True, max_length=100, verbose_name='город')),
                        ('timezone', models.CharField(default='Europe/Moscow', max_length=64, verbose_name='часовой пояс')),
                        ('phone', models.CharField(blank=True, max_length=100, verbose_name='телефон')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='электронная почта')),
                        ('site_url', models.URLField(blank=True, verbose_name='сайт')),
                        ('is_demo', models.BooleanField(default=False, verbose_name='демонстрационный центр')),
                        ('archive_days', models.PositiveSmallIntegerField(default=90, verbose_name='дней архива после договора')),
                        ('sector', models.CharField(choices=[('private', 'частная'), ('state', 'государственная или муниципальная')], default='private', max_length=10, verbose_name='чья организация')),
                        ('learners_write', models.BooleanField(default=False, verbose_name='слушатели пишут друг другу лично')),
                        ('quota_gigabytes', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1)], verbose_name='место для файлов одного человека, ГБ')),
                        ('upload_megabytes', models.PositiveIntegerField(default=500, validators=[django.core.validators.MinValueValidator(1)], verbose_name='наибольший файл в переписке, МБ')),
                    ],
                ),
                migrations.CreateModel(
                    name='LoginSession',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('ip', models.GenericIPAddressField(null=True)),
                        ('user_agent', models.CharField(blank=True, max_length=300)),
                        ('started_at', models.DateTimeField(auto_now_add=True)),
                        ('seen_at', models.DateTimeField(auto_now=True)),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'session',
                        'verbose_name_plural': 'sessions',
                    },
                ),
                migrations.CreateModel(
                    name='Branch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(max_length=200, verbose_name='филиал')),
                        ('timezone', models.CharField(max_length=64, verbose_name='часовой пояс')),
                        ('is_head', models.BooleanField(default=False, verbose_name='головная площадка')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branches', to='people.organisation')),
                    ],
                    options={
                        'ordering': ['-is_head', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'name'), name='branch_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('last_name', models.CharField(max_length=100, verbose_name='фамилия')),
                        ('first_name', models.CharField(max_length=100, verbose_name='имя')),
                        ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='отчество')),
                        ('search_name', models.CharField(db_index=True, editable=False, max_length=310)),
                        ('birth_date', models.DateField(blank=True, null=True, verbose_name='дата рождения')),
                        ('sex', models.CharField(blank=True, choices=[('m', 'мужской'), ('f', 'женский')], max_length=1, verbose_name='пол')),
                        ('snils', models.CharField(blank=True, max_length=11, verbose_name='СНИЛС')),
                        ('citizenship', models.CharField(default='643', max_length=3, verbose_name='гражданство, код ОКСМ')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='электронная почта')),
                        ('phone', models.CharField(blank=True, max_length=50, verbose_name='телефон')),
                        ('timezone', models.CharField(blank=True, max_length=64, verbose_name='часовой пояс')),
                        ('category', models.CharField(choices=[('own', 'обучающийся организации'), ('network', 'по договору о сетевом взаимодействии'), ('teaching_staff_of_others', 'педагог другой организации'), ('dpo_specialist', 'специалист на программе ДПО'), ('separate_modules', 'отдельные дисциплины')], default='own', max_length=30, verbose_name='категория')),
                        ('no_snils_reason', models.CharField(blank=True, max_length=200, verbose_name='почему нет СНИЛС')),
                    ],
                    options={
                        'ordering': ['search_name', 'id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('snils', ''), _negated=True), fields=('snils',), name='person_snils_once'), models.CheckConstraint(condition=models.Q(('snils', ''), ('snils__regex', '^\\d{11}$'), _connector='OR'), name='person_snils_digits')],
                    },
                ),
                migrations.CreateModel(
                    name='Guardianship',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('mother', 'мать'), ('father', 'отец'), ('adopter', 'усыновитель'), ('guardian', 'опекун'), ('trustee', 'попечитель')], max_length=20, verbose_name='кем приходится')),
                        ('document', models.CharField(max_length=200, verbose_name='документ')),
                        ('status', models.CharField(choices=[('pending', 'не подтверждено'), ('verified', 'подтверждено'), ('restricted', 'ограничено')], default='pending', max_length=20, verbose_name='состояние')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wards', to='people.person')),
                        ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('representative', 'ward'), name='guardianship_once'), models.CheckConstraint(condition=models.Q(('representative', models.F('ward')), _negated=True), name='guardianship_of_another')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractLearner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('valid_from', models.DateField(blank=True, null=True)),
                        ('valid_to', models.DateField(blank=True, null=True)),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='people.contract')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contract_parties', to='people.person')),
                        ('individual_exam_prep', models.BooleanField(default=False, verbose_name='особые условия: индивидуальная консультация перед аттестацией')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('contract', 'learner'), name='contract_learner_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Accommodation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('ovz', 'ОВЗ'), ('disability', 'инвалидность')], max_length=20, verbose_name='основание')),
                        ('document', models.CharField(max_length=200, verbose_name='документ')),
                        ('conditions', models.CharField(blank=True, max_length=300, verbose_name='нужные условия')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accommodations', to='people.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='accommodation_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('role', models.CharField(choices=[('learner', 'слушатель'), ('representative', 'законный представитель'), ('teacher', 'преподаватель'), ('other_staff', 'иной работник'), ('curator', 'куратор'), ('deputy', 'заместитель руководителя'), ('specialist', 'ответственный специалист'), ('director', 'руководитель'), ('proctor', 'проктор'), ('support', 'техподдержка'), ('training_head', 'руководство управления по обучению'), ('commission', 'член аттестационной комиссии'), ('auditor', 'проверяющий')], max_length=20, verbose_name='роль')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='приказ')),
                        ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.branch')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'role', 'branch', 'valid_from'), name='role_grant_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_grant_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='StaffContract',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(max_length=50, verbose_name='номер')),
                        ('kind', models.CharField(choices=[('labour', 'трудовой договор'), ('part_time', 'внешнее совместительство'), ('civil', 'договор ГПХ')], default='labour', max_length=20, verbose_name='вид договора')),
                        ('position', models.CharField(max_length=200, verbose_name='должность')),
                        ('is_pedagogical', models.BooleanField(verbose_name='педагогический работник')),
                        ('load_basis', models.CharField(choices=[('in_teaching_load', 'в учебной нагрузке'), ('hourly', 'почасовая'), ('within_working_time', 'в пределах рабочего времени'), ('outside_teaching_load', 'вне учебной нагрузки')], max_length=30, verbose_name='основание учёта')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_contracts', to='people.branch')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff_contracts', to='people.person')),
                        ('reports_to', models.CharField(blank=True, choices=[('deputy', 'заместителю руководителя'), ('director', 'руководителю'), ('training_head', 'руководству управления по обучению')], max_length=20, verbose_name='кому подчинён')),
                        ('service', models.CharField(blank=True, choices=[('psychologist', 'педагог-психолог'), ('speech_therapist', 'учитель-логопед'), ('defectologist', 'учитель-дефектолог'), ('social_teacher', 'социальный педагог')], max_length=20, verbose_name='служба сопровождения')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='staff_contract_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('reason', models.CharField(choices=[('leave', 'отпуск'), ('illness', 'болезнь'), ('trip', 'командировка')], max_length=20, verbose_name='причина')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(verbose_name='по')),
                        ('basis', models.CharField(max_length=200, verbose_name='приказ')),
                        ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to='people.person', verbose_name='замещает')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.person', verbose_name='кого нет')),
                    ],
                    options={
                        'ordering': ['-valid_from', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='absence_dates_in_order'), models.CheckConstraint(condition=models.Q(('person', models.F('deputy')), _negated=True), name='absence_deputy_is_another'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(opora.people.models.absences.AbsentRange(), '&&'), (opora.people.models.absences.AbsentDays(), '&&')], name='absence_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Addendum',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(blank=True, max_length=50, verbose_name='номер')),
                        ('signed_on', models.DateField(verbose_name='дата')),
                        ('valid_from', models.DateField(verbose_name='действует с')),
                        ('former_end', models.DateField(verbose_name='прежний срок')),
                        ('valid_to', models.DateField(verbose_name='новый срок')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addenda', to='people.contract')),
                    ],
                    options={
                        'ordering': ['valid_from', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__gt', models.F('former_end')), ('valid_to__gte', models.F('valid_from'))), name='addendum_dates_in_order'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('contract', 'number'), name='addendum_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DataChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('wanted', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='что изменить')),
                        ('document', models.CharField(max_length=200, verbose_name='документ')),
                        ('since', models.DateField(verbose_name='изменилось с')),
                        ('state', models.CharField(choices=[('pending', 'на проверке'), ('accepted', 'принято'), ('refused', 'отклонено')], default='pending', max_length=20, verbose_name='состояние')),
                        ('answer', models.CharField(blank=True, max_length=300, verbose_name='ответ')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='решено')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто просит')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто решил')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_changes', to='people.person')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('person',), name='data_change_one_waits'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='data_change_refused_with_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('last_name', models.CharField(max_length=100, verbose_name='фамилия')),
                        ('first_name', models.CharField(max_length=100, verbose_name='имя')),
                        ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='отчество')),
                        ('until', models.DateField(verbose_name='по')),
                        ('document', models.CharField(max_length=200, verbose_name='документ')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_names', to='people.person')),
                    ],
                    options={
                        'ordering': ['until'],
                        'constraints': [models.UniqueConstraint(fields=('person', 'until'), name='former_name_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkingHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None, verbose_name='дни недели')),
                        ('time_from', models.TimeField(verbose_name='с')),
                        ('time_to', models.TimeField(verbose_name='до')),
                        ('break_from', models.TimeField(blank=True, null=True, verbose_name='обед с')),
                        ('break_to', models.TimeField(blank=True, null=True, verbose_name='обед до')),
                        ('valid_from', models.DateField(verbose_name='действует с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='действует по')),
                        ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='working_hours', to='people.staffcontract')),
                    ],
                    options={
                        'ordering': ['valid_from', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('time_to__gt', models.F('time_from'))), name='working_hours_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('break_from', None), ('break_to', None)), models.Q(('break_from__gte', models.F('time_from')), ('break_to__gt', models.F('break_from')), ('break_to__lte', models.F('time_to'))), _connector='OR'), name='break_within_working_hours'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='working_hours_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Tally',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('delta', models.IntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day'], name='visit_by_day')],
                        'constraints': [models.UniqueConstraint(fields=('account', 'day'), name='visit_once_a_day')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION people_tallied() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF TG_OP = 'INSERT' THEN\n    INSERT INTO people_tally (delta) SELECT count(*) FROM changed HAVING count(*) > 0;\n  ELSE\n    INSERT INTO people_tally (delta) SELECT -count(*) FROM changed HAVING count(*) > 0;\n  END IF;\n  RETURN NULL;\nEND $$;\nCREATE TRIGGER people_tally_came AFTER INSERT ON people_person\n  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION people_tallied();\nCREATE TRIGGER people_tally_went AFTER DELETE ON people_person\n  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION people_tallied();\nINSERT INTO people_tally (delta) SELECT count(*) FROM people_person HAVING count(*) > 0;\n",
            reverse_sql='\nDROP TRIGGER people_tally_came ON people_person;\nDROP TRIGGER people_tally_went ON people_person;\nDROP FUNCTION people_tallied();\n',
        ),
    ]
