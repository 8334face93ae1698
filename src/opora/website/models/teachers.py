from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class TeacherPage(Stamped):
    """What the site tells of a worker beyond the график; shown only by his consent (152-ФЗ 10.1)."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="site_page")
    degree = models.CharField(_("учёная степень"), max_length=150, blank=True)
    title = models.CharField(_("учёное звание"), max_length=150, blank=True)
    education = models.CharField(_("образование, специальность"), max_length=300, blank=True)
    qualification = models.CharField(_("квалификация и её повышение"), max_length=500, blank=True)
    experience_since = models.PositiveSmallIntegerField(_("преподаёт с года"), null=True, blank=True)
    about = models.TextField(_("о себе"), max_length=1500, blank=True)
    consent_on = models.DateField(_("согласие от"), null=True, blank=True)
    consent_paper = models.CharField(_("согласие на бумаге"), max_length=100, blank=True)
    withdrawn_on = models.DateField(_("согласие отозвано"), null=True, blank=True)
    is_published = models.BooleanField(_("опубликована"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(consent_on__isnull=False, withdrawn_on=None),
                name="teacher_page_by_consent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def has_consent(self) -> bool:
        return self.consent_on is not None and self.withdrawn_on is None
