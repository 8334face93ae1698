"""Who may call the pages of hours."""

from datetime import date

from opora.workload.actions import ask_about, close_month, confirm_entries, upload_plan
from opora.workload.models import MonthSheet
from tests import make
from tests.access import STAFF, Row, Table, World

from .build import contract, manual

KEEPERS = frozenset({"deputy", "director"})
READERS = KEEPERS | {"auditor"}
PAY = KEEPERS | {"specialist"}

PLAN = "ФИО;Месяц;План, ч\nКовалёва И.С.;декабрь 2026;12,5\n"


def world(cast: make.Cast) -> World:
    """Waiting entries of the teacher and the deputy; October is closed."""
    locked = manual(cast.teacher, date(2026, 10, 12), late_reason="болезнь")
    confirm_entries([locked], by=cast.deputy)
    close_month(make.branch(), date(2026, 10, 1), by=cast.deputy)
    confirmed = manual(cast.teacher, date(2026, 11, 19))
    confirm_entries([confirmed], by=cast.deputy)
    return {
        "entry": manual(cast.teacher),
        "own": manual(cast.deputy),
        "question": ask_about(manual(cast.teacher, date(2026, 11, 18)), by=cast.deputy, text="Кому?"),
        "locked": locked,
        "confirmed": confirmed,
        "branch": make.branch(),
        "contract": contract(cast.teacher),
        "october": "2026-10",
        "november": "2026-11",
        "plan": upload_plan(PLAN.encode(), filename="план.csv", by=cast.deputy),
        "edition": make.schedule("published"),
        "sheet": MonthSheet.objects.get(month=date(2026, 10, 1)),
    }


TABLE = Table(
    rows=[
        Row("GET", "workload:month", allowed=READERS),
        Row("GET", "workload:edition_plan", {"pk": "edition"}, allowed={*READERS, "specialist"}),
        Row("GET", "workload:month", allowed=set(), query="?branch=999999"),
        Row("POST", "workload:confirm", allowed=set(), data={"row": "999999:1:0"}),
        Row("POST", "workload:confirm", allowed={"deputy"}, data={"row": "{entry}:30:0"}, named=True),
        Row("POST", "workload:confirm", allowed=KEEPERS, data={"row": "{own}:30:0"}, named=True),
        Row("POST", "workload:unconfirm", allowed=set(), query="?entries=999999"),
        Row("POST", "workload:unconfirm", allowed={"deputy"}, query="?entries={confirmed}", named=True),
        Row("GET", "workload:return", {"pk": "entry"}, allowed={"deputy"}),
        Row("POST", "workload:return", {"pk": "entry"}, allowed={"deputy"}),
        Row("GET", "workload:return", {"pk": "own"}, allowed=KEEPERS),
        Row("GET", "workload:ask", {"pk": "entry"}, allowed={"deputy"}),
        Row("POST", "workload:ask", {"pk": "entry"}, allowed={"deputy"}),
        Row("POST", "workload:answer", {"pk": "question"}, allowed={"teacher"}),
        Row("GET", "workload:reverse", {"pk": "locked"}, allowed={"deputy"}),
        Row("POST", "workload:reverse", {"pk": "locked"}, allowed={"deputy"}, data={"minutes": "10"}),
        Row("GET", "workload:close", {"branch": "branch", "month": "november"}, allowed={"deputy"}),
        Row("POST", "workload:close", {"branch": "branch", "month": "november"}, allowed={"deputy"}),
        Row("POST", "workload:sign", {"pk": "sheet"}, allowed={"director"}),
        Row("GET", "workload:reopen", {"pk": "sheet"}, allowed={"director"}),
        Row("POST", "workload:reopen", {"pk": "sheet"}, allowed={"director"}),
        Row("GET", "workload:plan", {"branch": "branch", "month": "november"}, allowed={"deputy"}),
        Row("POST", "workload:plan", {"branch": "branch", "month": "october"}, allowed={"deputy"}),
        Row("GET", "workload:plan_import", allowed={"deputy"}),
        Row("POST", "workload:plan_import", allowed={"deputy"}),
        Row("GET", "workload:plan_sample", allowed={"deputy"}),
        Row("GET", "workload:plan_preview", {"pk": "plan"}, allowed={"deputy"}),
        Row("POST", "workload:plan_preview", {"pk": "plan"}, allowed={"deputy"}),
        Row("GET", "workload:plan_faults", {"pk": "plan"}, allowed={"deputy"}),
        Row("POST", "workload:plan_undo", {"pk": "plan"}, allowed={"deputy"}),
        Row("POST", "workload:plan_apply", {"pk": "plan"}, allowed={"deputy"}),
        Row("POST", "workload:plan_discard", {"pk": "plan"}, allowed={"deputy"}),
        Row("GET", "workload:verify", allowed=READERS),
        Row("GET", "workload:year", allowed=READERS),
        Row("GET", "workload:year", allowed=set(), query="?year=1"),
        Row("GET", "workload:rates", allowed=PAY),
        Row("GET", "workload:set_rate", {"pk": "contract"}, allowed=KEEPERS),
        Row("POST", "workload:set_rate", {"pk": "contract"}, allowed=KEEPERS),
        Row("GET", "workload:mine", allowed=STAFF),
        Row("GET", "workload:add", allowed=STAFF),
        Row("POST", "workload:add", allowed=STAFF),
        Row("GET", "workload:edit", {"pk": "entry"}, allowed={"teacher"}),
        Row("POST", "workload:edit", {"pk": "entry"}, allowed={"teacher"}),
        Row("POST", "workload:explain", {"pk": "entry"}, allowed={"teacher"}),
    ],
    world=world,
)
