from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studies', '0006_group_by_end'),
    ]

    operations = [
        migrations.AlterField(
            model_name='listjob',
            name='kind',
            field=models.CharField(choices=[('read', 'чтение'), ('fix', 'исправление'), ('write', 'запись')], max_length=5),
        ),
    ]
