from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.kernel.models import Stamped
from opora.people.models import Account, Role


class SavedView(Stamped):
    """A filter of a list somebody comes back to: the page and what stood in its address."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    page = models.CharField(max_length=100)
    title = models.CharField(_("название"), max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "title"], name="saved_view_title_once")
        ]
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Tour(models.Model):
    """The first walk through the cabinet in a role was taken or put away."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="tour_once_per_role")]

    def __str__(self) -> str:
        return f"{self.account}: {self.role}"
