"""Appeals by any way: registered at once, taken, passed, joined, answered; who wrote is told at each turn."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.files.actions import keep_all
from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.notifications.actions import notify, notify_many, write_to
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day
from opora.progress.actions import move_mark

from .. import rules
from ..models import Appeal, AppealArrival, AppealFile, AppealMove, Way
from ..queries.appeals import day_of, due_of
from ..queries.marking import marked

KEPT = timedelta(days=3 * 365)
NUMBERS = 20261126  # the advisory lock under which a number is taken
TOLD = {Appeal.Kind.SUPPORT: (Role.SUPPORT, Role.SPECIALIST), Appeal.Kind.COMPLAINT: (Role.DEPUTY,)}


@dataclass(frozen=True, slots=True)
class Arrived:
    """How and when an appeal came; ``at`` None is now. ``author`` is who wrote from the cabinet."""

    way: Way = Way.FORM
    at: datetime | None = None
    author: Person | None = None
    entered_by: Person | None = None
    files: Iterable[UploadedFile[Any]] = field(default=())


@transaction.atomic
def register_appeal(
    *,
    kind: Appeal.Kind,
    name: str,
    text: str,
    email: str = "",
    phone: str = "",
    digest: str = "",
    arrived: Arrived = Arrived(),
) -> Appeal:
    """Give a number and a term (APL-01, APL-03), tell those who answer, send the link of its state.

    The term runs from the day it came, not from the day it was written down (case 35). Raises ``Refused`` by
    APL-05 without contacts, by APL-09 after several in an hour, by APL-12 and FIL-01…03.
    """
    day, moment = home_day(), now()
    received_at = arrived.at or moment
    enforce(
        rules.contacts_are_given(email, phone) if arrived.way is Way.FORM else None,
        rules.not_too_often(digest),
        rules.received_in_the_past(received_at),
        *(objections(Said(text, None)) if arrived.way is Way.FORM else ()),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    last = Appeal.objects.filter(year=day.year).aggregate(last=Max("number"))["last"] or 0
    appeal = Appeal.objects.create(
        year=day.year,
        number=last + 1,
        secret=secrets.token_hex(16),
        digest=digest,
        way=arrived.way,
        author=arrived.author,
        entered_by=arrived.entered_by,
        kind=kind,
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        text=text.strip(),
        received_at=received_at,
        consent_at=moment if arrived.way is Way.FORM else None,
        due_on=due_of(kind, day_of(received_at)),
    )
    kept = keep_all(arrived.files, by=arrived.author or arrived.entered_by)
    AppealFile.objects.bulk_create(AppealFile(appeal=appeal, file=file) for file in kept)
    _tell_workers(appeal)
    _tell_visitor(appeal)
    return appeal


@transaction.atomic
def add_to_appeal(appeal: Appeal, *, text: str) -> Appeal:
    """The visitor wrote more by mail. Raises by APL-10 when it is answered, by APL-15 when full."""
    locked = _locked(appeal)
    with override("ru"):
        heading = _("Дополнено письмом {day}:").format(day=f"{home_day():%d.%m.%Y}")
    whole = f"{locked.text}\n\n{heading}\n{text.strip()}"
    enforce(rules.appeal_has_room(whole))
    locked.text = whole
    locked.save(update_fields=["text", "updated_at"])
    return locked


@transaction.atomic
def take_appeal(appeal: Appeal, *, by: Person) -> Appeal:
    """It has a handler from now on; another may take it over while it is open."""
    locked = _locked(appeal)
    locked.state, locked.handler = Appeal.State.IN_WORK, by
    locked.save(update_fields=["state", "handler", "updated_at"])
    return locked


@transaction.atomic
def pass_appeal(appeal: Appeal, *, to: Person, reason: str, by: Person) -> Appeal:
    """Another worker answers it, for a reason that is kept; the term stays (S0-6.1). APL-10, APL-13."""
    locked = _locked(appeal)
    enforce(rules.passed_to_another_with_a_reason(locked, to, reason, home_day()))
    AppealMove.objects.create(appeal=locked, was=locked.handler, became=to, reason=reason.strip(), by=by)
    locked.state, locked.handler = Appeal.State.IN_WORK, to
    locked.save(update_fields=["state", "handler", "updated_at"])
    with override("ru"):
        notify(
            to,
            key=f"appeal-{locked.pk}-passed-{locked.moves.count()}",
            title=_("Вам передано обращение {code}").format(code=locked.code),
            body=_("{reason} Ответить до {day}.").format(
                reason=f"{reason.strip().rstrip('.')}.", day=f"{locked.due_on:%d.%m.%Y}"
            ),
            url=reverse("website:appeal", kwargs={"pk": locked.pk}),
        )
    return locked


@transaction.atomic
def add_arrival(appeal: Appeal, *, arrived: Arrived, words: str = "") -> Appeal:
    """The same has come again by another way: kept beside the first, the earliest date holds (case 36)."""
    received_at = arrived.at or now()
    enforce(rules.received_in_the_past(received_at))
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    enforce(rules.joined_to_a_whole_one(Appeal(), locked))
    AppealArrival.objects.create(
        appeal=locked,
        way=arrived.way,
        received_at=received_at,
        words=words.strip(),
        entered_by=arrived.entered_by,
    )
    if received_at < locked.received_at:
        locked.received_at = received_at
        locked.due_on = min(locked.due_on, due_of(Appeal.Kind(locked.kind), day_of(received_at)))
        locked.save(update_fields=["received_at", "due_on", "updated_at"])
    return locked


@transaction.atomic
def join_appeal(appeal: Appeal, *, into: Appeal, by: Person) -> Appeal:
    """A repeat with a number of its own: the number stays, the answer is one (case 36).

    Its way and date go to ``into``, contacts that ``into`` lacks too. Raises ``Refused`` by APL-10, APL-14.
    """
    both = {row.pk: row for row in _in_order(appeal, into)}
    repeat, whole = both[appeal.pk], both[into.pk]
    enforce(rules.appeal_waits(repeat), rules.joined_to_a_whole_one(repeat, whole))
    AppealArrival.objects.filter(appeal=repeat).update(appeal=whole)
    AppealFile.objects.filter(appeal=repeat).update(appeal=whole)
    repeat.joined.update(joined_to=whole)
    words = _("обращение {code}").format(code=repeat.code)
    repeat.state, repeat.joined_to, repeat.handler = Appeal.State.JOINED, whole, by
    repeat.save(update_fields=["state", "joined_to", "handler", "updated_at"])
    whole.email, whole.phone = whole.email or repeat.email, whole.phone or repeat.phone
    whole.save(update_fields=["email", "phone", "updated_at"])
    move_mark(repeat.code, into=marked(whole))
    arrived = Arrived(Way(repeat.way), repeat.received_at, entered_by=repeat.entered_by)
    return add_arrival(whole, arrived=arrived, words=words)


def _in_order(*appeals: Appeal) -> list[Appeal]:
    """Locked by their keys, so that two joinings never wait for each other."""
    keys = [one.pk for one in appeals]
    return list(Appeal.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


@transaction.atomic
def answer_appeal(appeal: Appeal, *, text: str, by: Person, close: bool = False) -> Appeal:
    """The answer stands on the page of the appeal and of its repeats, and goes by mail.

    ``close``: there is nothing to answer (spam); the reason stands on the page, no letter goes.
    """
    locked = _locked(appeal)
    locked.state = Appeal.State.CLOSED if close else Appeal.State.ANSWERED
    locked.handler, locked.answer, locked.answered_at = by, text.strip(), now()
    locked.save(update_fields=["state", "handler", "answer", "answered_at", "updated_at"])
    if not close:
        _tell_visitor(locked)
        for repeat in locked.joined.exclude(email__in=["", locked.email]):
            _tell_visitor(repeat)
    return locked


@transaction.atomic
def forget_visitor(appeal: Appeal) -> Appeal:
    """Who wrote, what, and what was attached is gone; the number and the dates stay (PD-02, ADR 37)."""
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    with override("ru"):
        gone = _("Удалено: срок хранения вышел или согласие отозвано.")
    for row in [locked, *locked.joined.select_for_update()]:
        row.name, row.email, row.phone, row.text = "—", "", "", gone
        row.answer, row.digest = (gone if row.answer else ""), ""
        row.save(update_fields=["name", "email", "phone", "text", "answer", "digest", "updated_at"])
    locked.arrivals.update(words="")
    locked.moves.update(reason=gone)
    for one in locked.attached.select_related("file"):
        one.delete()
        one.file.delete()
    return locked


def forget_old() -> int:
    """Of what was answered longer ago than the visitor agreed to. Answers how many."""
    old = Appeal.objects.filter(answered_at__lt=now() - KEPT, joined_to=None).exclude(name="—")
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
    """By mail if there is an address, in the cabinet who wrote from it; of a repeat, what was answered."""
    answer = appeal.head.answer
    page = reverse("website:appeal_state", kwargs={"secret": appeal.secret})
    with override("ru"):
        if answer:
            subject = _("Ответ на обращение {code}").format(code=appeal.code)
            lines = [answer]
        else:
            subject = _("Обращение {code} зарегистрировано").format(code=appeal.code)
            lines = [_("Ответим до {day}.").format(day=f"{appeal.due_on:%d.%m.%Y}")]
        if appeal.author and answer:
            notify(appeal.author, key=f"appeal-{appeal.pk}-answer", title=subject, body=answer, url=page)
        elif appeal.email and not appeal.author:
            link = _("Состояние обращения, вход не нужен: {link}").format(link=settings.PUBLIC_URL + page)
            lines += ["", link]
            if settings.INBOX.host and appeal.is_open:
                lines += ["", _("Чтобы дополнить обращение, ответьте на это письмо.")]
            text = "\n".join([appeal.name + ".", "", *lines])
            write_to(appeal.email, subject=subject, text=text, about=f"appeal:{appeal.pk}")
