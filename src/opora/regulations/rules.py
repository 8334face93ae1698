"""Rules of orders and editions (domain.md §4, ACT, SCH-05, ENR-02; EDN is a draft's own way)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.people.queries import staff_on

from .models import ActEdition, BodyDecision, Clause, LocalAct, Order

SHOWN_LOST = 6


@rule("SCH-05")
def order_has_number_and_date(number: str, on: date | None) -> Refusal | None:
    """An order is cited by number and date (S1-O-1)."""
    if number.strip() and on:
        return None
    return Refusal(
        rule="SCH-05",
        words=_("Укажите номер и дату приказа."),
        next_step=_("Их можно взять из книги приказов; следующий свободный номер уже подставлен."),
        field="number" if not number.strip() else "date",
    )


@rule("ORD-01")
def order_number_is_free(number: str, year: int) -> Refusal | None:
    """Numbers repeat in different years only (domain.md §8, case 43)."""
    taken = Order.objects.filter(number=number, year=year).first()
    if taken is None:
        return None
    return Refusal(
        rule="ORD-01",
        words=_("Приказ № {number} в {year} году уже есть: «{title}» от {day}.").format(
            number=number, year=year, title=taken.title, day=taken.date.strftime("%d.%m.%Y")
        ),
        next_step=_("Укажите другой номер или сверьтесь с книгой приказов."),
        field="number",
    )


@rule("ORD-02")
def controller_works_here(person: Person, on: date) -> Refusal | None:
    """Control is laid on a worker, by a contract in force."""
    if staff_on(on).filter(person=person).exists():
        return None
    return Refusal(
        rule="ORD-02",
        words=_("{name}: действующего договора с работником нет.").format(name=person.short_name),
        next_step=_("Выберите того, кто работает в центре."),
        field="controller",
    )


@rule("ORD-03")
def order_is_not_fulfilled(order: Order) -> Refusal | None:
    """What is carried out is no longer under control."""
    if order.control_done_on is None:
        return None
    return Refusal(
        rule="ORD-03",
        words=_("Приказ № {number} исполнен {day}.").format(
            number=order.number, day=f"{order.control_done_on:%d.%m.%Y}"
        ),
        next_step=_("Если поручение новое, издайте новый приказ."),
    )


@rule("ORD-04")
def control_has_a_term(order: Order, due: date) -> Refusal | None:
    """The term follows the order."""
    if due >= order.date:
        return None
    return Refusal(
        rule="ORD-04",
        words=_("Срок раньше самого приказа от {day}.").format(day=f"{order.date:%d.%m.%Y}"),
        next_step=_("Назовите день, к которому приказ должен быть исполнен."),
        field="due",
    )


@rule("ORD-05")
def controls_it_himself(order: Order, by: Person) -> Refusal | None:
    """Only who answers for it says that it is done."""
    if order.controller_id == by.pk:
        return None
    who = order.controller.short_name if order.controller else _("никто")
    return Refusal(
        rule="ORD-05",
        words=_("За исполнением следит: {who}.").format(who=who),
        next_step=_("Отметку ставит он. Передать контроль можно на странице «Контроль приказов»."),
    )


@rule("ORD-06")
def fulfilment_has_words(note: str) -> Refusal | None:
    """A mark without words proves nothing."""
    if note.strip():
        return None
    return Refusal(
        rule="ORD-06",
        words=_("Напишите, что сделано по приказу."),
        next_step=_("Хватит одного предложения."),
        field="note",
    )


@rule("ACT-01")
def edition_is_ordered(order: Order | None) -> Refusal | None:
    """An edition taken over whole is approved by the head's order (S0-7.1)."""
    if order is not None and order.kind == Order.Kind.ACT:
        return None
    return Refusal(
        rule="ACT-01",
        words=_("Нет приказа об утверждении редакции. Утверждение невозможно."),
        next_step=_("Издайте приказ об утверждении локального акта и укажите его."),
        field="order",
    )


def path_is_walked(edition: ActEdition, decisions: Sequence[BodyDecision]) -> Refusal | None:
    """ACT-01: every step of the path is positive before the head approves (S2 header, S3-4.2b)."""
    if edition.state == ActEdition.State.DRAFT:
        step, next_step = _("отправка на согласование"), _("Отправьте проект на согласование.")
    elif edition.state == ActEdition.State.APPROVED:
        return Refusal("ACT-01", _("Эта редакция уже утверждена."), next_step=_("Обновите страницу."))
    else:
        missing = next((row for row in decisions if row.decision != BodyDecision.Decision.FOR), None)
        if missing is None:
            return None
        step = missing.get_body_display()
        next_step = _("Внесите номер и дату протокола на странице редакции.")
    return Refusal(
        "ACT-01", _("Нет решения: {step}. Утверждение невозможно.").format(step=step), next_step=next_step
    )


@rule("ACT-02")
def edition_is_alone_on_its_date(
    act: LocalAct, *, effective_from: date, number: int | None = None, but: ActEdition | None = None
) -> Refusal | None:
    """Exactly one edition of an act is in force at any date (S0-7.2b; domain.md §8, case 43)."""
    taken = Q(ActEdition.COMES_INTO_FORCE, effective_from=effective_from)
    if number is not None:
        taken |= Q(number=number)
    rival = (
        ActEdition.objects.filter(taken, act=act)
        .exclude(pk=but.pk if but else 0)
        .order_by("-effective_from")
        .first()
    )
    if rival is None:
        return None
    same_date = rival.effective_from == effective_from
    words = (
        _("С {day} уже вступает в силу редакция {number}.")
        if same_date
        else _("Редакция {number} уже есть, она действует с {day}.")
    )
    return Refusal(
        rule="ACT-02",
        words=words.format(number=rival.number, day=rival.effective_from.strftime("%d.%m.%Y")),
        next_step=_("Укажите другую дату.") if same_date else _("Укажите следующий номер."),
        field="effective_from" if same_date else "number",
    )


@rule("EDN-01")
def act_code_is_free(code: str) -> Refusal | None:
    """The code is the address of the act on the site."""
    if not LocalAct.objects.filter(code=code).exists():
        return None
    return Refusal(
        "EDN-01",
        _("Акт с кодом «{code}» уже есть.").format(code=code),
        next_step=_("Укажите другой код."),
        field="code",
    )


@rule("EDN-02")
def no_draft_is_open(act: LocalAct) -> Refusal | None:
    """One text is discussed at a time, else two drafts would undo each other."""
    draft = act.editions.exclude(state=ActEdition.State.APPROVED).first()
    if draft is None:
        return None
    return Refusal(
        "EDN-02",
        _("Проект редакции {number} этого акта уже есть.").format(number=draft.number),
        next_step=_("Продолжите его или удалите."),
        next_url=reverse("regulations:edition", args=[draft.pk]),
    )


@rule("EDN-03")
def text_is_open(edition: ActEdition) -> Refusal | None:
    """What bodies agree to is the text they have read; an approved one never changes (S0-7.2a)."""
    if edition.state == ActEdition.State.DRAFT:
        return None
    if edition.state == ActEdition.State.APPROVED:
        return Refusal(
            "EDN-03",
            _("Утверждённую редакцию изменить нельзя."),
            next_step=_("Создайте проект новой редакции."),
        )
    return Refusal(
        "EDN-03",
        _("Редакция {state}, её текст закрыт.").format(state=edition.get_state_display()),
        next_step=_("Верните её в проект, согласование начнётся заново."),
    )


@rule("EDN-04")
def clause_is_known(clause: Clause | None, number: str) -> Refusal | None:
    if clause is not None:
        return None
    return Refusal(
        "EDN-04",
        _("Пункта {number} в проекте нет.").format(number=number.strip()),
        next_step=_("Выберите пункт из подсказки или добавьте его в текст."),
        field="clause",
    )


@rule("EDN-05")
def number_is_free(edition: ActEdition, number: str, but: Clause | None = None) -> Refusal | None:
    """A clause is cited by its number, so the number stands once."""
    if not number:
        return Refusal("EDN-05", _("Укажите номер пункта."), field="number")
    if not edition.clauses.filter(number=number).exclude(pk=but.pk if but else 0).exists():
        return None
    return Refusal(
        "EDN-05",
        _("Пункт {number} уже есть.").format(number=number),
        next_step=_("Укажите другой номер."),
        field="number",
    )


def numbers_stand_once(numbers: Sequence[str]) -> Refusal | None:
    """EDN-05 for a whole text."""
    twice = next((number for number, times in Counter(numbers).items() if times > 1), None)
    if twice is None:
        return None
    return Refusal(
        "EDN-05",
        _("Пункт {number} встречается в тексте дважды.").format(number=twice),
        next_step=_("Исправьте нумерацию и загрузите текст снова."),
        field="text",
    )


@rule("EDN-06")
def bound_clauses_stay(lost: Mapping[str, Sequence[str]]) -> Refusal | None:
    """A clause is not dropped from under a rule or a provision (domain.md §4: a rule quotes its clause)."""
    if not lost:
        return None
    shown = [f"п. {number}: {', '.join(names)}" for number, names in list(lost.items())[:SHOWN_LOST]]
    more = len(lost) - len(shown)
    words = _("К пропавшим пунктам привязаны правила: {what}.").format(what="; ".join(shown))
    if more:
        words += " " + _("И ещё пунктов: {more}.").format(more=more)
    return Refusal(
        "EDN-06",
        words,
        next_step=_("Сначала привяжите их к другим пунктам на странице «Привязки»."),
    )


@rule("EDN-07")
def there_is_where_to_split(above: str, below: str) -> Refusal | None:
    if above.strip() and below.strip():
        return None
    return Refusal(
        "EDN-07",
        _("В пункте нет пустой строки, делить негде."),
        next_step=_("Поставьте пустую строку там, где начинается новый пункт, и сохраните."),
        field="text",
    )


@rule("EDN-08")
def text_has_clauses(count: int) -> Refusal | None:
    """There is something to read and to cite."""
    if count:
        return None
    return Refusal(
        "EDN-08",
        _("В редакции нет ни одного пункта."),
        next_step=_("Вставьте текст акта или загрузите файл."),
        field="text",
    )


def summary_is_given(edition: ActEdition) -> Refusal | None:
    """EDN-08: those who agree are told what changes."""
    if edition.summary.strip():
        return None
    return Refusal(
        "EDN-08",
        _("Не написано, что изменилось."),
        next_step=_("Опишите изменения в двух-трёх фразах: их прочтут все, кто согласует."),
        field="summary",
    )


@rule("EDN-09")
def is_on_its_way(edition: ActEdition) -> Refusal | None:
    if edition.state in (ActEdition.State.ON_AGREEMENT, ActEdition.State.ON_APPROVAL):
        return None
    return Refusal(
        "EDN-09",
        _("Эта редакция не на согласовании: {state}.").format(state=edition.get_state_display()),
        next_step=_("Обновите страницу."),
    )


def body_is_asked(edition: ActEdition, row: BodyDecision | None, body: str) -> Refusal | None:
    """EDN-09: bodies decide one after another, each once; ``row`` is whose decision is waited for."""
    if edition.state != ActEdition.State.ON_AGREEMENT:
        return is_on_its_way(edition) or Refusal("EDN-09", _("Все решения уже внесены."))
    if row is not None and row.body == body:
        return None
    return Refusal(
        "EDN-09", _("Решение этого органа уже внесено или не нужно."), next_step=_("Обновите страницу.")
    )


@rule("EDN-10")
def protocol_is_named(number: str, on: date | None, day: date) -> Refusal | None:
    """A body's decision is cited by the protocol's number and date."""
    if number.strip() and on and on <= day:
        return None
    late = bool(on and on > day)
    return Refusal(
        "EDN-10",
        _("Дата протокола ещё не наступила.") if late else _("Укажите номер и дату протокола."),
        next_step=_("Они стоят в первой строке протокола."),
        field="date" if late or number.strip() else "number",
    )


def objection_has_words(*, agreed: bool, note: str) -> Refusal | None:
    """EDN-10: a «no» says what to put right."""
    if agreed or note.strip():
        return None
    return Refusal(
        "EDN-10",
        _("Напишите, с чем орган не согласен."),
        next_step=_("Замечание увидит тот, кто готовит редакцию."),
        field="note",
    )


@rule("EDN-11")
def edition_is_not_backdated(effective_from: date, day: date) -> Refusal | None:
    """What has happened is judged by the edition of its day (ACT-03); nobody rewrites it afterwards."""
    if effective_from >= day:
        return None
    return Refusal(
        "EDN-11",
        _("Редакция не может действовать задним числом: {since} уже прошло.").format(
            since=effective_from.strftime("%d.%m.%Y")
        ),
        next_step=_("Укажите сегодняшний день или позже."),
        field="effective_from",
    )


def day_of_approval_is_known(on: date | None, day: date) -> Refusal | None:
    """EDN-11 for the order or the stamp: dated, and not in the future."""
    if on and on <= day:
        return None
    return Refusal(
        "EDN-11",
        _("Дата утверждения ещё не наступила.") if on else _("Укажите дату утверждения."),
        next_step=_("Это дата приказа или грифа «УТВЕРЖДАЮ»."),
        field="on",
    )


@rule("EDN-12")
def original_may_be_attached(edition: ActEdition) -> Refusal | None:
    """The signed paper belongs to an approved edition and stays as it was attached."""
    if edition.original_id:
        return Refusal(
            "EDN-12",
            _("Подписанный оригинал уже приложен и не заменяется."),
            next_step=_("Ошибку в акте исправляет новая редакция."),
        )
    if edition.state == ActEdition.State.APPROVED:
        return None
    return Refusal(
        "EDN-12",
        _("Редакция ещё не утверждена, подписанного оригинала нет."),
        next_step=_("Приложите его после утверждения."),
    )


@rule("EDN-14")
def circle_may_change(edition: ActEdition, day: date) -> Refusal | None:
    """Acquaintance is asked with what holds or will hold; of a draft it is said when it is approved."""
    if edition.state != ActEdition.State.APPROVED:
        return Refusal(
            "EDN-14",
            _("Редакция ещё не утверждена."),
            next_step=_("Кого она касается, назовите при утверждении."),
        )
    later = edition.act.editions.filter(
        ActEdition.COMES_INTO_FORCE, effective_from__gt=edition.effective_from, effective_from__lte=day
    )
    if not (edition.revoked_from and edition.revoked_from <= day) and not later.exists():
        return None
    return Refusal(
        "EDN-14",
        _("Эта редакция утратила силу, знакомиться с ней больше не нужно."),
        next_step=_("Откройте действующую редакцию."),
    )


@rule("EDN-13")
def may_be_revoked(edition: ActEdition, since: date, day: date) -> Refusal | None:
    """An edition is ended once, within its own time; one ended on its first day never comes into force."""
    if edition.state != ActEdition.State.APPROVED or edition.revoked_from:
        return Refusal(
            "EDN-13",
            _("Эту редакцию отменить нельзя: она уже отменена или не утверждена."),
            next_step=_("Обновите страницу."),
        )
    later = Q(effective_from__gt=edition.effective_from, effective_from__lte=max(since, day))
    if edition.act.editions.filter(later, ActEdition.COMES_INTO_FORCE).exists():
        return Refusal(
            "EDN-13",
            _("На эту дату редакция уже заменена новой."),
            next_step=_("Отмените ту, что действует."),
            field="since",
        )
    upcoming = edition.effective_from > day
    earliest = edition.effective_from if upcoming else max(day, edition.effective_from + timedelta(days=1))
    if since >= earliest:
        return None
    return Refusal(
        "EDN-13",
        _("Отменить можно с {day} или позже.").format(day=earliest.strftime("%d.%m.%Y")),
        next_step=_("Прошлое судится по редакции своего дня."),
        field="since",
    )
