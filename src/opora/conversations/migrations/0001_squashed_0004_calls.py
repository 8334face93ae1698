import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import opora.conversations.models
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('conversations', '0001_chats'), ('conversations', '0002_topics_marks_polls'), ('conversations', '0003_hidden_messages'), ('conversations', '0004_calls')]

    initial = True

    dependencies = [
        ('consultations', '0009_means_replacements'),
        ('files', '0001_files'),
        ('people', '0007_who_writes_to_whom'),
        ('people', '0011_upload_limits'),
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
                        ('kind', models.CharField(choices=[('personal', 'личная переписка'), ('group', 'чат'), ('course', 'чат дисциплины'), ('staff', 'чат работников'), ('announce', 'объявление')], max_length=10, verbose_name='вид')),
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
                        ('origin', models.CharField(blank=True, max_length=300, verbose_name='переслано из')),
                        ('pinned_at', models.DateTimeField(blank=True, null=True, verbose_name='закреплено')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='conversations.topic')),
                        ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='скрыто модератором')),
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
                        ('at', models.DateTimeField(blank=True, null=True, verbose_name='когда')),
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
                migrations.CreateModel(
                    name='Announcement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('audience', models.CharField(max_length=500, verbose_name='кому')),
                        ('replies', models.CharField(choices=[('author', 'лично автору'), ('everybody', 'всем, кто получил объявление'), ('nobody', 'ответы не нужны')], default='author', max_length=10, verbose_name='куда отвечают')),
                        ('conversation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='announcement', to='conversations.conversation')),
                    ],
                ),
                migrations.CreateModel(
                    name='Poll',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('many', models.BooleanField(default=False, verbose_name='можно выбрать несколько')),
                        ('anonymous', models.BooleanField(default=False, verbose_name='без имён')),
                        ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='идёт до')),
                        ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='poll', to='conversations.message', verbose_name='вопрос')),
                    ],
                ),
                migrations.CreateModel(
                    name='Option',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=200, verbose_name='ответ')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='conversations.poll')),
                    ],
                    options={
                        'ordering': ['position'],
                    },
                ),
                migrations.CreateModel(
                    name='Topic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=150, verbose_name='тема')),
                        ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='решена')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='conversations.conversation')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто открыл')),
                        ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('root', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opened_topic', to='conversations.message', verbose_name='первое сообщение')),
                    ],
                ),
                migrations.CreateModel(
                    name='Awaited',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_at', models.DateTimeField(verbose_name='ответить до')),
                        ('reminded_at', models.DateTimeField(blank=True, null=True)),
                        ('passed_on_at', models.DateTimeField(blank=True, null=True)),
                        ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='отвечено')),
                        ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='awaited', to='conversations.message')),
                        ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто отвечает')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['due_at'], name='awaited_by_due')],
                    },
                ),
                migrations.CreateModel(
                    name='Mention',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='conversations.message')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('message', 'person'), name='mention_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(choices=[('all', 'обо всём'), ('mentions', 'только когда меня упомянули'), ('none', 'ни о чём')], max_length=10, verbose_name='о чём сообщать')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='до какого дня')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to='conversations.conversation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'person'), name='preference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reaction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(choices=[('good', 'хорошо'), ('thanks', 'спасибо'), ('done', 'сделано'), ('look', 'смотрю'), ('unclear', 'непонятно')], max_length=10)),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='conversations.message')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('message', 'person', 'code'), name='reaction_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Saved',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved', to='conversations.message')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'message'), name='saved_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Scheduled',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client_id', models.UUIDField()),
                        ('text', models.TextField(blank=True, verbose_name='текст')),
                        ('at', models.DateTimeField(verbose_name='когда отправить')),
                        ('refused', models.TextField(blank=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scheduled', to='conversations.conversation')),
                        ('files', models.ManyToManyField(related_name='+', to='files.storedfile')),
                        ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.message')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.topic')),
                    ],
                    options={
                        'ordering': ['at', 'id'],
                        'indexes': [models.Index(condition=models.Q(('refused', '')), fields=['at'], name='scheduled_waiting')],
                        'constraints': [models.UniqueConstraint(fields=('conversation', 'author', 'client_id'), name='scheduled_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(blank=True)),
                        ('former', models.TextField(blank=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='conversations.conversation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.topic')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'conversation', 'topic'), name='draft_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='TopicReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seq', models.PositiveBigIntegerField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='conversations.topic')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('topic', 'person'), name='topic_reading_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Vote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('voter', models.CharField(max_length=64)),
                        ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='conversations.option')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('option', 'voter'), name='vote_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Call',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('began_at', models.DateTimeField(verbose_name='начат')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='закончен')),
                        ('minutes', models.PositiveSmallIntegerField(default=0, verbose_name='минут')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто позвонил')),
                        ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='conversations.conversation')),
                        ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='conversations.message', verbose_name='сообщение')),
                        ('spoke', models.ManyToManyField(related_name='+', to='people.person', verbose_name='кто говорил')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('conversation',), name='one_call_of_a_chat_goes')],
                    },
                ),
                migrations.CreateModel(
                    name='Ring',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('ringing', 'звонит'), ('answered', 'есть ответ'), ('declined', 'звонок отклонён'), ('missed', 'без ответа')], default='ringing', max_length=10, verbose_name='состояние')),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rings', to='conversations.call')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('state', 'ringing')), fields=['person'], name='ring_now')],
                        'constraints': [models.UniqueConstraint(fields=('call', 'person'), name='ring_once')],
                    },
                ),
            ],
        ),
    ]
