import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0001_files'),
        ('people', '0005_working_hours'),
        ('regulations', '0005_whom_an_edition_concerns'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='SignatureAgreement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('text', models.TextField(verbose_name='текст соглашения')),
                        ('sha256', models.CharField(max_length=64, verbose_name='контрольная сумма')),
                        ('login', models.CharField(max_length=100, verbose_name='логин')),
                        ('ip', models.CharField(blank=True, max_length=45, verbose_name='адрес')),
                        ('given_at', models.DateTimeField(verbose_name='дано')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='отозвано')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signature_agreements', to='people.person')),
                    ],
                    options={
                        'ordering': ['-given_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('person',), name='agreement_in_force_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Acquaintance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('way', models.CharField(choices=[('simple_esign', 'простая ЭП'), ('paper_sign', 'подпись на листе')], max_length=20, verbose_name='способ')),
                        ('at', models.DateTimeField(verbose_name='отмечено')),
                        ('signed_on', models.DateField(verbose_name='дата ознакомления')),
                        ('sha256', models.CharField(max_length=64, verbose_name='контрольная сумма текста')),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acquaintances', to='regulations.actedition')),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acquaintances', to='people.person')),
                        ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                        ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='acquaintance.signatureagreement')),
                    ],
                    options={
                        'ordering': ['-at'],
                        'constraints': [models.UniqueConstraint(fields=('edition', 'person'), name='acquainted_once'), models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('sheet', None), ('way', 'simple_esign')), models.Q(('agreement', None), ('sheet__isnull', False), ('way', 'paper_sign')), _connector='OR'), name='acquaintance_has_its_proof')],
                    },
                ),
            ],
        ),
    ]
