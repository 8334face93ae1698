"""«Итоговая аттестация»: each learner's day and what keeps him from it (S4-2.1o)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opora.kernel.clock import travel
from opora.notifications.models import Notification
from opora.people.models import Person
from opora.progress.actions import Entered, enter_results
from opora.progress.tasks import tell_of_unready
from opora.studies.models import Enrolment, GroupPart, IndividualPlan, PlanPart, ProgrammePart
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
PAGE = "/attestation/final/"
FINAL = date(2026, 12, 21)


@pytest.fixture
def final(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Итоговая аттестация")
    part.kind = ProgrammePart.Kind.FINAL
    part.save()
    return make.group_part(cast.group, part, starts_on=FINAL, ends_on=date(2026, 12, 25))


@pytest.fixture
def interim(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи", has_attestation=True)
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 18),
        attestation_on=date(2026, 11, 20),
    )  # fmt: skip


def took(of: make.Cast, run: GroupPart, points: dict[Person, int], day: int = 16) -> None:
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    marks = {who.pk: Decimal(n) for who, n in points.items()}
    enter_results(run.part, entered=Entered("Зачёт", Decimal(20), at, marks), by=of.teacher)


def enrolled(who: Person) -> Enrolment:
    return Enrolment.objects.get(learner=who)


def rows(client: Client, query: str = "") -> dict[str, tuple[date, list[str]]]:
    answer = client.get(f"{PAGE}{query}")
    assert answer.status_code == 200
    return {
        row.who.enrolment.learner.last_name: (row.who.day, row.obstacles) for row in answer.context["rows"]
    }


def test_s4_2_1_o_each_learner_has_a_day_and_what_keeps_him_from_it(
    cast: make.Cast, login: Login, final: GroupPart, interim: GroupPart
) -> None:
    names = ("Готовый", "Слабый", "Неявившийся", "Отпускник", "Должник")
    ready, weak, absent, away, short = (make.learner(f"{name} Имя Отчество", cast.group) for name in names)
    took(cast, interim, {ready: 18, weak: 5, away: 17, short: 19})
    Enrolment.objects.filter(learner=away).update(state=Enrolment.State.LEAVE)
    paid = make.contract(short, valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 10), number="5/26")
    Enrolment.objects.filter(learner=short).update(contract=paid)
    found = rows(login(cast.account("specialist")))
    assert {day for day, _obstacles in found.values()} == {FINAL}
    assert found["Готовый"][1] == []
    assert found["Слабый"][1] == ["ниже порога: Инструктажи"]
    assert found["Неявившийся"][1] == ["нет результата: Инструктажи"]
    assert found["Отпускник"][1] == ["в академическом отпуске"]
    assert found["Должник"][1] == ["договор до 10.12.2026"]
    kept = rows(login(cast.account("specialist")), "?stuck=1")
    assert "Готовый" not in kept
    assert "Слабый" in kept
    page = flat(login(cast.account("curator")).get(PAGE).content.decode())
    assert "ниже порога: Инструктажи" in page
    assert absent.full_name in page


def test_the_last_attempt_counts_and_a_part_without_tests_says_nothing(
    cast: make.Cast, login: Login, final: GroupPart, interim: GroupPart
) -> None:
    who = make.learner("Старательный Имя Отчество", cast.group)
    client = login(cast.account("deputy"))
    assert rows(client)["Старательный"][1] == []
    took(cast, interim, {who: 5})
    assert rows(client)["Старательный"][1] == ["ниже порога: Инструктажи"]
    took(cast, interim, {who: 15}, day=18)
    assert rows(client)["Старательный"][1] == []


def test_an_individual_plan_gives_an_own_day_and_credits_a_part(
    cast: make.Cast, login: Login, final: GroupPart, interim: GroupPart
) -> None:
    who = make.learner("Ускоренный Имя Отчество", cast.group)
    took(cast, interim, {make.learner("Другой Имя Отчество", cast.group): 18})
    plan = IndividualPlan.objects.create(enrolment=enrolled(who), number="1", date=date(2026, 11, 1))
    PlanPart.objects.create(
        plan=plan, part=final.part, way="faster", starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 8)
    )
    PlanPart.objects.create(plan=plan, part=interim.part, way="credited")
    found = rows(login(cast.account("deputy")))
    assert found["Ускоренный"] == (date(2026, 12, 7), [])
    assert next(iter(found)) == "Ускоренный"


def test_a_learner_sees_his_own_day_among_the_dates(cast: make.Cast, login: Login, final: GroupPart) -> None:
    page = login(cast.account("learner")).get("/cabinet/").context["page"]
    assert [(one.day, one.words) for one in page.deadlines] == [
        (FINAL, f"итоговая аттестация, {cast.group.code}")
    ]


def test_the_page_costs_the_same_for_one_and_for_thirty(
    cast: make.Cast, login: Login, final: GroupPart, interim: GroupPart
) -> None:
    client = login(cast.account("deputy"))
    took(cast, interim, {make.learner("Первый Имя Отчество", cast.group): 18})

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    cost()
    before = cost()
    took(cast, interim, {make.learner(f"Новый{n:02} Имя Отчество", cast.group): n % 20 for n in range(30)})
    assert cost() == before


def test_job_02_who_is_not_ready_is_told_while_there_is_time(
    cast: make.Cast, final: GroupPart, interim: GroupPart
) -> None:
    weak, ready = (make.learner(f"{name} Имя Отчество", cast.group) for name in ("Слабый", "Готовый"))
    Enrolment.objects.filter(group=cast.group).exclude(learner__in=[weak, ready]).update(state="expelled")
    took(cast, interim, {weak: 5, ready: 18})
    cast.group.curator = cast.curator
    cast.group.save()
    day = datetime(2026, 12, 7, 6, tzinfo=UTC)
    with travel(day - timedelta(days=1)):
        assert tell_of_unready() == 0
    with travel(day):
        assert (tell_of_unready(), tell_of_unready()) == (3, 0)
    told = {row.person_id: row for row in Notification.objects.filter(key__startswith="attestation-")}
    assert set(told) == {weak.pk, cast.curator.pk, cast.specialist.pk}
    assert told[weak.pk].title == "До итоговой аттестации 14 дн."
    assert told[weak.pk].body == "Не выполнено: ниже порога: Инструктажи."
    assert flat(told[cast.curator.pk].body) == "Слабый И. О., 21.12.2026: ниже порога: Инструктажи."
    with travel(datetime(2026, 12, 22, 6, tzinfo=UTC)):
        assert tell_of_unready() == 1
    assert Notification.objects.get(person=cast.deputy).title == "День итоговой аттестации прошёл"
