"""Who may call the URLs of people."""

from datetime import date

from opora.people.models import Absence, DataChange, LoginSession, RoleGrant, StaffContract
from opora.people.queries import organisation
from opora.people.session_store import SessionStore
from opora.people.views.devices import public_key
from tests import make
from tests.access import EVERYONE, PUBLIC, Row, Table, World

READ = {"specialist", "deputy", "director"}
CHANGE = {"specialist", "deputy"}
GIVE = {"specialist"}
APPOINT = {"specialist", "director"}
WRITE = EVERYONE - {"auditor"}


def world(cast: make.Cast) -> World:
    centre = make.organisation()
    centre.is_demo = True
    centre.save()
    organisation.cache_clear()
    cast.learner.email = "ivanova@mail.example"
    cast.learner.save()
    store = SessionStore()
    store["_auth_user_id"] = str(cast.account("learner").pk)
    store.save()
    return {
        "who": cast.learner,
        "account": cast.account("learner"),
        "newcomer": make.person("Новый Иван Иванович"),
        "grant": RoleGrant.objects.get(person=cast.teacher),
        "contract": StaffContract.objects.get(person=cast.teacher),
        "absence": Absence.objects.create(
            person=cast.curator,
            deputy=cast.teacher,
            reason="leave",
            valid_from=date(2026, 12, 1),
            valid_to=date(2026, 12, 14),
            basis="№ 58-о",
        ),
        "change": DataChange.objects.create(
            person=cast.learner,
            asked_by=cast.account("learner"),
            wanted={"last_name": "Петрова"},
            document="свидетельство о браке II-АК № 000001",
            since=date(2026, 11, 1),
        ),
        "link": cast.child.representatives.get(),
        "session": public_key(LoginSession.objects.get(account=cast.account("learner")).pk),
    }


WHO, LINK = {"pk": "who"}, {"pk": "link"}
TABLE = Table(
    [
        Row("GET", "people:login", allowed=PUBLIC),
        Row("POST", "people:login", allowed=PUBLIC),
        Row("POST", "people:demo", {"pk": "account"}, allowed=PUBLIC),
        Row("POST", "people:logout", allowed=set()),  # open to all: its answer is the log-in page
        Row("GET", "people:activate", allowed=PUBLIC),
        Row("POST", "people:activate", allowed=PUBLIC),
        Row("POST", "people:role", allowed=EVERYONE),
        Row("GET", "people:account", allowed=EVERYONE),
        Row("POST", "people:password", allowed=EVERYONE),
        Row("POST", "people:end_sessions", allowed=EVERYONE),
        Row("POST", "people:end_session", {"key": "session"}, allowed={"learner"}),
        Row("POST", "people:report", allowed=EVERYONE),
        Row("GET", "people:contacts", allowed=WRITE),
        Row("POST", "people:contacts", allowed=WRITE),
        Row("GET", "people:ask_change", allowed={"learner", "child", "parent", "stranger"}),
        Row("POST", "people:ask_change", allowed={"learner", "child", "parent", "stranger"}),
        Row("GET", "people:changes", allowed=GIVE),
        Row("POST", "people:accept_change", {"pk": "change"}, allowed=GIVE),
        Row("GET", "people:refuse_change", {"pk": "change"}, allowed=GIVE),
        Row("POST", "people:refuse_change", {"pk": "change"}, allowed=GIVE),
        Row("GET", "people:absences", allowed=READ),
        Row("GET", "people:absence_new", allowed=APPOINT),
        Row("POST", "people:absence_new", allowed=APPOINT),
        Row("GET", "people:absence_end", {"pk": "absence"}, allowed=APPOINT),
        Row("POST", "people:absence_end", {"pk": "absence"}, allowed=APPOINT),
        Row("GET", "people:logins", allowed=GIVE),
        Row("GET", "people:special", WHO, allowed=READ),
        Row("POST", "people:special", WHO, allowed=READ),
        Row("GET", "people:working_hours", {"pk": "contract"}, allowed=CHANGE),
        Row("POST", "people:working_hours", {"pk": "contract"}, allowed=CHANGE),
        Row("GET", "people:list", allowed=READ),
        Row("GET", "people:card", WHO, allowed=READ),
        Row("GET", "people:new", allowed=CHANGE),
        Row("POST", "people:new", allowed=CHANGE),
        Row("GET", "people:change", WHO, allowed=CHANGE),
        Row("POST", "people:change", WHO, allowed=CHANGE),
        Row("GET", "people:give_account", {"pk": "newcomer"}, allowed=GIVE),
        Row("POST", "people:give_account", {"pk": "newcomer"}, allowed=GIVE),
        Row("POST", "people:code", WHO, allowed=GIVE),
        Row("POST", "people:codes", allowed=GIVE),
        Row("GET", "people:suspend", WHO, allowed=GIVE),
        Row("POST", "people:suspend", WHO, allowed=GIVE),
        Row("POST", "people:restore", WHO, allowed=GIVE),
        Row("GET", "people:grant_role", WHO, allowed=APPOINT),
        Row("POST", "people:grant_role", WHO, allowed=APPOINT),
        Row("GET", "people:revoke_role", {"pk": "grant"}, allowed=APPOINT),
        Row("POST", "people:revoke_role", {"pk": "grant"}, allowed=APPOINT),
        Row("GET", "people:add_staff_contract", WHO, allowed=CHANGE),
        Row("POST", "people:add_staff_contract", WHO, allowed=CHANGE),
        Row("GET", "people:end_staff_contract", {"pk": "contract"}, allowed=CHANGE),
        Row("POST", "people:end_staff_contract", {"pk": "contract"}, allowed=CHANGE),
        Row("GET", "people:place_of_work", {"pk": "contract"}, allowed=CHANGE),
        Row("POST", "people:place_of_work", {"pk": "contract"}, allowed=CHANGE),
        Row("GET", "people:add_representative", WHO, allowed=CHANGE),
        Row("POST", "people:add_representative", WHO, allowed=CHANGE),
        Row("GET", "people:verify", LINK, allowed=CHANGE),
        Row("POST", "people:verify", LINK, allowed=CHANGE),
        Row("GET", "people:restrict", LINK, allowed=CHANGE),
        Row("POST", "people:restrict", LINK, allowed=CHANGE),
        Row("GET", "people:add_accommodation", WHO, allowed=CHANGE),
        Row("POST", "people:add_accommodation", WHO, allowed=CHANGE),
    ],
    world,
)
