import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('progress', '0001_results'), ('progress', '0002_appeal_marks')]

    initial = True

    dependencies = [
        ('consultations', '0006_dossier'),
        ('people', '0002_archive_days'),
        ('people', '0011_upload_limits'),
        ('studies', '0002_enrolment_moves'),
        ('studies', '0007_list_corrections'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='KnownTest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('key', models.CharField(max_length=200)),
                        ('title', models.CharField(max_length=200, verbose_name='тест')),
                        ('max_points', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='максимум баллов')),
                        ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tests', to='studies.programmepart', verbose_name='часть программы')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tests', to='studies.programme')),
                    ],
                    options={
                        'ordering': ['title', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('programme', 'key'), name='known_test_once'), models.CheckConstraint(condition=models.Q(('max_points', None), ('max_points__gt', 0), _connector='OR'), name='known_test_max_is_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='ResultImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('file_name', models.CharField(max_length=255, verbose_name='файл')),
                        ('digest', models.CharField(max_length=64)),
                        ('rows', models.JSONField(default=list)),
                        ('choices', models.JSONField(default=dict)),
                        ('zone', models.CharField(blank=True, max_length=40, verbose_name='часовой пояс')),
                        ('state', models.CharField(choices=[('preview', 'проверка'), ('applied', 'загружены'), ('undone', 'отменена'), ('discarded', 'не загружали')], default='preview', max_length=10, verbose_name='состояние')),
                        ('added', models.PositiveIntegerField(default=0, verbose_name='добавлено')),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Result',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='баллы')),
                        ('max_points', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='из')),
                        ('share', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='доля')),
                        ('taken_at', models.DateTimeField(verbose_name='когда')),
                        ('source', models.CharField(choices=[('teacher', 'преподаватель'), ('import', 'файл СДО')], max_length=10, verbose_name='откуда')),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('learner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='people.person')),
                        ('test', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='progress.knowntest')),
                        ('imported', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='progress.resultimport', verbose_name='загрузка')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['test', 'learner', '-taken_at'], name='result_by_test')],
                        'constraints': [models.UniqueConstraint(fields=('learner', 'test', 'taken_at'), name='result_once'), models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='result_share_is_a_share'), models.CheckConstraint(condition=models.Q(models.Q(('imported__isnull', False), ('source', 'import')), models.Q(('imported', None), ('source', 'teacher')), _connector='OR'), name='result_source_is_told')],
                    },
                ),
                migrations.CreateModel(
                    name='TopicDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('key', models.CharField(max_length=120)),
                        ('into', models.CharField(blank=True, max_length=120)),
                        ('title', models.CharField(max_length=300, verbose_name='тема')),
                        ('why', models.CharField(max_length=500, verbose_name='на чём основана')),
                        ('evidence', models.JSONField(default=list, verbose_name='основания')),
                        ('state', models.CharField(choices=[('accepted', 'назначена'), ('declined', 'отклонена'), ('merged', 'объединена')], max_length=10, verbose_name='решение')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='причина')),
                        ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topic_decisions', to='studies.grouppart')),
                        ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topic_decisions', to='consultations.session')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('session__isnull', False), ('state', 'accepted')), models.Q(('state', 'declined'), models.Q(('reason', ''), _negated=True)), models.Q(('state', 'merged'), models.Q(('into', ''), _negated=True)), _connector='OR'), name='topic_decision_is_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='AppealMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='обращение')),
                        ('url', models.CharField(max_length=200, verbose_name='адрес обращения')),
                        ('topic', models.CharField(blank=True, max_length=300, verbose_name='тема')),
                        ('received_at', models.DateTimeField(verbose_name='поступило')),
                        ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто отметил')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeal_marks', to='studies.grouppart', verbose_name='дисциплина')),
                    ],
                    options={
                        'ordering': ['received_at', 'id'],
                    },
                ),
            ],
        ),
    ]
