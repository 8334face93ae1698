from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Person


class NewsItem(Stamped):
    """A piece of news: a draft, or on the site since ``published_at``; taken off, it is a draft again."""

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        PUBLISHED = "published", _("на сайте")

    title = models.CharField(_("заголовок"), max_length=200)
    lead = models.CharField(_("кратко"), max_length=300, blank=True)
    text = models.TextField(_("текст"), max_length=20_000)
    state = models.CharField(_("состояние"), max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("опубликована"), null=True, blank=True)
    written_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("кто написал")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="news_published_at_a_moment"
            )
        ]
        indexes = [models.Index(fields=["-published_at"], name="news_by_day")]
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title
