"""Who has not opened a chat is told once, by day, and only who may open it."""

from datetime import datetime, timedelta

import pytest

from opora.conversations import actions
from opora.conversations.tasks import tell_of_unread, told_of_unread
from opora.kernel.clock import travel
from opora.notifications.models import Notification
from opora.people.models import Organisation
from tests import make

from .world import course_chat, say

pytestmark = pytest.mark.django_db


def test_the_unread_is_told_once_till_it_is_read(cast: make.Cast, today: datetime) -> None:
    chat = course_chat(cast)
    actions.read_up_to(chat, by=cast.child, seq=say(chat, cast.teacher).seq)
    assert told_of_unread() == 0
    with travel(today + timedelta(minutes=21)):
        assert told_of_unread() == 2
        say(chat, cast.teacher)
        tell_of_unread(0)
    told = Notification.objects.filter(key__contains="unread")
    assert set(told.values_list("person", flat=True)) == {cast.learner.pk, cast.curator.pk}
    with travel(today + timedelta(minutes=60)):
        assert told_of_unread() == 1
        actions.read_up_to(chat, by=cast.learner, seq=2)
        say(chat, cast.teacher)
    with travel(today + timedelta(minutes=90)):
        assert told_of_unread() == 1
    assert "Здравствуйте" not in "".join(told.values_list("body", flat=True))


def test_nobody_is_told_at_night_by_his_own_clock(cast: make.Cast, today: datetime) -> None:
    cast.learner.timezone = "Asia/Vladivostok"
    cast.learner.save()
    say(course_chat(cast), cast.teacher)
    with travel(today + timedelta(minutes=21)):
        assert told_of_unread() == 2
    with travel(today + timedelta(hours=8)):
        assert told_of_unread() == 1


def test_whose_cabinet_is_closed_is_not_told(cast: make.Cast, today: datetime) -> None:
    chat = actions.start_group(cast.curator, title="Практика", people=[cast.learner, cast.child])
    say(chat, cast.curator)
    cast.learner.contracts.update(valid_to=today.date() - timedelta(days=1))
    with travel(today + timedelta(minutes=21)):
        assert told_of_unread() == 1


def test_without_a_centre_nothing_is_done(db: None) -> None:
    assert not Organisation.objects.exists()
    assert told_of_unread() == 0
