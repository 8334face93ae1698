"""A notification on its way to browsers or a messenger: as little in it as person and register allow."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.conversations.models import Ring
from opora.integrations.messengers import Blocked, NotSaid
from opora.integrations.webpush import Device, Gone, NotPushed, push
from opora.notifications.kinds import Kind, kind_of
from opora.notifications.models import Dispatch, Notification
from opora.notifications.queries import unread_count, wishes_of
from opora.notifications.ways import Lost, NotYet
from opora.people.models import Person

from .actions import end_binding, note_failure, note_work, server_key, unsubscribe
from .models import PushSubscription
from .queries import reach

RING_LIVES = 60  # seconds; a call rings for less


def push_to(row: Dispatch) -> None:
    """To every browser of the person; those that are gone are forgotten."""
    told = row.notification
    devices = list(reach.devices_of(told.person))
    payload = payload_of(told)
    if settings.PUSH == "console":
        print(f"[push → {told.person_id}] {payload}")  # noqa: T201 -- that is what it is for
        return
    reached = [_pushed(device, payload) for device in devices]
    if not any(reached):
        raise Lost(_("устройств больше нет"))


def _pushed(device: PushSubscription, payload: dict[str, object]) -> bool:
    place = Device(device.endpoint, device.p256dh, device.auth)
    try:
        push(place, payload, private=server_key(), contact=contact(), topic="opora")
    except Gone:
        unsubscribe(device)
        return False
    except NotPushed as error:
        note_failure("push", words=str(error))
        raise NotYet(str(error)) from error
    note_work("push")
    return True


def ring_to(ring: Ring) -> None:
    """A call at closed browsers too: it rings, and afterwards the same place says what became of it.

    A browser that shows Opora rings by itself (``service-worker.ts``). What fails is not said later.
    """
    wished = wishes_of([ring.person_id]).get(ring.person_id)
    if wished and not wished.wants(Kind.MESSAGES, "push"):
        return
    payload = ring_payload(ring, names=bool(wished and wished.titles))
    if settings.PUSH == "console":
        print(f"[push → {ring.person_id}] {payload}")  # noqa: T201 -- that is what it is for
        return
    for device in reach.devices_of(ring.person):
        place = Device(device.endpoint, device.p256dh, device.auth)
        try:
            push(
                place, payload, private=server_key(), contact=contact(), topic=f"call-{ring.call_id}",
                lives=RING_LIVES, is_urgent=True,
            )  # fmt: skip
        except Gone:
            unsubscribe(device)
        except NotPushed as error:
            note_failure("push", words=str(error))


def ring_payload(ring: Ring, *, names: bool) -> dict[str, object]:
    """Who calls is said to who chose to see what it is about; ``call`` is the place it is shown at."""
    is_ringing = ring.state == Ring.State.RINGING
    with override("ru"):
        words = {
            Ring.State.RINGING: _("Вам звонят"),
            Ring.State.ANSWERED: _("Звонок принят"),
            Ring.State.DECLINED: _("Звонок отклонён"),
            Ring.State.MISSED: _("Пропущенный звонок"),
        }[Ring.State(ring.state)]
        if is_ringing and names:
            words = _("Звонит {who}").format(who=ring.call.by.short_name)
        return {
            "title": _("Опора"),
            "body": words,
            "url": reverse("meetings:call", args=[ring.call_id])
            if is_ringing
            else reverse("conversations:show", args=[ring.call.conversation_id]),
            "count": 1,
            "call": ring.call_id,
            "rings": is_ringing,
        }


def contact() -> str:
    """Whom a push service may write to: the mailbox of the installation (RFC 8292, 2.1)."""
    return f"mailto:opora@{settings.MAIL_DOMAIN}"


def payload_of(told: Notification) -> dict[str, object]:
    """A neutral title and how many are new; the title itself where the person chose to see it."""
    wished = wishes_of([told.person_id]).get(told.person_id)
    count = unread_count(told.person)
    with override("ru"):
        return {
            "title": _("Опора"),
            "body": told.title if wished and wished.titles else _("Новых уведомлений: {n}").format(n=count),
            "url": reverse("notifications:list"),
            "count": count,
        }


def say_to(row: Dispatch) -> None:
    """By the messenger of the row, if the register still allows it; the account may be gone meanwhile."""
    told = row.notification
    bot, binding = reach.messenger(row.way), reach.binding_of(told.person, row.way)
    refusal = reach.why_not(row.way, kind_of(told.key))
    if bot is None or binding is None or refusal is not None:
        raise Lost(refusal.words if refusal else _("мессенджер отвязан"))
    try:
        bot.say(binding.who, text_of(told, row.way))
    except Blocked as error:
        end_binding(row.way, who=binding.who, why=_("бот остановлен: {words}").format(words=error))
        raise Lost(str(error)) from error
    except NotSaid as error:
        note_failure(row.way, words=str(error))
        raise NotYet(str(error)) from error
    note_work(row.way)


def text_of(told: Notification, way: str) -> str:
    """Personal data only where the register says so and the person chose to see what it is about."""
    link = f"{settings.PUBLIC_URL}{reverse('notifications:list')}"
    with override("ru"):
        words = told.title if _may_say_title(told.person, way) else _("В кабинете новое уведомление.")
        return f"{words}\n{link}"


def _may_say_title(person: Person, way: str) -> bool:
    means = reach.means_of(way)
    if means is None or not reach.may_carry_personal_data(means):
        return False
    wished = wishes_of([person.pk]).get(person.pk)
    return wished is not None and wished.titles
