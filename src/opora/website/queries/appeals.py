"""Appeals of visitors: terms, the register of those who answer, the page of a state."""

from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from opora.people.queries import home_day
from opora.regulations.models import Provision
from opora.regulations.queries import in_force

from ..models import Appeal
from .freshness import working_days_after

Kind = Appeal.Kind
DAYS = {Kind.PROCESS: 5, Kind.SUPPORT: 2, Kind.COMPLAINT: 10}
OPEN = (Appeal.State.REGISTERED, Appeal.State.IN_WORK)


def days_of(kind: Appeal.Kind, on: date) -> int:
    """Working days for an answer (APL-03); of a question on studies, those of the act in force."""
    return DAYS.get(kind) or int(in_force(Provision.QUESTION_DAYS, on))


def due_of(kind: Appeal.Kind, on: date) -> date:
    return working_days_after(on, days_of(kind, on))


def terms() -> list[tuple[str, int]]:
    """What the form promises: «вопрос об учёбе», 2."""
    day = home_day()
    return [(str(kind.label), days_of(kind, day)) for kind in Kind]


def digest_of(address: str, day: date) -> str:
    """Counts the letters of one address within a day without keeping the address."""
    if not address:
        return ""
    return salted_hmac("website.appeal", f"{address} {day}", secret=settings.SECRET_KEY).hexdigest()[:32]


def register(state: str = "", words: str = "") -> QuerySet[Appeal]:
    """Those that wait first, by their term; then the answered, the latest first."""
    rows = Appeal.objects.select_related("handler")
    if state == "open":
        rows = rows.filter(state__in=OPEN).order_by("due_on", "received_at")
    elif state in Appeal.State:
        rows = rows.filter(state=state)
    for word in words.split():
        digits = word.rpartition("-")[2]
        by_number = Q(number=int(digits)) if digits.isdigit() and len(digits) <= 6 else Q()
        rows = rows.filter(Q(name__icontains=word) | Q(text__icontains=word) | by_number)
    return rows
