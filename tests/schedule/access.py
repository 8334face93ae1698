"""Who may open what of the график."""

from datetime import date, time

from opora.schedule import actions
from opora.schedule.models import CalendarDay, ScheduleImport, ScheduleProposal, WidgetSite
from tests import make
from tests.access import STAFF, Row, Table, World

EDITORS = {"specialist", "deputy"}
PROPOSERS = {"teacher", "other_staff"}
READERS = STAFF | {"auditor"}
PERIOD = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}
FILE = "ФИО;Должность;День недели;Время;Средство\nКовалёва И.С.;преподаватель;пн;18:00-19:30;вебинар\n"


def world(cast: make.Cast) -> World:
    draft = make.schedule("draft", collect_until=date(2026, 12, 20), **PERIOD)
    line = make.line(draft, cast.teacher)
    removed = actions.remove_line(make.line(draft, cast.teacher))
    dragged = make.line(draft, cast.teacher)
    moved = actions.move_line(dragged, from_day=1, to_day=2, time_from=time(10), time_to=time(11))
    return {
        "draft": draft,
        "line": line,
        "removed": removed,
        "moved": moved,
        "proposal": ScheduleProposal.objects.create(
            schedule=draft, person=cast.teacher, kind="remove", line=make.line(draft, cast.teacher), words=""
        ),
        "site": WidgetSite.objects.create(origin="https://school.example"),
        "waiting": make.schedule("on_approval", **PERIOD),
        "approved": make.schedule("approved", **PERIOD),
        "published": make.schedule("published"),
        "import": ScheduleImport.objects.create(
            schedule=draft, file_name="grafik.csv", digest="", content=FILE.encode()
        ),
        "day": CalendarDay.objects.create(date=date(2026, 5, 27), kind="holiday", note="День города"),
        "year": 2026,
    }


DRAFT, LINE = {"pk": "draft"}, {"pk": "draft", "line_pk": "line"}
TABLE = Table(
    world=world,
    rows=[
        Row("GET", "schedule:list", allowed=READERS),
        Row("GET", "schedule:new", allowed=EDITORS),
        Row("POST", "schedule:new", allowed=EDITORS),
        Row("GET", "schedule:show", DRAFT, allowed=EDITORS),
        Row("GET", "schedule:show", {"pk": "waiting"}, allowed=EDITORS | {"director"}),
        Row("GET", "schedule:show", {"pk": "approved"}, allowed=EDITORS | {"director"}, query="?view=lines"),
        Row("GET", "schedule:show", {"pk": "published"}, allowed=READERS, query="?view=week"),
        Row("GET", "schedule:edit", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:edit", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:submit", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:return", {"pk": "waiting"}, allowed={"director", "deputy"}),
        Row("POST", "schedule:approve", {"pk": "waiting"}, allowed={"director", "deputy"}),
        Row("POST", "schedule:publish", {"pk": "draft"}, allowed=EDITORS),
        Row("POST", "schedule:copy", {"pk": "published"}, allowed=EDITORS),
        Row("POST", "schedule:stand", {"pk": "published"}, allowed=EDITORS),
        Row("POST", "schedule:move", DRAFT, allowed=EDITORS),
        Row("GET", "schedule:line_new", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:line_new", DRAFT, allowed=EDITORS),
        Row("GET", "schedule:line", LINE, allowed=EDITORS),
        Row("POST", "schedule:line", LINE, allowed=EDITORS),
        # the line is gone after the first of them, and the second is told that the draft has changed
        Row("POST", "schedule:line_delete", LINE, allowed=EDITORS, data={"version": "99"}),
        Row("POST", "schedule:line_restore", {"pk": "removed"}, allowed=EDITORS),
        Row("POST", "schedule:change_undo", {"pk": "moved"}, allowed=EDITORS),
        Row("GET", "schedule:next", {"pk": "published"}, allowed=EDITORS),
        Row("POST", "schedule:next", {"pk": "published"}, allowed=EDITORS),
        Row("GET", "schedule:widget", allowed=EDITORS),
        Row("POST", "schedule:widget", allowed=EDITORS),
        Row("POST", "schedule:widget_forbid", {"pk": "site"}, allowed=EDITORS),
        Row("GET", "schedule:mine", allowed=PROPOSERS),
        Row("GET", "schedule:propose", DRAFT, allowed=PROPOSERS),
        Row("POST", "schedule:propose", DRAFT, allowed=PROPOSERS),
        Row("POST", "schedule:propose_keep", DRAFT, allowed=PROPOSERS),
        # the line is the teacher's own
        Row("GET", "schedule:propose_change", LINE, allowed={"teacher"}),
        Row("POST", "schedule:propose_change", LINE, allowed={"teacher"}),
        Row("POST", "schedule:propose_removal", LINE, allowed={"teacher"}),
        Row("GET", "schedule:proposals", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:collect", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:remind", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:proposal_return", {"pk": "proposal"}, allowed=EDITORS),
        Row("POST", "schedule:proposal_accept", {"pk": "proposal"}, allowed=EDITORS),
        Row("POST", "schedule:proposal_withdraw", {"pk": "proposal"}, allowed={"teacher"}),
        Row("GET", "schedule:import", DRAFT, allowed=EDITORS),
        Row("POST", "schedule:import", DRAFT, allowed=EDITORS),
        Row("GET", "schedule:import_preview", {"pk": "import"}, allowed=EDITORS),
        Row("GET", "schedule:import_faults", {"pk": "import"}, allowed=EDITORS),
        Row("POST", "schedule:import_undo", {"pk": "import"}, allowed=EDITORS),
        Row("POST", "schedule:import_preview", {"pk": "import"}, allowed=EDITORS),
        Row("POST", "schedule:import_discard", {"pk": "import"}, allowed=EDITORS),
        Row("GET", "schedule:calendar_now", allowed=READERS),
        Row("GET", "schedule:calendar", {"year": "year"}, allowed=READERS),
        Row("POST", "schedule:calendar", {"year": "year"}, allowed=EDITORS),
        Row("POST", "schedule:calendar_remove", {"pk": "day"}, allowed=EDITORS),
    ],
)
