"""Help outside the график: asked, met with a meeting, declined with a reason, passed on after silence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.consultations.actions import (
    ExtraPlan,
    accept_request,
    decline_request,
    request_help,
    withdraw_request,
)
from opora.consultations.models import Booking, HelpRequest, Session
from opora.consultations.tasks import pass_on
from opora.kernel.clock import now, travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Branch, Person
from opora.schedule.models import Format, Mode
from opora.studies.models import GroupPart
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
R = HelpRequest.State
START = datetime(2026, 11, 25, 16, tzinfo=UTC)


@pytest.fixture
def run(cast: make.Cast) -> GroupPart:
    part = make.part(cast.group.programme, "Инструктажи")
    return make.group_part(
        cast.group, part, teacher=cast.teacher, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30)
    )


def asked(run: GroupPart, who: Person) -> HelpRequest:
    return request_help(run, learner=who, asked_by=who, question="Целевой инструктаж?", wanted="после 19")


def plan(branch: Branch, **values: Any) -> ExtraPlan:
    given: dict[str, Any] = {
        "starts_at": START, "ends_at": START + timedelta(hours=1), "format": Format.INDIVIDUAL,
        "mode": Mode.IN_PERSON, **values,
    }  # fmt: skip
    return ExtraPlan(branch=branch, **given)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def titles(who: Person) -> list[str]:
    return list(Notification.objects.filter(person=who).order_by("pk").values_list("title", flat=True))


def test_case_13_a_request_becomes_an_extra_session_with_a_place(cast: make.Cast, run: GroupPart) -> None:
    request = asked(run, cast.learner)
    assert titles(cast.teacher) == [
        "Иванова\N{NO-BREAK SPACE}М.\N{NO-BREAK SPACE}П. просит о помощи: Инструктажи"
    ]
    session = accept_request(
        request, by=cast.teacher, person=cast.teacher, plan=plan(run.group.branch), reason="просьба слушателя"
    )
    request.refresh_from_db()
    booking = Booking.objects.get(session=session)
    assert (request.state, request.session, request.decided_by) == (R.ACCEPTED, session, cast.teacher)
    assert (booking.learner, booking.question, session.extra_reason) == (
        cast.learner, "Целевой инструктаж?", "просьба слушателя",
    )  # fmt: skip
    assert titles(cast.learner)[-1].startswith("Вы записаны на")


def test_without_a_place_there_is_no_session_either(cast: make.Cast, run: GroupPart) -> None:
    """The booking is refused (contract), so the whole answer is rolled back."""
    request = asked(run, cast.learner)
    cast.learner.contract_parties.update(valid_to=now().date())
    with pytest.raises(Refused) as refused:
        accept_request(
            request, by=cast.teacher, person=cast.teacher, plan=plan(run.group.branch), reason="просьба"
        )
    assert rules_of(refused) == ["ACC-02"]
    assert not Session.objects.exists()
    assert HelpRequest.objects.get().state == R.REQUESTED


def test_con_01_a_no_has_its_reason(cast: make.Cast, run: GroupPart) -> None:
    request = asked(run, cast.learner)
    with pytest.raises(Refused) as refused:
        decline_request(request, by=cast.teacher, reason=" ")
    assert rules_of(refused) == ["CON-01"]
    decline_request(request, by=cast.teacher, reason="тема разобрана 20.11, есть запись")
    told = Notification.objects.filter(person=cast.learner).latest("pk")
    assert "тема разобрана 20.11" in told.body
    with pytest.raises(Refused) as refused:
        decline_request(request, by=cast.teacher, reason="ещё раз")
    assert rules_of(refused) == ["REQ-01"]


def test_acc_01_only_for_what_one_studies(cast: make.Cast, run: GroupPart) -> None:
    with pytest.raises(Refused) as refused:
        asked(run, cast.stranger)
    assert rules_of(refused) == ["ACC-01"]


def test_one_open_request_per_discipline(cast: make.Cast, run: GroupPart) -> None:
    first = asked(run, cast.learner)
    with pytest.raises(Refused) as refused:
        asked(run, cast.learner)
    assert rules_of(refused) == ["REQ-02"]
    withdraw_request(first)
    assert asked(run, cast.learner).state == R.REQUESTED


def test_two_days_of_silence_are_passed_on_once(cast: make.Cast, run: GroupPart) -> None:
    asked(run, cast.learner)
    assert pass_on() == 0
    with travel(now() + timedelta(hours=48)):
        assert (pass_on(), pass_on()) == (1, 0)
    assert HelpRequest.objects.get().state == R.ESCALATED
    for who in (cast.deputy, cast.curator):
        assert titles(who) == ["Нарушен срок оказания помощи: двое суток без ответа"]


def test_a_discipline_without_a_teacher_is_asked_of_the_deputy(cast: make.Cast, run: GroupPart) -> None:
    run.teacher = None
    run.save()
    asked(run, cast.learner)
    assert len(titles(cast.deputy)) == 1


def test_from_the_page_to_the_answer(cast: make.Cast, run: GroupPart, login: Login) -> None:
    parent = login(cast.account("parent"))
    typed = {"run": run.pk, "question": "Как догнать?", "wanted": "вечером", "ward": cast.child.pk}
    assert parent.post("/consultations/requests/new/", typed | {"question": ""}).status_code == 422
    assert parent.post("/consultations/requests/new/", typed).status_code == 302
    request = HelpRequest.objects.get()
    assert (request.learner, request.asked_by) == (cast.child, cast.parent)
    teacher = login(cast.account("teacher"))
    assert "Как догнать?" in teacher.get("/consultations/requests/").content.decode()
    form = teacher.get(f"/consultations/requests/{request.pk}/accept/").content.decode()
    assert 'value="Как догнать?"' in form
    sent = {
        "person": cast.teacher.pk, "branch": run.group.branch_id, "date": "2026-11-25", "starts": "19:00",
        "ends": "20:00", "kind": "current", "format": "individual", "mode": "in_person", "capacity": 1,
        "scope": "topic", "topic": "Догнать", "topic_basis": "learner_appeals", "reason": "просьба",
    }  # fmt: skip
    done = teacher.post(f"/consultations/requests/{request.pk}/accept/", sent)
    session = Session.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/consultations/{session.pk}/")
    assert f"/consultations/{session.pk}/" in parent.get("/consultations/requests/").content.decode()


def test_another_teacher_does_not_answer(cast: make.Cast, run: GroupPart, login: Login) -> None:
    request = asked(run, cast.learner)
    client = login(cast.account("other_staff"))
    assert client.get(f"/consultations/requests/{request.pk}/accept/").status_code == 403
    assert client.post(f"/consultations/requests/{request.pk}/decline/", {"reason": "нет"}).status_code == 403
    assert "Целевой" not in client.get("/consultations/requests/").content.decode()


def test_the_price_does_not_grow(
    cast: make.Cast, run: GroupPart, login: Login, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client = login(cast.account("deputy"))
    asked(run, cast.learner)
    client.get("/consultations/requests/")
    with django_assert_num_queries(5):
        client.get("/consultations/requests/")
    for _n in range(29):
        asked(run, make.learner(in_group=cast.group))
    with django_assert_num_queries(5):
        assert len(client.get("/consultations/requests/").context["rows"]) == 30


def test_files_go_with_the_question_to_those_who_answer(
    cast: make.Cast, run: GroupPart, login: Login, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = login(cast.account("learner"))
    typed = {
        "run": run.pk,
        "question": "Проверьте расчёт",
        "attached": [upload("расчёт.txt"), upload("схема.txt")],
    }
    assert client.post("/consultations/requests/new/", typed).status_code == 302
    request = HelpRequest.objects.get()
    first = request.files.order_by("pk")[0]
    address = f"/consultations/requests/{request.pk}/files/{first.pk}/"
    teacher = login(cast.account("teacher"))
    assert "расчёт.txt" in teacher.get("/consultations/requests/").content.decode()
    answer = teacher.get(address)
    assert b"".join(answer.streaming_content) == b"1"  # type: ignore[arg-type]
    assert login(cast.account("stranger")).get(address).status_code == 404
    assert login(cast.account("curator")).get(address).status_code == 404


def test_a_program_is_not_attached_and_nothing_typed_is_lost(
    cast: make.Cast, run: GroupPart, login: Login, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    typed = {"run": run.pk, "question": "Проверьте расчёт", "attached": [upload("игра.exe")]}
    page = login(cast.account("learner")).post("/consultations/requests/new/", typed)
    assert page.status_code == 422
    assert 'data-rule="FIL-02"' in page.content.decode()
    assert "Проверьте расчёт" in page.content.decode()
    assert not HelpRequest.objects.exists()


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"1")


def test_several_requests_are_declined_with_one_reason(cast: make.Cast, run: GroupPart, login: Login) -> None:
    own, other = asked(run, cast.learner), asked(run, make.learner("Ли Анна Ивановна", cast.group))
    HelpRequest.objects.filter(pk=other.pk).update(person=cast.deputy)
    client, here = login(cast.account("teacher")), "/consultations/several/decline/"
    typed = {"pick": [own.pk, other.pk], "sure": "1"}
    assert client.post(here, typed | {"reason": ""}).status_code == 422
    done = client.post(here, typed | {"reason": "эта тема в четверг, приходите"})
    assert [row["pk"] for row in done.context["good"]] == [own.pk]
    states = dict(HelpRequest.objects.values_list("pk", "state"))
    assert states == {own.pk: R.DECLINED, other.pk: R.REQUESTED}
