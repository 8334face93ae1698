from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studies', '0005_list_jobs'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='group',
            index=models.Index(fields=['ends_on', 'code'], name='group_by_end'),
        ),
        migrations.AddIndex(
            model_name='grouppart',
            index=models.Index(fields=['ends_on'], name='group_part_by_end'),
        ),
    ]
