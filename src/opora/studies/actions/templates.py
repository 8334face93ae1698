"""Templates of papers a centre edits: tried before they print, old versions kept."""

from django.db import connection, transaction
from django.db.models import Max

from opora.kernel.rules import enforce
from opora.people.models import Person

from ..models import PaperTemplate
from ..papers import sample_context, troubles_of
from ..rules.papers import template_can_be_filled

ONE_AT_A_TIME = 820_003


@transaction.atomic
def upload_template(code: str, *, content: bytes, file_name: str, by: Person | None) -> PaperTemplate:
    """From now on papers of this kind print by it. Raises ``Refused`` by DOC-01 with every trouble named."""
    enforce(*(template_can_be_filled(trouble) for trouble in troubles_of(content, sample_context(code))))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    last = PaperTemplate.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    return PaperTemplate.objects.create(
        code=code, version=last + 1, file_name=file_name[:255], content=content, uploaded_by=by
    )


@transaction.atomic
def reset_template(code: str) -> int:
    """Back to the shipped template; own versions stay to be downloaded. Answers how many were in use."""
    return PaperTemplate.objects.filter(code=code, is_withdrawn=False).update(is_withdrawn=True)
