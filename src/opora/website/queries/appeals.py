"""Appeals of visitors: terms, the register of those who answer, the page of a state."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from opora.kernel.times import local
from opora.people.access import Actor
from opora.people.queries import home_day, organisation, wards_of
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.queries import working_days_after
from opora.studies.queries.learners import enrolments_of

from ..access import ANSWERERS, SEE_APPEALS
from ..models import Appeal, Way

Kind = Appeal.Kind
DAYS = {Kind.PROCESS: 5, Kind.SUPPORT: 2, Kind.COMPLAINT: 10}
NEAR = timedelta(days=30)
OPEN = (Appeal.State.REGISTERED, Appeal.State.IN_WORK)


def days_of(kind: Appeal.Kind, on: date) -> int:
    """Working days for an answer (APL-03); of a question on studies, those of the act in force."""
    return DAYS.get(kind) or int(in_force(Provision.QUESTION_DAYS, on))


def due_of(kind: Appeal.Kind, on: date) -> date:
    return working_days_after(on, days_of(kind, on))


def day_of(moment: datetime) -> date:
    """The day of an instant by the clock of the organisation."""
    return local(moment, organisation().timezone).date()


def terms() -> list[tuple[str, int]]:
    """What the form promises: «вопрос об учёбе», 2."""
    day = home_day()
    return [(str(kind.label), days_of(kind, day)) for kind in Kind]


def digest_of(address: str, day: date) -> str:
    """Counts the letters of one address within a day without keeping the address."""
    if not address:
        return ""
    return salted_hmac("website.appeal", f"{address} {day}", secret=settings.SECRET_KEY).hexdigest()[:32]


def appeals_for(actor: Actor) -> QuerySet[Appeal]:
    """All for those who answer and check; for another worker those he answers or has written down."""
    rows = Appeal.objects.select_related("handler", "author", "entered_by", "joined_to")
    if actor.role in SEE_APPEALS:
        return rows
    return rows.filter(Q(handler=actor.person) | Q(entered_by=actor.person))


def may_answer(actor: Actor, appeal: Appeal) -> bool:
    """Those whose work it is, and whom it was passed to."""
    return actor.role in ANSWERERS or appeal.handler_id == actor.person.pk


def answered_by(actor: Actor) -> QuerySet[Appeal]:
    """Those of :func:`appeals_for` that this worker may answer, pass on and join."""
    rows = appeals_for(actor)
    return rows if actor.role in ANSWERERS else rows.filter(handler=actor.person)


def by_code(code: str) -> Appeal | None:
    """«ОБР-2026-000123», «123» of this year."""
    year, _dash, number = code.strip().upper().removeprefix("ОБР-").rpartition("-")
    if not number.isdecimal() or len(number) > 6 or not re.fullmatch(r"(\d{4})?", year):
        return None
    return Appeal.objects.filter(year=int(year or home_day().year), number=int(number)).first()


def alike(appeal: Appeal) -> QuerySet[Appeal]:
    """Appeals of a month around by the same address, phone or person: one of them may be a repeat."""
    same = Q()
    if appeal.email:
        same |= Q(email__iexact=appeal.email)
    if appeal.phone:
        same |= Q(phone=appeal.phone)
    if appeal.author_id:
        same |= Q(author=appeal.author_id)
    if not same:
        return Appeal.objects.none()
    around = (appeal.received_at - NEAR, appeal.received_at + NEAR)
    return Appeal.objects.filter(same, joined_to=None, received_at__range=around).exclude(pk=appeal.pk)[:5]


def support_requests(actor: Actor) -> QuerySet[Appeal]:
    """What this person wrote to support from the cabinet, the latest first."""
    return Appeal.objects.filter(author=actor.person, way=Way.CABINET).select_related("joined_to")


def studies_now(actor: Actor) -> bool:
    """Whether this person, or a ward of his, studies today by an order."""
    day = home_day()
    return any(enrolments_of(one, day).exists() for one in [actor.person, *wards_of(actor.person, day)])


def support_way() -> str:
    """Till when the act has support take requests (S3-3.2)."""
    return str(in_force(Provision.SUPPORT_WINDOW, home_day()))


def within(rows: QuerySet[Appeal], since: date | None, until: date | None) -> QuerySet[Appeal]:
    """Of the rows those that came within the days."""
    zone = ZoneInfo(organisation().timezone)
    if since:
        rows = rows.filter(received_at__gte=datetime.combine(since, time(), zone))
    if until:
        rows = rows.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return rows


def register(rows: QuerySet[Appeal], state: str = "", words: str = "") -> QuerySet[Appeal]:
    """Those that wait first, by their term; then the answered, the latest first."""
    if state == "open":
        rows = rows.filter(state__in=OPEN).order_by("due_on", "received_at")
    elif state in Appeal.State:
        rows = rows.filter(state=state)
    for word in words.split():
        digits = word.rpartition("-")[2]
        by_number = Q(number=int(digits)) if digits.isdigit() and len(digits) <= 6 else Q()
        rows = rows.filter(Q(name__icontains=word) | Q(text__icontains=word) | by_number)
    return rows
