from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One write of one row, recorded by a database trigger; can be neither changed nor removed.

    An opening of a card is no write, so :func:`actions.record_view` puts it here (``V``, with a reason).
    """

    class Action(models.TextChoices):
        INSERT = "I", _("добавлено")
        UPDATE = "U", _("изменено")
        DELETE = "D", _("удалено")
        VIEW = "V", _("просмотрено")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    account_id = models.BigIntegerField(null=True)
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    action = models.CharField(max_length=1, choices=Action)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.CharField(max_length=300, blank=True)
    ip = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["table", "row_id", "id"], name="journal_by_row"),
            models.Index(fields=["account_id", "id"], name="journal_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.action}"
