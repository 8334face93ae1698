"""How many rows several querysets have, asked together.

questions, requests = count_each(waiting(person), requests_to(actor))  # one statement
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_each(*rows: "QuerySet[Any, Any]") -> list[int]:
    """In the order given; one statement for any number of them, none for nothing."""
    counts: list[str] = []
    values: list[Any] = []
    for one in rows:
        try:
            sql, given = one.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            counts.append("0")
        else:
            counts.append(f"(SELECT count(*) FROM ({sql}) AS r)")  # noqa: S608 -- composed by the ORM
            values += given
    if not counts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        return list(cursor.fetchone() or ())
