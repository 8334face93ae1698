from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_sector'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='learners_write',
            field=models.BooleanField(default=False, verbose_name='слушатели пишут друг другу лично'),
        ),
    ]
