import django.db.models.deletion
import opora.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0010_hidden_posts'),
        ('conversations', '0003_hidden_messages'),
        ('people', '0007_who_writes_to_whom'),
    ]

    operations = [
        opora.kernel.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('content', models.TextField(verbose_name='что написано')),
                        ('origin', models.CharField(choices=[('hit', 'отправлено после предупреждения'), ('report', 'жалоба')], max_length=10, verbose_name='откуда')),
                        ('state', models.CharField(choices=[('open', 'ждёт решения'), ('decided', 'решено'), ('appealed', 'обжаловано'), ('closed', 'закрыто')], default='open', max_length=10, verbose_name='состояние')),
                        ('opened_at', models.DateTimeField(verbose_name='поступило')),
                        ('due_on', models.DateField(verbose_name='решить до')),
                        ('escalated_at', models.DateTimeField(blank=True, null=True, verbose_name='передано выше')),
                        ('decision', models.CharField(blank=True, choices=[('none', 'нарушения нет'), ('hide', 'скрыть сообщение'), ('warn', 'предупредить автора'), ('restrict', 'ограничить переписку')], max_length=10, verbose_name='решение')),
                        ('hides', models.BooleanField(default=False, verbose_name='сообщение скрыто')),
                        ('reason', models.TextField(blank=True, verbose_name='причина')),
                        ('restricted_until', models.DateField(blank=True, null=True, verbose_name='переписка ограничена по')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='решено')),
                        ('appeal_until', models.DateField(blank=True, null=True, verbose_name='обжаловать до')),
                        ('appeal', models.TextField(blank=True, verbose_name='возражение')),
                        ('appealed_at', models.DateTimeField(blank=True, null=True, verbose_name='обжаловано')),
                        ('upheld', models.BooleanField(blank=True, null=True, verbose_name='решение оставлено')),
                        ('outcome', models.TextField(blank=True, verbose_name='ответ на возражение')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='закрыто')),
                        ('appealed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто обжаловал')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто написал')),
                        ('booking', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='consultations.booking', verbose_name='вопрос к встрече')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто ответил')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто решил')),
                        ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='conversations.message', verbose_name='сообщение')),
                        ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='consultations.post', verbose_name='в вопросе')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'appealed'])), fields=['due_on'], name='case_by_due'), models.Index(fields=['author', '-id'], name='case_by_author')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('booking', None), ('message__isnull', False), ('post', None)), models.Q(('booking', None), ('message', None), ('post__isnull', False)), models.Q(('booking__isnull', False), ('message', None), ('post', None)), _connector='OR'), name='case_is_about_one_thing'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('message',), name='case_message_once'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('post',), name='case_post_once'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('booking',), name='case_booking_once'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='case_decided_has_a_decision'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('author')), _negated=True), _connector='OR'), name='case_not_by_its_author'), models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_by', models.F('decided_by')), _negated=True), _connector='OR'), name='case_appeal_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decision', 'restrict'), _negated=True), ('restricted_until__isnull', False), _connector='OR'), name='case_restriction_has_an_end')],
                    },
                ),
                migrations.CreateModel(
                    name='Policy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('refuse_brutal', models.BooleanField(default=False, verbose_name='мат не отправляется')),
                        ('decide_days', models.PositiveSmallIntegerField(default=3, verbose_name='срок решения')),
                        ('appeal_days', models.PositiveSmallIntegerField(default=5, verbose_name='срок обжалования')),
                        ('answer_days', models.PositiveSmallIntegerField(default=5, verbose_name='срок ответа на обжалование')),
                        ('keep_months', models.PositiveSmallIntegerField(default=12, verbose_name='хранить дела')),
                        ('allowed', models.TextField(blank=True, verbose_name='разрешённые слова')),
                        ('denied', models.TextField(blank=True, verbose_name='запрещённые слова')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='policy_is_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('brutal', 'ненормативная лексика'), ('insult', 'оскорбление'), ('bullying', 'травля или угроза'), ('private', 'чужие личные данные'), ('other', 'другое')], max_length=10, verbose_name='что не так')),
                        ('words', models.TextField(blank=True, verbose_name='подробнее')),
                        ('at', models.DateTimeField(verbose_name='когда')),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='moderation.case')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person', verbose_name='кто пожаловался')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('case', 'person'), name='report_once')],
                    },
                ),
            ],
        ),
    ]
