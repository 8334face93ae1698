import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('website', '0001_site_content'), ('website', '0002_appeals_by_any_way'), ('website', '0003_applications')]

    initial = True

    dependencies = [
        ('files', '0001_files'),
        ('people', '0005_working_hours'),
        ('people', '0007_who_writes_to_whom'),
        ('people', '0011_upload_limits'),
        ('studies', '0008_programme_outline'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='PageCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто проверил')),
                    ],
                    options={
                        'ordering': ['-created_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Appeal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('year', models.PositiveSmallIntegerField(verbose_name='год')),
                        ('number', models.PositiveIntegerField(verbose_name='номер')),
                        ('secret', models.CharField(max_length=32, unique=True)),
                        ('digest', models.CharField(blank=True, max_length=32)),
                        ('kind', models.CharField(choices=[('study', 'вопрос об учёбе'), ('process', 'запись, договор, документы'), ('support', 'не работает сайт или кабинет'), ('complaint', 'жалоба или предложение')], max_length=20, verbose_name='о чём')),
                        ('name', models.CharField(max_length=150, verbose_name='как обращаться')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='почта')),
                        ('phone', models.CharField(blank=True, max_length=50, verbose_name='телефон')),
                        ('text', models.TextField(max_length=5000, verbose_name='обращение')),
                        ('state', models.CharField(choices=[('registered', 'зарегистрировано'), ('in_work', 'в работе'), ('answered', 'дан ответ'), ('closed', 'закрыто без ответа'), ('joined', 'присоединено к другому')], default='registered', max_length=20, verbose_name='состояние')),
                        ('received_at', models.DateTimeField(verbose_name='поступило')),
                        ('consent_at', models.DateTimeField(blank=True, null=True, verbose_name='согласие на обработку данных')),
                        ('due_on', models.DateField(verbose_name='ответить до')),
                        ('answer', models.TextField(blank=True, max_length=5000, verbose_name='ответ')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='ответ дан')),
                        ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='исполнитель')),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто обратился')),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто записал')),
                        ('joined_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='website.appeal', verbose_name='повтор')),
                        ('way', models.CharField(choices=[('form', 'форма на сайте'), ('in_person', 'лично'), ('phone', 'по телефону'), ('video', 'по видеосвязи'), ('email', 'электронной почтой'), ('messenger', 'мессенджер или соцсеть'), ('cabinet', 'из личного кабинета')], default='form', max_length=20, verbose_name='как поступило')),
                    ],
                    options={
                        'ordering': ['-received_at', '-id'],
                        'indexes': [models.Index(fields=['-received_at'], name='appeal_by_day'), models.Index(fields=['digest'], name='appeal_by_digest')],
                        'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='appeal_number_once_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('handler', None), ('state', 'registered')), models.Q(models.Q(('state', 'registered'), _negated=True), ('handler__isnull', False)), _connector='OR'), name='appeal_in_hand_has_a_handler'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['answered', 'closed']), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='appeal_ended_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'form'), _negated=True), ('consent_at__isnull', False), _connector='OR'), name='appeal_by_form_with_consent'), models.CheckConstraint(condition=models.Q(models.Q(('joined_to__isnull', False), ('state', 'joined')), models.Q(models.Q(('state', 'joined'), _negated=True), ('joined_to', None)), _connector='OR'), name='appeal_joined_to_one')],
                    },
                ),
                migrations.CreateModel(
                    name='NewsItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=200, verbose_name='заголовок')),
                        ('lead', models.CharField(blank=True, max_length=300, verbose_name='кратко')),
                        ('text', models.TextField(max_length=20000, verbose_name='текст')),
                        ('state', models.CharField(choices=[('draft', 'черновик'), ('published', 'на сайте')], default='draft', max_length=10, verbose_name='состояние')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='опубликована')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто написал')),
                    ],
                    options={
                        'ordering': ['-published_at', '-id'],
                        'indexes': [models.Index(fields=['-published_at'], name='news_by_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='news_published_at_a_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='SectionVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('place', models.CharField(choices=[('help', 'Как получить помощь'), ('resources', 'Ресурсы и полезные ссылки'), ('instructions', 'Инструкции'), ('equipment', 'Требования к оборудованию'), ('support', 'Техническая поддержка'), ('parents', 'Родителям и законным представителям')], max_length=20, verbose_name='раздел')),
                        ('number', models.PositiveIntegerField(verbose_name='версия')),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('restored_from', models.PositiveIntegerField(blank=True, null=True, verbose_name='возвращена версия')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто написал')),
                    ],
                    options={
                        'ordering': ['place', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('place', 'number'), name='section_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SvedenRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('section', models.SlugField(max_length=30, verbose_name='подраздел')),
                        ('key', models.SlugField(max_length=40, verbose_name='ключ')),
                        ('position', models.PositiveSmallIntegerField(default=0, verbose_name='порядок')),
                        ('title', models.CharField(max_length=300, verbose_name='наименование')),
                        ('itemprop', models.CharField(blank=True, max_length=60, verbose_name='разметка itemprop')),
                        ('value', models.TextField(blank=True, verbose_name='содержание')),
                        ('link', models.CharField(blank=True, max_length=300, verbose_name='ссылка')),
                        ('is_hidden', models.BooleanField(default=False, verbose_name='не показывать')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='файл')),
                    ],
                    options={
                        'ordering': ['section', 'position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('section', 'key'), name='sveden_row_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TeacherPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('degree', models.CharField(blank=True, max_length=150, verbose_name='учёная степень')),
                        ('title', models.CharField(blank=True, max_length=150, verbose_name='учёное звание')),
                        ('education', models.CharField(blank=True, max_length=300, verbose_name='образование, специальность')),
                        ('qualification', models.CharField(blank=True, max_length=500, verbose_name='квалификация и её повышение')),
                        ('experience_since', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='преподаёт с года')),
                        ('about', models.TextField(blank=True, max_length=1500, verbose_name='о себе')),
                        ('consent_on', models.DateField(blank=True, null=True, verbose_name='согласие от')),
                        ('consent_paper', models.CharField(blank=True, max_length=100, verbose_name='согласие на бумаге')),
                        ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='согласие отозвано')),
                        ('is_published', models.BooleanField(default=False, verbose_name='опубликована')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='site_page', to='people.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('is_published', False), models.Q(('consent_on__isnull', False), ('withdrawn_on', None)), _connector='OR'), name='teacher_page_by_consent')],
                    },
                ),
                migrations.CreateModel(
                    name='AppealArrival',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('way', models.CharField(choices=[('form', 'форма на сайте'), ('in_person', 'лично'), ('phone', 'по телефону'), ('video', 'по видеосвязи'), ('email', 'электронной почтой'), ('messenger', 'мессенджер или соцсеть'), ('cabinet', 'из личного кабинета')], max_length=20, verbose_name='как поступило')),
                        ('received_at', models.DateTimeField(verbose_name='поступило')),
                        ('words', models.CharField(blank=True, max_length=1000, verbose_name='что добавлено')),
                        ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='website.appeal')),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['received_at', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='AppealFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attached', to='website.appeal')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='AppealMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('reason', models.CharField(max_length=500, verbose_name='почему передано')),
                        ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='website.appeal')),
                        ('became', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('was', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='appeal_passed_with_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Admission',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('until', models.DateField(verbose_name='заявки до')),
                        ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='мест')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='условия')),
                        ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='admission', to='studies.group', verbose_name='группа')),
                    ],
                    options={
                        'ordering': ['group__starts_on', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('seats', 0), _negated=True), name='admission_has_seats')],
                    },
                ),
                migrations.CreateModel(
                    name='Application',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('year', models.PositiveSmallIntegerField(verbose_name='год')),
                        ('number', models.PositiveIntegerField(verbose_name='номер')),
                        ('secret', models.CharField(max_length=32, unique=True)),
                        ('digest', models.CharField(blank=True, max_length=32)),
                        ('last_name', models.CharField(max_length=100, verbose_name='фамилия')),
                        ('first_name', models.CharField(max_length=100, verbose_name='имя')),
                        ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='отчество')),
                        ('birth_date', models.DateField(blank=True, null=True, verbose_name='дата рождения')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='почта')),
                        ('phone', models.CharField(blank=True, max_length=50, verbose_name='телефон')),
                        ('representative', models.CharField(blank=True, max_length=310, verbose_name='законный представитель')),
                        ('kinship', models.CharField(blank=True, choices=[('mother', 'мать'), ('father', 'отец'), ('adopter', 'усыновитель'), ('guardian', 'опекун'), ('trustee', 'попечитель')], max_length=20, verbose_name='кем приходится')),
                        ('wish', models.TextField(blank=True, max_length=1000, verbose_name='пожелания')),
                        ('state', models.CharField(choices=[('registered', 'ждёт решения'), ('accepted', 'принята, готовится приказ'), ('declined', 'отклонена'), ('withdrawn', 'отозвана')], default='registered', max_length=20, verbose_name='состояние')),
                        ('received_at', models.DateTimeField(verbose_name='поступила')),
                        ('consent_at', models.DateTimeField(verbose_name='согласие на обработку данных')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='решено')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='причина')),
                        ('checked_by', models.CharField(blank=True, max_length=200, verbose_name='сверено с документом')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='studies.group', verbose_name='группа')),
                        ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто решил')),
                        ('learner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='people.person', verbose_name='слушатель')),
                        ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.learnerorder', verbose_name='приказ')),
                    ],
                    options={
                        'ordering': ['-received_at', '-id'],
                        'indexes': [models.Index(fields=['state', 'received_at'], name='application_by_state'), models.Index(fields=['digest'], name='application_by_digest')],
                        'constraints': [models.UniqueConstraint(fields=('year', 'number'), name='application_number_once_a_year'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('learner__isnull', False), ('order__isnull', False), models.Q(('checked_by', ''), _negated=True)), _connector='OR'), name='application_accepted_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='application_declined_with_reason'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'registered')), models.Q(models.Q(('state', 'registered'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='application_decided_on_a_day')],
                    },
                ),
            ],
        ),
    ]
