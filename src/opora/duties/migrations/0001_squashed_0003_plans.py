import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('duties', '0001_duties_and_assignments'), ('duties', '0002_outages'), ('duties', '0003_plans')]

    initial = True

    dependencies = [
        ('people', '0005_working_hours'),
        ('people', '0011_upload_limits'),
        ('regulations', '0005_whom_an_edition_concerns'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('duty', models.SlugField(verbose_name='обязанность')),
                        ('valid_from', models.DateField(verbose_name='с')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='по')),
                        ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='замещает')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='regulations.order', verbose_name='приказ')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.person', verbose_name='кто')),
                    ],
                    options={
                        'ordering': ['duty', 'valid_from'],
                        'constraints': [models.UniqueConstraint(fields=('duty', 'valid_from'), name='duty_assigned_once_a_day'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='duty_dates_in_order'), models.CheckConstraint(condition=models.Q(('deputy', None), models.Q(('deputy', models.F('person')), _negated=True), _connector='OR'), name='duty_deputy_is_another')],
                    },
                ),
                migrations.CreateModel(
                    name='Duty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('code', models.SlugField(unique=True, verbose_name='код')),
                        ('words', models.CharField(max_length=500, verbose_name='обязанность')),
                        ('clause', models.CharField(blank=True, max_length=20, verbose_name='пункт')),
                        ('role', models.CharField(blank=True, choices=[('learner', 'слушатель'), ('representative', 'законный представитель'), ('teacher', 'преподаватель'), ('other_staff', 'иной работник'), ('curator', 'куратор'), ('deputy', 'заместитель руководителя'), ('specialist', 'ответственный специалист'), ('director', 'руководитель'), ('proctor', 'проктор'), ('support', 'техподдержка'), ('training_head', 'руководство управления по обучению'), ('commission', 'член аттестационной комиссии'), ('auditor', 'проверяющий')], max_length=20, verbose_name='по какой роли')),
                        ('evidence', models.CharField(blank=True, max_length=30, verbose_name='чем подтверждается')),
                        ('proof', models.CharField(blank=True, max_length=300, verbose_name='документ')),
                        ('closed', models.BooleanField(default=False, verbose_name='снята')),
                        ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='regulations.localact')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('clause', ''), ('act__isnull', False), _connector='OR'), name='duty_clause_is_of_an_act')],
                    },
                ),
                migrations.CreateModel(
                    name='Outage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('failure', 'сбой'), ('planned', 'плановые работы'), ('unplanned', 'внеплановые работы')], max_length=10, verbose_name='что это')),
                        ('what', models.CharField(max_length=300, verbose_name='что не работало')),
                        ('starts_at', models.DateTimeField(verbose_name='с')),
                        ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='по')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='причина')),
                        ('done', models.CharField(blank=True, max_length=500, verbose_name='что сделано')),
                        ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто записал')),
                        ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто отвечал')),
                    ],
                    options={
                        'ordering': ['-starts_at', '-id'],
                        'indexes': [models.Index(fields=['-starts_at'], name='outage_by_start')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='outage_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='Plan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=200, verbose_name='название')),
                        ('starts_on', models.DateField(verbose_name='с')),
                        ('ends_on', models.DateField(verbose_name='по')),
                        ('goals', models.TextField(max_length=3000, verbose_name='цели')),
                        ('state', models.CharField(choices=[('draft', 'черновик'), ('sent', 'на утверждении'), ('approved', 'исполняется'), ('closed', 'завершён')], default='draft', max_length=10, verbose_name='состояние')),
                        ('remark', models.CharField(blank=True, max_length=500, verbose_name='замечание')),
                        ('approved_as', models.CharField(blank=True, max_length=200, verbose_name='должность утвердившего')),
                        ('approved_on', models.DateField(blank=True, null=True, verbose_name='утверждён')),
                        ('outcome', models.TextField(blank=True, max_length=3000, verbose_name='итоги')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='завершён')),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто утвердил')),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто составил')),
                    ],
                    options={
                        'ordering': ['-starts_on', '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='plan_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('approved_by', None), ('approved_on', None), ('state__in', ['draft', 'sent'])), models.Q(('approved_by__isnull', False), ('approved_on__isnull', False), ('state__in', ['approved', 'closed'])), _connector='OR'), name='plan_approved_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='plan_closed_with_outcome')],
                    },
                ),
                migrations.CreateModel(
                    name='Measure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('words', models.CharField(max_length=500, verbose_name='мероприятие')),
                        ('goal', models.CharField(max_length=300, verbose_name='ожидаемый результат')),
                        ('evidence', models.CharField(blank=True, max_length=30, verbose_name='показатель')),
                        ('due_on', models.DateField(verbose_name='срок')),
                        ('first_due_on', models.DateField(blank=True, null=True, verbose_name='первоначальный срок')),
                        ('state', models.CharField(choices=[('ahead', 'не начато'), ('going', 'выполняется'), ('done', 'выполнено'), ('dropped', 'снято')], default='ahead', max_length=10, verbose_name='состояние')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='что сделано')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='выполнено')),
                        ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто отвечает')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='duties.plan')),
                    ],
                    options={
                        'ordering': ['due_on', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'dropped']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='measure_ended_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_on', None)), _connector='OR'), name='measure_done_on_a_day')],
                    },
                ),
            ],
        ),
    ]
