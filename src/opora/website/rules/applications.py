"""Rules of applications for training (S4-2.1, S3-3.5)."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.people.rules.persons import adult_on
from opora.studies.models import Enrolment, Group
from opora.studies.rules import ACTIVE

from ..models import Admission, Application

AN_HOUR, MOST_IN_AN_HOUR = timedelta(hours=1), 10


@rule("APP-01")
def group_admits(admission: Admission | None, taken: int, on: date) -> Refusal | None:
    """Applications are taken till the day the centre named, while there are places."""
    if admission is None or admission.until < on or admission.group.merged_into_id:
        words = _("Приём заявок в эту группу закончен.")
    elif admission.seats is not None and taken >= admission.seats:
        words = _("В этой группе больше нет мест.")
    else:
        return None
    return Refusal("APP-01", words, next_step=_("Выберите другую группу."), next_url=reverse("website:apply"))


@rule("APP-02")
def minor_is_represented(birth_date: date, representative: str, kinship: str, on: date) -> Refusal | None:
    """For whom is not eighteen somebody acts by law (S1-3.1, ГК art. 26 and 28)."""
    if on >= adult_on(birth_date) or (representative.strip() and kinship):
        return None
    return Refusal(
        "APP-02",
        _("Слушателю нет 18 лет: заявку подаёт законный представитель."),
        next_step=_("Назовите представителя и кем он приходится."),
        field="representative" if kinship else "kinship" if representative.strip() else "representative",
    )


@rule("APP-03")
def application_waits(application: Application) -> Refusal | None:
    """It is decided once; who applied has read the decision."""
    if application.state == Application.State.REGISTERED:
        return None
    return Refusal(
        "APP-03",
        _("Заявка {code} уже {state}.").format(
            code=application.code,
            state={
                Application.State.ACCEPTED: _("принята"),
                Application.State.DECLINED: _("отклонена"),
                Application.State.WITHDRAWN: _("отозвана"),
            }[Application.State(application.state)],
        ),
        next_step=_("Чтобы изменить решение, попросите подать новую заявку."),
    )


@rule("APP-04")
def reason_of_declining(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal(
        "APP-04",
        _("Напишите, почему заявка отклонена."),
        next_step=_("Причину увидит тот, кто её подал."),
        field="reason",
    )


@rule("APP-05")
def data_are_checked(document: str) -> Refusal | None:
    """A card is opened by what a document says, not by what was typed on the site (S3-3.5)."""
    if document.strip():
        return None
    return Refusal(
        "APP-05",
        _("Данные заявки ещё не сверены с документом."),
        next_step=_("Назовите документ, который вы видели."),
        field="document",
    )


@rule("APP-06")
def not_too_many_applications(digest: str) -> Refusal | None:
    """From one address so many as a firm or a family needs."""
    fresh = Application.objects.filter(digest=digest, received_at__gt=now() - AN_HOUR)
    if not digest or fresh.count() < MOST_IN_AN_HOUR:
        return None
    return Refusal(
        "APP-06",
        _("За последний час с вашего адреса уже пришло {n} заявок.").format(n=MOST_IN_AN_HOUR),
        next_step=_("Написанное цело. Отправьте позже или пришлите список письмом."),
    )


@rule("APP-07")
def studies_not_there_yet(person: Person | None, group: Group) -> Refusal | None:
    if person is None or not Enrolment.objects.filter(learner=person, group=group, state__in=ACTIVE).exists():
        return None
    return Refusal(
        "APP-07",
        _("{name} уже учится в группе {group}.").format(name=person.short_name, group=group.code),
        next_step=_("Отклоните заявку с этой причиной."),
        field="person",
    )


@rule("APP-08")
def admission_ends_before_the_group(group: Group, until: date) -> Refusal | None:
    """Nobody is invited to what is over."""
    if until <= group.ends_on:
        return None
    return Refusal(
        "APP-08",
        _("Группа заканчивает учиться {day}.").format(day=f"{group.ends_on:%d.%m.%Y}"),
        next_step=_("Назовите более ранний последний день заявок."),
        field="until",
    )
