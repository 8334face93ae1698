"""Help is due to a representative too: he comes with the ward, or himself to speak of the ward (S1-1.2)."""

from collections.abc import Callable

import pytest
from django.test import Client

from opora.consultations.actions import book_slot, change_question
from opora.consultations.models import Booking, Session
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.people.models import Person
from opora.regulations.models import Provision
from tests import make
from tests.consultations.world import flat

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
Comes = Booking.Comes


@pytest.fixture
def session(cast: make.Cast) -> Session:
    return make.session(cast.teacher, groups=[cast.group], format="individual", capacity=1)


def booked(of: make.Cast, session: Session, comes: str, by: Person | None = None) -> Booking:
    return book_slot(session, learner=of.child, asked_by=by or of.parent, comes=comes)


def rules_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.rule for refusal in refused.value.refusals]


def test_s1_1_2_a_representative_comes_himself_and_the_teacher_knows_whom_to_expect(
    cast: make.Cast, session: Session
) -> None:
    booking = booked(cast, session, Comes.REPRESENTATIVE)
    assert flat(booking.who_comes) == "Зотова Е. Л. (представитель, Зотов И.)"
    told = Notification.objects.get(person=cast.teacher)
    assert "Зотова\xa0Е.\xa0Л. (представитель" in told.title
    assert flat(booked(cast, make.session(cast.teacher, session.ends_at), Comes.BOTH).who_comes) == (
        "Зотов И. и представитель Зотова Е. Л."
    )


def test_book_08_exam_prep_is_for_the_learner_himself(cast: make.Cast) -> None:
    prep = make.session(cast.teacher, kind="exam_prep", groups=[cast.group])
    with pytest.raises(Refused) as refused:
        booked(cast, prep, Comes.REPRESENTATIVE)
    assert rules_of(refused) == ["BOOK-08"]
    assert booked(cast, prep, Comes.BOTH).comes == Comes.BOTH


def test_book_08_a_learner_brings_no_representative_of_himself(cast: make.Cast, session: Session) -> None:
    with pytest.raises(Refused) as refused:
        booked(cast, session, Comes.REPRESENTATIVE, by=cast.child)
    assert rules_of(refused) == ["BOOK-08"]


def test_where_the_act_gives_representatives_nothing_there_is_no_place(
    cast: make.Cast, session: Session
) -> None:
    make.edition(provisions={Provision.LEGAL_REPS_ENABLED: False})
    with pytest.raises(Refused) as refused:
        booked(cast, session, Comes.REPRESENTATIVE)
    assert rules_of(refused) == ["ACC-05"]


def test_who_comes_is_changed_until_the_beginning(cast: make.Cast, session: Session) -> None:
    booking = booked(cast, session, Comes.LEARNER, by=cast.child)
    changed = change_question(booking, by=cast.parent, question="?", comes=Comes.REPRESENTATIVE)
    assert (changed.comes, changed.asked_by) == (Comes.REPRESENTATIVE, cast.parent)


# By the pages


def test_the_form_asks_a_representative_who_will_come(
    cast: make.Cast, session: Session, login: Login
) -> None:
    parent = login(cast.account("parent"))
    address = f"/consultations/{session.pk}/"
    assert "я, поговорить о слушателе" in flat(parent.get(address).content.decode())
    assert "Кто придёт" not in flat(login(cast.account("learner")).get(address).content.decode())
    parent.post(f"{address}book/", {"comes": "representative", "question": "Как дела с тестами?"})
    assert Booking.objects.get().comes == Comes.REPRESENTATIVE
    assert "Зотова Е. Л. (представитель, Зотов И.)" in flat(
        parent.get("/consultations/mine/").content.decode()
    )
    assert "придёт представитель: Зотова Е. Л." in flat(
        login(cast.account("teacher")).get(address).content.decode()
    )


def test_a_learner_cannot_say_it_by_the_form(cast: make.Cast, session: Session, login: Login) -> None:
    login(cast.account("learner")).post(f"/consultations/{session.pk}/book/", {"comes": "representative"})
    assert Booking.objects.get().comes == Comes.LEARNER
