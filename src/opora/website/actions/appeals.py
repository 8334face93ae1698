"""Appeals of visitors: registered at once, taken, answered; the visitor is told at each turn."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.notifications.actions import notify_many, write_to
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day

from .. import rules
from ..models import Appeal
from ..queries.appeals import due_of

KEPT = timedelta(days=3 * 365)
NUMBERS = 20261126  # the advisory lock under which a number is taken
TOLD = {Appeal.Kind.SUPPORT: (Role.SUPPORT, Role.SPECIALIST), Appeal.Kind.COMPLAINT: (Role.DEPUTY,)}


@transaction.atomic
def register_appeal(
    *, kind: Appeal.Kind, name: str, text: str, email: str = "", phone: str = "", digest: str = ""
) -> Appeal:
    """Give a number and a term (APL-01, APL-03), tell those who answer, send the link of its state.

    Raises ``Refused`` by APL-05 without contacts, by APL-09 after several in an hour.
    """
    enforce(rules.contacts_are_given(email, phone), rules.not_too_often(digest))
    day, moment = home_day(), now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    last = Appeal.objects.filter(year=day.year).aggregate(last=Max("number"))["last"] or 0
    appeal = Appeal.objects.create(
        year=day.year,
        number=last + 1,
        secret=secrets.token_hex(16),
        digest=digest,
        kind=kind,
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        text=text.strip(),
        received_at=moment,
        consent_at=moment,
        due_on=due_of(kind, day),
    )
    _tell_workers(appeal)
    _tell_visitor(appeal)
    return appeal


@transaction.atomic
def take_appeal(appeal: Appeal, *, by: Person) -> Appeal:
    """It has a handler from now on; another may take it over while it is open."""
    locked = _locked(appeal)
    locked.state, locked.handler = Appeal.State.IN_WORK, by
    locked.save(update_fields=["state", "handler", "updated_at"])
    return locked


@transaction.atomic
def answer_appeal(appeal: Appeal, *, text: str, by: Person, close: bool = False) -> Appeal:
    """The answer stands on the page of the appeal and goes by mail.

    ``close``: there is nothing to answer (spam, a repeat); the reason stands on the page, no letter goes.
    """
    locked = _locked(appeal)
    locked.state = Appeal.State.CLOSED if close else Appeal.State.ANSWERED
    locked.handler, locked.answer, locked.answered_at = by, text.strip(), now()
    locked.save(update_fields=["state", "handler", "answer", "answered_at", "updated_at"])
    if not close:
        _tell_visitor(locked)
    return locked


@transaction.atomic
def forget_visitor(appeal: Appeal) -> Appeal:
    """Who wrote and what is gone, the number and the dates stay (PD-02)."""
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    with override("ru"):
        gone = _("Удалено: срок хранения вышел или согласие отозвано.")
    locked.name, locked.email, locked.phone, locked.text = "—", "", "", gone
    locked.answer, locked.digest = (gone if locked.answer else ""), ""
    locked.save(update_fields=["name", "email", "phone", "text", "answer", "digest", "updated_at"])
    return locked


def forget_old() -> int:
    """Of what was answered longer ago than the visitor agreed to. Answers how many."""
    old = Appeal.objects.filter(answered_at__lt=now() - KEPT).exclude(name="—")
    return len([forget_visitor(appeal) for appeal in old])


def _locked(appeal: Appeal) -> Appeal:
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    enforce(rules.appeal_waits(locked))
    return locked


def _tell_workers(appeal: Appeal) -> None:
    day = home_day()
    roles = TOLD.get(Appeal.Kind(appeal.kind), (Role.SPECIALIST,))
    people = {person.pk: person for role in roles for person in holders_of(role, day)}
    with override("ru"):
        notify_many(
            people.values(),
            key=f"appeal-{appeal.pk}-new",
            title=_("Обращение {code}: {kind}").format(code=appeal.code, kind=appeal.get_kind_display()),
            body=_("Ответить до {day}.").format(day=f"{appeal.due_on:%d.%m.%Y}"),
            url=reverse("website:appeal", kwargs={"pk": appeal.pk}),
        )


def _tell_visitor(appeal: Appeal) -> None:
    if not appeal.email:
        return
    link = settings.PUBLIC_URL + reverse("website:appeal_state", kwargs={"secret": appeal.secret})
    with override("ru"):
        if appeal.answer:
            subject = _("Ответ на обращение {code}").format(code=appeal.code)
            lines = [appeal.answer]
        else:
            subject = _("Обращение {code} зарегистрировано").format(code=appeal.code)
            lines = [_("Ответим до {day}.").format(day=f"{appeal.due_on:%d.%m.%Y}")]
        lines += ["", _("Состояние обращения, вход не нужен: {link}").format(link=link)]
        write_to(appeal.email, subject=subject, text="\n".join([appeal.name + ".", "", *lines]))
