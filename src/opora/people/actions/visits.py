from datetime import date, timedelta

from django.db import connection

from ..models import Account, Visit

KEPT = timedelta(days=400)


def note_visit(account: Account, day: date) -> None:
    """Somebody is here today; said again, it changes nothing and waits for nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_visit (account_id, day) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [account.pk, day],
        )


def forget_visits(day: date) -> int:
    """Days older than thirteen months are nobody's business any more; answers how many were forgotten."""
    gone, _by_model = Visit.objects.filter(day__lt=day - KEPT).delete()
    return gone
