import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import opora.conversations.models
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0009_means_replacements'),
        ('files', '0001_files'),
        ('people', '0007_who_writes_to_whom'),
        ('studies', '0006_group_by_end'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Conversation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('personal', 'личная переписка'), ('group', 'чат'), ('course', 'чат дисциплины'), ('staff', 'чат работников')], max_length=10, verbose_name='вид')),
                        ('title', models.CharField(blank=True, max_length=150, verbose_name='название')),
                        ('pair', models.CharField(blank=True, max_length=45, verbose_name='двое')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='закрыт')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто создал')),
                        ('run', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversation', to='studies.grouppart', verbose_name='дисциплина группы')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('pair', ''), _negated=True), fields=('pair',), name='conversation_once_for_two'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'course'), ('run__isnull', False)), models.Q(models.Q(('kind', 'course'), _negated=True), ('run', None)), _connector='OR'), name='conversation_of_course_has_a_run'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'personal'), models.Q(('pair', ''), _negated=True)), models.Q(models.Q(('kind', 'personal'), _negated=True), ('pair', '')), _connector='OR'), name='conversation_of_two_has_a_pair')],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='вышел')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто добавил')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='conversations.conversation', verbose_name='чат')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='участник')),
                        ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='представитель кого')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('left_at', None)), fields=['person'], name='member_now')],
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'person'), name='member_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveBigIntegerField()),
                        ('change', models.PositiveBigIntegerField()),
                        ('client_id', models.UUIDField()),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('at', models.DateTimeField(verbose_name='когда')),
                        ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='изменено')),
                        ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='удалено')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='автор')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='conversations.conversation')),
                        ('files', models.ManyToManyField(related_name='+', to='files.storedfile', verbose_name='файлы')),
                        ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='conversations.message')),
                    ],
                    options={
                        'ordering': ['seq'],
                        'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector(opora.conversations.models.WithoutYo(models.F('text')), config='russian'), name='message_words')],
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'seq'), name='message_number_once'), models.UniqueConstraint(fields=('conversation', 'change'), name='message_change_once'), models.UniqueConstraint(fields=('conversation', 'author', 'client_id'), name='message_sent_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('until', models.DateTimeField(verbose_name='до')),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_texts', to='conversations.message')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveBigIntegerField()),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='conversations.conversation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'person'), name='reading_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Registered',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто оформил')),
                        ('question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='registered', to='conversations.message', verbose_name='вопрос')),
                        ('thread', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='chat_source', to='consultations.thread', verbose_name='консультация')),
                    ],
                ),
            ],
        ),
    ]
