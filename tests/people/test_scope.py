"""A role given for a branch sees and acts in that branch only; the rest is not there (404). S0-6.4."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from opora.people.models import Absence, Branch, DataChange, Role, RoleGrant
from opora.people.queries import role_windows
from opora.studies.models import Group
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
ON = date(2026, 11, 23)


@pytest.fixture
def east(cast: make.Cast) -> Branch:
    """The deputy, the specialist and the curator are limited to it."""
    east = make.branch("Владивосток", "Asia/Vladivostok")
    of_it = [cast.deputy, cast.specialist, cast.curator]
    RoleGrant.objects.filter(person__in=of_it).update(branch=east)
    return east


@pytest.fixture
def eastern(cast: make.Cast, east: Branch) -> Group:
    return make.group("ВЛ-26/11", branch=east, curator=cast.curator, programme=cast.group.programme)


def test_groups_and_their_learners_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    learner = make.learner("Ким Анна Ивановна", eastern)
    for name in ("deputy", "specialist", "curator"):
        client = login(cast.account(name))
        page = client.get(reverse("studies:groups"))
        assert [group.code for group, _when in page.context["rows"]] == ["ВЛ-26/11"]
        assert client.get(reverse("studies:group", args=[cast.group.pk])).status_code == 404
        assert client.get(reverse("studies:learner", args=[eastern.pk, learner.pk])).status_code == 200
        there = reverse("studies:learner", args=[cast.group.pk, cast.learner.pk])
        assert client.get(there).status_code == 404


def test_cards_of_people_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    learner, fresh = make.learner("Ким Анна Ивановна", eastern), make.person("Новый Олег Ильич")
    worker = make.staff("Пак Сергей Иванович", branch=eastern.branch)
    client = login(cast.account("specialist"))
    listed = {row["person"] for row in client.get(reverse("people:list")).context["rows"]}
    assert {learner, fresh, worker, cast.specialist} <= listed
    assert not listed & {cast.learner, cast.teacher, cast.deputy}
    seen = {
        who: client.get(reverse("people:card", args=[who.pk])).status_code for who in (learner, cast.learner)
    }
    assert seen == {learner: 200, cast.learner: 404}
    codes = client.post(reverse("people:codes"), {"pick": [learner.pk, cast.learner.pk]})
    assert [row["pk"] for row in codes.context["rows"]] == [learner.pk]


def test_meetings_and_requests_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    here = make.session(cast.teacher, branch=eastern.branch)
    away = make.session(cast.teacher, starts_at=here.starts_at + timedelta(days=1))
    client = login(cast.account("deputy"))
    codes = [client.get(reverse("consultations:session", args=[row.pk])).status_code for row in (here, away)]
    assert codes == [200, 404]
    answer = client.post(reverse("consultations:cancel_several"), {"pick": [here.pk, away.pk]})
    assert [row["pk"] for row in answer.context["rows"]] == [here.pk]
    own = login(cast.account("teacher"))  # a teacher's meetings are his wherever they are
    assert own.get(reverse("consultations:session", args=[away.pk])).status_code == 200


def test_hours_and_the_journal_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    done = {"state": "confirmed", "actual_start": at, "actual_end": at + timedelta(minutes=47)}
    here = make.session(cast.teacher, at, branch=eastern.branch, **done)
    away = make.session(cast.other_staff, at, **done)
    client = login(cast.account("deputy"))
    page = client.get(reverse("workload:month"))
    assert (page.context["branch"], page.context["branches"]) == (eastern.branch, [])
    other = f"{reverse('workload:month')}?branch={away.branch_id}"
    assert client.get(other).status_code == 404
    sheet = reverse("reports:load_sheet")
    assert client.get(sheet, {"branch": away.branch_id}).status_code == 404
    journal = client.get(reverse("reports:journal"))
    assert list(journal.context["page"].object_list) == [here]


def test_the_extract_is_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for person, branch, why in (
        (cast.teacher, eastern.branch, "снегопад"),
        (cast.other_staff, None, "ремонт"),
    ):
        extra = {"branch": branch} if branch else {}
        session = make.session(person, at, **extra)
        session.state, session.cancel_reason = "cancelled", why
        session.save()
    asked = {"since": "2026-11-16", "until": "2026-11-30"}
    answer = login(cast.account("deputy")).get(reverse("reports:extract_file"), asked)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    for name in ("5 Замены, отмены, переносы.csv", "7 Исправления записей.csv"):
        text = archive.read(name).decode("utf-8-sig")
        assert "снегопад" in text
        assert "ремонт" not in text


def test_absences_and_data_to_check_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    here = make.learner("Ким Анна Ивановна", eastern)
    worker, deputy = (
        make.staff(name, branch=eastern.branch) for name in ("Пак Сергей Ильич", "Ли Ян Олегович")
    )
    ours, theirs = (
        Absence.objects.create(person=who, deputy=by, valid_from=ON, valid_to=ON, basis="приказ № 7")
        for who, by in ((worker, deputy), (cast.teacher, cast.other_staff))
    )
    asked = [
        DataChange.objects.create(
            person=who, asked_by=cast.account("specialist"), wanted={"last_name": "Но"}, document="паспорт",
            since=ON,
        )
        for who in (here, cast.learner)
    ]  # fmt: skip
    client = login(cast.account("specialist"))
    assert list(client.get(reverse("people:absences")).context["rows"]) == [ours]
    assert [row.change for row in client.get(reverse("people:changes")).context["rows"]] == [asked[0]]
    assert client.post(reverse("people:accept_change", args=[asked[1].pk])).status_code == 404
    assert client.get(reverse("people:refuse_change", args=[asked[1].pk])).status_code == 404
    assert client.get(reverse("people:absence_end", args=[theirs.pk])).status_code == 404


def test_drafts_of_the_schedule_are_of_the_branch(cast: make.Cast, eastern: Group, login: Login) -> None:
    ours, theirs, empty = (make.schedule("draft", title=title) for title in ("наш", "чужой", "пустой"))
    make.line(ours, cast.teacher, branch=eastern.branch)
    make.line(theirs, cast.teacher)
    client = login(cast.account("deputy"))
    codes = [client.get(reverse("schedule:show", args=[one.pk])).status_code for one in (ours, theirs, empty)]
    assert codes == [200, 404, 200]


def test_several_orders_add_up_and_one_for_the_whole_centre_is_for_all(cast: make.Cast, east: Branch) -> None:
    assert role_windows(cast.deputy, ON)[Role.DEPUTY].branches == {east.pk}
    west = make.branch("Калининград", "Europe/Kaliningrad")
    make.grant(cast.deputy, Role.DEPUTY, branch=west)
    assert role_windows(cast.deputy, ON)[Role.DEPUTY].branches == {east.pk, west.pk}
    make.grant(cast.deputy, Role.DEPUTY, since=date(2026, 2, 1))
    assert role_windows(cast.deputy, ON)[Role.DEPUTY].branches == frozenset()


def test_who_replaces_the_absent_has_his_branch(cast: make.Cast, east: Branch) -> None:
    Absence.objects.create(
        person=cast.deputy, deputy=cast.teacher, valid_from=ON, valid_to=ON, basis="приказ № 7"
    )
    assert role_windows(cast.teacher, ON)[Role.DEPUTY].branches == {east.pk}
