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
    """Somebody of a personal, group or staff chat; ``ward`` marks a representative who was let in for him."""

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
    at = models.DateTimeField(_("когда"))
    edited_at = models.DateTimeField(_("изменено"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("удалено"), null=True, blank=True)

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
    """How far a person has read a chat."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seq = models.PositiveBigIntegerField()

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
