import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_contract_special_terms'),
    ]

    operations = [
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
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('time_to__gt', models.F('time_from'))), name='working_hours_in_order'),
                    models.CheckConstraint(condition=models.Q(models.Q(('break_from', None), ('break_to', None)), models.Q(('break_from__gte', models.F('time_from')), ('break_to__gt', models.F('break_from')), ('break_to__lte', models.F('time_to'))), _connector='OR'), name='break_within_working_hours'),
                    models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='working_hours_dates_in_order'),
                ],
            },
        ),
    ]
