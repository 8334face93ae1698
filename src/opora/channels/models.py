from datetime import date
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class State(models.TextChoices):
    ALLOWED = "allowed", _("можно")
    WARN = "warn", _("с предупреждением")
    FORBIDDEN = "forbidden", _("запрещено")
    CLOSED = "closed", _("сервис закрыт")


class Purpose(models.TextChoices):
    """What a means serves (S0-4.3, S0-6.3)."""

    CONSULTATIONS = "consultations", _("консультации")
    TASKS = "tasks", _("задания и материалы")
    APPEALS = "appeals", _("обращения")


USABLE = frozenset({State.ALLOWED, State.WARN})


class Standing(NamedTuple):
    """How a means stands on a day: its state, since when, and the legal note."""

    state: str
    since: date | None
    note: str

    @property
    def is_usable(self) -> bool:
        return self.state in USABLE

    @property
    def words(self) -> str:
        return str(State(self.state).label)


class CommunicationMeans(Stamped):
    """A means of communication of the график (S1-A-cols) with its legal state and dates.

    ``state`` holds from ``state_since``; a change still to come stands in ``next_*`` and holds from its date
    by itself (:meth:`standing_on`). Every change of state is kept as a :class:`MeansStatus`.
    """

    State = State

    class Kind(models.TextChoices):
        VKS = "vks", _("видеоконференция")
        WEBINAR = "webinar", _("вебинар")
        CHAT = "chat", _("чат")
        FORUM = "forum", _("форум")
        EMAIL = "email", _("электронная почта")
        PHONE = "phone", _("телефон")
        VOICEMAIL = "voicemail", _("голосовая почта")
        CALL = "call", _("видеозвонок")
        MESSENGER = "messenger", _("мессенджер")
        SOCIAL = "social", _("социальная сеть")
        FORM = "form", _("форма обратной связи")
        TICKET = "ticket", _("заявка в СДО")
        SITE = "site", _("официальный сайт")
        PLATFORM = "platform", _("образовательная платформа")
        LMS = "lms", _("система дистанционного обучения")
        CLOUD = "cloud", _("облачный сервис")
        PORTAL = "portal", _("образовательный портал")
        TEACHER_SITE = "teacher_site", _("сайт или блог преподавателя")
        IN_PERSON = "in_person", _("личный приём")

    code = models.SlugField(_("код"), unique=True)
    title = models.CharField(_("название"), max_length=120)
    aliases = models.JSONField(_("другие названия"), default=list, blank=True)
    kind = models.CharField(_("вид"), max_length=20, choices=Kind)
    purposes = ArrayField(
        models.CharField(max_length=20, choices=Purpose), verbose_name=_("для чего"), default=list, blank=True
    )
    foreign = models.BooleanField(_("иностранный сервис"), default=False)
    personal_data = models.BooleanField(_("можно передавать персональные данные"), default=True)
    contact = models.CharField(_("адрес, номер"), max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("чем заменить")
    )
    checked_on = models.DateField(_("проверено"), null=True, blank=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.ALLOWED)
    state_since = models.DateField(_("с какой даты"), null=True, blank=True)
    note = models.CharField(_("основание"), max_length=300, blank=True)
    next_state = models.CharField(_("будет"), max_length=20, choices=State, blank=True)
    next_since = models.DateField(_("будет с"), null=True, blank=True)
    next_note = models.CharField(_("основание перемены"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_state="", next_since=None)
                | (~Q(next_state="") & Q(next_since__isnull=False)),
                name="means_next_state_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("id")),
                name="means_replaced_by_another",
            ),
        ]
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def standing_on(self, day: date) -> Standing:
        if self.next_since and self.next_since <= day:
            return Standing(self.next_state, self.next_since, self.next_note)
        return Standing(self.state, self.state_since, self.note)

    def barred_from(self, day: date) -> date:
        """The first day from ``day`` on that it may not be used; ``day`` itself when no ban is known."""
        ahead = self.next_since if self.next_since and self.next_state not in USABLE else None
        return ahead if ahead and ahead > day and self.standing_on(day).is_usable else day

    @property
    def names(self) -> list[str]:
        """How it is written in acts and files."""
        return [self.title, *self.aliases]

    @property
    def purposes_words(self) -> str:
        return ", ".join(str(Purpose(one).label) for one in self.purposes)


class MeansStatus(models.Model):
    """One decision about a means: which state from which day, why and by whom; never changed."""

    means = models.ForeignKey(CommunicationMeans, models.CASCADE, related_name="statuses")
    state = models.CharField(_("состояние"), max_length=20, choices=State)
    since = models.DateField(_("с какой даты"), null=True)
    note = models.CharField(_("основание"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кто решил"))
    at = models.DateTimeField(_("когда решено"))
    called_off = models.BooleanField(_("отменено до начала"), default=False)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.since}"
