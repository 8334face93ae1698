import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0005_working_hours'),
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
            ],
        ),
    ]
