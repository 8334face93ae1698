"""A means of communication is replaced everywhere ahead at once, and put back at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from opora.channels.models import CommunicationMeans
from opora.consultations.actions import (
    ExtraPlan,
    create_extra_session,
    replace_means,
    undo_replacement,
)
from opora.consultations.models import MeansReplacement, Session
from opora.consultations.queries.means import editions_naming, judged, sessions_naming
from opora.kernel.clock import travel
from opora.kernel.errors import Refused
from opora.notifications.models import Notification
from opora.schedule.models import Schedule
from opora.schedule.queries import lines_of
from tests import make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def whatsapp() -> CommunicationMeans:
    return make.means("whatsapp", "WhatsApp", kind="messenger", state="forbidden", note="149-ФЗ")


@pytest.fixture
def chat() -> CommunicationMeans:
    return make.means("chat", "чат группы", kind="chat")


def codes(row: Session) -> set[str]:
    return {one.code for one in row.means.all()}


def test_it_is_replaced_in_lines_and_meetings_and_put_back(
    cast: make.Cast, whatsapp: CommunicationMeans, chat: CommunicationMeans
) -> None:
    draft, current = make.schedule("draft"), make.schedule(period_to=date(2026, 12, 31))
    make.line(draft, cast.teacher, means=[whatsapp])
    kept = make.line(current, cast.teacher, means=[whatsapp, chat])
    make.line(current, cast.teacher, weekdays=[3])
    session = make.session(cast.teacher, LATER)
    past = make.session(cast.teacher, NOW - timedelta(days=3))
    for row in (session, past):
        row.means.set([whatsapp])
    make.booking(session, cast.learner, state="confirmed")
    with travel(NOW):
        assert [one.schedule for one in editions_naming(whatsapp, NOW.date())] == [draft, current]
        done = replace_means(
            whatsapp, chat, schedules=[draft.pk, current.pk], sessions=True, by=cast.specialist
        )
        assert (done.lines, done.sessions) == (2, 1)
        assert codes(session) == {"chat"}
        assert codes(past) == {"whatsapp"}
        following = Schedule.objects.get(previous=current)
        assert (following.state, following.edition) == ("draft", 2)
        copied = next(line for line in lines_of(following) if line.key == kept.key)
        assert [one.code for one in copied.means.all()] == ["chat"]
        assert {one.code for line in lines_of(draft) for one in line.means.all()} == {"chat"}
        assert {one.code for one in kept.means.all()} == {"whatsapp", "chat"}
        told = Notification.objects.filter(key=f"means-replaced-{done.pk}")
        assert set(told.values_list("person", flat=True)) == {cast.learner.pk, cast.teacher.pk}
        assert told[0].title == "Связь на консультации: «чат группы» вместо «WhatsApp»"

        undo_replacement(done, by=cast.specialist)
        assert codes(session) == {"whatsapp"}
        assert not Schedule.objects.filter(previous=current).exists()
        assert {one.code for line in lines_of(draft) for one in line.means.all()} == {"whatsapp"}
        with pytest.raises(Refused, match="уже вернули"):
            undo_replacement(done)


def test_what_was_edited_since_stays_when_a_replacement_is_put_back(
    cast: make.Cast, whatsapp: CommunicationMeans, chat: CommunicationMeans
) -> None:
    session = make.session(cast.teacher, LATER)
    session.means.set([whatsapp, chat])
    other = make.session(cast.other_staff, LATER)
    other.means.set([whatsapp])
    with travel(NOW):
        done = replace_means(whatsapp, chat, schedules=[], sessions=True)
        other.means.set([make.means()])
        undo_replacement(done)
    assert (codes(session), codes(other)) == ({"whatsapp", "chat"}, {"vks"})


def test_con_07_a_group_meeting_does_not_go_by_letters(cast: make.Cast) -> None:
    zoom, mail = make.means("zoom", "Zoom"), make.means("email", "почта", kind="email")
    group = make.session(cast.teacher, LATER)
    alone = make.session(cast.teacher, LATER + timedelta(days=1), format="individual", capacity=1)
    for session in (group, alone):
        session.means.set([zoom])
    with travel(NOW):
        good, bad = judged(sessions_naming(zoom, NOW.date()), zoom, mail)
        assert (good, [row for row, _refusal in bad]) == ([alone], [group])
        assert bad[0][1].rule == "CON-07"
        replace_means(zoom, mail, schedules=[], sessions=True)
    assert (codes(group), codes(alone)) == ({"zoom"}, {"email"})


def test_before_the_day_of_a_ban_nothing_changes(cast: make.Cast, chat: CommunicationMeans) -> None:
    ban = date(2026, 12, 1)
    viber = make.means("viber", "Viber", next_state="forbidden", next_since=ban, next_note="решение")
    current, over = make.schedule(), make.schedule("approved", period_to=date(2026, 11, 30))
    for schedule in (current, over):
        make.line(schedule, cast.teacher, means=[viber])
    early = make.session(cast.teacher, LATER)
    late = make.session(cast.teacher, LATER + timedelta(days=7))
    for session in (early, late):
        session.means.set([viber])
    with travel(NOW):
        assert [one.schedule for one in editions_naming(viber, viber.barred_from(NOW.date()))] == [current]
        done = replace_means(viber, chat, schedules=[current.pk, over.pk], sessions=True)
        assert (done.lines, done.sessions) == (1, 1)
        assert Schedule.objects.get(previous=current).period_from == ban
        assert (codes(early), codes(late)) == ({"viber"}, {"chat"})
        undo_replacement(done)
        assert codes(late) == {"viber"}


def test_com_12_nothing_to_replace_and_a_barred_replacement_are_refused(
    cast: make.Cast, whatsapp: CommunicationMeans, chat: CommunicationMeans
) -> None:
    skype = make.means("skype", "Skype", state="closed")
    waiting = make.schedule("on_approval")
    make.line(waiting, cast.teacher, means=[whatsapp])
    with travel(NOW):
        with pytest.raises(Refused, match="Заменять нечего"):
            replace_means(whatsapp, chat, schedules=[], sessions=True)
        with pytest.raises(Refused, match="«Skype» использовать нельзя"):
            replace_means(whatsapp, skype, schedules=[], sessions=True)
        with pytest.raises(Refused, match="на утверждении"):
            replace_means(whatsapp, chat, schedules=[waiting.pk], sessions=False)
    assert not MeansReplacement.objects.exists()


def test_com_04_a_meeting_beside_the_grafik_is_judged_on_its_own_day(cast: make.Cast) -> None:
    vks = make.means(next_state="forbidden", next_since=date(2026, 12, 1), next_note="решение")
    with travel(NOW):
        for day, barred in ((25, False), (32, True)):
            start = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=day - 1)
            plan = ExtraPlan(
                branch=make.branch(),
                starts_at=start,
                ends_at=start + timedelta(hours=1),
                means=[vks],
                format="group",
                mode="online",
            )
            if barred:
                with pytest.raises(Refused, match="использовать нельзя с 01"):
                    create_extra_session(cast.teacher, plan=plan, reason="просьба")
            else:
                create_extra_session(cast.teacher, plan=plan, reason="просьба")


def test_the_page_lists_previews_replaces_and_undoes(
    cast: make.Cast, login: Callable[..., Client], whatsapp: CommunicationMeans, chat: CommunicationMeans
) -> None:
    make.edition(clauses={"4.3": "Мессенджеры WhatsApp, Telegram"})
    draft = make.schedule("draft")
    make.line(draft, cast.teacher, means=[whatsapp])
    client = login(cast.account("deputy"))
    url = reverse("consultations:means", kwargs={"pk": whatsapp.pk})
    page = client.get(url).content.decode()
    assert "Мессенджеры WhatsApp" in page
    assert "Ковалёва Ирина Сергеевна" in page
    act = reverse("consultations:means_replace", kwargs={"pk": whatsapp.pk})
    typed = {"new": chat.pk, "pick": [draft.pk], "sessions": "1"}
    seen = client.post(act, typed).content.decode()
    assert "Будет сделано" in seen
    assert not MeansReplacement.objects.exists()
    assert client.post(act, typed | {"sure": "1"}).status_code == 302
    done = MeansReplacement.objects.get()
    assert "Вернуть, как было" in client.get(url).content.decode()
    client.post(reverse("consultations:means_undo", kwargs={"pk": done.pk}))
    assert {one.code for line in lines_of(draft) for one in line.means.all()} == {"whatsapp"}
    assert client.post(act, {"pick": [draft.pk]}).status_code == 422


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_is_made_in_constant_statements(
    many: int,
    cast: make.Cast,
    login: Callable[..., Client],
    whatsapp: CommunicationMeans,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    schedule = make.schedule("draft")
    for number in range(many):
        make.line(schedule, make.staff(), means=[whatsapp])
        make.session(cast.teacher, LATER + timedelta(days=number)).means.set([whatsapp])
    client = login(cast.account("director"))
    url = reverse("consultations:means", kwargs={"pk": whatsapp.pk})
    client.get(url)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(url)
