"""Rules of one line: its columns, its worker's contract, its section, its days."""

from datetime import date, time

import pytest

from opora.people.models import StaffContract
from opora.regulations.models import Provision
from opora.regulations.queries import forget_editions
from opora.schedule import actions, rules
from opora.schedule.models import Schedule, ScheduleLine
from opora.schedule.queries import contracts_of, lines_of
from tests import make

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def schedule() -> Schedule:
    return make.schedule("draft", period_from=date(2027, 1, 11), period_to=date(2027, 6, 30))


def contract_words(line: ScheduleLine) -> str:
    assert line.person
    contracts: list[StaffContract] = contracts_of([line.person])[line.person.pk]
    refusal = rules.contract_covers_line(line, line.schedule, contracts)
    return refusal.words if refusal else ""


def test_sch_01_a_missing_column_is_named(schedule: Schedule) -> None:
    line = actions.add_line(schedule, values=actions.LineValues(weekdays=[1]))
    refusal = rules.line_is_complete(line)
    assert refusal is not None
    assert refusal.field == "person"
    assert refusal.words == (
        "Заполните графы «ФИО работника», «Должность», «Время», «Средство коммуникации»: "
        "без них график нельзя отправить на утверждение."
    )


def test_a_full_line_has_nothing_to_fill(schedule: Schedule, cast: make.Cast) -> None:
    assert rules.line_is_complete(make.line(schedule, cast.teacher)) is None


def test_an_empty_line_has_no_contract_to_check(schedule: Schedule) -> None:
    line = actions.add_line(schedule, values=actions.LineValues())
    assert rules.contract_covers_line(line, schedule, []) is None
    assert rules.helper_is_provided_for(line, schedule.period_from) is None


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2025, 1, 1), None, ""),
        (date(2027, 1, 11), date(2027, 6, 30), ""),
        (date(2025, 1, 1), date(2027, 5, 31), "действует до 31.05.2027, раньше конца графика."),
        (date(2027, 2, 1), None, "действует с 01.02.2027, а график начинается 11.01.2027."),
        (date(2025, 1, 1), date(2026, 12, 31), "нет договора на время графика."),
        (date(2027, 9, 1), None, "нет договора на время графика."),
    ],
)
def test_sch_02_the_contract_lasts_as_long_as_the_schedule(
    since: date, until: date | None, words: str, schedule: Schedule
) -> None:
    line = make.line(schedule, make.staff(valid_from=since, valid_to=until))
    told = contract_words(line)
    assert told.endswith(words)
    assert bool(told) == bool(words)


def test_contracts_that_follow_each_other_are_one(schedule: Schedule) -> None:
    who = make.staff(valid_to=date(2027, 3, 31))
    line = make.line(schedule, who)
    make.staff_contract(who, valid_from=date(2027, 4, 1))
    assert contract_words(line) == ""


def test_a_day_between_contracts_is_a_gap(schedule: Schedule) -> None:
    who = make.staff(valid_to=date(2027, 3, 31))
    line = make.line(schedule, who)
    make.staff_contract(who, valid_from=date(2027, 4, 2))
    assert contract_words(line).endswith("действует до 31.03.2027, раньше конца графика.")


def test_the_position_is_that_of_the_contract(schedule: Schedule, cast: make.Cast) -> None:
    assert contract_words(make.line(schedule, cast.deputy)).endswith(
        "другая должность: заместитель директора."
    )
    assert contract_words(make.line(schedule, cast.deputy, job_title="Заместитель  директора")) == ""
    assert contract_words(make.line(schedule, cast.teacher, job_title="преподаватель (совместитель)")) == ""


def test_sch_03_the_section_follows_the_contract(schedule: Schedule, cast: make.Cast) -> None:
    right = make.line(schedule, cast.teacher)
    wrong = make.line(schedule, cast.teacher, section="other")
    contracts = contracts_of([cast.teacher])[cast.teacher.pk]
    assert rules.line_stands_in_its_section(right, contracts) is None
    assert rules.line_stands_in_its_section(wrong, []) is None
    refusal = rules.line_stands_in_its_section(wrong, contracts)
    assert refusal is not None
    assert "«Педагогические работники»" in refusal.words


def test_the_act_says_who_helps(schedule: Schedule, cast: make.Cast) -> None:
    line = make.line(schedule, cast.curator, section="other", job_title="куратор групп")
    assert rules.helper_is_provided_for(line, schedule.period_from) is None
    make.edition(provisions={Provision.HELP_PROVIDERS: ["pedagogical"]}, effective_from=date(2027, 1, 1))
    forget_editions()
    rules_now = rules.checks_of(schedule, lines_of(schedule)).blocking
    assert [check.refusal.rule for check in rules_now] == ["CON-08"]


def test_com_03_notes_do_not_block(schedule: Schedule, cast: make.Cast) -> None:
    zoom = make.means("zoom", "Zoom", state="warn")
    make.line(schedule, cast.teacher, weekdays=[1, 2], means=[zoom])
    checks = rules.checks_of(schedule, lines_of(schedule))
    assert checks.blocking == []
    assert [check.refusal.rule for check in checks.notes] == ["COM-03", "SCH-08"]
    assert "вт 23.02" in checks.notes[1].refusal.words
    assert rules.holidays_are_noticed({}) is None


def test_many_days_off_are_counted() -> None:
    lost = {date(2027, 5, day): "праздник" for day in range(1, 10)}
    refusal = rules.holidays_are_noticed(lost)
    assert refusal is not None
    assert refusal.words.endswith("и ещё 3.")


def test_the_later_of_crossing_lines_is_marked(schedule: Schedule, cast: make.Cast) -> None:
    first = make.line(schedule, cast.teacher)
    second = make.line(schedule, cast.teacher, time_from=time(19), time_to=time(20))
    empty = make.line(schedule, cast.deputy, job_title="заместитель директора", section="other", weekdays=[])
    both = make.line(schedule, make.staff(valid_to=date(2027, 2, 1)), time_from=None)
    states = rules.checks_of(schedule, lines_of(schedule)).states()
    assert states == {second.pk: "conflict", empty.pk: "incomplete", both.pk: "conflict"}
    assert first.pk not in states


@pytest.mark.parametrize("state", ["published", "superseded", "approved", "draft"])
def test_every_refusal_of_a_state_leads_somewhere(state: str) -> None:
    schedule = make.schedule(state)
    answers = (
        rules.lines_are_open(schedule),
        rules.awaits_approval(schedule),
        rules.is_approved(schedule),
        rules.is_published(schedule),
        rules.next_edition_is_free(schedule, None),
    )
    for refusal in answers:
        assert refusal is None or (refusal.words and refusal.next_step and refusal.next_url)
