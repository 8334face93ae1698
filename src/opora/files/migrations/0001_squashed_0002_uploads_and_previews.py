import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('files', '0001_files'), ('files', '0002_uploads_and_previews')]

    initial = True

    dependencies = [
        ('people', '0001_tables'),
        ('people', '0011_upload_limits'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(max_length=200, verbose_name='имя файла')),
                        ('path', models.CharField(max_length=100, unique=True)),
                        ('size', models.PositiveBigIntegerField(verbose_name='размер, байт')),
                        ('sha256', models.CharField(max_length=64)),
                        ('content_type', models.CharField(max_length=100, verbose_name='тип')),
                        ('kept_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('height', models.PositiveIntegerField(blank=True, null=True, verbose_name='высота, точек')),
                        ('kind', models.CharField(choices=[('file', 'файл'), ('voice', 'голосовое сообщение'), ('video', 'видеосообщение')], default='file', max_length=10, verbose_name='что это')),
                        ('pages', models.PositiveSmallIntegerField(default=0, verbose_name='страниц показано')),
                        ('peaks', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='форма звука')),
                        ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='длительность, с')),
                        ('state', models.CharField(choices=[('checking', 'проверяется'), ('ready', 'чисто'), ('infected', 'заражён'), ('broken', 'не открывается')], default='ready', max_length=10, verbose_name='проверка')),
                        ('threat', models.CharField(blank=True, max_length=200, verbose_name='что нашёл антивирус')),
                        ('width', models.PositiveIntegerField(blank=True, null=True, verbose_name='ширина, точек')),
                    ],
                ),
                migrations.CreateModel(
                    name='Upload',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('key', models.CharField(max_length=43, unique=True)),
                        ('name', models.CharField(max_length=200, verbose_name='имя файла')),
                        ('size', models.PositiveBigIntegerField(verbose_name='размер, байт')),
                        ('kind', models.CharField(choices=[('file', 'файл'), ('voice', 'голосовое сообщение'), ('video', 'видеосообщение')], default='file', max_length=10, verbose_name='что это')),
                        ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='длительность, с')),
                        ('peaks', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name='форма звука')),
                        ('expires_at', models.DateTimeField(verbose_name='хранится до')),
                        ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='приложен')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person', verbose_name='кто загружает')),
                        ('file', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='upload', to='files.storedfile', verbose_name='файл')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('claimed_at', None)), fields=['by'], name='upload_open')],
                    },
                ),
            ],
        ),
    ]
