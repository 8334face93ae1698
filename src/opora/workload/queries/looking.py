"""What a keeper has seen of a month, and what was asked of entries."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from opora.kernel.clock import now
from opora.people.models import Branch, Person

from ..models import EntryQuestion

SAME_LOOK = timedelta(minutes=30)
LOOK = """
INSERT INTO workload_sheetvisit AS visit (person_id, branch_id, month, seen_at)
VALUES (%(person)s, %(branch)s, %(month)s, %(at)s)
ON CONFLICT (person_id, branch_id, month) DO UPDATE
   SET before = CASE WHEN visit.seen_at < %(since)s THEN visit.seen_at ELSE visit.before END,
       seen_at = greatest(visit.seen_at, %(at)s)
RETURNING before
"""


def looked_before(person: Person, branch: Branch, month: date) -> datetime | None:
    """When this keeper looked the time before, None at the first look; this look is remembered.

    One statement, for the sheet is a hot page.
    """
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(
            LOOK,
            {"person": person.pk, "branch": branch.pk, "month": month, "at": at, "since": at - SAME_LOOK},
        )
        found: datetime | None = cursor.fetchone()[0]
        return found


def questions_to(person: Person) -> QuerySet[EntryQuestion]:
    """Questions of keepers this worker has not answered."""
    rows = EntryQuestion.objects.filter(entry__person=person, answered_at=None)
    return rows.select_related("entry", "asked_by").order_by("id")
