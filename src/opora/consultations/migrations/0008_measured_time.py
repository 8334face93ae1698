from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0007_indexes_of_what_is_ahead'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('kind', 'exam_prep')), fields=['date'], name='session_exam_prep'),
        ),
        migrations.AddField(
            model_name='session',
            name='opened_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='открыта в системе'),
        ),
        migrations.AddField(
            model_name='session',
            name='closed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='закончена в системе'),
        ),
    ]
