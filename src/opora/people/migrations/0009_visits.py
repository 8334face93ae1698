import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_tally'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='people.account')),
            ],
            options={
                'indexes': [models.Index(fields=['day'], name='visit_by_day')],
                'constraints': [models.UniqueConstraint(fields=('account', 'day'), name='visit_once_a_day')],
            },
        ),
    ]
