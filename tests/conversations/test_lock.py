"""The chat's row is what messages are numbered under: held elsewhere, whatever takes a number waits."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from opora.conversations import actions
from opora.conversations.models import Conversation, Message
from opora.kernel.clock import travel
from tests import make
from tests.consultations.test_lock import held_elsewhere, waits

from .world import course_chat, say

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 23, 14, 52, tzinfo=UTC)


def test_saying_editing_and_deleting_wait_for_the_chat() -> None:
    with travel(NOW):
        cast = make.cast()
        chat = course_chat(cast)
        message = say(chat, cast.teacher)
        with held_elsewhere(Conversation, chat.pk):
            waits(lambda: say(chat, cast.learner))
            waits(lambda: actions.edit(message, text="Иначе"))
            waits(lambda: actions.delete(message))
        assert say(chat, cast.learner).seq == 2


def test_the_same_message_pressed_in_two_tabs_at_once_is_stored_once() -> None:
    with travel(NOW):
        cast = make.cast()
        chat, same = course_chat(cast), uuid4()

        def press() -> None:
            try:
                say(chat, cast.learner, "Раз", same)
            finally:
                connection.close()

        tabs = [threading.Thread(target=press) for _n in range(4)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join(20)
        assert list(Message.objects.values_list("seq", "text")) == [(1, "Раз")]
