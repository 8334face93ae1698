"""Duties of the centre's acts and who answers for them, outages, plans of introducing ЭО and ДОТ."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person, Role
from opora.regulations.models import LocalAct, Order


class Duty(Stamped):
    """A duty of the centre's own, or a shipped one as the centre keeps it, laid over the register by code.

    ``role``: who is appointed to it answers for the duty, until an order names a person for this duty alone.
    """

    code = models.SlugField(_("код"), unique=True)
    words = models.CharField(_("обязанность"), max_length=500)
    act = models.ForeignKey(LocalAct, models.PROTECT, null=True, blank=True, related_name="duties")
    clause = models.CharField(_("пункт"), max_length=20, blank=True)
    role = models.CharField(_("по какой роли"), max_length=20, choices=Role, blank=True)
    evidence = models.CharField(_("чем подтверждается"), max_length=30, blank=True)
    proof = models.CharField(_("документ"), max_length=300, blank=True)
    closed = models.BooleanField(_("снята"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(clause="") | Q(act__isnull=False), name="duty_clause_is_of_an_act"
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class Assignment(Stamped):
    """A person answers for a duty by an order, for a term; ``deputy`` does while he is away."""

    duty = models.SlugField(_("обязанность"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties", verbose_name=_("кто"))
    order = models.ForeignKey(Order, models.PROTECT, related_name="duties", verbose_name=_("приказ"))
    deputy = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("замещает")
    )
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "valid_from"], name="duty_assigned_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="duty_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="duty_deputy_is_another"
            ),
        ]
        ordering = ["duty", "valid_from"]

    def __str__(self) -> str:
        return f"{self.duty}: {self.person}"


class Outage(Stamped):
    """The platform did not work, or works on it went on: since when till when, why, whose it was (S4-2.3).

    ``ends_at`` is empty while it lasts; planned works may be written down ahead.
    """

    class Kind(models.TextChoices):
        FAILURE = "failure", _("сбой")
        PLANNED = "planned", _("плановые работы")
        UNPLANNED = "unplanned", _("внеплановые работы")

    kind = models.CharField(_("что это"), max_length=10, choices=Kind)
    what = models.CharField(_("что не работало"), max_length=300)
    starts_at = models.DateTimeField(_("с"))
    ends_at = models.DateTimeField(_("по"), null=True, blank=True)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    done = models.CharField(_("что сделано"), max_length=500, blank=True)
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто отвечал")
    )
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто записал"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="outage_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["-starts_at"], name="outage_by_start")]
        ordering = ["-starts_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"


class Plan(Stamped):
    """План внедрения ЭО и ДОТ for a period: written, approved by the head, carried out, summed up (S4-2.1).

    What stands in it is frozen once it is sent; of an approved one only the course of its measures changes.
    ``approved_as``: the position under «УТВЕРЖДАЮ». ``outcome``: what came of it, said when it is closed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        SENT = "sent", _("на утверждении")
        APPROVED = "approved", _("исполняется")
        CLOSED = "closed", _("завершён")

    title = models.CharField(_("название"), max_length=200)
    starts_on = models.DateField(_("с"))
    ends_on = models.DateField(_("по"))
    goals = models.TextField(_("цели"), max_length=3000)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто составил"))
    remark = models.CharField(_("замечание"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("кто утвердил")
    )
    approved_as = models.CharField(_("должность утвердившего"), max_length=200, blank=True)
    approved_on = models.DateField(_("утверждён"), null=True, blank=True)
    outcome = models.TextField(_("итоги"), max_length=3000, blank=True)
    closed_on = models.DateField(_("завершён"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="plan_dates_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent"], approved_by=None, approved_on=None)
                | Q(state__in=["approved", "closed"], approved_by__isnull=False, approved_on__isnull=False),
                name="plan_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="plan_closed_with_outcome",
            ),
        ]
        ordering = ["-starts_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Measure(Stamped):
    """One measure of a plan: what is done, what it gives, who answers, till when.

    ``evidence``: the live figure that shows it. ``first_due_on``: the term of the approved plan, when it was
    moved. ``note``: the result of what is done, the reason of what is moved or dropped.
    """

    class State(models.TextChoices):
        AHEAD = "ahead", _("не начато")
        GOING = "going", _("выполняется")
        DONE = "done", _("выполнено")
        DROPPED = "dropped", _("снято")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    words = models.CharField(_("мероприятие"), max_length=500)
    goal = models.CharField(_("ожидаемый результат"), max_length=300)
    evidence = models.CharField(_("показатель"), max_length=30, blank=True)
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто отвечает"))
    due_on = models.DateField(_("срок"))
    first_due_on = models.DateField(_("первоначальный срок"), null=True, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.AHEAD)
    note = models.CharField(_("что сделано"), max_length=500, blank=True)
    done_on = models.DateField(_("выполнено"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "dropped"]) | ~Q(note=""), name="measure_ended_in_words"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="measure_done_on_a_day",
            ),
        ]
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.AHEAD, self.State.GOING)
