from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped

from .organisation import Branch
from .persons import Person


class Role(models.TextChoices):
    """Who a person is here (domain.md §2.3); the public is the absence of a role."""

    LEARNER = "learner", _("слушатель")
    REPRESENTATIVE = "representative", _("законный представитель")
    TEACHER = "teacher", _("преподаватель")
    OTHER_STAFF = "other_staff", _("иной работник")
    CURATOR = "curator", _("куратор")
    DEPUTY = "deputy", _("заместитель руководителя")
    SPECIALIST = "specialist", _("ответственный специалист")
    DIRECTOR = "director", _("руководитель")
    PROCTOR = "proctor", _("проктор")
    SUPPORT = "support", _("техподдержка")
    TRAINING_HEAD = "training_head", _("руководство управления по обучению")
    COMMISSION = "commission", _("член аттестационной комиссии")
    AUDITOR = "auditor", _("проверяющий")


class AccountManager(BaseUserManager["Account"]):
    """An account is never shown without its person, so both come in one statement."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("person")


class Account(AbstractBaseUser):
    """A log-in of one person. The login need not be an e-mail."""

    class State(models.TextChoices):
        INVITED = "invited", _("приглашён")
        ACTIVE = "active", _("действует")
        SUSPENDED = "suspended", _("приостановлен")

    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    login = models.CharField(_("логин"), max_length=100, unique=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State, default=State.ACTIVE)
    suspended_reason = models.CharField(_("причина"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    USERNAME_FIELD = "login"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override] # Django asks for an attribute; ours is the state
        return self.state == self.State.ACTIVE


class RoleGrant(Stamped):
    """Appointment to a role by order, for a term (S0-6.4, S4-1.3)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_grants")
    role = models.CharField(_("роль"), max_length=20, choices=Role)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)
    basis = models.CharField(_("приказ"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "branch", "valid_from"],
                nulls_distinct=False,
                name="role_grant_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="role_grant_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class LoginSession(AbstractBaseSession):
    """A session of the browser with its owner, so that it can be listed and revoked (S3-3.5b)."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def] # the signature is Django's
        from opora.people.session_store import SessionStore  # noqa: PLC0415 -- the store imports this model

        return SessionStore
