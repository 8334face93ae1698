from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.files.models import StoredFile
from opora.kernel.models import Stamped
from opora.people.models import Person


class Way(models.TextChoices):
    """How an appeal came: the six ways of S0-6.3 and the cabinet."""

    FORM = "form", _("форма на сайте")
    IN_PERSON = "in_person", _("лично")
    PHONE = "phone", _("по телефону")
    VIDEO = "video", _("по видеосвязи")
    EMAIL = "email", _("электронной почтой")
    MESSENGER = "messenger", _("мессенджер или соцсеть")
    CABINET = "cabinet", _("из личного кабинета")


class Appeal(Stamped):
    """What was asked of the centre by any of the ways (S0-6.3): registered at once, answered in its term.

    ``author`` wrote from his cabinet, ``entered_by`` wrote down what was said or came by mail; a repeat is
    ``joined_to`` the appeal that is answered. ``secret`` opens the page of its state without a log-in; the
    number alone opens nothing. ``digest`` is of the address it came from and of the day: it counts, it names
    nobody.
    """

    class Kind(models.TextChoices):
        STUDY = "study", _("вопрос об учёбе")
        PROCESS = "process", _("запись, договор, документы")
        SUPPORT = "support", _("не работает сайт или кабинет")
        COMPLAINT = "complaint", _("жалоба или предложение")

    class State(models.TextChoices):
        REGISTERED = "registered", _("зарегистрировано")
        IN_WORK = "in_work", _("в работе")
        ANSWERED = "answered", _("дан ответ")
        CLOSED = "closed", _("закрыто без ответа")
        JOINED = "joined", _("присоединено к другому")

    year = models.PositiveSmallIntegerField(_("год"))
    number = models.PositiveIntegerField(_("номер"))
    secret = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32, blank=True)
    way = models.CharField(_("как поступило"), max_length=20, choices=Way, default=Way.FORM)
    author = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто обратился")
    )
    entered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто записал")
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("повтор")
    )
    kind = models.CharField(_("о чём"), max_length=20, choices=Kind)
    name = models.CharField(_("как обращаться"), max_length=150)
    email = models.EmailField(_("почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=50, blank=True)
    text = models.TextField(_("обращение"), max_length=5000)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.REGISTERED)
    received_at = models.DateTimeField(_("поступило"))
    consent_at = models.DateTimeField(_("согласие на обработку данных"), null=True, blank=True)
    due_on = models.DateField(_("ответить до"))
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("исполнитель")
    )
    answer = models.TextField(_("ответ"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("ответ дан"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="appeal_number_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="registered", handler=None)
                | Q(~Q(state="registered"), handler__isnull=False),
                name="appeal_in_hand_has_a_handler",
            ),
            models.CheckConstraint(
                condition=~Q(way="form") | Q(consent_at__isnull=False), name="appeal_by_form_with_consent"
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_to__isnull=False)
                | (~Q(state="joined") & Q(joined_to=None)),
                name="appeal_joined_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"])
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="appeal_ended_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at"], name="appeal_by_day"),
            models.Index(fields=["digest"], name="appeal_by_digest"),
        ]
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """«ОБР-2026-000123»."""
        return f"ОБР-{self.year}-{self.number:06}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.REGISTERED, self.State.IN_WORK)

    @property
    def head(self) -> "Appeal":
        """The appeal that is answered: itself, or the one it repeats."""
        return self.joined_to or self


class AppealArrival(Stamped):
    """The same appeal came once more by another way: nothing is answered twice (domain.md §8, case 36)."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="arrivals")
    way = models.CharField(_("как поступило"), max_length=20, choices=Way)
    received_at = models.DateTimeField(_("поступило"))
    words = models.CharField(_("что добавлено"), max_length=1000, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.way}"


class AppealMove(Stamped):
    """It was passed from one worker to another, and why; its term does not move (S0-6.1)."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="moves")
    was = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    became = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("почему передано"), max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="appeal_passed_with_a_reason"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.became_id}"


class AppealFile(models.Model):
    """What was attached to an appeal."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="attached")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.file)
