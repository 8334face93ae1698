"""Conversations: who talks with whom, what was said in which order, and how far each has read."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Thread
from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person
from opora.studies.models import GroupPart


class Conversation(Stamped):
    """A chat. Its row is the lock under which messages get their numbers.

    Who is in the chat of a course part is computed from its teacher, the curator and the enrolments; of the
    others by :class:`Member`. ``pair`` keeps one personal chat for two people.
    """

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("личная переписка")
        GROUP = "group", _("чат")
        COURSE = "course", _("чат дисциплины")
        STAFF = "staff", _("чат работников")
        ANNOUNCEMENT = "announce", _("объявление")

    kind = models.CharField(_("вид"), max_length=10, choices=Kind)
    title = models.CharField(_("название"), max_length=150, blank=True)
    run = models.OneToOneField(
        GroupPart, models.PROTECT, null=True, blank=True, related_name="conversation",
        verbose_name=_("дисциплина группы"),
    )  # fmt: skip
    pair = models.CharField(_("двое"), max_length=45, blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто создал"))
    closed_at = models.DateTimeField(_("закрыт"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair"], condition=~Q(pair=""), name="conversation_once_for_two"),
            models.CheckConstraint(
                condition=Q(kind="course", run__isnull=False) | (~Q(kind="course") & Q(run=None)),
                name="conversation_of_course_has_a_run",
            ),
            models.CheckConstraint(
                condition=Q(kind="personal") & ~Q(pair="") | ~Q(kind="personal") & Q(pair=""),
                name="conversation_of_two_has_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def sides(self) -> tuple[int, ...]:
        """Numbers of the two of a personal chat; of any other nobody's."""
        return tuple(int(pk) for pk in self.pair.split("-")) if self.pair else ()


class Member(Stamped):
    """Somebody of a personal, group or staff chat, or whom an announcement was sent to.

    ``ward`` marks a representative who was let in for him.
    """

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="members", verbose_name=_("чат")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("участник"))
    ward = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("представитель кого")
    )
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто добавил"))
    left_at = models.DateTimeField(_("вышел"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="member_once")]
        indexes = [models.Index(fields=["person"], condition=Q(left_at=None), name="member_now")]

    def __str__(self) -> str:
        return f"{self.person}: {self.conversation}"


class Announcement(Stamped):
    """What makes a chat an announcement (S3-4.2c): whom it was sent to, in words, and who may answer where.

    Those it was sent to are its members: they are chosen once and stay, so the report says the same later.
    """

    class Replies(models.TextChoices):
        AUTHOR = "author", _("лично автору")
        EVERYBODY = "everybody", _("всем, кто получил объявление")
        NOBODY = "nobody", _("ответы не нужны")

    conversation = models.OneToOneField(Conversation, models.CASCADE, related_name="announcement")
    audience = models.CharField(_("кому"), max_length=500)
    replies = models.CharField(_("куда отвечают"), max_length=10, choices=Replies, default=Replies.AUTHOR)

    def __str__(self) -> str:
        return str(self.conversation)


class Topic(Stamped):
    """A question of a chat talked over apart: opened by a message, resolved when there is nothing to add."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="topics")
    root = models.OneToOneField(
        "Message", models.PROTECT, related_name="opened_topic", verbose_name=_("первое сообщение")
    )
    title = models.CharField(_("тема"), max_length=150)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто открыл"))
    resolved_at = models.DateTimeField(_("решена"), null=True, blank=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.title


class WithoutYo(Func):
    """People write «отчёт» and «отчет»: for the search they are one word."""

    function = "translate"
    template = "%(function)s(%(expressions)s, 'ёЁ', 'еЕ')"
    output_field = models.TextField()


def words_of(field: str) -> SearchVector:
    """Word forms of a text in Russian; the index and the search must say it alike."""
    return SearchVector(WithoutYo(F(field)), config="russian")


class Message(models.Model):
    """What was said. ``seq`` counts messages of the chat without a gap; ``change`` is the number of the last
    event of the chat that touched this one, so one number asks for everything new, edited and deleted.

    ``client_id`` is made by who sends: the same message sent again is found, not written again.
    ``origin`` names whose words were forwarded, as its new readers may know it.
    ``label`` is what the author is in this chat, set where it is shown.
    """

    label: str

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.PositiveBigIntegerField()
    change = models.PositiveBigIntegerField()
    client_id = models.UUIDField()
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("автор"))
    text = models.TextField(_("текст"), blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("файлы"))
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="messages")
    origin = models.CharField(_("переслано из"), max_length=300, blank=True)
    pinned_at = models.DateTimeField(_("закреплено"), null=True, blank=True)
    at = models.DateTimeField(_("когда"))
    edited_at = models.DateTimeField(_("изменено"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("удалено"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("скрыто модератором"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_number_once"),
            models.UniqueConstraint(fields=["conversation", "change"], name="message_change_once"),
            models.UniqueConstraint(fields=["conversation", "author", "client_id"], name="message_sent_once"),
        ]
        indexes = [GinIndex(words_of("text"), name="message_words")]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.conversation_id}:{self.seq}"

    @property
    def first_line(self) -> str:
        return self.text.strip().partition("\n")[0]


class FormerText(models.Model):
    """What a message said before it was edited or deleted: kept for moderation (case 47)."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="former_texts")
    text = models.TextField(_("текст"), blank=True)
    until = models.DateTimeField(_("до"))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.message}, до {self.until}"


class Reading(models.Model):
    """How far a person has read a chat, and when he last read further."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("когда"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.seq}"


class Registered(Stamped):
    """A question of a chat that became an offline consultation (S0-3.1c): linked both ways."""

    question = models.OneToOneField(
        Message, models.PROTECT, related_name="registered", verbose_name=_("вопрос")
    )
    thread = models.OneToOneField(
        Thread, models.PROTECT, related_name="chat_source", verbose_name=_("консультация")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто оформил"))

    def __str__(self) -> str:
        return f"{self.question} → {self.thread}"


class TopicReading(models.Model):
    """How far a person has read a topic on its own page; reading the whole chat counts as well."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="topic_reading_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.topic}"


class Reaction(models.Model):
    """A short answer without words; by a worker to a question it is an answer too."""

    class Code(models.TextChoices):
        GOOD = "good", _("хорошо")
        THANKS = "thanks", _("спасибо")
        DONE = "done", _("сделано")
        LOOK = "look", _("смотрю")
        UNCLEAR = "unclear", _("непонятно")

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    code = models.CharField(max_length=10, choices=Code)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person", "code"], name="reaction_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_code_display()


class Mention(models.Model):
    """Somebody called by name in a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mention_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"@{self.person.short_name}"


class Saved(models.Model):
    """A message a person put by for himself («Избранное»); nobody else sees it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="saved")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "message"], name="saved_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.message}"


class Preference(models.Model):
    """What a person wants to hear of one chat; without a row, everything."""

    class Level(models.TextChoices):
        ALL = "all", _("обо всём")
        MENTIONS = "mentions", _("только когда меня упомянули")
        NONE = "none", _("ни о чём")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="preferences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    level = models.CharField(_("о чём сообщать"), max_length=10, choices=Level)
    until = models.DateField(_("до какого дня"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "person"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_level_display()}"


class Draft(models.Model):
    """What is typed and not yet sent, on whichever device. ``version`` counts its savings.

    ``former`` is what another device had typed when it was written over: nothing typed is lost.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    former = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "conversation", "topic"], nulls_distinct=False, name="draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.conversation}"


class Scheduled(models.Model):
    """A message that is sent at its time; the row leaves with it. ``refused`` says why it could not be."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="scheduled")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    text = models.TextField(_("текст"), blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("когда отправить"))
    refused = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "author", "client_id"], name="scheduled_once")
        ]
        indexes = [models.Index(fields=["at"], condition=Q(refused=""), name="scheduled_waiting")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.conversation}, {self.at}"


class Awaited(models.Model):
    """A question of a learner's side that a worker owes an answer to, and by when (S1-4.1)."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="awaited")
    worker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто отвечает"))
    due_at = models.DateTimeField(_("ответить до"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(_("отвечено"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(settled_at=None), name="awaited_by_due")]

    def __str__(self) -> str:
        return f"{self.message}, {self.due_at}"


class Poll(Stamped):
    """A question with answers to choose from; its words are those of its message."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="poll", verbose_name=_("вопрос"))
    many = models.BooleanField(_("можно выбрать несколько"), default=False)
    anonymous = models.BooleanField(_("без имён"), default=False)
    closes_at = models.DateTimeField(_("идёт до"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.message)


class Option(models.Model):
    """One answer of a poll."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    text = models.CharField(_("ответ"), max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """Whose choice it is: the person, or in an anonymous poll a sign by which he cannot be found."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    voter = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "voter"], name="vote_once")]

    def __str__(self) -> str:
        return str(self.option)


class Call(Stamped):
    """A call begun in a chat; its ``message`` says there how it went. The room is of ``meetings``.

    ``minutes`` are measured when it is over; ``spoke`` were in it with who began it for a minute.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="calls")
    message = models.OneToOneField(Message, models.PROTECT, related_name="call", verbose_name=_("сообщение"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто позвонил"))
    began_at = models.DateTimeField(_("начат"))
    ended_at = models.DateTimeField(_("закончен"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("минут"), default=0)
    spoke = models.ManyToManyField(Person, related_name="+", verbose_name=_("кто говорил"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_call_of_a_chat_goes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.began_at:%d.%m.%Y %H:%M}"

    @property
    def goes(self) -> bool:
        return self.ended_at is None

    @property
    def unanswered(self) -> list["Ring"]:
        """Whom it reached in vain; the rings are prefetched where it is shown."""
        return [one for one in self.rings.all() if one.state in (Ring.State.DECLINED, Ring.State.MISSED)]


class Ring(models.Model):
    """A call as it rings at one person."""

    class State(models.TextChoices):
        RINGING = "ringing", _("звонит")
        ANSWERED = "answered", _("есть ответ")
        DECLINED = "declined", _("звонок отклонён")
        MISSED = "missed", _("без ответа")

    call = models.ForeignKey(Call, models.CASCADE, related_name="rings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.RINGING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="ring_once")]
        indexes = [models.Index(fields=["person"], condition=Q(state="ringing"), name="ring_now")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"
