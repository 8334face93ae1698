"""Rules of the open site: what may stand on it, and what a visitor may send (domain.md §4, PUB and APL)."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.clock import now
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.access import STAFF, Actor
from opora.people.models import Person
from opora.people.queries import staff_on

from ..models import Appeal, SectionVersion, TeacherPage
from ..queries.freshness import Freshness

QUICKEST, LONGEST = timedelta(seconds=3), timedelta(days=1)
LONGEST_APPEAL = 5000
AN_HOUR, MOST_IN_AN_HOUR = timedelta(hours=1), 5


@rule("PUB-01")
def page_is_fresh(freshness: Freshness) -> Refusal | None:
    """A warning: what the page rests on changed, and ten working days nobody read it (S2-14)."""
    if not freshness.is_stale:
        return None
    words = (
        _("Сведения изменились {day}, страница не обновлена: {what}.").format(
            day=f"{freshness.changed:%d.%m.%Y}", what=", ".join(freshness.what)
        )
        if freshness.changed
        else _("Страницу не проверяли дольше {n} дней.").format(n=freshness.days)
    )
    return Refusal(
        rule="PUB-01",
        words=words,
        next_step=_("Прочитайте страницу, поправьте разделы и отметьте, что всё верно."),
        next_url=reverse("website:keep"),
    )


@rule("PUB-02")
def section_is_as_it_was(latest: SectionVersion | None, base: int) -> Refusal | None:
    """Nobody wrote over the text this one began from; what was typed stays on the screen."""
    number = latest.number if latest else 0
    if latest is None or number == base:
        return None
    who = latest.written_by.short_name if latest.written_by else _("другой работник")
    return Refusal(
        rule="PUB-02",
        words=_("Пока вы писали, раздел изменил(а) {who}: версия {n}.").format(who=who, n=number),
        next_step=_("Ваш текст ниже цел. Сверьте его с новой версией и сохраните ещё раз."),
        next_url=reverse("website:section_versions", kwargs={"place": latest.place}),
        field="text",
    )


@rule("PUB-03")
def teacher_agreed(page: TeacherPage) -> Refusal | None:
    """Only who agreed to be shown is shown (152-ФЗ, art. 10.1)."""
    if page.has_consent:
        return None
    return Refusal(
        rule="PUB-03",
        words=_("Согласия работника на размещение сведений нет или оно отозвано."),
        next_step=_("Попросите его дать согласие в разделе «Моя страница на сайте» или внесите бумажное."),
    )


@rule("APL-05")
def contacts_are_given(email: str, phone: str) -> Refusal | None:
    """Somewhere to answer to."""
    if email.strip() or phone.strip():
        return None
    return Refusal(
        rule="APL-05",
        words=_("Укажите телефон или почту, иначе мы не сможем ответить."),
        next_step=_("Достаточно чего-то одного."),
        field="email",
    )


@rule("APL-08")
def sent_by_a_person(trap: str, opened_at: datetime | None) -> Refusal | None:
    """A program fills the hidden field or answers at once; a person does neither."""
    waited = now() - opened_at if opened_at else None
    if not trap and waited is not None and QUICKEST <= waited <= LONGEST:
        return None
    return Refusal(
        rule="APL-08",
        words=_("Форма пришла слишком быстро или открыта слишком давно, так бывает у программ-рассыльщиков."),
        next_step=_("Текст цел. Подождите несколько секунд и отправьте ещё раз."),
    )


@rule("APL-09")
def not_too_often(digest: str) -> Refusal | None:
    """From one address a few an hour; the address itself is not kept."""
    recent = Appeal.objects.filter(digest=digest, received_at__gt=now() - AN_HOUR).count() if digest else 0
    if recent < MOST_IN_AN_HOUR:
        return None
    return Refusal(
        rule="APL-09",
        words=_("За последний час с вашего адреса уже пришло {n} обращений.").format(n=recent),
        next_step=_("Текст цел. Отправьте его позже или позвоните нам."),
    )


@rule("APL-10")
def appeal_waits(appeal: Appeal) -> Refusal | None:
    """An answered appeal is not answered again: the visitor has read the answer."""
    if appeal.is_open:
        return None
    return Refusal(
        rule="APL-10",
        words=_("По обращению {code} ответ уже дан.").format(code=appeal.code),
        next_step=_("Если есть что добавить, напишите человеку по его контактам."),
    )


@rule("APL-11")
def support_is_open(actor: Actor, way: str, *, studies: bool) -> Refusal | None:
    """Support takes requests as long as the act says: contract, training, or the longer of them (S3-3.2)."""
    terms = {"contract": actor.window.is_open, "training": studies}
    still = any(terms.values()) if way == "longer" else terms[way]
    if still or (actor.role in STAFF and actor.window.is_open):
        return None
    return Refusal(
        rule="APL-11",
        words=_("Заявки из кабинета принимаются в срок, названный в порядке, и он закончился."),
        next_step=_("Напишите через форму «Контакты» на сайте, ответим и там."),
        next_url=reverse("website:contacts"),
    )


@rule("APL-12")
def received_in_the_past(received_at: datetime) -> Refusal | None:
    """What is written down by hand has already come; the term runs from that day (case 35)."""
    if now() - timedelta(days=366) <= received_at <= now() + timedelta(minutes=5):
        return None
    return Refusal(
        rule="APL-12",
        words=_("Обращение не могло поступить в этот день."),
        next_step=_("Укажите, когда оно поступило на самом деле."),
        field="received_at",
    )


@rule("APL-13")
def passed_to_another_with_a_reason(appeal: Appeal, to: Person, reason: str, on: date) -> Refusal | None:
    """The next worker must know why it is his, and be at work."""
    if not reason.strip():
        words, field = _("Напишите, почему передаёте обращение."), "reason"
    elif appeal.handler_id == to.pk:
        words, field = _("{name} уже отвечает на это обращение.").format(name=to.short_name), "to"
    elif not staff_on(on).filter(person=to).exists():
        words = _("{name}: действующего договора с работником нет.").format(name=to.short_name)
        field = "to"
    else:
        return None
    return Refusal(
        rule="APL-13", words=words, next_step=_("Срок ответа при передаче не меняется."), field=field
    )


@rule("APL-14")
def joined_to_a_whole_one(appeal: Appeal, into: Appeal) -> Refusal | None:
    """A repeat is joined to what is answered, neither to itself nor to another repeat (case 36)."""
    if into.pk != appeal.pk and into.joined_to_id is None:
        return None
    return Refusal(
        rule="APL-14",
        words=_("К {code} присоединить нельзя.").format(code=into.code),
        next_step=_("Назовите номер обращения, на которое отвечают."),
        field="into",
    )


@rule("APL-15")
def appeal_has_room(text: str) -> Refusal | None:
    """As much as the form of the site takes, additions by mail included."""
    if len(text) <= LONGEST_APPEAL:
        return None
    return Refusal(
        rule="APL-15",
        words=_("Обращение получилось длиннее {n} знаков.").format(n=LONGEST_APPEAL),
        next_step=_("Сократите его или пришлите отдельным обращением."),
        field="text",
    )
