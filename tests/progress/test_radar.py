"""What a consultation should be about: weak topics come first, a decision is remembered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from opora.consultations.models import HelpRequest, Session
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.people.models import Person
from opora.progress.actions import (
    Entered,
    accept_topic,
    decline_topic,
    enter_results,
    merge_topics,
    reopen_topic,
)
from opora.progress.queries import Proposal, radar_of, radars
from opora.progress.queries.words import closeness, stems
from opora.studies.models import GroupPart
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)
SOON = datetime(2026, 11, 26, 9, tzinfo=UTC)
WEAK, FAIR, GOOD = Decimal(4), Decimal(13), Decimal(19)
Login = Callable[..., Client]


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Охрана труда")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )


@pytest.fixture
def twelve(cast: make.Cast, run: GroupPart) -> list[Person]:
    return [make.learner(f"Слушатель{n:02} Имя Отчество", cast.group) for n in range(12)]


def took(
    cast: make.Cast, run: GroupPart, title: str, learners: list[Person], weak: int, day: int = 16
) -> None:
    """``weak`` first learners fail, the rest pass."""
    points = {who.pk: WEAK if n < weak else GOOD for n, who in enumerate(learners)}
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    enter_results(run.part, entered=Entered(title, Decimal(20), at, points), by=cast.teacher)


def asks(cast: make.Cast, run: GroupPart, learner: Person, text: str, days_ago: int = 2) -> None:
    held = make.session(
        cast.teacher, NOW - timedelta(days=days_ago, hours=learner.pk % 400 + 1), groups=[run.group],
        parts=[run.part], state=Session.State.HELD, actual_start=NOW - timedelta(days=days_ago, hours=2),
        actual_end=NOW - timedelta(days=days_ago, hours=1), date=date(2026, 11, 20),
    )  # fmt: skip
    with travel(NOW - timedelta(days=days_ago)):
        make.booking(held, learner, question=text)


def titles(run: GroupPart) -> list[str]:
    return [one.title for one in radar_of(run).proposals]


def find(run: GroupPart, title: str) -> Proposal:
    return next(one for one in radar_of(run).proposals if one.title == title)


def test_s0_5_3b_three_planted_weak_topics_come_first_in_their_order(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    planted = [("Расследование несчастных случаев", 10), ("Инструктажи", 7), ("Средства защиты", 5)]
    fine = ["Первая помощь", "Пожарная безопасность", "Электробезопасность", "Медосмотры"]
    for title in fine:
        took(cast, run, title, twelve, 1)
    for title, weak in reversed(planted):
        took(cast, run, title, twelve, weak)
    for who in twelve[:3]:
        asks(cast, run, who, "Чем целевой инструктаж отличается от внепланового?")
    for who in twelve[3:5]:
        asks(cast, run, who, "Как оформить справку для бухгалтерии?", days_ago=10)
    assert titles(run)[:3] == [title for title, _weak in planted]
    assert not set(fine) & set(titles(run))
    why = find(run, "Инструктажи").why
    assert why == "7 из 12 ошиблись в тесте «Инструктажи», 3 вопроса за неделю"


def test_evidence_is_the_very_rows(cast: make.Cast, run: GroupPart, twelve: list[Person]) -> None:
    took(cast, run, "Инструктажи", twelve, 3)
    asks(cast, run, twelve[5], "Вопрос про инструктажи на рабочем месте")
    proposal = find(run, "Инструктажи")
    assert [one.name for one in proposal.weak] == [who.full_name for who in twelve[:3]]
    assert [one.shown for one in proposal.weak] == ["4 / 20"] * 3
    assert [one.text for one in proposal.questions] == ["Вопрос про инструктажи на рабочем месте"]
    assert len(proposal.evidence) == 4


def test_the_last_attempt_counts_and_losing_ground_weighs(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    took(cast, run, "Инструктажи", twelve, 6)
    before = find(run, "Инструктажи").score
    took(cast, run, "Инструктажи", twelve[:6], 0, day=18)
    assert titles(run) == []
    took(cast, run, "Инструктажи", twelve[6:], 6, day=18)
    after = find(run, "Инструктажи")
    assert after.weak_learners == 6
    assert after.points_worse > 0
    assert after.score >= before


def test_two_who_tried_are_counted_as_three(cast: make.Cast, run: GroupPart, twelve: list[Person]) -> None:
    took(cast, run, "Новый тест", twelve[:1], 1)
    took(cast, run, "Инструктажи", twelve, 9)
    assert titles(run) == ["Инструктажи", "Новый тест"]


def test_questions_alone_make_a_topic_when_two_ask(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    asks(cast, run, twelve[0], "Как заполнять журнал вводного инструктажа?")
    assert titles(run) == []
    HelpRequest.objects.create(
        run=run, person=cast.teacher, learner=twelve[1], asked_by=twelve[1],
        question="Не понимаю, как заполнить журнал инструктажей",
    )  # fmt: skip
    [proposal] = radar_of(run).proposals
    assert (proposal.askers, proposal.basis) == (2, "learner_appeals")
    assert proposal.title == "Как заполнять журнал вводного инструктажа?"


def test_a_part_of_the_discipline_is_a_topic_under_its_own_name(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    topic = make.part(cast.group.programme, "Специальная оценка условий труда", parent=run.part)
    points = {who.pk: WEAK for who in twelve}
    at = datetime(2026, 11, 16, 9, tzinfo=UTC)
    enter_results(topic, entered=Entered("Тест 4", Decimal(20), at, points), by=cast.teacher)
    assert titles(run) == ["Специальная оценка условий труда"]


def test_con_04_an_accepted_topic_stands_on_the_session_with_its_facts(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    took(cast, run, "Инструктажи", twelve, 7)
    session = make.session(cast.teacher, SOON, groups=[run.group], parts=[run.part])
    key = find(run, "Инструктажи").key
    decision = accept_topic(run, key=key, session=session, by=cast.teacher)
    session.refresh_from_db()
    assert (session.topic, session.topic_basis, session.scope) == (
        "Инструктажи", "progress_analysis", "topic",
    )  # fmt: skip
    assert session.topic_why == "7 из 12 ошиблись в тесте «Инструктажи»"
    assert len(decision.evidence) == 7
    assert titles(run) == []


def test_a_topic_goes_only_to_a_session_ahead_of_this_discipline(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    took(cast, run, "Инструктажи", twelve, 7)
    other = make.session(cast.teacher, SOON, groups=[make.group()])
    with pytest.raises(Refused) as refused:
        accept_topic(run, key=find(run, "Инструктажи").key, session=other, by=cast.teacher)
    assert refused.value.refusals[0].rule == "TOP-03"


def test_a_declined_topic_comes_back_only_with_new_evidence(
    cast: make.Cast, run: GroupPart, twelve: list[Person]
) -> None:
    took(cast, run, "Инструктажи", twelve, 7)
    key = find(run, "Инструктажи").key
    with pytest.raises(Refused) as refused:
        decline_topic(run, key=key, by=cast.teacher, reason=" ")
    assert refused.value.refusals[0].rule == "TOP-01"
    decision = decline_topic(run, key=key, by=cast.teacher, reason="разобрали на занятии")
    assert titles(run) == []
    with pytest.raises(Refused) as refused:
        decline_topic(run, key=key, by=cast.teacher, reason="ещё раз")
    assert refused.value.refusals[0].rule == "TOP-02"
    took(cast, run, "Инструктажи", twelve[8:], 0, day=18)
    assert titles(run) == []
    asks(cast, run, twelve[9], "Когда проводят повторный инструктаж?")
    assert titles(run) == ["Инструктажи"]
    reopen_topic(decision)
    assert titles(run) == ["Инструктажи"]


def test_merged_topics_stay_one(cast: make.Cast, run: GroupPart, twelve: list[Person]) -> None:
    took(cast, run, "Инструктажи", twelve, 5)
    took(cast, run, "Виды инструктажа", twelve, 4)
    one, other = find(run, "Виды инструктажа"), find(run, "Инструктажи")
    decision = merge_topics(run, key=one.key, into=other.key, by=cast.teacher)
    assert titles(run) == ["Инструктажи"]
    assert len(find(run, "Инструктажи").attempts) == 24
    took(cast, run, "Виды инструктажа", twelve, 6, day=18)
    assert titles(run) == ["Инструктажи"]
    reopen_topic(decision)
    assert sorted(titles(run)) == ["Виды инструктажа", "Инструктажи"]
    with pytest.raises(Refused) as refused:
        merge_topics(run, key=one.key, into=one.key, by=cast.teacher)
    assert refused.value.refusals[0].rule == "TOP-02"


def test_the_words_of_one_thing_are_near() -> None:
    topic = stems("Целевой инструктаж")
    assert closeness(stems("чем отличается целевого инструктажа"), topic) == 1
    assert closeness(stems("про инструктажы"), topic) == 0.5
    assert closeness(stems("как оформить отпуск"), topic) == 0


def test_a_teacher_decides_on_the_page(
    cast: make.Cast, run: GroupPart, twelve: list[Person], login: Login
) -> None:
    took(cast, run, "Инструктажи", twelve, 7)
    took(cast, run, "Средства защиты", twelve, 5)
    session = make.session(cast.teacher, SOON, groups=[run.group], parts=[run.part])
    client, address = login(cast.account("teacher")), f"/topics/{run.pk}/"
    page = client.get(address).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "7 из 12 ошиблись в тесте «Инструктажи»" in page
    key = find(run, "Инструктажи").key
    refused = client.post(f"{address}decline/", {"key": key, "reason": ""})
    assert (refused.status_code, "TOP-01" in refused.content.decode()) == (422, True)
    client.post(f"{address}accept/", {"key": key, "session": session.pk, "title": "Виды инструктажей"})
    session.refresh_from_db()
    assert session.topic == "Виды инструктажей"
    card = client.get(f"/consultations/{session.pk}/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "7 из 12 ошиблись" in card
    assert f"/topics/?session={session.pk}" in card
    assert "Средства защиты" in client.get(f"/topics/?session={session.pk}").content.decode()
    client.post(f"{address}decline/", {"key": find(run, "Средства защиты").key, "reason": "уже разобрали"})
    decision = run.topic_decisions.get(state="declined")
    client.post(f"{address}reopen/", {"decision": decision.pk})
    assert titles(run) == ["Средства защиты"]


def test_the_radar_costs_the_same_for_one_and_for_thirty(
    cast: make.Cast, run: GroupPart, twelve: list[Person], login: Login,
    django_assert_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    took(cast, run, "Инструктажи", twelve, 7)
    with django_assert_num_queries(8):
        radars([run])
    runs = [run]
    for n in range(30):
        part = make.part(cast.group.programme, f"Модуль {n}")
        one = make.group_part(cast.group, part, teacher=cast.teacher)
        took(cast, one, f"Тест {n}", twelve, n % 12)
        runs.append(one)
    with django_assert_num_queries(8):
        assert len(radars(runs)) == 31
