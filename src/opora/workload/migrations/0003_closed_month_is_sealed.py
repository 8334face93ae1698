from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workload', '0002_sealed_sheets'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='monthsheet',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seal', ''), ('state', 'open')), models.Q(('state', 'closed'), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='closed_month_is_sealed'),
        ),
    ]
