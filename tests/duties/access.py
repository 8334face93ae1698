"""Management and the inspector read the map; the specialist and the head keep it; plans are the three's."""

from datetime import UTC, date, datetime

from opora.duties.actions import ByOrder, assign, keep_measure, keep_outage, keep_plan
from tests import make
from tests.access import Row, Table, World

READ = {"deputy", "specialist", "director", "auditor"}
EDIT = {"specialist", "director"}
KEEP = {"specialist", "director", "deputy"}
PLANS, WRITE, HEAD = {"specialist", "director", "deputy"}, {"specialist"}, {"director"}


def world(cast: make.Cast) -> World:
    [row] = assign(
        ["s4-2-3-b"],
        person=cast.other_staff,
        order=ByOrder("70-о", date(2026, 11, 20)),
        valid_from=date(2026, 11, 20),
    )
    outage = keep_outage(
        None, kind="failure", what="Вход", starts_at=datetime(2026, 11, 20, 9, tzinfo=UTC), ends_at=None,
        by=cast.specialist,
    )  # fmt: skip
    plan = keep_plan(
        None, title="План", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31), goals="Вебинары",
        by=cast.specialist,
    )  # fmt: skip
    measure = keep_measure(
        plan, None, words="Обучить преподавателей", goal="10 человек", evidence="", responsible=cast.teacher,
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    return {"assignment": row, "code": "s4-2-1-a", "outage": outage, "plan": plan, "measure": measure}


TABLE = Table(
    world=world,
    rows=[
        Row("GET", "duties:map", allowed=READ),
        Row("GET", "duties:new", allowed=EDIT),
        Row("POST", "duties:new", allowed=EDIT),
        Row("POST", "duties:assign", allowed=EDIT),
        Row("POST", "duties:bind", allowed=EDIT),
        Row("GET", "duties:change", {"code": "code"}, allowed=EDIT),
        Row("POST", "duties:change", {"code": "code"}, allowed=EDIT),
        Row("POST", "duties:close", {"code": "code"}, allowed=EDIT),
        Row("GET", "duties:outages", allowed=READ),
        Row("GET", "duties:outage_new", allowed=KEEP),
        Row("POST", "duties:outage_new", allowed=KEEP),
        Row("GET", "duties:outage", {"pk": "outage"}, allowed=KEEP),
        Row("POST", "duties:outage", {"pk": "outage"}, allowed=KEEP),
        Row("GET", "duties:plans", allowed=PLANS),
        Row("GET", "duties:plan_new", allowed=WRITE),
        Row("POST", "duties:plan_new", allowed=WRITE),
        Row("GET", "duties:plan", {"pk": "plan"}, allowed=PLANS),
        Row("GET", "duties:plan_edit", {"pk": "plan"}, allowed=WRITE),
        Row("POST", "duties:plan_edit", {"pk": "plan"}, allowed=WRITE),
        Row("GET", "duties:measure_new", {"pk": "plan"}, allowed=WRITE),
        Row("POST", "duties:measure_new", {"pk": "plan"}, allowed=WRITE),
        Row("GET", "duties:measure", {"pk": "measure"}, allowed=WRITE),
        Row("POST", "duties:measure", {"pk": "measure"}, allowed=WRITE),
        Row("POST", "duties:measure_report", {"pk": "measure"}, allowed=WRITE),
        Row("POST", "duties:measure_move", {"pk": "measure"}, allowed=WRITE),
        Row("POST", "duties:measure_remove", {"pk": "measure"}, allowed=WRITE),
        Row("POST", "duties:plan_send", {"pk": "plan"}, allowed=WRITE),
        Row("POST", "duties:plan_return", {"pk": "plan"}, allowed=HEAD),
        Row("POST", "duties:plan_approve", {"pk": "plan"}, allowed=HEAD),
        Row("POST", "duties:plan_close", {"pk": "plan"}, allowed=WRITE),
        Row("POST", "duties:end", {"pk": "assignment"}, allowed=EDIT),
    ],
)
