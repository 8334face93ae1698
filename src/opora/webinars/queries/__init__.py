"""Webinars and who is to come to them."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from opora.consultations.models import Session
from opora.people.queries import home_day

from ..models import Visitor, Webinar
from ..rules import AN_HOUR

KEPT = timedelta(days=30)
NOBODY = "—"


def coming(webinar: Webinar) -> QuerySet[Visitor]:
    """From outside, who has not cancelled."""
    return webinar.visitors.filter(cancelled_at=None)


def registered_lately(digest: str, at: datetime) -> int:
    """Of one address within the last hour; 0 where the address is not known."""
    return Visitor.objects.filter(digest=digest, created_at__gt=at - AN_HOUR).count() if digest else 0


def webinar_of(session: Session) -> Webinar | None:
    return Webinar.objects.filter(session=session).first()


def public_by(code: str) -> Webinar:
    """For everybody who has the link. ``Webinar.DoesNotExist`` for one that is not for guests."""
    found = Webinar.objects.select_related("session__person", "session__branch")
    return found.get(code=code, audience=Webinar.Audience.PUBLIC)


def visitor_by(secret: str) -> Visitor:
    """Who has a place and the link. ``Visitor.DoesNotExist`` for one who has cancelled."""
    found = Visitor.objects.select_related("webinar__session__person", "webinar__session__branch")
    return found.get(secret=secret, cancelled_at=None)


def public_address(webinar: Webinar) -> str:
    return f"{settings.PUBLIC_URL}{reverse('website:webinar', args=[webinar.code])}"


def kept_to(webinar: Webinar) -> date:
    """Till what day names and links of visitors are kept (152-ФЗ, art. 5: no longer than needed)."""
    return max(filter(None, (webinar.session.date + KEPT, webinar.kept_until)))


def outlived() -> QuerySet[Visitor]:
    """Visitors whose term is over and who still have a name."""
    last = ExpressionWrapper(F("webinar__session__date") + KEPT, output_field=DateField())
    until = Greatest(last, Coalesce(F("webinar__kept_until"), last))
    named = Visitor.objects.exclude(name=NOBODY)
    return named.annotate(until=until).filter(until__lt=home_day())
