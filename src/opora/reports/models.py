from django.db import models

from opora.kernel.models import Stamped
from opora.people.models import Account


class CalendarLink(Stamped):
    """The secret address of a personal calendar; a new ``version`` makes the former address dead."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.account}: {self.version}"
