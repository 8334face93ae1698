"""Drafting a график, its lines and its way to the site."""

from dataclasses import replace
from datetime import date, time

import pytest

from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person
from opora.regulations.models import Order, Provision
from opora.schedule import actions
from opora.schedule.models import Publication, Schedule, ScheduleLine
from opora.schedule.queries import lines_of
from tests import make

pytestmark = pytest.mark.usefixtures("cast")
NEXT_YEAR = {"period_from": date(2027, 1, 11), "period_to": date(2027, 6, 30)}


def draft(**values: object) -> Schedule:
    return make.schedule("draft", **{**NEXT_YEAR, **values})


def values_for(who: Person, **values: object) -> actions.LineValues:
    given = {
        "person": who,
        "weekdays": [1],
        "time_from": time(18),
        "time_to": time(19, 30),
        "means": [make.means()],
        **values,
    }
    return actions.LineValues(**given)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def test_a_line_takes_its_position_and_section_from_the_contract(cast: make.Cast) -> None:
    line = actions.add_line(draft(), values=values_for(cast.deputy))
    assert (line.job_title, line.section) == ("заместитель директора", "other")
    assert line.branch == make.branch()


def test_an_empty_line_may_stand_in_a_draft(cast: make.Cast) -> None:
    line = actions.add_line(draft(), values=actions.LineValues())
    assert line.person is None
    assert line.section == "pedagogical"


def test_lines_are_counted_from_one_in_each_section(cast: make.Cast) -> None:
    schedule = draft()
    for who, hour in ((cast.deputy, 9), (cast.teacher, 18), (cast.curator, 11), (cast.teacher, 12)):
        actions.add_line(schedule, values=values_for(who, time_from=time(hour), time_to=time(hour, 30)))
    shown = [(line.section, line.position, line.person) for line in lines_of(schedule)]
    assert shown == [
        ("pedagogical", 1, cast.teacher),
        ("pedagogical", 2, cast.teacher),
        ("other", 1, cast.deputy),
        ("other", 2, cast.curator),
    ]


def test_the_second_editor_is_told_who_changed_what(cast: make.Cast) -> None:
    schedule = draft()
    line = actions.add_line(schedule, values=values_for(cast.teacher))
    seen = Schedule.objects.get().version
    moved = replace(values_for(cast.teacher), time_from=time(18, 30), time_to=time(20))
    actions.change_line(line, values=moved, by=cast.specialist, version=seen)
    with pytest.raises(Refused) as refused:
        actions.change_line(
            line, values=values_for(cast.teacher, place="каб. 5"), by=cast.deputy, version=seen
        )
    assert rules_of(refused) == ["SCH-EDIT"]
    words = refused.value.refusals[0].words
    assert "Цой\xa0М.\xa0В. в 17:52" in words
    assert "время 18:00–19:30 → 18:30–20:00" in words
    saved = ScheduleLine.objects.get()
    assert (saved.time_from, saved.place) == (time(18, 30), "")


def test_more_than_three_changes_are_counted(cast: make.Cast) -> None:
    schedule = draft()
    for _ in range(5):
        line = actions.add_line(schedule, values=values_for(cast.teacher), by=cast.specialist)
    with pytest.raises(Refused, match="и ещё правок: 2"):
        actions.remove_line(line, version=1)


def test_com_04_a_closed_service_is_not_chosen(cast: make.Cast) -> None:
    skype = make.means("skype", "Skype", state="closed", state_since=date(2025, 5, 5))
    with pytest.raises(Refused, match=r"Сервис «Skype» закрыт 05\.05\.2025\.") as refused:
        actions.add_line(draft(), values=values_for(cast.teacher, means=[skype]))
    assert rules_of(refused) == ["COM-04"]


def test_case_49_a_closed_service_of_an_old_edition_stays_but_is_not_approved(cast: make.Cast) -> None:
    skype = make.means("skype", "Skype", state="closed")
    old = make.schedule("published", period_from=date(2026, 9, 1), period_to=date(2026, 12, 31))
    make.line(old, cast.teacher, means=[skype])
    new = actions.copy_as_new_edition(old)
    line = lines_of(new)[0]
    actions.change_line(line, values=replace(actions.values_of(line), place="каб. 5"))
    with pytest.raises(Refused) as refused:
        actions.submit(new)
    assert rules_of(refused) == ["COM-04"]


def test_dragging_moves_one_day_of_a_line(cast: make.Cast) -> None:
    line = actions.add_line(draft(), values=values_for(cast.teacher, weekdays=[1, 3]))
    actions.move_line(line, from_day=3, to_day=5, time_from=time(10), time_to=time(11, 30))
    saved = ScheduleLine.objects.get()
    assert (saved.weekdays, saved.time_from) == ([1, 5], time(10))


def test_a_removed_line_comes_back_whole_and_once(cast: make.Cast) -> None:
    schedule = draft()
    part = make.part(make.programme())
    values = values_for(cast.teacher, place="каб. «ОТ»", groups=[cast.group], parts=[part], capacity=7)
    line = actions.add_line(schedule, values=values)
    change = actions.remove_line(line, by=cast.specialist)
    assert not ScheduleLine.objects.exists()
    back = actions.restore_line(change)
    assert actions.restore_line(change) is None
    assert back is not None
    assert back.key == line.key
    assert actions.values_of(lines_of(schedule)[0]) == replace(
        values, job_title="преподаватель", section="pedagogical", branch=make.branch()
    )


def test_sch_06_a_frozen_edition_is_not_edited(cast: make.Cast) -> None:
    for state in ("on_approval", "approved", "published", "superseded"):
        schedule = make.schedule(state)
        line = make.line(schedule, cast.teacher)
        for act in (
            lambda one=schedule: actions.add_line(one, values=values_for(cast.teacher)),
            lambda one=line: actions.change_line(one, values=values_for(cast.teacher)),
            lambda one=line: actions.remove_line(one),
            lambda one=schedule: actions.change_draft(one, title="Другой", **NEXT_YEAR),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert rules_of(refused) == ["SCH-06"]
        schedule.delete()


def test_the_way_from_draft_to_site(cast: make.Cast) -> None:
    schedule = actions.create_draft(title="График на I полугодие 2027", **NEXT_YEAR, by=cast.specialist)
    actions.add_line(schedule, values=values_for(cast.teacher))
    schedule = actions.submit(schedule, by=cast.deputy)
    assert schedule.state == "on_approval"
    assert told_to(cast.director) == ["График ждёт утверждения: График на I полугодие 2027"]

    schedule = actions.return_with_remark(schedule, remark="Нет строки куратора")
    assert (schedule.state, schedule.return_remark) == ("draft", "Нет строки куратора")
    assert told_to(cast.specialist) == ["График вернули: График на I полугодие 2027"]

    actions.add_line(schedule, values=values_for(cast.curator))
    schedule = actions.submit(schedule, by=cast.deputy)
    schedule = actions.approve(schedule, number="47-о", on=date(2026, 11, 23), signer=cast.director)
    order = Order.objects.get(kind="schedule")
    assert (schedule.order, order.signer, order.signer_position) == (order, cast.director, "директор")
    assert "График утверждён: График на I полугодие 2027" in told_to(cast.specialist)

    schedule = actions.publish(schedule, by=cast.specialist)
    assert (schedule.state, schedule.published_by) == ("published", cast.specialist)
    assert [row.place for row in schedule.publications.all()] == ["site"]
    title = "Опубликован график с вашими консультациями: График на I полугодие 2027"
    assert told_to(cast.teacher) == [title]


def told_to(who: Person) -> list[str]:
    return [row.title for row in Notification.objects.filter(person=who).order_by("id")]


def test_sch_11_an_empty_schedule_is_not_submitted(cast: make.Cast) -> None:
    with pytest.raises(Refused, match="нет ни одной строки") as refused:
        actions.submit(draft())
    assert rules_of(refused) == ["SCH-11"]


def test_submission_says_everything_that_stands_in_the_way(cast: make.Cast) -> None:
    schedule = draft()
    make.line(schedule, cast.teacher, means=[make.means("skype", "Skype", state="closed")])
    make.line(
        schedule, cast.curator, section="other", job_title="куратор групп", time_from=None, time_to=None
    )
    leaving = make.staff("Петрова Алёна Семёновна", valid_to=date(2027, 5, 31))
    make.line(schedule, leaving)
    with pytest.raises(Refused) as refused:
        actions.submit(schedule)
    assert rules_of(refused) == ["COM-04", "SCH-02", "SCH-01"]
    assert "«Время»" in refused.value.refusals[2].words
    assert Schedule.objects.get().state == "draft"


def test_sch_05_approval_needs_an_order(cast: make.Cast) -> None:
    waiting = make.schedule("on_approval")
    for number, on in (("", date(2026, 11, 23)), ("47-о", None)):
        with pytest.raises(Refused) as refused:
            actions.approve(waiting, number=number, on=on, signer=cast.director)
        assert rules_of(refused) == ["SCH-05"]
    make.order("47-о", on=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        actions.approve(waiting, number="47-о", on=date(2026, 11, 23), signer=cast.director)
    assert rules_of(refused) == ["ORD-01"]
    actions.approve(waiting, number="47-о", on=date(2027, 1, 10), signer=cast.director)


@pytest.mark.parametrize("state", ["draft", "approved", "published", "superseded"])
def test_sch_10_only_what_was_submitted_is_approved_or_returned(state: str, cast: make.Cast) -> None:
    schedule = make.schedule(state)
    with pytest.raises(Refused) as refused:
        actions.approve(schedule, number="1", on=date(2026, 11, 23), signer=cast.director)
    assert rules_of(refused) == ["SCH-10"]
    with pytest.raises(Refused) as refused:
        actions.return_with_remark(schedule, remark="нет")
    assert rules_of(refused) == ["SCH-10"]


def test_sch_12_a_return_says_what_to_mend(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.return_with_remark(make.schedule("on_approval"), remark="  ")
    assert rules_of(refused) == ["SCH-12"]


@pytest.mark.parametrize("state", ["draft", "on_approval", "published", "superseded"])
def test_sch_04_only_an_approved_edition_is_published(state: str, cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.publish(make.schedule(state))
    assert rules_of(refused) == ["SCH-04"]


def test_publication_replaces_the_edition_of_the_same_days(cast: make.Cast) -> None:
    first = make.schedule("published", period_from=date(2026, 9, 1), period_to=date(2026, 12, 31))
    spring = make.schedule("published", **NEXT_YEAR)
    second = make.schedule("approved", period_from=date(2026, 10, 5), period_to=date(2026, 12, 31), edition=2)
    actions.publish(second)
    first.refresh_from_db()
    spring.refresh_from_db()
    assert (first.state, spring.state) == ("superseded", "published")
    assert first.superseded_at is not None


def test_a_new_edition_keeps_the_keys_of_its_lines(cast: make.Cast) -> None:
    old = make.schedule("published", period_from=date(2026, 9, 1), period_to=date(2026, 12, 31))
    lines = [make.line(old, cast.teacher, groups=[cast.group]), make.line(old, cast.deputy, section="other")]
    new = actions.copy_as_new_edition(old, by=cast.specialist)
    assert (new.edition, new.previous, new.state) == (2, old, "draft")
    assert (new.period_from, new.period_to) == (date(2026, 11, 23), date(2026, 12, 31))
    assert [line.key for line in lines_of(new)] == [line.key for line in lines]
    assert list(lines_of(new)[0].groups.all()) == [cast.group]
    with pytest.raises(Refused, match="Следующая редакция уже есть") as refused:
        actions.copy_as_new_edition(old)
    assert rules_of(refused) == ["SCH-13"]


def test_sch_13_a_draft_is_not_copied(cast: make.Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.copy_as_new_edition(draft())
    assert rules_of(refused) == ["SCH-13"]


def test_sch_14_a_period_runs_forward_and_for_a_year_at_most(cast: make.Cast) -> None:
    for since, until in ((date(2027, 6, 30), date(2027, 1, 11)), (date(2027, 1, 1), date(2028, 6, 30))):
        with pytest.raises(Refused) as refused:
            actions.create_draft(title="График", period_from=since, period_to=until)
        assert rules_of(refused) == ["SCH-14"]


def test_sch_09_a_stand_is_noted_beside_the_site(cast: make.Cast) -> None:
    make.edition(provisions={Provision.SCHEDULE_PUBLICATION: ["stand"]})
    schedule = actions.publish(make.schedule("approved"))
    assert not schedule.publications.exists()
    actions.record_stand(schedule, on=date(2026, 11, 24), note="1 этаж", by=cast.specialist)
    actions.record_stand(schedule, on=date(2026, 11, 25), note="1 этаж", by=cast.specialist)
    row = Publication.objects.get()
    assert (row.place, row.on, row.note) == ("stand", date(2026, 11, 25), "1 этаж")
    with pytest.raises(Refused) as refused:
        actions.record_stand(draft(), on=date(2026, 11, 24))
    assert rules_of(refused) == ["SCH-09"]


def test_a_draft_is_renamed_and_moved(cast: make.Cast) -> None:
    schedule = draft()
    until = date(2027, 5, 31)
    changed = actions.change_draft(
        schedule, title=" Весенний ", period_from=schedule.period_from, period_to=until, version=1
    )
    assert (changed.title, changed.period_to, changed.version) == ("Весенний", until, 2)


def test_a_line_moved_to_another_section_stands_last_there(cast: make.Cast) -> None:
    schedule = draft()
    actions.add_line(schedule, values=values_for(cast.deputy))
    line = actions.add_line(schedule, values=values_for(cast.teacher))
    actions.change_line(line, values=replace(values_for(cast.teacher), section="other"))
    assert [(one.person, one.position) for one in lines_of(schedule)] == [(cast.deputy, 1), (cast.teacher, 2)]


HEAD = "ФИО;Должность;День недели;Время;Средство\n"


def apply(schedule: Schedule, rows: str) -> actions.Applied:
    upload = actions.start_import(schedule, file_name="график.csv", content=(HEAD + rows).encode())
    return actions.apply_import(upload)


def test_a_file_chooses_the_branch_by_its_clock_and_the_mode_by_its_means(cast: make.Cast) -> None:
    make.means("in_person", "личный приём", kind="in_person")
    make.means("email", "электронная почта", kind="email")
    there = make.branch("Владивосток", "Asia/Vladivostok", is_head=False)
    schedule = draft()
    done = apply(
        schedule,
        "Громов П.И.;заместитель директора;пн;10:00-11:00 ВЛД;личный приём\n"
        "Громов П.И.;заместитель директора;вт;10:00-11:00;электронная почта\n"
        "Громов П.И.;заместитель директора;ср;10:00-11:00 ЕКБ;электронная почта\n",
    )
    assert (done.added, done.same, done.left) == (2, 0, 1)
    shown = [(line.branch, line.mode) for line in lines_of(schedule)]
    assert shown == [(there, "in_person"), (make.branch(), "offline")]


def test_an_applied_file_is_not_applied_again(cast: make.Cast) -> None:
    rows = "Громов П.И.;заместитель директора;пн;10:00-11:00;видеоконференция платформы\n"
    make.means()
    schedule = draft()
    upload = actions.start_import(schedule, file_name="график.csv", content=(HEAD + rows).encode())
    assert actions.apply_import(upload).added == 1
    ScheduleLine.objects.all().delete()
    assert actions.apply_import(upload).added == 0
    assert apply(schedule, rows).added == 1
    assert apply(schedule, rows).same == 1


def test_the_preview_speaks_the_shape_of_the_interface(cast: make.Cast) -> None:
    make.means()
    rows = "Громов П.И.;заместитель директора;по чётным средам;с 18 до 19:30;видеоконференция платформы\n"
    (row,) = actions.preview_schedule_file((HEAD + rows).encode(), "график.csv")["rows"]
    assert {
        name: row[name] for name in ("section", "weekdays", "from", "to", "parity", "means", "status")
    } == {
        "section": "other",
        "weekdays": [3],
        "from": "18:00",
        "to": "19:30",
        "parity": "even",
        "means": ["vks"],
        "status": "fixed",
    }


def test_an_order_may_be_signed_before_its_signer_is_known(cast: make.Cast) -> None:
    schedule = actions.approve(make.schedule("on_approval"), number="5", on=date(2026, 11, 23), signer=None)
    assert schedule.order is not None
    assert schedule.order.signer_position == ""


def test_case_43_a_number_of_an_order_repeats_in_another_year_only(cast: make.Cast) -> None:
    make.order("47-о", on=date(2025, 9, 1))
    first = make.schedule("on_approval")
    actions.approve(first, number="47-о", on=date(2026, 9, 1), signer=cast.director)
    second = make.schedule("on_approval")
    with pytest.raises(Refused) as refused:
        actions.approve(second, number="47-о", on=date(2026, 9, 2), signer=cast.director)
    assert [one.rule for one in refused.value.refusals] == ["ORD-01"]
