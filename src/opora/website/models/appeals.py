from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class Appeal(Stamped):
    """What a visitor wrote by the form of «Контакты» (S0-6.3): registered at once, answered in its term.

    ``secret`` opens the page of its state without a log-in; the number alone opens nothing. ``digest`` is
    of the address it came from and of the day: it counts, it names nobody.
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

    year = models.PositiveSmallIntegerField(_("год"))
    number = models.PositiveIntegerField(_("номер"))
    secret = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=32, blank=True)
    kind = models.CharField(_("о чём"), max_length=20, choices=Kind)
    name = models.CharField(_("как обращаться"), max_length=150)
    email = models.EmailField(_("почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=50, blank=True)
    text = models.TextField(_("обращение"), max_length=5000)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.REGISTERED)
    received_at = models.DateTimeField(_("поступило"))
    consent_at = models.DateTimeField(_("согласие на обработку данных"))
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
