import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_tables'),
        ('workload', '0003_closed_month_is_sealed'),
    ]

    operations = [
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
            },
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.UniqueConstraint(fields=('contract', 'kind', 'valid_from'), name='rate_once_a_day'),
        ),
    ]
