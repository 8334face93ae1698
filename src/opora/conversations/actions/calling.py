"""Calls: begun by a button of a chat, answered, declined, missed, over; the chat says each."""

from __future__ import annotations

from collections.abc import Collection
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..events import CallEnded, Rang
from ..models import Call, Conversation, Message, Ring
from ..queries.chats import people_of_chat
from .numbering import changed, locked
from .saying import Words, enforce_saying, write

State = Ring.State


@transaction.atomic
def call(chat: Conversation, *, by: Person) -> Call:
    """Ring at everybody else of the chat; a call that goes there already is joined instead.

    Raises ``Refused`` by CHT-03, CHT-04, CALL-02.
    """
    held = locked(chat)
    known = Call.objects.filter(conversation=held, ended_at=None).first()
    if known is not None:
        return known
    with override("ru"):
        words = _("Звонок")
    enforce_saying(held, by, words, 0)
    people = [one for one in people_of_chat(held, home_day()).everybody if one.pk != by.pk]
    enforce(rules.somebody_to_call(people))
    message = write(held, by, uuid4(), Words(words, is_sign=True))
    made = Call.objects.create(conversation=held, message=message, by=by, began_at=now())
    Ring.objects.bulk_create(Ring(call=made, person=one) for one in people)
    publish(Rang(tuple(one.pk for one in people)))
    return made


@transaction.atomic
def answer(call: Call, *, by: Person) -> Call:
    """Who has come in rings no more. Raises ``Refused`` by CALL-01."""
    held = _locked(call)
    enforce(rules.call_goes(held))
    _rang(held, [by.pk], State.ANSWERED)
    return held


@transaction.atomic
def decline(call: Call, *, by: Person) -> Call:
    """Not now. In a call nobody else is asked to, it is over: there is nobody to wait for."""
    held = _locked(call)
    if held.goes and _rang(held, [by.pk], State.DECLINED):
        if not held.rings.filter(state__in=[State.RINGING, State.ANSWERED]).exists():
            _over(held, 0, [])
        _show(held)
    return held


@transaction.atomic
def ring_out(call: Call) -> Call:
    """Nobody lifted it in time; where nobody did at all the call is over."""
    held = _locked(call)
    waiting = list(held.rings.filter(state=State.RINGING).values_list("person", flat=True))
    if _rang(held, waiting, State.MISSED):
        if held.goes and not held.rings.filter(state=State.ANSWERED).exists():
            _over(held, 0, [])
        _show(held)
    return held


@transaction.atomic
def hang_up(call: Call, *, minutes: int, spoke: Collection[Person] = ()) -> Call:
    """Over for everybody, with what was measured. Ending an ended call changes nothing."""
    held = _locked(call)
    if held.goes:
        waiting = list(held.rings.filter(state=State.RINGING).values_list("person", flat=True))
        _rang(held, waiting, State.MISSED)
        _over(held, minutes, spoke)
        _show(held)
    return held


def _locked(call: Call) -> Call:
    """Under the lock of the chat, whose message says it."""
    locked(Conversation.objects.get(pk=call.conversation_id))
    return Call.objects.get(pk=call.pk)


def _rang(call: Call, people: Collection[int], state: str) -> int:
    rows = call.rings.filter(person__in=people).exclude(state=state)
    if state != State.ANSWERED:
        rows = rows.filter(state=State.RINGING)
    n = rows.update(state=state)
    if n:
        publish(Rang(tuple(people)))
    return n


def _over(call: Call, minutes: int, spoke: Collection[Person]) -> None:
    call.ended_at, call.minutes = now(), minutes
    call.save(update_fields=["ended_at", "minutes", "updated_at"])
    call.spoke.set(spoke)
    publish(CallEnded(call.pk))


def _show(call: Call) -> None:
    """Open pages of the chat ask for the message once more."""
    message = Message.objects.select_related("conversation").get(pk=call.message_id)
    changed(message.conversation, message)
