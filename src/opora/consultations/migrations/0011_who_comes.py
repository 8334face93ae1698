from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0010_hidden_posts'),
    ]

    operations = [
        migrations.AddField(
            model_name='booking',
            name='comes',
            field=models.CharField(choices=[('learner', 'слушатель'), ('both', 'слушатель и представитель'), ('representative', 'представитель')], default='learner', max_length=15, verbose_name='кто придёт'),
        ),
    ]
