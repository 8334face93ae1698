from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class Place(models.TextChoices):
    """Sections of the page on e-learning that people write (S2-6, S2-14); the rest is read."""

    HELP = "help", _("Как получить помощь")
    RESOURCES = "resources", _("Ресурсы и полезные ссылки")
    INSTRUCTIONS = "instructions", _("Инструкции")
    EQUIPMENT = "equipment", _("Требования к оборудованию")
    SUPPORT = "support", _("Техническая поддержка")
    PARENTS = "parents", _("Родителям и законным представителям")


class SectionVersion(Stamped):
    """What a section said from a moment on. Only added: the last one is shown, any comes back."""

    place = models.CharField(_("раздел"), max_length=20, choices=Place)
    number = models.PositiveIntegerField(_("версия"))
    text = models.TextField(_("текст"), blank=True)
    written_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кто написал")
    )
    restored_from = models.PositiveIntegerField(_("возвращена версия"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "number"], name="section_version_once")]
        ordering = ["place", "-number"]

    def __str__(self) -> str:
        return f"{self.get_place_display()}, {self.number}"


class PageCheck(Stamped):
    """The responsible person read the page and found it true (S2-14 «своевременное обновление»)."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("кто проверил"))

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.by}: {self.created_at:%d.%m.%Y}"
