from django.db import connection, transaction


@transaction.atomic
def fold_tally() -> None:
    """Put the rows of :class:`~opora.people.models.Tally` together; who reads meanwhile sees the same sum."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM people_tally RETURNING delta)"
            " INSERT INTO people_tally (delta) SELECT sum(delta) FROM gone HAVING count(*) > 0"
        )
