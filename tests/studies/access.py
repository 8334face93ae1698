"""Who may call the URLs of studies."""

from datetime import date

from opora.people.models import Person
from opora.studies.actions import (
    Terms,
    agree_order,
    apply_learner_import,
    draft_order,
    make_agreement,
    send_order,
    set_individual_plan,
    upload_learners,
)
from opora.studies.models import Group, LearnerOrder, NetworkAgreement
from tests import make
from tests.access import Row, Table, World
from tests.studies import samples

READERS = {"teacher", "curator", "deputy", "specialist", "director", "auditor"}
SEE_ALL = {"deputy", "specialist", "director", "auditor"}
SET_UP = {"deputy", "specialist"}
ENROLLERS = {"curator", "deputy", "specialist"}
MOVERS = {"deputy", "specialist", "director"}
ORDER_READERS = READERS - {"teacher"}
DRAFTERS = {"curator", "specialist"}
OF_GROUP = {"pk": "group"}
OF_LEARNER = {"pk": "group", "learner_pk": "learner"}
DOCX = {"extension": "docx"}
OF_STRANGER = {"pk": "other", "learner_pk": "stranger"}


def world(cast: make.Cast) -> World:
    """The cast's teacher teaches a part of the cast's group; ``other`` is nobody's."""
    group = cast.group
    studied = make.part(group.programme)
    make.group_part(group, studied, teacher=cast.teacher)
    waiting = upload_learners(samples.learners(1), filename="a.csv", by=cast.deputy)
    own = upload_learners(samples.learners(1), filename="b.csv", by=cast.curator)
    applied = upload_learners(
        samples.learners(1, programme=group.programme.code), filename="c.csv", by=cast.deputy
    )
    terms = Terms(groups={group.programme.code: group}, order_number="9-у", order_date=date(2026, 11, 9))
    apply_learner_import(applied, terms=terms)
    enrolment = cast.stranger.enrolments.get()

    def order(into: Group, *states: str) -> LearnerOrder:
        made = draft_order("enrol", into, by=cast.curator, learners=[make.person().pk])
        if "sent" in states:
            send_order(made)
        if "agreed" in states:
            agree_order(made, by=cast.deputy)
        return made

    def agreement(number: str, curator: Person | None) -> NetworkAgreement:
        return make_agreement(
            group.programme,
            parts=[studied],
            number=number,
            date=date(2026, 9, 1),
            partner="Колледж",
            valid_from=date(2026, 9, 1),
            valid_to=date(2027, 6, 30),
            curator=curator,
        )

    own_enrolment = group.enrolments.get(learner=cast.learner)
    set_individual_plan(own_enrolment, number="1-ИУП", on=date(2026, 11, 9))
    return {
        "contract": own_enrolment.contract,
        "elsewhere": enrolment.contract,
        "agreement": agreement("1", cast.curator),
        "other_agreement": agreement("2", None),
        "draft": order(group),
        "sent": order(group, "sent"),
        "agreed": order(group, "sent", "agreed"),
        "foreign": order(enrolment.group),
        "group": group,
        "part": studied,
        "programme": group.programme,
        "learner": cast.learner,
        "stranger": cast.stranger,
        "other": enrolment.group,
        "waiting": waiting,
        "own": own,
        "applied": applied,
        "docx": "docx",
        "code": "enrol",
        "shipped": 0,
    }


TABLE = Table(
    [
        Row("GET", "studies:my", allowed={"learner", "child", "parent", "stranger", "expired"}),
        Row("GET", "studies:programmes", allowed=READERS),
        Row("GET", "studies:programme", {"pk": "programme"}, allowed=READERS),
        Row("GET", "studies:programme_new", allowed=SET_UP),
        Row("POST", "studies:programme_new", allowed=SET_UP),
        Row("GET", "studies:outline", {"pk": "programme"}, allowed=SET_UP),
        Row("POST", "studies:outline", {"pk": "programme"}, allowed=SET_UP),
        Row("GET", "studies:part_new", {"pk": "programme"}, allowed=SET_UP),
        Row("POST", "studies:part_new", {"pk": "programme"}, allowed=SET_UP),
        Row("GET", "studies:groups", allowed=READERS),
        Row("GET", "studies:group", OF_GROUP, allowed=READERS),
        Row("GET", "studies:group", {"pk": "other"}, allowed=SEE_ALL),
        Row("GET", "studies:group_new", allowed=SET_UP),
        Row("POST", "studies:group_new", allowed=SET_UP),
        Row("GET", "studies:group_part", {"pk": "group", "part_pk": "part"}, allowed=SET_UP),
        Row("POST", "studies:group_part", {"pk": "group", "part_pk": "part"}, allowed=SET_UP),
        Row("POST", "studies:tell_several", OF_GROUP, allowed=ENROLLERS),
        Row("POST", "studies:tell_several", {"pk": "other"}, allowed=SET_UP),
        Row("POST", "studies:order_several", OF_GROUP, allowed={"curator", "specialist"}),
        Row("POST", "studies:order_several", {"pk": "other"}, allowed={"specialist"}),
        Row("GET", "studies:enrol", OF_GROUP, allowed=ENROLLERS),
        Row("POST", "studies:enrol", OF_GROUP, allowed=ENROLLERS),
        Row("GET", "studies:enrol", {"pk": "other"}, allowed=SET_UP),
        Row("GET", "studies:learner", OF_LEARNER, allowed=READERS),
        Row("GET", "studies:learner", OF_STRANGER, allowed=SEE_ALL),
        Row("POST", "studies:move", OF_LEARNER, allowed=MOVERS),
        Row("POST", "studies:plan", OF_LEARNER, allowed=SET_UP),
        Row("POST", "studies:terms", OF_LEARNER, allowed=SET_UP),
        Row("POST", "studies:extend", OF_LEARNER, allowed=MOVERS),
        Row("GET", "studies:orders", allowed=ORDER_READERS),
        Row("GET", "studies:order_new", allowed=DRAFTERS),
        Row("POST", "studies:order_new", allowed=DRAFTERS),
        Row("GET", "studies:order", {"pk": "draft"}, allowed=ORDER_READERS),
        Row("GET", "studies:order", {"pk": "foreign"}, allowed=SEE_ALL),
        Row("POST", "studies:order_save", {"pk": "draft"}, allowed=DRAFTERS),
        Row("POST", "studies:order_save", {"pk": "foreign"}, allowed={"specialist"}),
        Row("POST", "studies:order_agree", {"pk": "sent"}, allowed={"deputy"}),
        Row("POST", "studies:order_return", {"pk": "sent"}, allowed={"deputy", "director"}),
        Row("POST", "studies:order_sign", {"pk": "agreed"}, allowed={"director"}),
        Row("POST", "studies:order_cancel", {"pk": "draft"}, allowed=DRAFTERS),
        Row("GET", "studies:order_paper", {"pk": "agreed", "extension": "docx"}, allowed=ORDER_READERS),
        Row("GET", "studies:order_paper", {"pk": "foreign", "extension": "docx"}, allowed=SEE_ALL),
        Row("GET", "studies:contracts", allowed=DRAFTERS | {"deputy", "director"}),
        Row("GET", "studies:contract", {"pk": "contract"}, allowed=DRAFTERS | {"deputy", "director"}),
        Row("GET", "studies:contract", {"pk": "elsewhere"}, allowed={"deputy", "specialist", "director"}),
        Row("POST", "studies:annex", {"pk": "contract"}, allowed=ENROLLERS),
        Row("POST", "studies:strike", {"pk": "contract", "learner_pk": "learner"}, allowed=ENROLLERS),
        Row("POST", "studies:addendum", {"pk": "contract"}, allowed=MOVERS),
        Row("POST", "studies:customer", {"pk": "contract"}, allowed=ENROLLERS),
        Row("POST", "studies:compare", {"pk": "contract"}, allowed=DRAFTERS | {"deputy", "director"}),
        Row("GET", "studies:agreements", allowed=ORDER_READERS),
        Row("GET", "studies:agreement", {"pk": "agreement"}, allowed=ORDER_READERS),
        Row("GET", "studies:agreement", {"pk": "other_agreement"}, allowed=SEE_ALL),
        Row("GET", "studies:agreement_new", {"programme_pk": "programme"}, allowed=SET_UP),
        Row("POST", "studies:agreement_new", {"programme_pk": "programme"}, allowed=SET_UP),
        Row("GET", "studies:agreement_change", {"pk": "agreement"}, allowed=SET_UP),
        Row("POST", "studies:agreement_change", {"pk": "agreement"}, allowed=SET_UP),
        Row("GET", "studies:plan_parts", OF_LEARNER, allowed=SET_UP),
        Row("POST", "studies:plan_parts", OF_LEARNER, allowed=SET_UP),
        Row("GET", "studies:plan_file", OF_LEARNER | DOCX, allowed=ORDER_READERS),
        Row("GET", "studies:certificate", OF_LEARNER | DOCX, allowed=MOVERS),
        Row("GET", "studies:templates", allowed=SET_UP),
        Row("GET", "studies:template", {"code": "code"}, allowed=SET_UP),
        Row("POST", "studies:template", {"code": "code"}, allowed=SET_UP),
        Row("GET", "studies:template_file", {"code": "code", "version": "shipped"}, allowed=SET_UP),
        Row("POST", "studies:template_reset", {"code": "code"}, allowed=SET_UP),
        Row("GET", "studies:import", allowed=ENROLLERS),
        Row("POST", "studies:import", allowed=ENROLLERS),
        Row("GET", "studies:import_sample", allowed=ENROLLERS),
        Row("GET", "studies:import_preview", {"pk": "waiting"}, allowed=SET_UP),
        Row("GET", "studies:import_preview", {"pk": "own"}, allowed=ENROLLERS),
        Row("POST", "studies:import_preview", {"pk": "own"}, allowed=ENROLLERS),
        Row("POST", "studies:import_apply", {"pk": "own"}, allowed=ENROLLERS),
        Row("POST", "studies:import_apply", {"pk": "waiting"}, allowed=SET_UP),
        Row("POST", "studies:import_discard", {"pk": "own"}, allowed=ENROLLERS),
        Row("POST", "studies:import_stop", {"pk": "own"}, allowed=ENROLLERS),
        Row("GET", "studies:import_faults", {"pk": "own"}, allowed=ENROLLERS),
        Row("GET", "studies:import_faults", {"pk": "waiting"}, allowed=SET_UP),
        Row("GET", "studies:import_undo", {"pk": "applied"}, allowed=SET_UP),
        Row("POST", "studies:import_undo", {"pk": "waiting"}, allowed=SET_UP),
        Row("POST", "studies:import_undo", {"pk": "own"}, allowed=ENROLLERS),
        Row("POST", "studies:import_codes", {"pk": "applied"}, allowed={"specialist"}),
    ],
    world,
)
