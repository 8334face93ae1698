"""The room of a consultation, who was there by two measures, questions of a hall, presses of the timer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.consultations.models import Session, Thread
from opora.conversations.models import Call
from opora.kernel.models import Stamped
from opora.people.models import Person
from opora.webinars.models import Visitor

from ..janus.nodes import RESERVED
from ..providers import PROVIDERS


def of_one(name: str) -> models.CheckConstraint:
    """A person with an account, or a visitor of a webinar, never both."""
    return models.CheckConstraint(condition=Q(person=None) ^ Q(visitor=None), name=name)


class OfSomebody(models.Model):
    """Whose row it is: of a person, or of somebody without an account who registered for a webinar.

    ``who`` is the one number both are known by in a room: that of a person, or of a visitor with a minus.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("человек")
    )
    visitor = models.ForeignKey(
        Visitor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("гость")
    )

    class Meta:
        abstract = True

    @property
    def who(self) -> int:
        return self.person_id or -(self.visitor_id or 0)

    @property
    def full_name(self) -> str:
        return self.person.full_name if self.person else self.visitor.name if self.visitor else ""

    @property
    def short_name(self) -> str:
        return self.person.short_name if self.person else self.visitor.name if self.visitor else ""


def whose(who: int) -> dict[str, int]:
    """Columns of a row of :class:`OfSomebody` by the number of the room."""
    return {"person_id": who} if who > 0 else {"visitor_id": -who}


class MediaNode(Stamped):
    """A video server of the settings (``janus.nodes``, ``engines``) as it is now.

    ``trouble`` is empty while it answers.

    ``since``: when it last began to answer or fell silent; ``draining``: it takes no new room.
    """

    class State(models.TextChoices):
        UP = "up", _("принимает комнаты")
        DRAIN = "drain", _("новых комнат не берёт")
        DOWN = "down", _("не отвечает")

    name = models.CharField(_("имя сервера"), max_length=40, unique=True)
    url = models.CharField(_("адрес"), max_length=200)
    seats = models.PositiveIntegerField(_("мест"))
    draining = models.BooleanField(_("не брать новых комнат"), default=False)
    trouble = models.CharField(_("что не так"), max_length=200, blank=True)
    since = models.DateTimeField(_("с какого времени"))

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """One whose kind there is one of is called by that."""
        return PROVIDERS[self.name].title if self.name in RESERVED else self.name

    @property
    def state(self) -> State:
        if self.trouble:
            return self.State.DOWN
        return self.State.DRAIN if self.draining else self.State.UP

    @property
    def tone(self) -> str:
        return {self.State.DOWN: "danger", self.State.DRAIN: "warning"}.get(self.state, "success")


class Room(Stamped):
    """The video room of one consultation, or of one call of a chat, or a part of the first one (``main``).

    ``parts_until`` and ``notice`` are of a room whose people are in parts. ``provider`` carries the media
    (``providers``). ``node`` and ``number``: where a media server holds it;
    it gets a new number each time it is laid. ``is_hall``: a webinar, where only who has the word is heard.
    """

    session = models.OneToOneField(
        Session, models.PROTECT, null=True, blank=True, related_name="room", verbose_name=_("встреча")
    )
    call = models.OneToOneField(
        Call, models.PROTECT, null=True, blank=True, related_name="room", verbose_name=_("звонок")
    )
    provider = models.CharField(_("чем передаётся"), max_length=20)
    node = models.ForeignKey(
        MediaNode, models.PROTECT, null=True, blank=True, related_name="rooms", verbose_name=_("медиасервер")
    )
    number = models.BigIntegerField(_("номер на медиасервере"), null=True, blank=True)
    locked = models.BooleanField(_("закрыта для новых"), default=False)
    waits = models.BooleanField(_("впускают по одному"), default=True)
    is_hall = models.BooleanField(_("зал"), default=False)
    ended_at = models.DateTimeField(_("закончена"), null=True, blank=True)
    main = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("общая комната")
    )
    title = models.CharField(_("название"), max_length=60, blank=True)
    parts_until = models.DateTimeField(_("по группам до"), null=True, blank=True)
    notice = models.CharField(_("сообщение группам"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(main=None) & (Q(session=None) ^ Q(call=None)))
                | Q(main__isnull=False, session=None, call=None),
                name="room_of_a_meeting_or_a_call",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self.session or self.call}"

    @property
    def consultation(self) -> Session:
        """Of a room that is recorded. Raises ``LookupError`` for that of a call: it never is."""
        if self.session is None:
            raise LookupError(self.pk)
        return self.session


class Choice(Stamped):
    """By what meetings of one form are held here: ``first``, else ``then``, else what takes them."""

    class Form(models.TextChoices):
        INDIVIDUAL = "individual", _("индивидуальные")
        GROUP = "group", _("групповые")
        FRONTAL = "frontal", _("фронтальные")
        EXAM_PREP = "exam_prep", _("по подготовке к аттестации")
        CALL = "call", _("звонки из чатов")

    form = models.CharField(_("форма"), max_length=20, choices=Form, unique=True)
    first = models.CharField(_("чем передаётся"), max_length=20)
    then = models.CharField(_("чем заменить"), max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.get_form_display()}: {self.first}"


class Guest(OfSomebody, Stamped):
    """Somebody at the door or inside. ``ward``: the learner whose representative this is.

    ``place``: the part of the room where he is to be; None is the room itself.
    ``walk_in``: he knocked in the hours of the график without a place booked. ``word_at``: since when he has
    the word in a hall.
    """

    class Part(models.TextChoices):
        HOST = "host", _("ведёт встречу")
        SPEAKER = "speaker", _("участник")

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт у входа")
        INSIDE = "inside", _("впущен")
        REFUSED = "refused", _("не впущен")
        REMOVED = "removed", _("удалён со встречи")

    room = models.ForeignKey(Room, models.CASCADE, related_name="guests", verbose_name=_("комната"))
    ward = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("представитель кого")
    )
    part = models.CharField(_("участие"), max_length=10, choices=Part)
    state = models.CharField(_("состояние"), max_length=10, choices=State)
    hand_at = models.DateTimeField(_("поднял руку"), null=True, blank=True)
    muted = models.BooleanField(_("микрофон выключен ведущим"), default=False)
    walk_in = models.BooleanField(_("без записи"), default=False)
    word_at = models.DateTimeField(_("слово дано"), null=True, blank=True)
    place = models.ForeignKey(
        Room, models.SET_NULL, null=True, blank=True, related_name="placed", verbose_name=_("в какой группе")
    )
    let_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто решил")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="guest_once_in_a_room"),
            models.UniqueConstraint(fields=["room", "visitor"], name="visitor_once_in_a_room"),
            of_one("guest_is_one"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.full_name}: {self.get_state_display()}"


class Question(Stamped):
    """Asked in writing in a hall; the others lift it by votes, who leads answers aloud or says why not.

    ``unnamed``: nobody in the hall sees who asked. ``thread``: what a learner asked and was not told at the
    meeting is answered in writing, as an offline consultation.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт")
        ANSWERED = "answered", _("отвечен")
        DISMISSED = "dismissed", _("снят")
        WRITTEN = "written", _("ответят письменно")

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="questions", verbose_name=_("кто спросил"))
    text = models.CharField(_("вопрос"), max_length=500)
    unnamed = models.BooleanField(_("без имени"), default=False)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("почему снят"), max_length=300, blank=True)
    settled_at = models.DateTimeField(_("решён"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто решил")
    )
    thread = models.OneToOneField(
        Thread, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("письменный вопрос")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="question_dismissed_with_a_reason"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """One of the hall wants this question answered too."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "guest"], name="question_vote_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.guest_id}"


class Press(models.Model):
    """A press of the button of the timer: a consultation without a room is measured by these (``timing``).

    ``at`` is when it was pressed, ``heard_at`` when the server heard of it. ``client_id`` is made by the
    browser: the same press sent again is found, not written again.
    """

    class What(models.TextChoices):
        START = "start", _("начало")
        STOP = "stop", _("окончание")
        RESUME = "resume", _("окончание отменено")

    class Clock(models.TextChoices):
        SERVER = "server", _("по часам сервера")
        DEVICE = "device", _("без связи, отсчитано устройством")
        PLAN = "plan", _("не остановлен, взято плановое окончание")

    session = models.ForeignKey(Session, models.PROTECT, related_name="presses", verbose_name=_("встреча"))
    client_id = models.UUIDField(_("номер нажатия"))
    what = models.CharField(_("что нажали"), max_length=10, choices=What)
    clock = models.CharField(_("по каким часам"), max_length=10, choices=Clock)
    at = models.DateTimeField(_("нажато"))
    heard_at = models.DateTimeField(_("сервер узнал"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто нажал"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "client_id"], name="press_once"),
            models.CheckConstraint(condition=Q(at__lte=F("heard_at")), name="press_is_not_ahead"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_what_display()} {self.at:%d.%m.%Y %H:%M}"


class Visit(OfSomebody):
    """One socket of one person inside the room: from when till when the server heard it (our own measure).

    Of a meeting in the interface of a video server (``engines``) there is no socket: that server names who is
    there, and ``device`` says so.
    """

    class Device(models.TextChoices):
        COMPUTER = "computer", _("компьютер")
        PHONE = "phone", _("телефон")
        SERVER = "server", _("по данным видеосервера")

    class Ending(models.TextChoices):
        LEFT = "left", _("вышел")
        LOST = "lost", _("связь пропала")

    room = models.ForeignKey(Room, models.CASCADE, related_name="visits")
    connection = models.UUIDField()
    device = models.CharField(_("устройство"), max_length=10, choices=Device)
    came_at = models.DateTimeField(_("вошёл"))
    heard_at = models.DateTimeField(_("был на связи до"))
    ending = models.CharField(_("как закончилось"), max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints = [of_one("visit_of_one")]
        indexes = [models.Index(fields=["heard_at"], condition=Q(ending=""), name="visit_going_on")]
        ordering = ["came_at", "id"]

    def __str__(self) -> str:
        return f"{self.full_name} {self.came_at:%d.%m.%Y %H:%M}"


class MediaSpan(OfSomebody):
    """Sound or picture of a person as others received it without a break (the engine's measure)."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="media")
    began_at = models.DateTimeField(_("слышали с"))
    ended_at = models.DateTimeField(_("слышали до"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="media_ends_after_start"),
            of_one("media_of_one"),
        ]
        ordering = ["began_at", "id"]

    def __str__(self) -> str:
        return f"{self.full_name} {self.began_at:%d.%m.%Y %H:%M}"
