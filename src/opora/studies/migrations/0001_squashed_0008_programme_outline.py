import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('studies', '0001_tables'), ('studies', '0002_enrolment_moves'), ('studies', '0003_orders'), ('studies', '0004_import_records'), ('studies', '0005_list_jobs'), ('studies', '0006_group_by_end'), ('studies', '0007_list_corrections'), ('studies', '0008_programme_outline')]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('people', '0002_archive_days'),
        ('people', '0005_working_hours'),
        ('regulations', '0001_tables'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Programme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.CharField(max_length=30, unique=True, verbose_name='код')),
                        ('title', models.CharField(max_length=300, verbose_name='название')),
                        ('aliases', models.JSONField(blank=True, default=list, verbose_name='другие названия')),
                        ('kind', models.CharField(choices=[('pk', 'повышение квалификации'), ('pp', 'профессиональная переподготовка'), ('po_training', 'профессиональное обучение: подготовка'), ('po_retraining', 'профессиональное обучение: переподготовка'), ('po_upgrade', 'профессиональное обучение: повышение квалификации'), ('child_additional', 'дополнительное образование детей'), ('adult_additional', 'дополнительное образование взрослых'), ('general', 'общее образование'), ('general_primary', 'начальное общее образование (НОО)'), ('general_basic', 'основное общее образование (ООО)'), ('general_secondary', 'среднее общее образование (СОО)')], max_length=20, verbose_name='вид')),
                        ('hours', models.PositiveSmallIntegerField(verbose_name='объём, ак. ч')),
                        ('uses_e_learning', models.BooleanField(default=True, verbose_name='электронное обучение')),
                        ('uses_distance_tech', models.BooleanField(default=True, verbose_name='ДОТ')),
                    ],
                    options={
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Group',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.CharField(max_length=40, unique=True, verbose_name='группа')),
                        ('starts_on', models.DateField(verbose_name='начало')),
                        ('ends_on', models.DateField(verbose_name='окончание')),
                        ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='people.branch')),
                        ('curator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='curated_groups', to='people.person')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='studies.programme')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='studies.group', verbose_name='объединена с')),
                    ],
                    options={
                        'ordering': ['code'],
                        'indexes': [models.Index(fields=['ends_on', 'code'], name='group_by_end')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='group_dates_in_order'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='group_merged_into_another')],
                    },
                ),
                migrations.CreateModel(
                    name='Enrolment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('state', models.CharField(choices=[('applied', 'подана заявка'), ('enrolled', 'обучается'), ('academic_leave', 'академический отпуск'), ('transferred', 'переведён'), ('completed', 'завершил обучение'), ('expelled', 'отчислен')], default='applied', max_length=20, verbose_name='состояние')),
                        ('enrolled_on', models.DateField(blank=True, null=True, verbose_name='зачислен')),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name='выбыл')),
                        ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='people.contract')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='people.person')),
                        ('order_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.order')),
                        ('order_out', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.order')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='studies.group')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='свой срок обучения')),
                        ('form', models.CharField(blank=True, choices=[('full_time', 'очная'), ('mixed', 'очно-заочная'), ('part_time', 'заочная')], max_length=20, verbose_name='форма обучения')),
                        ('leave_until', models.DateField(blank=True, null=True, verbose_name='в отпуске до')),
                        ('parts', models.ManyToManyField(blank=True, related_name='+', to='studies.programmepart', verbose_name='только эти части программы')),
                        ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='studies.networkagreement')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['group', 'state'], name='enrolment_by_group')],
                        'constraints': [models.UniqueConstraint(fields=('learner', 'group'), name='enrolment_once_per_group'), models.CheckConstraint(condition=models.Q(('state', 'applied'), ('order_in__isnull', False), _connector='OR'), name='enrolment_moves_by_order')],
                    },
                ),
                migrations.CreateModel(
                    name='IndividualPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(max_length=30, verbose_name='номер')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('individual_exam_prep', models.BooleanField(default=False, verbose_name='индивидуальная консультация перед аттестацией')),
                        ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='individual_plan', to='studies.enrolment')),
                    ],
                ),
                migrations.CreateModel(
                    name='LearnerImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                        ('digest', models.CharField(max_length=64)),
                        ('content', models.BinaryField()),
                        ('state', models.CharField(choices=[('reading', 'читается'), ('preview', 'проверка'), ('writing', 'записывается'), ('applied', 'загружен'), ('discarded', 'отменён'), ('undone', 'возвращён')], default='preview', max_length=20, verbose_name='состояние')),
                        ('result', models.JSONField(blank=True, null=True)),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.group')),
                        ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='ProgrammePart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('subject', 'предмет'), ('course', 'курс'), ('discipline', 'дисциплина'), ('module', 'модуль'), ('section', 'раздел'), ('topic', 'тема'), ('final', 'итоговая аттестация')], max_length=20, verbose_name='вид')),
                        ('title', models.CharField(max_length=300, verbose_name='название')),
                        ('hours', models.PositiveSmallIntegerField(default=0, verbose_name='ак. ч')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('has_attestation', models.BooleanField(default=False, verbose_name='есть промежуточная аттестация')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='studies.programmepart')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='studies.programme')),
                    ],
                    options={
                        'ordering': ['programme_id', 'position', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='GroupPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(verbose_name='начало')),
                        ('ends_on', models.DateField(verbose_name='окончание')),
                        ('attestation_on', models.DateField(blank=True, null=True, verbose_name='промежуточная аттестация')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedule_of_parts', to='studies.group')),
                        ('teacher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taught_parts', to='people.person')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='studies.programmepart')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['ends_on'], name='group_part_by_end')],
                        'constraints': [models.UniqueConstraint(fields=('group', 'part'), name='group_part_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='group_part_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='EnrolmentMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('applied', 'подана заявка'), ('enrolled', 'обучается'), ('academic_leave', 'академический отпуск'), ('transferred', 'переведён'), ('completed', 'завершил обучение'), ('expelled', 'отчислен')], max_length=20, verbose_name='стало')),
                        ('on', models.DateField(verbose_name='с')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='основание')),
                        ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='studies.enrolment')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.order')),
                    ],
                    options={
                        'ordering': ['on', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='Customer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('inn', models.CharField(blank=True, max_length=12, verbose_name='ИНН')),
                        ('contact', models.CharField(blank=True, max_length=200, verbose_name='контактное лицо')),
                        ('phone', models.CharField(blank=True, max_length=50, verbose_name='телефон')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='электронная почта')),
                        ('contract', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='customer_card', to='people.contract')),
                    ],
                ),
                migrations.CreateModel(
                    name='LearnerOrder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('enrol', 'о зачислении'), ('expel', 'об отчислении'), ('transfer', 'о переводе'), ('leave', 'об академическом отпуске'), ('return', 'о выходе из академического отпуска'), ('complete', 'о завершении обучения'), ('merge', 'об объединении групп'), ('extend', 'о продлении обучения'), ('restore', 'о восстановлении')], max_length=10, verbose_name='вид приказа')),
                        ('state', models.CharField(choices=[('draft', 'черновик'), ('sent', 'на согласовании'), ('agreed', 'согласован, ждёт подписи'), ('signed', 'подписан'), ('cancelled', 'отменён до подписания')], default='draft', max_length=10, verbose_name='состояние')),
                        ('grounds', models.CharField(blank=True, max_length=300, verbose_name='основание')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='до')),
                        ('form', models.CharField(blank=True, choices=[('full_time', 'очная'), ('mixed', 'очно-заочная'), ('part_time', 'заочная')], max_length=20, verbose_name='форма обучения')),
                        ('ends_contract', models.BooleanField(default=False, verbose_name='договор расторгается')),
                        ('refund_on', models.DateField(blank=True, null=True, verbose_name='вернуть деньги до')),
                        ('remark', models.CharField(blank=True, max_length=300, verbose_name='замечание')),
                        ('content', models.BinaryField(blank=True, default=bytes, verbose_name='бумага')),
                        ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='studies.group')),
                        ('into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.group')),
                        ('order', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='on_learners', to='regulations.order')),
                        ('parts', models.ManyToManyField(blank=True, related_name='+', to='studies.programmepart')),
                        ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.networkagreement')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['state', '-id'], name='learner_order_by_state')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('state', 'signed')), models.Q(models.Q(('state', 'signed'), _negated=True), ('order', None)), _connector='OR'), name='learner_order_signed_with_number')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnerOrderLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='studies.learnerorder')),
                    ],
                    options={
                        'ordering': ['learner__search_name', 'learner_id'],
                        'constraints': [models.UniqueConstraint(fields=('order', 'learner'), name='order_learner_once')],
                    },
                ),
                migrations.CreateModel(
                    name='NetworkAgreement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('number', models.CharField(max_length=50, verbose_name='номер')),
                        ('date', models.DateField(verbose_name='дата')),
                        ('partner', models.CharField(max_length=300, verbose_name='организация-партнёр')),
                        ('valid_from', models.DateField(verbose_name='действует с')),
                        ('valid_to', models.DateField(verbose_name='действует по')),
                        ('contacts', models.CharField(blank=True, max_length=300, verbose_name='контакты партнёра')),
                        ('curator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='people.person', verbose_name='куратор')),
                        ('parts', models.ManyToManyField(related_name='+', to='studies.programmepart', verbose_name='части программы')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='studies.programme')),
                    ],
                    options={
                        'ordering': ['-date', '-id'],
                        'constraints': [models.UniqueConstraint(fields=('number', 'date'), name='agreement_number_date_once'), models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='agreement_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='PaperTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.CharField(max_length=20, verbose_name='бумага')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='версия')),
                        ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                        ('content', models.BinaryField()),
                        ('is_withdrawn', models.BooleanField(default=False, verbose_name='снят')),
                        ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['code', '-version'],
                        'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='paper_template_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('study', 'осваивает'), ('faster', 'ускоренно'), ('credited', 'перезачтено')], default='study', max_length=10, verbose_name='как осваивает')),
                        ('hours', models.PositiveSmallIntegerField(default=0, verbose_name='ак. ч')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='с')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='studies.programmepart')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='studies.individualplan')),
                    ],
                    options={
                        'ordering': ['part__position', 'part_id'],
                        'constraints': [models.UniqueConstraint(fields=('plan', 'part'), name='plan_part_once'), models.CheckConstraint(condition=models.Q(models.Q(('ends_on', None), ('starts_on', None)), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='plan_part_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('people', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='новые люди')),
                        ('enrolments', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='зачисления')),
                        ('parties', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='слушатели в договорах')),
                        ('contracts', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='договоры')),
                        ('orders', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='приказы')),
                        ('changes', models.JSONField(default=dict, verbose_name='было и стало')),
                        ('imported', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='studies.learnerimport')),
                    ],
                ),
                migrations.CreateModel(
                    name='ListJob',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('read', 'чтение'), ('fix', 'исправление'), ('write', 'запись')], max_length=5)),
                        ('state', models.CharField(choices=[('going', 'идёт'), ('done', 'готово'), ('stopped', 'остановлено'), ('refused', 'отказ')], default='going', max_length=10, verbose_name='состояние')),
                        ('asked', models.JSONField(default=dict)),
                        ('rows', models.PositiveIntegerField(verbose_name='строк')),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='обработано')),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('stop', models.BooleanField(default=False)),
                        ('said', models.JSONField(default=list)),
                        ('started_at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('imported', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='job', to='studies.learnerimport')),
                    ],
                ),
                migrations.CreateModel(
                    name='ProgrammeOutline',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('results', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, size=None, verbose_name='планируемые результаты')),
                        ('study_forms', models.CharField(blank=True, max_length=1000, verbose_name='формы обучения и занятий')),
                        ('materials', models.CharField(blank=True, max_length=1000, verbose_name='материальная база')),
                        ('staff', models.CharField(blank=True, max_length=1000, verbose_name='кадровые условия')),
                        ('distance', models.CharField(blank=True, max_length=1000, verbose_name='электронное обучение и ДОТ')),
                        ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outline', to='studies.programme', verbose_name='программа')),
                    ],
                ),
            ],
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION studies_group_is_not_merged() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.state IN ('enrolled', 'academic_leave')\n     AND EXISTS (SELECT 1 FROM studies_group WHERE id = NEW.group_id AND merged_into_id IS NOT NULL) THEN\n    RAISE EXCEPTION 'group % is merged into another', NEW.group_id USING ERRCODE = 'check_violation';\n  END IF;\n  RETURN NEW;\nEND $$;\nCREATE TRIGGER studies_group_is_not_merged BEFORE INSERT ON studies_enrolment\n  FOR EACH ROW EXECUTE FUNCTION studies_group_is_not_merged();\n",
            reverse_sql='\nDROP TRIGGER studies_group_is_not_merged ON studies_enrolment;\nDROP FUNCTION studies_group_is_not_merged();\n',
        ),
    ]
