import django.contrib.postgres.fields
import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('meetings', '0001_rooms'), ('meetings', '0002_media_nodes'), ('meetings', '0003_timer'), ('meetings', '0004_calls'), ('meetings', '0005_video_servers'), ('meetings', '0006_webinars'), ('meetings', '0007_made_together'), ('meetings', '0008_parts')]

    initial = True

    dependencies = [
        ('consultations', '0009_means_replacements'),
        ('consultations', '0011_who_comes'),
        ('consultations', '0012_feedback'),
        ('conversations', '0004_calls'),
        ('files', '0002_uploads_and_previews'),
        ('people', '0007_who_writes_to_whom'),
        ('people', '0011_upload_limits'),
        ('webinars', '0001_webinars'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Room',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('provider', models.CharField(max_length=20, verbose_name='чем передаётся')),
                        ('locked', models.BooleanField(default=False, verbose_name='закрыта для новых')),
                        ('waits', models.BooleanField(default=True, verbose_name='впускают по одному')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='закончена')),
                        ('session', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='room', to='consultations.session', verbose_name='встреча')),
                        ('number', models.BigIntegerField(blank=True, null=True, verbose_name='номер на медиасервере')),
                        ('node', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rooms', to='meetings.medianode', verbose_name='медиасервер')),
                        ('call', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='room', to='conversations.call', verbose_name='звонок')),
                        ('is_hall', models.BooleanField(default=False, verbose_name='зал')),
                        ('main', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='meetings.room', verbose_name='общая комната')),
                        ('notice', models.CharField(blank=True, max_length=200, verbose_name='сообщение группам')),
                        ('parts_until', models.DateTimeField(blank=True, null=True, verbose_name='по группам до')),
                        ('title', models.CharField(blank=True, max_length=60, verbose_name='название')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('main', None), models.Q(('session', None), ('call', None), _connector='XOR')), models.Q(('call', None), ('main__isnull', False), ('session', None)), _connector='OR'), name='room_of_a_meeting_or_a_call')],
                    },
                ),
                migrations.CreateModel(
                    name='MediaSpan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('began_at', models.DateTimeField(verbose_name='слышали с')),
                        ('ended_at', models.DateTimeField(verbose_name='слышали до')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='человек')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media', to='meetings.room')),
                        ('visitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webinars.visitor', verbose_name='гость')),
                    ],
                    options={
                        'ordering': ['began_at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('began_at'))), name='media_ends_after_start'), models.CheckConstraint(condition=models.Q(('person', None), ('visitor', None), _connector='XOR'), name='media_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Guest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('part', models.CharField(choices=[('host', 'ведёт встречу'), ('speaker', 'участник')], max_length=10, verbose_name='участие')),
                        ('state', models.CharField(choices=[('waiting', 'ждёт у входа'), ('inside', 'впущен'), ('refused', 'не впущен'), ('removed', 'удалён со встречи')], max_length=10, verbose_name='состояние')),
                        ('hand_at', models.DateTimeField(blank=True, null=True, verbose_name='поднял руку')),
                        ('muted', models.BooleanField(default=False, verbose_name='микрофон выключен ведущим')),
                        ('let_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто решил')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='человек')),
                        ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='представитель кого')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='meetings.room', verbose_name='комната')),
                        ('walk_in', models.BooleanField(default=False, verbose_name='без записи')),
                        ('visitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webinars.visitor', verbose_name='гость')),
                        ('word_at', models.DateTimeField(blank=True, null=True, verbose_name='слово дано')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='placed', to='meetings.room', verbose_name='в какой группе')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('room', 'person'), name='guest_once_in_a_room'), models.UniqueConstraint(fields=('room', 'visitor'), name='visitor_once_in_a_room'), models.CheckConstraint(condition=models.Q(('person', None), ('visitor', None), _connector='XOR'), name='guest_is_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('connection', models.UUIDField()),
                        ('device', models.CharField(choices=[('computer', 'компьютер'), ('phone', 'телефон'), ('server', 'по данным видеосервера')], max_length=10, verbose_name='устройство')),
                        ('came_at', models.DateTimeField(verbose_name='вошёл')),
                        ('heard_at', models.DateTimeField(verbose_name='был на связи до')),
                        ('ending', models.CharField(blank=True, choices=[('left', 'вышел'), ('lost', 'связь пропала')], max_length=10, verbose_name='как закончилось')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='человек')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='meetings.room')),
                        ('visitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webinars.visitor', verbose_name='гость')),
                    ],
                    options={
                        'ordering': ['came_at', 'id'],
                        'indexes': [models.Index(condition=models.Q(('ending', '')), fields=['heard_at'], name='visit_going_on')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('person', None), ('visitor', None), _connector='XOR'), name='visit_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='MediaNode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(max_length=40, unique=True, verbose_name='имя сервера')),
                        ('url', models.CharField(max_length=200, verbose_name='адрес')),
                        ('seats', models.PositiveIntegerField(verbose_name='мест')),
                        ('draining', models.BooleanField(default=False, verbose_name='не брать новых комнат')),
                        ('trouble', models.CharField(blank=True, max_length=200, verbose_name='что не так')),
                        ('since', models.DateTimeField(verbose_name='с какого времени')),
                    ],
                ),
                migrations.CreateModel(
                    name='Recording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('state', models.CharField(choices=[('running', 'идёт'), ('stopped', 'собирается'), ('ready', 'готова'), ('empty', 'ничего не записано'), ('failed', 'не собралась'), ('erased', 'удалена')], default='running', max_length=10, verbose_name='состояние')),
                        ('key', models.CharField(max_length=43, unique=True)),
                        ('began_at', models.DateTimeField(verbose_name='включена')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='выключена')),
                        ('seconds', models.PositiveIntegerField(blank=True, null=True, verbose_name='длительность, с')),
                        ('sha256', models.CharField(blank=True, max_length=64)),
                        ('keep_until', models.DateField(verbose_name='хранится до')),
                        ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='удалена в')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто включил')),
                        ('file', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile', verbose_name='файл')),
                        ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='meetings.room', verbose_name='комната')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='опубликована')),
                    ],
                    options={
                        'ordering': ['began_at', 'id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('room',), name='one_recording_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('agreed', models.BooleanField(verbose_name='согласен')),
                        ('words', models.TextField(verbose_name='что прочитал')),
                        ('at', models.DateTimeField(verbose_name='когда')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='человек')),
                        ('ward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='за кого')),
                        ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='meetings.recording', verbose_name='запись')),
                        ('visitor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='webinars.visitor', verbose_name='гость')),
                    ],
                    options={
                        'ordering': ['at', 'id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('person', None), ('visitor', None), _connector='XOR'), name='consent_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Press',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('client_id', models.UUIDField(verbose_name='номер нажатия')),
                        ('what', models.CharField(choices=[('start', 'начало'), ('stop', 'окончание'), ('resume', 'окончание отменено')], max_length=10, verbose_name='что нажали')),
                        ('clock', models.CharField(choices=[('server', 'по часам сервера'), ('device', 'без связи, отсчитано устройством'), ('plan', 'не остановлен, взято плановое окончание')], max_length=10, verbose_name='по каким часам')),
                        ('at', models.DateTimeField(verbose_name='нажато')),
                        ('heard_at', models.DateTimeField(verbose_name='сервер узнал')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто нажал')),
                        ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presses', to='consultations.session', verbose_name='встреча')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('session', 'client_id'), name='press_once'), models.CheckConstraint(condition=models.Q(('at__lte', models.F('heard_at'))), name='press_is_not_ahead')],
                    },
                ),
                migrations.CreateModel(
                    name='Choice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('form', models.CharField(choices=[('individual', 'индивидуальные'), ('group', 'групповые'), ('frontal', 'фронтальные'), ('exam_prep', 'по подготовке к аттестации'), ('call', 'звонки из чатов')], max_length=20, unique=True, verbose_name='форма')),
                        ('first', models.CharField(max_length=20, verbose_name='чем передаётся')),
                        ('then', models.CharField(blank=True, max_length=20, verbose_name='чем заменить')),
                    ],
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('text', models.CharField(max_length=500, verbose_name='вопрос')),
                        ('unnamed', models.BooleanField(default=False, verbose_name='без имени')),
                        ('state', models.CharField(choices=[('waiting', 'ждёт'), ('answered', 'отвечен'), ('dismissed', 'снят'), ('written', 'ответят письменно')], default='waiting', max_length=10, verbose_name='состояние')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='почему снят')),
                        ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='решён')),
                        ('guest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='meetings.guest', verbose_name='кто спросил')),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто решил')),
                        ('thread', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consultations.thread', verbose_name='письменный вопрос')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='question_dismissed_with_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Vote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='meetings.guest')),
                        ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='meetings.question')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('question', 'guest'), name='question_vote_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Notes',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('open', models.BooleanField(default=False, verbose_name='пишут все участники')),
                        ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='consultations.session', verbose_name='встреча')),
                    ],
                ),
                migrations.CreateModel(
                    name='Board',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('open', models.BooleanField(default=False, verbose_name='рисуют все участники')),
                        ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='board', to='consultations.session', verbose_name='встреча')),
                        ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='meetings.boardpage', verbose_name='показана страница')),
                    ],
                ),
                migrations.CreateModel(
                    name='BoardPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('leaf', models.PositiveSmallIntegerField(default=1, verbose_name='страница документа')),
                        ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='meetings.board', verbose_name='доска')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile', verbose_name='подложка')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Chapter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='когда')),
                        ('words', models.CharField(max_length=120, verbose_name='словами')),
                        ('second', models.PositiveIntegerField(blank=True, null=True, verbose_name='секунда фильма')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто')),
                        ('recording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chapters', to='meetings.recording', verbose_name='запись')),
                    ],
                    options={
                        'ordering': ['at', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='NotesBody',
                    fields=[
                        ('notes', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='body', serialize=False, to='meetings.notes')),
                        ('state', models.BinaryField()),
                        ('text', models.TextField(blank=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='NotesEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('began_at', models.DateTimeField(verbose_name='начата')),
                        ('at', models.DateTimeField(verbose_name='закончена')),
                        ('text', models.TextField(blank=True)),
                        ('authors', models.ManyToManyField(related_name='+', to='people.person', verbose_name='кто писал')),
                        ('notes', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='meetings.notes')),
                    ],
                    options={
                        'ordering': ['-began_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='BoardMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('change', models.PositiveIntegerField()),
                        ('client_id', models.UUIDField()),
                        ('stroke', models.UUIDField()),
                        ('kind', models.CharField(choices=[('pen', 'перо'), ('line', 'отрезок'), ('frame', 'рамка'), ('words', 'надпись')], max_length=10)),
                        ('color', models.PositiveSmallIntegerField()),
                        ('width', models.PositiveSmallIntegerField()),
                        ('points', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                        ('words', models.CharField(blank=True, max_length=200)),
                        ('at', models.DateTimeField()),
                        ('gone', models.BooleanField(default=False)),
                        ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='meetings.board')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='meetings.boardpage')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['board', 'change'], name='mark_of_change')],
                        'constraints': [models.UniqueConstraint(fields=('board', 'client_id'), name='mark_once')],
                    },
                ),
            ],
        ),
    ]
