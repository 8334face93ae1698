"""What else the radar hears: appeals marked with a discipline (S1-3.5), help that did not help (S1-4.1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from opora.consultations.actions import Opinion, give_feedback
from opora.kernel.clock import travel
from opora.people.models import Person
from opora.progress.access import KEEPERS, OPEN_APPEALS
from opora.progress.actions import decline_topic
from opora.progress.models import AppealMark
from opora.progress.queries import Proposal, radar_of
from opora.studies.models import GroupPart
from opora.website.access import SEE_APPEALS
from opora.website.actions.appeals import join_appeal, register_appeal
from opora.website.models import Appeal
from tests import make
from tests.consultations.world import flat

from .test_radar import asks, took

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TOPIC = "Категории помещений"


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Охрана труда")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 20)
    )


def wrote(**values: str) -> Appeal:
    given = {"name": "Галина Петровна", "text": "Сын не понимает категории", "phone": "112"}
    return register_appeal(kind=Appeal.Kind.STUDY, **{**given, **values})


def mark(client: Client, appeal: Appeal, run: GroupPart | None, topic: str = TOPIC) -> int:
    sent = {"run": run.pk if run else "", "topic": topic}
    return client.post(f"/site/appeals/{appeal.pk}/mark/", sent).status_code


def only(run: GroupPart) -> Proposal:
    [proposal] = radar_of(run).proposals
    return proposal


def rated(of: make.Cast, teacher: Person, verdicts: list[str], topic: str = TOPIC) -> None:
    session = make.session(
        teacher, FRIDAY, groups=[of.group], state="held", actual_start=FRIDAY, topic=topic,
        actual_end=FRIDAY + timedelta(hours=1), capacity=60,
    )  # fmt: skip
    for n, verdict in enumerate(verdicts):
        who = make.learner(f"Ученик{n:02} Имя Отчество", of.group)
        place = make.booking(session, who, state="attended")
        give_feedback(place, opinion=Opinion(verdict), by=who)


def test_s1_3_5_two_appeals_about_a_discipline_make_a_topic(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    client = login(cast.account("specialist"))
    first, second = wrote(), wrote(name="Олег", phone="113")
    assert mark(client, first, run) == 302
    assert radar_of(run).proposals == []
    assert mark(client, second, run) == 302
    proposal = only(run)
    assert (proposal.title, proposal.askers, proposal.basis) == (TOPIC, 2, "learner_appeals")
    assert proposal.why == "2 обращения за месяц"


def test_an_appeal_adds_to_what_learners_ask(cast: make.Cast, login: Login, run: GroupPart) -> None:
    asks(cast, run, make.learner("Первый Имя Отчество", run.group), "Как найти категорию помещения?")
    mark(login(cast.account("deputy")), wrote(), run)
    assert only(run).why == "1 вопрос за неделю, 1 обращение за месяц"


def test_the_evidence_opens_for_readers_of_the_register_and_names_nobody_to_others(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    appeals = [wrote(), wrote(name="Олег", phone="113")]
    for one in appeals:
        mark(login(cast.account("specialist")), one, run)
    code, link = appeals[0].code, f'href="/site/appeals/{appeals[0].pk}/"'
    teacher = flat(login(cast.account("teacher")).get(f"/topics/{run.pk}/").content.decode())
    assert f"обращение № {code}" in teacher
    assert link not in teacher
    assert "Галина" not in teacher
    assert link in login(cast.account("deputy")).get(f"/topics/{run.pk}/").content.decode()


def test_who_opens_appeals_from_the_radar_reads_the_register() -> None:
    assert OPEN_APPEALS == KEEPERS & SEE_APPEALS


def test_a_mark_is_changed_taken_off_and_old_ones_are_not_heard(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    client, appeal = login(cast.account("specialist")), wrote()
    mark(client, appeal, run)
    mark(client, appeal, run, "Пожарный риск")
    assert AppealMark.objects.get().topic == "Пожарный риск"
    assert f"{run.group.code}: Охрана труда" in flat(
        client.get(f"/site/appeals/{appeal.pk}/").content.decode()
    )
    assert mark(client, appeal, None) == 302
    assert not AppealMark.objects.exists()
    for one in (appeal, wrote(name="Олег")):
        mark(client, one, run)
    with travel(datetime(2026, 12, 24, 9, tzinfo=UTC)):
        assert radar_of(run).proposals == []


def test_an_appeal_that_is_not_his_is_marked_by_nobody_else(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    appeal = wrote()
    assert mark(login(cast.account("teacher")), appeal, run) == 404
    assert mark(login(cast.account("director")), appeal, run) == 404
    assert not AppealMark.objects.exists()


def test_a_discipline_that_is_long_over_is_no_choice(cast: make.Cast, login: Login, run: GroupPart) -> None:
    over = make.group_part(
        cast.group, make.part(cast.group.programme, "Введение"), teacher=cast.teacher,
        starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30),
    )  # fmt: skip
    assert mark(login(cast.account("specialist")), wrote(), over) == 422


def test_a_joined_repeat_is_one_voice(cast: make.Cast, login: Login, run: GroupPart) -> None:
    client, first, repeat = login(cast.account("specialist")), wrote(), wrote()
    mark(client, repeat, run)
    join_appeal(repeat, into=first, by=cast.specialist)
    kept = AppealMark.objects.get()
    assert (kept.code, kept.url) == (first.code, f"/site/appeals/{first.pk}/")
    assert mark(client, repeat, run) == 404


def test_s1_4_1_a_topic_after_which_help_did_not_help_is_proposed_again(
    cast: make.Cast, run: GroupPart
) -> None:
    rated(cast, cast.teacher, ["helped", "helped", "partly", "not_helped", "not_helped"])
    proposal = only(run)
    assert (proposal.title, proposal.why) == (TOPIC, "встреча помогла 2 из 5")
    assert proposal.points_unhelped == 6
    decline_topic(run, key=proposal.key, by=cast.teacher, reason="разобрали на занятии")
    assert radar_of(run).proposals == []


def test_few_answers_and_a_good_share_are_no_evidence(cast: make.Cast, run: GroupPart) -> None:
    rated(cast, cast.teacher, ["not_helped"] * 4)
    rated(cast, cast.teacher, ["helped"] * 5 + ["not_helped"] * 3, "Первая помощь")
    assert radar_of(run).proposals == []


def test_planted_weak_topics_come_before_what_was_only_heard(
    cast: make.Cast, login: Login, run: GroupPart
) -> None:
    twelve = [make.learner(f"Слушатель{n:02} Имя Отчество", cast.group) for n in range(12)]
    took(cast, run, "Инструктажи", twelve, 7)
    took(cast, run, "Средства защиты", twelve, 5)
    rated(cast, cast.teacher, ["not_helped"] * 6)
    for n in range(3):
        mark(login(cast.account("specialist")), wrote(name=f"Писавший {n}"), run, "Журнал вводного")
    found = [one.title for one in radar_of(run).proposals]
    assert found[:2] == ["Инструктажи", "Средства защиты"]
    assert set(found[2:]) == {TOPIC, "Журнал вводного"}
