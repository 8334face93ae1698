"""What goes over the wire. Instants are ISO 8601 in UTC; a session also names the zone of its branch."""

import datetime as dt

from ninja import Field, Schema


class Clause(Schema):
    """The clause of the centre's own act that founds a refusal."""

    act: str
    edition: int
    clause: str
    url: str


class RefusalOut(Schema):
    rule: str = Field(description="постоянный код правила, например EXP-01")
    words: str
    next_step: str
    next_url: str
    field: str
    basis: Clause | None


class Problem(Schema):
    """Every answer that is not a success has this shape."""

    status: int
    words: str
    refusals: list[RefusalOut] = []


class Me(Schema):
    person: int
    name: str
    role: str
    scopes: list[str]
    zone: str
    open_until: dt.date | None
    token_ends: dt.date


class TimetableOut(Schema):
    id: int
    title: str
    edition: int
    since: dt.date
    until: dt.date
    order: str
    in_force: bool


class LineOut(Schema):
    id: int
    branch: int
    zone: str
    section: str
    person: int | None
    name: str
    position: str
    weekdays: list[int] = Field(description="1 — понедельник")
    parity: str
    starts: dt.time | None
    ends: dt.time | None
    means: list[str]
    format: str
    mode: str


class TimetableCard(TimetableOut):
    lines: list[LineOut]


class SessionOut(Schema):
    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    branch: int
    person: int
    name: str
    substitute_for: int | None
    kind: str
    scope: str
    format: str
    mode: str
    topic: str
    state: str
    place: str
    means: list[str]
    parts: list[int]
    groups: list[int]
    capacity: int
    taken: int
    line: int | None


class SessionPage(Schema):
    items: list[SessionOut]
    next: int | None = Field(description="передайте как after, чтобы получить продолжение")


class BookingOut(Schema):
    id: int
    session: int
    learner: int
    name: str
    asked_by: int
    state: str
    question: str


class BookingPage(Schema):
    items: list[BookingOut]
    next: int | None


class ThreadOut(Schema):
    id: int
    session: int
    person: int
    learner: int | None = Field(description="нет, если вопрос задан без имени")
    subject: str
    state: str
    due_at: dt.datetime | None
    closed_at: dt.datetime | None


class ThreadPage(Schema):
    items: list[ThreadOut]
    next: int | None


class BookingIn(Schema):
    learner: int | None = Field(
        default=None, ge=1, le=2**63 - 1, description="кого записать; без него — владелец ключа"
    )
    question: str = Field(default="", max_length=1000)


class CancelIn(Schema):
    reason: str = Field(default="", max_length=300, description="обязательна, если отменяет работник")


class JournalOut(Schema):
    """A row of the журнал; empty words mean the column is empty in the form."""

    session: int
    date: dt.date | None
    start: dt.time | None
    end: dt.time | None
    minutes: int | None
    kind: str
    form: str
    mode: str
    means: str
    programme: str
    topic: str
    topic_basis: str
    audience: str
    booked: int | None
    present: int | None
    teacher: str
    confirmed: bool
    confirmation: str
    note: str


class JournalPage(Schema):
    items: list[JournalOut]
    next: int | None
