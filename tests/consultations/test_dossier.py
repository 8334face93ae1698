"""The dossier of exam-prep: three proved parts, acknowledgement, questions of those who missed it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.consultations import actions
from opora.consultations.actions import Record, create_extra_session, hold_session
from opora.consultations.models import Booking, PrepItem, PrepQuestion, Session
from opora.consultations.queries.dossier import (
    dossier_complete,
    dossier_of,
    exam_preps_for,
    out_of_time,
    preps_to_acknowledge,
    unfounded,
    with_runs,
)
from opora.consultations.rules.holding import PrepMark
from opora.consultations.tasks import remind_of_materials
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.access import Actor, Window
from opora.people.models import Person, Role
from opora.studies.actions import set_group_part
from opora.studies.models import GroupPart
from opora.workload.models import WorkLogEntry
from tests import make

from .test_changing import plan
from .world import TOMORROW, accommodated, edition_s0, exam_prep, flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
FRIDAY = datetime(2026, 11, 20, 14, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)
ALL_THREE = {item: PrepMark(True, 20) for item in PrepItem.Item.values}


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Охрана труда", has_attestation=True)
    return make.group_part(
        cast.group, part, teacher=cast.teacher, ends_on=date(2026, 11, 20), attestation_on=date(2026, 11, 30)
    )


def held(cast: make.Cast, run: GroupPart, **record: Any) -> Session:
    """On Friday the learner came, the child did not."""
    session = exam_prep(cast.teacher, cast.group, "group", starts_at=FRIDAY, parts=[run.part])
    came = make.booking(session, cast.learner)
    end = FRIDAY + timedelta(minutes=80)
    return hold_session(
        session,
        record=Record(FRIDAY, end, (), frozenset({came.pk}), **{"prep": ALL_THREE, **record}),
    )


def prove(cast: make.Cast, session: Session, *items: str) -> None:
    for item in items or PrepItem.Item.values:
        actions.add_evidence(session, item=item, by=cast.teacher, text="памятка")


def rules_of(refused: Any) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def test_a_dossier_is_complete_by_proof_acknowledgement_and_presence(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    assert not dossier_complete(run, cast.learner)
    prove(cast, session, "procedure_briefing", "hard_tasks")
    actions.acknowledge(session, learner=cast.learner, by=cast.learner)
    assert not dossier_complete(run, cast.learner)
    prove(cast, session, "criteria")
    assert dossier_complete(run, cast.learner)
    assert not dossier_complete(run, cast.child)
    other = make.group_part(make.group(), make.part(make.programme()))
    assert not dossier_complete(other, cast.learner)


def test_who_missed_it_needs_materials_and_acknowledgement(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    prove(cast, session)
    actions.acknowledge(session, learner=cast.child, by=cast.parent)
    assert not dossier_complete(run, cast.child)
    actions.open_window(session, until=date(2026, 11, 27), by=cast.teacher)
    assert dossier_complete(run, cast.child)


def test_a_part_that_was_not_done_is_not_proved_by_a_file(cast: make.Cast, run: GroupPart) -> None:
    session = held(
        cast, run, prep={"hard_tasks": PrepMark(True, 20)}, skipped_items_reason="не хватило времени"
    )
    prove(cast, session)
    actions.acknowledge(session, learner=cast.learner, by=cast.learner)
    assert [part.item for part in dossier_of(session).unproved] == ["procedure_briefing", "criteria"]
    assert not dossier_complete(run, cast.learner)


def test_evidence_is_a_file_a_link_or_words(cast: make.Cast, run: GroupPart) -> None:
    session = exam_prep(cast.teacher, cast.group, "group", parts=[run.part])
    with pytest.raises(Refused) as refused:
        actions.add_evidence(session, item="criteria", by=cast.teacher, text=" ")
    assert rules_of(refused) == ["PREP-01"]
    file = SimpleUploadedFile("критерии.pdf", b"%PDF-1.4 criteria")
    assert actions.add_evidence(session, item="criteria", by=cast.teacher, upload=file).file
    current = make.session(cast.teacher, starts_at=TOMORROW + timedelta(hours=3))
    with pytest.raises(Refused) as refused:
        actions.add_evidence(current, item="criteria", by=cast.teacher, text="x")
    assert rules_of(refused) == ["PREP-02"]


def test_nobody_is_acquainted_before_it_was_held(cast: make.Cast, run: GroupPart) -> None:
    session = exam_prep(cast.teacher, cast.group, "group", parts=[run.part])
    for refused_action in (
        lambda: actions.acknowledge(session, learner=cast.learner, by=cast.learner),
        lambda: actions.open_window(session, until=date(2026, 11, 27), by=cast.teacher),
        lambda: actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?"),
    ):
        with pytest.raises(Refused) as refused:
            refused_action()
        assert rules_of(refused) == ["PREP-03"]


def test_acknowledgement_in_the_cabinet_and_on_paper(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    actions.acknowledge(session, learner=cast.learner, by=cast.learner)
    actions.acknowledge(session, learner=cast.learner, by=cast.learner)
    assert actions.acknowledge_on_paper(session, learners=[cast.learner, cast.child], by=cast.teacher) == 1
    ways = {one.learner: one.way for one in session.acknowledgements.all()}
    assert ways == {cast.learner: "cabinet", cast.child: "paper"}


@pytest.mark.parametrize(
    ("until", "allowed"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_questions_are_taken_till_the_attestation_at_most(
    cast: make.Cast, run: GroupPart, until: date, allowed: bool
) -> None:
    session = held(cast, run)
    if allowed:
        assert actions.open_window(session, until=until, by=cast.teacher).until == until
        return
    with pytest.raises(Refused) as refused:
        actions.open_window(session, until=until, by=cast.teacher)
    assert rules_of(refused) == ["PREP-04"]


def test_who_missed_it_asks_and_the_answer_is_work(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    with pytest.raises(Refused) as refused:
        actions.ask_prep_question(session, learner=cast.child, asked_by=cast.parent, text="?")
    assert rules_of(refused) == ["PREP-05"]
    actions.open_window(session, until=date(2026, 11, 25), by=cast.teacher)
    with pytest.raises(Refused) as refused:
        actions.ask_prep_question(session, learner=cast.learner, asked_by=cast.learner, text="?")
    assert rules_of(refused) == ["PREP-06"]
    question = actions.ask_prep_question(
        session, learner=cast.child, asked_by=cast.parent, text="Как оформить титул?"
    )
    with pytest.raises(Refused) as refused:
        actions.answer_prep_question(
            question, by=cast.teacher, answer="По памятке.", work_from=NOON, work_to=NOON
        )
    assert rules_of(refused) == ["PREP-08"]
    before = WorkLogEntry.objects.count()
    actions.answer_prep_question(
        question, by=cast.teacher, answer="По памятке.", work_from=NOON, work_to=NOON + timedelta(minutes=12)
    )
    entry = WorkLogEntry.objects.latest("pk")
    assert (WorkLogEntry.objects.count() - before, entry.minutes, entry.person) == (1, 12, cast.teacher)
    assert "письменный ответ" in entry.description
    with pytest.raises(Refused) as refused:
        actions.answer_prep_question(
            question, by=cast.teacher, answer="Ещё.", work_from=NOON, work_to=NOON + timedelta(minutes=12)
        )
    assert rules_of(refused) == ["PREP-07"]
    told = Notification.objects.filter(title="Ответ на ваш вопрос к аттестации")
    assert {one.person for one in told} == {cast.child, cast.parent}


def test_an_answer_in_time_already_counted_is_refused_and_stays_unanswered(
    cast: make.Cast, run: GroupPart
) -> None:
    session = held(cast, run)
    actions.open_window(session, until=date(2026, 11, 25), by=cast.teacher)
    question = actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    with pytest.raises(Refused) as refused:
        actions.answer_prep_question(
            question, by=cast.teacher, answer="По памятке.",
            work_from=FRIDAY + timedelta(minutes=10), work_to=FRIDAY + timedelta(minutes=30),
        )  # fmt: skip
    assert rules_of(refused) == ["LOAD-02"]
    assert PrepQuestion.objects.get().answer == ""


def test_who_missed_it_is_told_and_reminded_once(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    actions.open_window(session, until=date(2026, 11, 25), by=cast.teacher)
    actions.open_window(session, until=date(2026, 11, 26), by=cast.teacher)
    told = Notification.objects.filter(title="Материалы консультации, которую вы пропустили")
    assert sorted(one.person_id for one in told) == sorted([cast.child.pk, cast.parent.pk])
    assert remind_of_materials() == 0
    with travel(datetime(2026, 11, 25, 7, tzinfo=UTC)):
        assert remind_of_materials() == 2
        assert remind_of_materials() == 0


def test_case_3_a_day_ends_by_the_clock_of_the_branch_and_both_clocks_are_told(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    """«До 25.11» of a Moscow branch is Thursday 07:00 in Vladivostok, where the learner is."""
    session = held(cast, run)
    Person.objects.filter(pk=cast.child.pk).update(timezone="Asia/Vladivostok")
    cast.child.refresh_from_db()
    actions.open_window(session, until=date(2026, 11, 25), by=cast.teacher)
    both = "ср 25.11.2026, 24:00 МСК (у вас чт 26.11.2026, 07:00 ВЛД)"
    told = Notification.objects.get(person=cast.child, title="Материалы консультации, которую вы пропустили")
    assert f"до {both}: " in told.body
    own = Notification.objects.get(person=cast.parent, title=told.title)
    assert "до ср 25.11.2026, 24:00 МСК: " in own.body
    with travel(datetime(2026, 11, 25, 20, 30, tzinfo=UTC)):  # Thursday 06:30 there, Wednesday 23:30 here
        page = flat(
            login(cast.account("child")).get(f"/consultations/{session.pk}/materials/").content.decode()
        )
        assert "до ср 25.11, 24:00 МСК (у вас чт 26.11, 07:00 ВЛД)" in page
        actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    with (
        travel(datetime(2026, 11, 25, 21, 0, tzinfo=UTC)),
        pytest.raises(Refused, match="Вопросы принимались до") as refused,
    ):
        actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    assert both in refused.value.refusals[0].words
    assert rules_of(refused) == ["PREP-05"]


def test_who_has_asked_is_not_reminded(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    actions.open_window(session, until=date(2026, 11, 26), by=cast.teacher)
    actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    with travel(datetime(2026, 11, 25, 7, tzinfo=UTC)):
        assert remind_of_materials() == 0


# The attestation moves


def test_case_23_exam_prep_is_flagged_when_the_attestation_moves(cast: make.Cast, run: GroupPart) -> None:
    session = exam_prep(cast.teacher, cast.group, "group", starts_at=TOMORROW, parts=[run.part])
    make.booking(session, cast.learner)
    assert out_of_time(with_runs(Session.objects.all()).get()) is None
    set_group_part(
        cast.group, part=run.part, starts_on=run.starts_on, ends_on=date(2026, 12, 4),
        attestation_on=date(2026, 12, 8), teacher=cast.teacher,
    )  # fmt: skip
    refusal = out_of_time(with_runs(Session.objects.all()).get())
    assert refusal is not None
    assert refusal.rule == "EXP-03"
    flagged = Notification.objects.filter(title__startswith="Консультация к аттестации больше не в срок")
    assert {one.person for one in flagged} == {cast.teacher, cast.deputy}
    told = Notification.objects.filter(title__startswith="Перенесена промежуточная аттестация")
    assert {one.person for one in told} == {cast.learner, cast.child, cast.parent}
    assert "Была 30.11.2026, теперь 08.12.2026." in told[0].body


def test_case_23_other_changes_of_a_discipline_disturb_nobody(cast: make.Cast, run: GroupPart) -> None:
    set_group_part(
        cast.group, part=run.part, starts_on=run.starts_on, ends_on=run.ends_on,
        attestation_on=run.attestation_on, teacher=cast.deputy,
    )  # fmt: skip
    assert not Notification.objects.exists()


def test_case_25_an_expired_document_leaves_the_place_with_the_deputy_s_mark(
    cast: make.Cast, login: Login
) -> None:
    edition_s0()
    who = accommodated(cast.group)
    session = exam_prep(cast.teacher, cast.group)
    booking = actions.book_slot(session, learner=who.learner, asked_by=who.learner)
    assert unfounded(session) == []
    who.need.valid_to = date(2026, 11, 23)
    who.need.save()
    assert unfounded(session) == [booking]
    page = login(cast.account("teacher")).get(f"/consultations/{session.pk}/").content.decode()
    assert "нужна отметка заместителя" in page.replace("\N{NO-BREAK SPACE}", " ")
    deputy = login(cast.account("deputy"))
    assert deputy.post(f"/consultations/bookings/{booking.pk}/keep/", {"reason": ""}).status_code == 422
    deputy.post(f"/consultations/bookings/{booking.pk}/keep/", {"reason": "справка на продлении"})
    booking.refresh_from_db()
    assert (booking.state, booking.kept.by) == ("confirmed", cast.deputy)
    page = deputy.get(f"/consultations/{session.pk}/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "справка на продлении" in page


def test_case_25_no_mark_beside_a_document_in_force(cast: make.Cast) -> None:
    edition_s0()
    who = accommodated(cast.group)
    booking = actions.book_slot(
        exam_prep(cast.teacher, cast.group), learner=who.learner, asked_by=who.learner
    )
    with pytest.raises(Refused) as refused:
        actions.keep_exception(booking, by=cast.deputy, reason="на всякий случай")
    assert rules_of(refused) == ["PREP-09"]


def test_case_27_exam_prep_is_not_offered_for_a_part_without_attestation(cast: make.Cast) -> None:
    part = make.part(cast.group.programme, "Без аттестации")
    make.group_part(cast.group, part, ends_on=date(2026, 11, 20), attestation_on=None)
    with pytest.raises(Refused) as refused:
        create_extra_session(
            cast.teacher,
            plan=plan(kind="exam_prep", groups=[cast.group], parts=[part]),
            reason="перед зачётом",
        )
    [refusal] = refused.value.refusals
    assert (refusal.rule, refusal.field) == ("EXP-03", "kind")
    assert "готовить не к чему" in refusal.words


def test_exp_05_one_learner_present_leaves_it_a_group_one(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    assert (session.format, [one.present for one in dossier_of(session).members]) == ("group", [False, True])


# Pages


def test_a_worker_keeps_the_dossier(cast: make.Cast, run: GroupPart, login: Login) -> None:
    session = held(cast, run)
    client = login(cast.account("teacher"))
    address = f"/consultations/{session.pk}/dossier/"
    wrong = client.post(f"{address}evidence/", {"item": "criteria", "text": "", "link": ""})
    assert (wrong.status_code, "PREP-01" in wrong.content.decode()) == (422, True)
    file = SimpleUploadedFile("критерии.pdf", b"%PDF-1.4")
    client.post(f"{address}evidence/", {"item": "criteria", "text": "Лист критериев", "upload": file})
    evidence = session.evidence.get()
    sent = client.get(f"{address}files/{evidence.file_id}/")
    assert b"".join(sent.streaming_content) == b"%PDF-1.4"
    client.post(f"{address}paper/", {"learner": [cast.child.pk]})
    client.post(f"{address}window/", {"until": "2026-11-26"})
    page = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Лист критериев" in page
    assert "подпись на листе" in page
    client.post(f"{address}evidence/{evidence.pk}/drop/")
    assert not session.evidence.exists()


def test_a_parent_reads_acknowledges_and_asks_for_the_child(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    session = held(cast, run)
    actions.open_window(session, until=date(2026, 11, 26), by=cast.teacher)
    client, address = login(cast.account("parent")), f"/consultations/{session.pk}/materials/"
    page = client.get(address).content.decode()
    assert "пропустили" in page
    assert cast.learner.last_name not in page
    client.post(f"{address}acknowledge/", {"learner": cast.child.pk})
    client.post(f"{address}ask/", {"learner": cast.child.pk, "text": "Можно ли калькулятор?"})
    given = session.acknowledgements.get()
    assert (given.learner, given.given_by, given.way) == (cast.child, cast.parent, "cabinet")
    assert client.post(f"{address}acknowledge/", {"learner": cast.learner.pk}).status_code == 404
    assert login(cast.account("stranger")).get(address).status_code == 404
    blank = client.post(f"{address}ask/", {"learner": cast.child.pk, "text": ""})
    assert blank.status_code == 422


def test_what_is_to_be_acknowledged_stands_among_own_bookings(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    session = held(cast, run)
    client = login(cast.account("learner"))
    assert f"/consultations/{session.pk}/materials/" in client.get("/consultations/mine/").content.decode()
    client.post(f"/consultations/{session.pk}/materials/acknowledge/")
    assert client.get("/consultations/mine/").context["preps"] == []


def test_an_answer_that_is_refused_keeps_what_was_typed(
    cast: make.Cast, run: GroupPart, login: Login
) -> None:
    session = held(cast, run)
    actions.open_window(session, until=date(2026, 11, 26), by=cast.teacher)
    question = actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    client, address = (
        login(cast.account("teacher")),
        f"/consultations/exam-prep/questions/{question.pk}/answer/",
    )
    typed = {"answer": "Подробный ответ", "work_from": "2026-11-23T12:30", "work_to": "2026-11-23T12:00"}
    page = client.post(address, typed)
    assert (page.status_code, "Подробный ответ" in page.content.decode()) == (422, True)
    assert client.post(address, typed | {"work_to": "2026-11-23T12:40"}).status_code == 302


def test_the_list_costs_the_same_for_one_and_for_thirty(
    cast: make.Cast, run: GroupPart, login: Login, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = login(cast.account("deputy"))
    exam_prep(cast.teacher, cast.group, "group", parts=[run.part])
    client.get("/consultations/exam-prep/")
    with django_assert_num_queries(13):
        client.get("/consultations/exam-prep/")
    for n in range(1, 31):
        exam_prep(
            cast.teacher, cast.group, "group", parts=[run.part], starts_at=TOMORROW + timedelta(hours=2 * n)
        )
    with django_assert_num_queries(13):
        assert len(client.get("/consultations/exam-prep/").context["rows"]) == 31


def test_the_list_counts(cast: make.Cast, run: GroupPart) -> None:
    session = held(cast, run)
    prove(cast, session, "criteria")
    actions.acknowledge(session, learner=cast.learner, by=cast.learner)
    actions.open_window(session, until=date(2026, 11, 26), by=cast.teacher)
    actions.ask_prep_question(session, learner=cast.child, asked_by=cast.child, text="?")
    actor = Actor(cast.account("curator"), cast.curator, Role.CURATOR, {Role.CURATOR: Window(is_open=True)})
    [row] = exam_preps_for(actor, date(2026, 11, 1))
    counted = (row.proved, row.members, row.present, row.acknowledged, row.waiting)
    assert (counted, row.attestation) == ((1, 2, 1, 1, 1), date(2026, 11, 30))
    assert Booking.objects.count() == 1


def test_an_individual_one_concerns_only_who_has_the_place(cast: make.Cast, run: GroupPart) -> None:
    session = exam_prep(
        cast.teacher, cast.group, "individual", starts_at=FRIDAY, parts=[run.part], capacity=1
    )
    make.booking(session, cast.learner, state=Booking.State.ATTENDED)
    Session.objects.filter(pk=session.pk).update(
        state=Session.State.HELD, actual_start=FRIDAY, actual_end=FRIDAY + timedelta(minutes=40)
    )
    session.refresh_from_db()
    assert [one.learner for one in dossier_of(session).members] == [cast.learner]
    assert preps_to_acknowledge(cast.learner) == [session]
    assert preps_to_acknowledge(cast.child) == []
    [row] = exam_preps_for(Actor(cast.account("teacher"), cast.teacher, Role.TEACHER), FRIDAY.date())
    assert row.members == 1
