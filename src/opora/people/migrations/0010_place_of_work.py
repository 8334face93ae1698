from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_visits'),
    ]

    operations = [
        migrations.AddField(
            model_name='staffcontract',
            name='reports_to',
            field=models.CharField(blank=True, choices=[('deputy', 'заместителю руководителя'), ('director', 'руководителю'), ('training_head', 'руководству управления по обучению')], max_length=20, verbose_name='кому подчинён'),
        ),
        migrations.AddField(
            model_name='staffcontract',
            name='service',
            field=models.CharField(blank=True, choices=[('psychologist', 'педагог-психолог'), ('speech_therapist', 'учитель-логопед'), ('defectologist', 'учитель-дефектолог'), ('social_teacher', 'социальный педагог')], max_length=20, verbose_name='служба сопровождения'),
        ),
    ]
