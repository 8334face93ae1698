"""Abstract models shared by the domains."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from .clock import now

if TYPE_CHECKING:
    _Instant = models.DateTimeField[datetime, datetime]
else:
    _Instant = models.DateTimeField


class CreatedField(_Instant):
    """When the row was made, by the clock of :mod:`opora.kernel.clock`; the database sees a plain instant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_now_add": True})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if not add:
            return getattr(model_instance, self.attname)
        made = now()
        setattr(model_instance, self.attname, made)
        return made


class Stamped(models.Model):
    """Rows that know when they were made and changed; who and why stands in the audit trail."""

    created_at = CreatedField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
