from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.kernel.text import normal_name, short_name


class Person(Stamped):
    """A human being: learner, representative or worker. E-mail is not a key: twelve may share one."""

    class Sex(models.TextChoices):
        MALE = "m", _("мужской")
        FEMALE = "f", _("женский")

    class Category(models.TextChoices):
        """Subjects of e-learning (S4-1.4)."""

        OWN = "own", _("обучающийся организации")
        NETWORK = "network", _("по договору о сетевом взаимодействии")
        OTHER_STAFF = "teaching_staff_of_others", _("педагог другой организации")
        DPO = "dpo_specialist", _("специалист на программе ДПО")
        MODULES = "separate_modules", _("отдельные дисциплины")

    last_name = models.CharField(_("фамилия"), max_length=100)
    first_name = models.CharField(_("имя"), max_length=100)
    middle_name = models.CharField(_("отчество"), max_length=100, blank=True)
    search_name = models.CharField(max_length=310, editable=False, db_index=True)
    birth_date = models.DateField(_("дата рождения"), null=True, blank=True)
    sex = models.CharField(_("пол"), max_length=1, choices=Sex, blank=True)
    snils = models.CharField(_("СНИЛС"), max_length=11, blank=True)
    no_snils_reason = models.CharField(_("почему нет СНИЛС"), max_length=200, blank=True)
    citizenship = models.CharField(_("гражданство, код ОКСМ"), max_length=3, default="643")
    email = models.EmailField(_("электронная почта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=50, blank=True)
    timezone = models.CharField(_("часовой пояс"), max_length=64, blank=True)
    category = models.CharField(_("категория"), max_length=30, choices=Category, default=Category.OWN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snils"], condition=~Q(snils=""), name="person_snils_once"),
            models.CheckConstraint(
                condition=Q(snils="") | Q(snils__regex=r"^\d{11}$"), name="person_snils_digits"
            ),
        ]
        ordering = ["search_name", "id"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, (self.last_name, self.first_name, self.middle_name)))

    @property
    def short_name(self) -> str:
        return short_name(self.last_name, self.first_name, self.middle_name)

    def name_on(self, day: date) -> str:
        """The full name papers of a day carry: a surname changed later is not yet known (case 33)."""
        former = self.former_names.filter(until__gte=day).order_by("until").first()
        return former.full_name if former else self.full_name

    def set_search_name(self) -> None:
        """Called by the actions that write a name; ё and е, case and spaces do not differ in it."""
        self.search_name = normal_name(self.full_name)


class Guardianship(Stamped):
    """A legal representative of a minor (S1-3.1a); not the payer."""

    class Kind(models.TextChoices):
        MOTHER = "mother", _("мать")
        FATHER = "father", _("отец")
        ADOPTER = "adopter", _("усыновитель")
        GUARDIAN = "guardian", _("опекун")
        TRUSTEE = "trustee", _("попечитель")

    class Status(models.TextChoices):
        PENDING = "pending", _("не подтверждено")
        VERIFIED = "verified", _("подтверждено")
        RESTRICTED = "restricted", _("ограничено")

    representative = models.ForeignKey(Person, models.PROTECT, related_name="wards")
    ward = models.ForeignKey(Person, models.PROTECT, related_name="representatives")
    kind = models.CharField(_("кем приходится"), max_length=20, choices=Kind)
    document = models.CharField(_("документ"), max_length=200)
    status = models.CharField(_("состояние"), max_length=20, choices=Status, default=Status.PENDING)
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["representative", "ward"], name="guardianship_once"),
            models.CheckConstraint(condition=~Q(representative=F("ward")), name="guardianship_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.representative} → {self.ward}"


class Accommodation(Stamped):
    """ОВЗ or disability: the fact, the document and the needed conditions, never the diagnosis (S0-5.5c)."""

    class Kind(models.TextChoices):
        OVZ = "ovz", _("ОВЗ")
        DISABILITY = "disability", _("инвалидность")

    person = models.ForeignKey(Person, models.PROTECT, related_name="accommodations")
    kind = models.CharField(_("основание"), max_length=20, choices=Kind)
    document = models.CharField(_("документ"), max_length=200)
    conditions = models.CharField(_("нужные условия"), max_length=300, blank=True)
    valid_from = models.DateField(_("с"))
    valid_to = models.DateField(_("по"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="accommodation_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
