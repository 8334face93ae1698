"""Querysets composed once per process: composing a rich one costs far more than asking it (ADR 0010).

    @prepared
    def _booked(learner: int, since: datetime) -> QuerySet[Booking]:
        return Booking.objects.filter(learner=learner, session__starts_at__gte=since)

    rows = _booked(7, now())  # list[Booking], in one statement

The function runs one time, with markers instead of values, so it may only hand its parameters on to the ORM:
no ``if``, no slice by a parameter. Kinds of parameters: int, str, date, datetime, UUID, list[int]
(``__any_of``).

Several such questions go there and back at once, the later ones seeing what the former did:

    [chat], numbers = together(_locked.asked(7), _last.asked(7))

PostgreSQL keeps the plan of such a statement with the connection: for a rich one planning costs it more than
answering (ADR 0051).
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial, update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Field, ForeignObject, Lookup, QuerySet
from django.db.transaction import TransactionManagementError
from psycopg.types.numeric import Int8

P = ParamSpec("P")
R = TypeVar("R")
A_NUMBER = 2_147_000_000  # fits columns of four bytes too


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
        int: A_NUMBER + place,
        str: f"\N{REPLACEMENT CHARACTER}{place}",
        date: date(9998, 1, 1) + timedelta(place),
        datetime: datetime(9998, 1, 1, tzinfo=UTC) + timedelta(place),
        UUID: UUID(int=2**127 + place),
        list[int]: [A_NUMBER + place],
    }
    return markers[kind]


class PreparingCursor(ServerBindingCursor):
    """Values go beside the statement, so that the server knows it again."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> Any:
        done = super().execute(query, params, prepare=True)  # type: ignore[misc] # not in its stubs
        self._query = _Shown(query.encode())
        return done


@dataclass(frozen=True, slots=True)
class _Shown:
    """What Django reads of a cursor to show an executed statement."""

    query: bytes


class _Connection:
    """A connection of Django that asks by :class:`PreparingCursor`."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def cursor(self) -> Any:
        self._connection.ensure_connection()
        driver = self._connection.connection
        usual, driver.cursor_factory = driver.cursor_factory, PreparingCursor
        try:
            return self._connection.cursor()
        finally:
            driver.cursor_factory = usual

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Answered(_Connection):
    """A connection whose only cursor has been asked already."""

    def __init__(self, connection: Any, cursor: Any) -> None:
        super().__init__(connection)
        self._cursor = cursor

    def cursor(self) -> Any:
        return _Cursor(self._cursor)


class _Cursor:
    """Gives what was answered, whatever it is told to ask."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def execute(self, *_asked: Any) -> None:
        """It has been."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


class _Statement:
    """Stands where a queryset keeps its query and answers with SQL that is already composed."""

    def __init__(self, query: Any, compiler: Any, values: Sequence[Any], by: Callable[[Any], Any]) -> None:
        self._query, self._compiler, self._values, self._by = query, compiler, values, by

    def get_compiler(self, using: str, **_options: Any) -> Any:
        compiler = copy(self._compiler)
        compiler.connection = self._by(connections[using])  # of this thread
        sql = self._compiler.composed
        converters = self._compiler.converters
        compiler.as_sql = lambda *_args, **_options: (sql, self._values)
        compiler.get_converters = lambda _columns: converters
        return compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class _Queryset:
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
        return self._rows(self._values(*args, **kwargs), _Connection)

    def asked(self, *args: P.args, **kwargs: P.kwargs) -> "Asked[R]":
        """For :func:`together`."""
        return Asked(self, self._values(*args, **kwargs))

    def _values(self, *args: P.args, **kwargs: P.kwargs) -> list[Any]:
        queryset, _compiler, places = self._composed
        if queryset.query.select_for_update and connections[queryset.db].get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        given = [*args, *(kwargs[name] for name in self._names[len(args) :])]
        return [value if place is None else _wide(given[place]) for value, place in places]

    def _rows(self, values: Sequence[Any], by: Callable[[Any], Any]) -> list[R]:
        queryset, compiler, _places = self._composed
        asked = _Queryset(queryset, _Statement(queryset.query, compiler, values, by))
        return list(queryset._iterable_class(asked))

    def _sent(self, values: Sequence[Any]) -> Any:
        """A cursor whose answer is on its way."""
        queryset, compiler, _places = self._composed
        cursor = _Connection(connections[queryset.db]).cursor()
        cursor.execute(compiler.composed, values)
        return cursor

    @cached_property
    def _composed(self) -> tuple[Any, Any, list[tuple[Any, int | None]]]:
        hints = get_type_hints(self._compose)
        markers = [_marker(hints[name], place) for place, name in enumerate(self._names)]
        queryset: Any = self._compose(*markers)  # type: ignore[call-arg] # markers are of the annotated types
        compiler = queryset.query.get_compiler(using=queryset.db)
        compiler.composed, values = compiler.as_sql()
        compiler.converters = compiler.get_converters([column[0] for column in compiler.select])
        places = [(_wide(value), _place(value, markers)) for value in values]
        if lost := set(range(len(markers))) - {place for _value, place in places}:
            raise TypeError(f"{self._compose.__qualname__} does not ask by {[self._names[n] for n in lost]}")
        return queryset, compiler, places


@dataclass(frozen=True, slots=True)
class Asked(Generic[R]):
    """A prepared queryset with its values, not sent yet."""

    prepared: Prepared[Any, R]
    values: Sequence[Any]


def together(*asked: Asked[Any], using: str = DEFAULT_DB_ALIAS) -> list[list[Any]]:
    """Answers of several prepared querysets for one journey to PostgreSQL; BEGIN rides along.

    Each is a statement of its own, run in turn: what stands after a lock sees what was done before it.
    """
    connection = connections[using]
    with connection.cursor():  # connected and sound before the journey
        driver = connection.connection
    with connection.wrap_database_errors, driver.pipeline():
        cursors = [one.prepared._sent(one.values) for one in asked]
    return [
        one.prepared._rows(one.values, partial(_Answered, cursor=cursor))
        for one, cursor in zip(asked, cursors, strict=True)
    ]


def _wide(value: Any) -> Any:
    """Integers of one type whatever their size: a statement is known by the types of its values too."""
    if isinstance(value, list):
        return [_wide(one) for one in value]
    return Int8(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _place(value: Any, markers: Sequence[Any]) -> int | None:
    same = (n for n, marker in enumerate(markers) if isinstance(value, type(marker)) and value == marker)
    return next(same, None)


def prepared(compose: Callable[P, QuerySet[Any, R]]) -> Prepared[P, R]:
    """Decorate a function that composes a queryset of its parameters."""
    return Prepared(compose)
