"""What public pages of webinars are made of."""

from django.db import connection

from opora.kernel.clock import now
from opora.webinars.models import Webinar
from opora.webinars.queries import coming
from opora.webinars.rules import registration_is_open

from .grafik import stamp
from .state import ROWS, known, site_state

OF_THEM = "consultations_session WHERE id IN (SELECT session_id FROM webinars_webinar)"
AHEAD = "(SELECT count(*) FROM {} AND ends_at > %s)"
PARTS = (
    ROWS.format("webinars_webinar"),
    ROWS.format(OF_THEM),
    "(SELECT (count(*), max(id))::text FROM webinars_visitor WHERE cancelled_at IS NULL)",
    AHEAD.format(OF_THEM),
)
STATE = "SELECT " + ", ".join(PARTS)


def webinar_state() -> str:
    """Of every public page of a webinar: two statements."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [now()])
        return stamp(known(site_state), *cursor.fetchone())


def places_left(webinar: Webinar) -> int:
    """0 when nobody may register any more."""
    if registration_is_open(webinar, now()) is not None:
        return 0
    return max(webinar.seats - coming(webinar).count(), 0)
