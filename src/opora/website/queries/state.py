"""What pages of the site are made of, as one string that changes with it."""

from django.db import connection

from opora.people.queries import home_day

from .grafik import grafik_state, stamp

# the place and the transaction of a row are new after every write, whatever wrote it; the tables are small
SHOWN = (
    "people_organisation",
    "people_branch",
    "people_rolegrant",
    "people_staffcontract",
    "people_absence",
    "regulations_localact",
    "regulations_actedition",
    "channels_communicationmeans",
    "schedule_schedule",
    "studies_programme",
    "website_newsitem",
    "website_pagecheck",
    "website_sectionversion",
    "website_svedenrow",
    "website_teacherpage",
)
ROWS = "(SELECT (count(*), sum(hashtext(xmin::text || ctid::text)))::text FROM {})"
WORKERS = (
    "(SELECT max(updated_at)::text FROM people_person"
    " WHERE id IN (SELECT person_id FROM people_staffcontract))"
)
ORDERS = ROWS.format(  # of acts and of the график, not the thousands on learners
    "regulations_order WHERE id IN (SELECT order_id FROM regulations_actedition"
    " UNION SELECT order_id FROM schedule_schedule)"
)
STATE = "SELECT " + ", ".join([*map(ROWS.format, SHOWN), ORDERS, WORKERS])


def site_state() -> str:
    """Of every page but the график: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return stamp(home_day(), *cursor.fetchone())


def whole_state() -> str:
    """Of the график, whose frame shows what the other pages do."""
    return stamp(grafik_state(), site_state())
