"""The permission matrix of domain.md §2.3, row by row, against the views themselves.

Only rows whose capability exists. «Own», «own groups», «own child» belong to queries and have own tests;
here is who is let in at all. The specialist opens every section (S4-2.1b); deciding belongs to others.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, resolve, reverse

from opora.people.models import Role
from opora.people.queries import DEMO_ROLES
from opora.portal.queries.help import first_steps
from opora.portal.queries.navigation import pages_of
from tests import make
from tests.access import Table
from tests.test_access import every_pattern, tables

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]

CODES = {
    "L": Role.LEARNER,
    "LR": Role.REPRESENTATIVE,
    "T": Role.TEACHER,
    "OS": Role.OTHER_STAFF,
    "C": Role.CURATOR,
    "P": Role.PROCTOR,
    "DD": Role.DEPUTY,
    "RS": Role.SPECIALIST,
    "TS": Role.SUPPORT,
    "TH": Role.TRAINING_HEAD,
    "DIR": Role.DIRECTOR,
    "COM": Role.COMMISSION,
    "AUD": Role.AUDITOR,
}
ALL = " ".join(CODES)
STAFF = "T OS C P DD RS TS TH DIR COM"
MATRIX = [
    ("Public page, published график, acts in force", "website:home website:schedule website:act", "PUB"),
    ("Published график in the cabinet", "schedule:list schedule:show", f"{STAFF} AUD"),
    ("Draft график lines", "schedule:line_new schedule:line schedule:move", "DD RS"),
    ("Submit график for approval", "schedule:submit", "DD RS"),
    (
        "Approve график: the head, without an order the deputy too (SCH-20)",
        "schedule:approve schedule:return",
        "DD DIR",
    ),
    ("Publish approved график", "schedule:publish", "DD RS"),
    ("Create a session out of график (extra)", "consultations:extra", "T OS DD"),
    ("Ask for / book a consultation", "consultations:wait", "L LR C"),
    ("Book, or put a learner into an own meeting", "consultations:book", "L LR C T OS DD"),
    (
        "Record attendance and actual time, own; the deputy's late entry",
        "consultations:hold consultations:no_show",
        "T OS C DD RS DIR",
    ),
    ("Confirm actual hours", "workload:confirm workload:return", "DD DIR"),
    ("Close the month", "workload:close", "DD"),
    ("Sign the month", "workload:sign", "DIR"),
    ("See marks, progress, attendance: own", "studies:my progress:mine", "L LR"),
    ("See marks, progress, attendance: of others", "studies:learner", "T C DD RS TH DIR AUD"),
    ("See passport / СНИЛС / birth date", "people:card people:list", "DD RS DIR"),
    ("See ОВЗ papers", "people:special", "DD RS DIR"),
    ("Programme, module, group set-up", "studies:programme_new studies:group_new", "DD RS"),
    ("Prepare enrolment orders", "studies:enrol studies:import", "C DD RS"),
    ("Give and block accounts", "people:give_account people:suspend people:restore", "RS"),
    ("Reset accounts", "people:code people:logins", "RS TS"),
    ("Identity data are checked", "people:changes people:accept_change people:refuse_change", "RS"),
    ("Identity data are submitted", "people:ask_change", "L LR"),
    ("Appoint by the head's order", "people:grant_role people:revoke_role", "RS DIR"),
    ("Substitution by the head's order", "people:absence_new people:absence_end", "RS DIR"),
    ("Restrict a guardianship", "people:restrict", "DD RS"),
    ("Register of sessions and activity", "reports:journal", "T OS C DD RS TH DIR AUD"),
    ("Teacher activity report", "reports:activity", "T OS DD RS TH DIR"),
    ("Use of the portal", "reports:use", "DD RS TH DIR"),
    ("Local acts", "regulations:list", "DD RS TH DIR AUD"),
    ("Channel providers", "channels:add channels:change", "RS"),
    ("Proof of publication", "publications:list publications:moment", "DD RS TH DIR AUD"),
    ("Audit log", "journal:list", "DD RS DIR AUD"),
    ("Own log-ins, own acquaintance with news", "people:account notifications:list", ALL),
]


@pytest.mark.parametrize(("row", "names", "who"), MATRIX, ids=[row[0] for row in MATRIX])
def test_acc_04_each_row_of_the_matrix_is_what_its_views_allow(row: str, names: str, who: str) -> None:
    patterns: dict[str, URLPattern] = dict(every_pattern())
    allowed = None if who == "PUB" else {CODES[code] for code in who.split()}
    for name in names.split():
        opened = patterns[name].callback.access  # type: ignore[attr-defined]
        assert (opened if opened is None else set(opened)) == allowed, (row, name)


def test_there_are_thirteen_roles_and_the_demonstration_lets_in_as_each() -> None:
    assert set(CODES.values()) == set(Role) == set(DEMO_ROLES)
    assert len(Role) == 13


@pytest.mark.parametrize("role", list(Role))
def test_acc_04_nobody_meets_a_refusal_in_his_own_menu(role: Role, cast: make.Cast, login: Login) -> None:
    client = login(make.in_role(cast, role), role)
    home = client.get("/cabinet/")
    assert home.status_code == 200
    assert home.wsgi_request.actor.role is role  # type: ignore[attr-defined]
    assert len(pages_of(role)) >= 6
    assert first_steps(role), "a first walk for every role"
    for item in pages_of(role):
        assert client.get(item.url, follow=True).status_code == 200, item.name
    for step in first_steps(role):
        assert not step.url or role in (resolve(step.url).func.access or Role), step.title  # type: ignore[attr-defined]


OWN = {
    "people:role", "people:password", "people:end_sessions", "people:end_session", "people:report",
    "people:logout", "people:login", "people:activate", "people:demo", "notifications:read_all",
    "notifications:open", "notifications:unread_again", "portal:look",
    "portal:save_view", "portal:forget_view", "portal:tour_done",
    "portal:start", "api:tokens", "api:revoke", "reports:renew_calendar",
    "website:contacts", "outside:settings", "outside:subscribe", "outside:unsubscribe", "outside:code",
    "outside:unbind",
}  # fmt: skip


@pytest.mark.parametrize("table", tables().values(), ids=tables())
def test_case_48_an_inspector_changes_nothing(table: Table, cast: make.Cast, login: Login) -> None:
    """Every POST is closed to him but what belongs to his own log-in and what the site takes from anybody."""
    world, client = table.world(cast), login(cast.account("auditor"))
    for row in table.rows:
        if row.method == "GET" or row.name in OWN or "anonymous" in row.allowed:
            continue
        kwargs = {key: getattr(world[name], "pk", world[name]) for key, name in row.kwargs.items()}
        answer = getattr(client, row.method.lower())(reverse(row.name, kwargs=kwargs) + row.query, row.data)
        to_login = answer.status_code == 302 and answer["Location"].startswith(reverse(settings.LOGIN_URL))
        assert answer.status_code in (401, 403, 404, 405) or to_login, row.name
