from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schedule', '0003_approval_without_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='schedulechange',
            name='line_key',
            field=models.UUIDField(editable=False, null=True, verbose_name='строка'),
        ),
        migrations.AddField(
            model_name='schedulechange',
            name='before',
            field=models.JSONField(blank=True, null=True, verbose_name='было'),
        ),
        migrations.AddField(
            model_name='schedulechange',
            name='after',
            field=models.JSONField(blank=True, null=True, verbose_name='стало'),
        ),
    ]
