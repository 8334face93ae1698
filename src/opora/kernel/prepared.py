"""Querysets composed once per process: composing a rich one costs far more than asking it (ADR 0010).

    @prepared
    def _booked(learner: int, since: datetime) -> QuerySet[Booking]:
        return Booking.objects.filter(learner=learner, session__starts_at__gte=since)

    rows = _booked(7, now())  # list[Booking], in one statement

The function runs one time, with markers instead of values, so it may only hand its parameters on to the ORM:
no ``if``, no slice by a parameter. Kinds of parameters: int, str, date, datetime, list[int] (``__any_of``).
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints

from django.db import connections
from django.db.models import Field, ForeignObject, Lookup, QuerySet
from django.db.transaction import TransactionManagementError

P = ParamSpec("P")
R = TypeVar("R")


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """``group__any_of=[1, 2]``: like ``in``, with the whole list as one parameter of the statement."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*values, self.rhs)


def _marker(kind: Any, place: int) -> Any:
    """A value that stands for a parameter in the composed statement and is nobody's real value."""
    markers: dict[Any, Any] = {
        int: 9_190_000_000_000_000_000 + place,
        str: f"\N{REPLACEMENT CHARACTER}{place}",
        date: date(9998, 1, 1) + timedelta(place),
        datetime: datetime(9998, 1, 1, tzinfo=UTC) + timedelta(place),
        list[int]: [9_190_000_000_000_000_000 + place],
    }
    return markers[kind]


class _Statement:
    """Stands where a queryset keeps its query and answers with SQL that is already composed."""

    def __init__(self, query: Any, compiler: Any, values: Sequence[Any]) -> None:
        self._query, self._compiler, self._values = query, compiler, values

    def get_compiler(self, using: str, **_options: Any) -> Any:
        compiler = copy(self._compiler)
        compiler.connection = connections[using]  # of this thread
        sql = self._compiler.composed
        converters = self._compiler.converters
        compiler.as_sql = lambda *_args, **_options: (sql, self._values)
        compiler.get_converters = lambda _columns: converters
        return compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class _Asked:
    """What an iterable of Django reads of a queryset, with another query."""

    def __init__(self, queryset: Any, query: _Statement) -> None:
        self._queryset, self.query = queryset, query

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


class Prepared(Generic[P, R]):
    """A function from parameters to a list of rows; see the module."""

    def __init__(self, compose: Callable[P, QuerySet[Any, R]]) -> None:
        self._compose = compose
        self._names = list(signature(compose).parameters)
        update_wrapper(self, compose)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        queryset, compiler, places = self._composed
        if queryset.query.select_for_update and connections[queryset.db].get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        given = [*args, *(kwargs[name] for name in self._names[len(args) :])]
        values = [value if place is None else given[place] for value, place in places]
        asked = _Asked(queryset, _Statement(queryset.query, compiler, values))
        return list(queryset._iterable_class(asked))

    @cached_property
    def _composed(self) -> tuple[Any, Any, list[tuple[Any, int | None]]]:
        hints = get_type_hints(self._compose)
        markers = [_marker(hints[name], place) for place, name in enumerate(self._names)]
        queryset: Any = self._compose(*markers)  # type: ignore[call-arg] # markers are of the annotated types
        compiler = queryset.query.get_compiler(using=queryset.db)
        compiler.composed, values = compiler.as_sql()
        compiler.converters = compiler.get_converters([column[0] for column in compiler.select])
        places = [(value, _place(value, markers)) for value in values]
        if lost := set(range(len(markers))) - {place for _value, place in places}:
            raise TypeError(f"{self._compose.__qualname__} does not ask by {[self._names[n] for n in lost]}")
        return queryset, compiler, places


def _place(value: Any, markers: Sequence[Any]) -> int | None:
    return next(
        (n for n, marker in enumerate(markers) if type(value) is type(marker) and value == marker), None
    )


def prepared(compose: Callable[P, QuerySet[Any, R]]) -> Prepared[P, R]:
    """Decorate a function that composes a queryset of its parameters."""
    return Prepared(compose)
