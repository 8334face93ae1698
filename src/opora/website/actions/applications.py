"""Applications for training: registered, accepted into a draft order, declined, withdrawn, forgotten."""

import secrets
from datetime import date, timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.kernel.text import normal_name
from opora.notifications.actions import notify_many, write_to
from opora.people.actions import add_guardianship, create_person
from opora.people.models import Guardianship, Person, Role
from opora.people.queries import holders_of, home_day
from opora.people.rules.persons import adult_on
from opora.studies.actions import draft_order, set_order_learners
from opora.studies.models import Group, LearnerOrder

from .. import rules
from ..models import Admission, Application
from ..queries.applications import taken_in

State = Application.State
KEPT = timedelta(days=365)
NUMBERS = 20261127  # the advisory lock under which a number is taken


class Asked(TypedDict):
    """What is typed in the form of the site."""

    last_name: str
    first_name: str
    middle_name: str
    birth_date: date
    email: str
    phone: str
    representative: str
    kinship: str
    wish: str


@transaction.atomic
def open_admission(group: Group, *, until: date, seats: int | None, note: str) -> Admission:
    """The group takes applications till a day. Raises ``Refused`` by APP-08."""
    enforce(rules.admission_ends_before_the_group(group, until))
    values = {"until": until, "seats": seats, "note": note.strip()}
    kept, _made = Admission.objects.update_or_create(group=group, defaults=values)
    return kept


@transaction.atomic
def close_admission(group: Group) -> None:
    """No new ones; what came is decided as before."""
    Admission.objects.filter(group=group).delete()


@transaction.atomic
def register_application(group: Group, *, digest: str = "", **asked: Unpack[Asked]) -> Application:
    """Give a number, tell the specialist, send the link. The row of the admission is the lock of its places.

    Raises ``Refused`` by APL-05, APP-01, APP-02, APP-06.
    """
    day, moment = home_day(), now()
    admission = (
        Admission.objects.select_for_update(of=("self",)).select_related("group").filter(group=group).first()
    )
    enforce(
        rules.group_admits(admission, taken_in(group), day),
        rules.minor_is_represented(asked["birth_date"], asked["representative"], asked["kinship"], day),
        rules.contacts_are_given(asked["email"], asked["phone"]),
        rules.not_too_many_applications(digest),
    )
    if day >= adult_on(asked["birth_date"]):
        asked["representative"] = asked["kinship"] = ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
    last = Application.objects.filter(year=day.year).aggregate(last=Max("number"))["last"] or 0
    application = Application.objects.create(
        year=day.year,
        number=last + 1,
        secret=secrets.token_hex(16),
        digest=digest,
        group=group,
        received_at=moment,
        consent_at=moment,
        **asked,
    )
    _tell_specialists(application)
    _tell_applicant(application)
    return application


@transaction.atomic
def accept_application(
    application: Application, *, person: Person | None, document: str, by: Person
) -> Application:
    """The learner and the draft of the order on enrolment (ADR 14). ``person``: known here; None: new.

    Raises ``Refused`` by APP-03, APP-05, APP-07.
    """
    row = _locked(application)
    enforce(rules.data_are_checked(document), rules.studies_not_there_yet(person, row.group))
    row.learner = person or _entered(row)
    row.checked_by = document.strip()
    if row.representative:
        _represent(row, row.learner)
    row.order = _into_order(row, row.learner, by)
    return _decided(row, State.ACCEPTED, by)


def _entered(row: Application) -> Person:
    """СНИЛС is not asked on the open site: the card says why it is not there yet."""
    with override("ru"):
        why = _("по заявке {code}, внести по документу").format(code=row.code)
    return create_person(
        last_name=row.last_name,
        first_name=row.first_name,
        middle_name=row.middle_name,
        birth_date=row.birth_date,
        email="" if row.representative else row.email,
        phone="" if row.representative else row.phone,
        no_snils_reason=why,
    )


def _represent(row: Application, learner: Person) -> None:
    """Entered, not verified: he acts after his document has been seen (ACC-05)."""
    name = normal_name(row.representative)
    if Guardianship.objects.filter(ward=learner, representative__search_name=name).exists():
        return
    last, first, middle = (*row.representative.split(maxsplit=2), "", "")[:3]
    with override("ru"):
        why = _("по заявке {code}, внести по документу").format(code=row.code)
        basis = _("заявка {code}").format(code=row.code)
    representative = create_person(
        last_name=last,
        first_name=first,
        middle_name=middle,
        email=row.email,
        phone=row.phone,
        no_snils_reason=why,
    )
    add_guardianship(representative, ward=learner, kind=row.kinship, document=basis, valid_from=home_day())


def _into_order(row: Application, learner: Person, by: Person) -> LearnerOrder:
    """The draft on enrolment into this group that is being written, or a new one."""
    drafts = LearnerOrder.objects.select_for_update(of=("self",)).filter(
        group=row.group, kind=LearnerOrder.Kind.ENROL, state=LearnerOrder.State.DRAFT
    )
    draft = drafts.order_by("pk").first()
    if draft is None:
        with override("ru"):
            grounds = _("заявления, поданные через сайт")
        return draft_order(LearnerOrder.Kind.ENROL, row.group, by=by, learners=[learner.pk], grounds=grounds)
    named = draft.lines.values_list("learner", flat=True)
    return set_order_learners(draft, [*named, learner.pk])


@transaction.atomic
def decline_application(application: Application, *, reason: str, by: Person) -> Application:
    """With a reason that who applied will read. Raises ``Refused`` by APP-03, APP-04."""
    row = _locked(application)
    enforce(rules.reason_of_declining(reason))
    row.reason = reason.strip()
    return _decided(row, State.DECLINED, by)


@transaction.atomic
def withdraw_application(application: Application) -> Application:
    """By who applied, before it is decided: with the consent its data go too (152-ФЗ, art. 21). APP-03."""
    row = _locked(application)
    row.state, row.decided_at = State.WITHDRAWN, now()
    return forget_applicant(row)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("group__programme")
    row = rows.get(pk=application.pk)
    enforce(rules.application_waits(row))
    return row


def _decided(row: Application, state: Application.State, by: Person) -> Application:
    row.state, row.handler, row.decided_at = state, by, now()
    row.save()
    _tell_applicant(row)
    return row


@transaction.atomic
def forget_applicant(row: Application) -> Application:
    """Who applied is gone from it; the number, the dates and the decision stay (PD-02, ADR 37)."""
    for name in (
        "first_name",
        "middle_name",
        "email",
        "phone",
        "representative",
        "kinship",
        "wish",
        "digest",
    ):
        setattr(row, name, "")
    row.last_name, row.birth_date = "—", None
    if row.reason:
        row.reason = "—"
    row.save()
    return row


def forget_old_applications() -> int:
    """A year after the decision: what is needed of the accepted stands in their cards. How many."""
    old = Application.objects.filter(decided_at__lt=now() - KEPT).exclude(last_name="—")
    return len([forget_applicant(row) for row in old])


def _tell_specialists(row: Application) -> None:
    with override("ru"):
        notify_many(
            holders_of(Role.SPECIALIST, home_day()),
            key=f"application-{row.pk}-new",
            title=_("Заявка на обучение {code}").format(code=row.code),
            body=f"{row.group.code}, {row.group.programme.title}",
            url=reverse("website:application", kwargs={"pk": row.pk}),
        )


def _tell_applicant(row: Application) -> None:
    if not row.email:
        return
    page = reverse("website:application_state", kwargs={"secret": row.secret})
    with override("ru"):
        subject, words = {
            State.REGISTERED: (_("Заявка {code} зарегистрирована"), _("Решение пришлём письмом.")),
            State.ACCEPTED: (
                _("Заявка {code} принята"),
                _("Готовим приказ о зачислении. Логин для входа в кабинет придёт отдельно."),
            ),
            State.DECLINED: (_("Заявка {code} отклонена"), row.reason),
        }[State(row.state)]
        name = row.representative or f"{row.first_name} {row.middle_name}".strip()
        group = _("{programme}, группа {group}, занятия с {day}.").format(
            programme=row.group.programme.title,
            group=row.group.code,
            day=f"{row.group.starts_on:%d.%m.%Y}",
        )
        link = _("Состояние заявки, вход не нужен: {link}").format(link=settings.PUBLIC_URL + page)
        text = "\n".join([f"{name}.", "", group, words, "", link])
        write_to(row.email, subject=subject.format(code=row.code), text=text)
