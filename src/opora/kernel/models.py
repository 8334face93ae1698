"""Abstract models shared by the domains."""

from django.db import models


class Stamped(models.Model):
    """Rows that know when they were made and changed; who and why stands in the audit trail."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
