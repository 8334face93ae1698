from django.db import models

from .accounts import Account


class Visit(models.Model):
    """A day, by the organisation's clock, on which somebody was here: what use of the portal is reckoned by.

    Sessions of browsers end and are forgotten; these days are kept for thirteen months.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="visits", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="visit_once_a_day")]
        indexes = [models.Index(fields=["day"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"
