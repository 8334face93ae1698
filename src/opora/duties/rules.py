"""Rules of the map of responsibility and of plans (S4-2.1–2.3, S0-6.4)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.people.queries import staff_on
from opora.regulations.models import LocalAct
from opora.regulations.queries import edition_in_force

from .models import Assignment, Measure, Outage, Plan
from .queries.register import Known


@rule("DUT-01")
def duties_are_kept(codes: Collection[str], known: Mapping[str, Known]) -> Refusal | None:
    """Somebody answers only for what is on the map."""
    if codes and all(code in known for code in codes):
        return None
    return Refusal(
        "DUT-01",
        _("Такой обязанности на карте нет."),
        next_step=_("Вернитесь к карте и отметьте обязанности."),
    )


@rule("DUT-02")
def term_is_in_order(valid_from: date, valid_to: date | None) -> Refusal | None:
    if valid_to is None or valid_to >= valid_from:
        return None
    return Refusal(
        "DUT-02",
        _("Срок кончается раньше, чем начинается."),
        next_step=_("Проверьте даты или оставьте «по» пустым."),
        field="valid_to",
    )


@rule("DUT-03")
def person_works_here(person: Person, valid_from: date, *, field: str = "person") -> Refusal | None:
    """A duty is laid on a worker whose contract is in force that day."""
    if staff_on(valid_from).filter(person=person).exists():
        return None
    return Refusal(
        "DUT-03",
        _("{name}: на {day} нет действующего договора.").format(
            name=person.short_name, day=f"{valid_from:%d.%m.%Y}"
        ),
        next_step=_("Выберите работника или внесите договор в его карточку."),
        field=field,
    )


@rule("DUT-04")
def deputy_is_another(person: Person, deputy: Person | None) -> Refusal | None:
    if deputy is None or deputy != person:
        return None
    return Refusal(
        "DUT-04",
        _("Замещать самого себя нельзя."),
        next_step=_("Назовите другого работника или оставьте поле пустым."),
        field="deputy",
    )


@rule("DUT-05")
def clause_is_in_force(act: LocalAct | None, clause: str, on: date) -> Refusal | None:
    """What founds a duty is a clause that is read on the site today."""
    if act is None and not clause:
        return None
    edition = edition_in_force(on, act=act.code) if act else None
    if edition and edition.clauses.filter(number=clause).exists():
        return None
    words = (
        _("В действующей редакции {act} нет пункта {clause}.").format(act=act.genitive, clause=clause)
        if act and edition
        else _("У акта нет действующей редакции.")
        if act
        else _("Назовите акт, в котором стоит пункт.")
    )
    return Refusal("DUT-05", words, next_step=_("Проверьте номер пункта в тексте акта."), field="clause")


@rule("DUT-06")
def assignment_is_open(row: Assignment, on: date) -> Refusal | None:
    if (row.valid_to is None or row.valid_to >= on) and row.valid_from <= on:
        return None
    return Refusal(
        "DUT-06", _("Это назначение сегодня не действует."), next_step=_("Обновите карту ответственности.")
    )


@rule("DUT-07")
def nothing_stands_on_that_day(codes: Collection[str], valid_from: date) -> Refusal | None:
    """A duty passes from hand to hand by days."""
    taken = Assignment.objects.filter(duty__in=codes, valid_from__gte=valid_from).select_related("person")
    row = taken.order_by("valid_from").first()
    if row is None:
        return None
    return Refusal(
        "DUT-07",
        _("С {day} эту обязанность уже несёт {name}.").format(
            day=f"{row.valid_from:%d.%m.%Y}", name=row.person.short_name
        ),
        next_step=_("Назовите более позднюю дату."),
        field="valid_from",
    )


@rule("DUT-08")
def outage_is_in_order(
    kind: str, starts_at: datetime, ends_at: datetime | None, at: datetime
) -> Refusal | None:
    """It ends after it begins; only planned works are written down ahead."""
    if ends_at is not None and ends_at <= starts_at:
        words, field = _("Окончание раньше начала."), "ends_at"
    elif kind != Outage.Kind.PLANNED and max(starts_at, ends_at or starts_at) > at:
        words, field = _("Вперёд записывают только плановые работы."), "starts_at"
    else:
        return None
    return Refusal("DUT-08", words, next_step=_("Проверьте время."), field=field)


@rule("DUT-09")
def ended_outage_is_explained(
    ends_at: datetime | None, reason: str, responsible: Person | None
) -> Refusal | None:
    """What is over has a reason and somebody who answered: the specialist does not by himself (S4-2.3)."""
    if ends_at is None or (reason.strip() and responsible):
        return None
    return Refusal(
        "DUT-09",
        _("У того, что закончилось, есть причина и ответственный."),
        next_step=_("Напишите причину и назовите, кто отвечал, или оставьте окончание пустым."),
        field="responsible" if reason.strip() else "reason",
    )


@rule("PLN-01")
def plan_is_in_order(starts_on: date, ends_on: date) -> Refusal | None:
    if ends_on >= starts_on:
        return None
    return Refusal(
        "PLN-01",
        _("План кончается раньше, чем начинается."),
        next_step=_("Проверьте даты."),
        field="ends_on",
    )


@rule("PLN-02")
def plan_is_in(plan: Plan, *states: Plan.State) -> Refusal | None:
    """Each step goes from its own state: what the head has before his eyes does not change under them."""
    if plan.state in states:
        return None
    step = {
        Plan.State.DRAFT: _("Он ещё не отправлен на утверждение."),
        Plan.State.SENT: _("Чтобы изменить его, руководитель возвращает план с замечанием."),
        Plan.State.APPROVED: _("Отметьте ход мероприятия или составьте новый план."),
        Plan.State.CLOSED: _("Составьте новый план."),
    }[Plan.State(plan.state)]
    return Refusal(
        "PLN-02",
        _("План сейчас в состоянии «{state}», это сделать нельзя.").format(state=plan.get_state_display()),
        next_step=step,
    )


@rule("PLN-03")
def plan_has_measures(count: int) -> Refusal | None:
    if count:
        return None
    return Refusal("PLN-03", _("В плане нет мероприятий."), next_step=_("Добавьте хотя бы одно."))


@rule("PLN-04")
def term_is_within(plan: Plan, due_on: date) -> Refusal | None:
    if plan.starts_on <= due_on <= plan.ends_on:
        return None
    return Refusal(
        "PLN-04",
        _("Срок вне периода плана: {since}–{until}.").format(
            since=f"{plan.starts_on:%d.%m.%Y}", until=f"{plan.ends_on:%d.%m.%Y}"
        ),
        next_step=_("Назовите день внутри периода."),
        field="due_on",
    )


@rule("PLN-05")
def measures_are_within(plan: Plan, outside: Collection[Measure]) -> Refusal | None:
    """The period is moved, the terms are not: each is named."""
    if not outside:
        return None
    return Refusal(
        "PLN-05",
        _("Вне периода плана остались: {what}.").format(
            what="; ".join(f"{one.words}, {one.due_on:%d.%m.%Y}" for one in outside)
        ),
        next_step=_("Сначала измените сроки мероприятий."),
        field="ends_on",
    )


@rule("PLN-06")
def remark_says_why(remark: str) -> Refusal | None:
    if remark.strip():
        return None
    return Refusal(
        "PLN-06",
        _("Напишите, что исправить."),
        next_step=_("Специалист увидит замечание в плане."),
        field="remark",
    )


@rule("PLN-07")
def end_is_explained(state: str, note: str) -> Refusal | None:
    """What is done has a result, what is dropped a reason."""
    if state not in (Measure.State.DONE, Measure.State.DROPPED) or note.strip():
        return None
    words = (
        _("Напишите, что сделано.")
        if state == Measure.State.DONE
        else _("Напишите, почему мероприятие снято.")
    )
    return Refusal("PLN-07", words, next_step=_("Это войдёт в отчёт по плану."), field="note")


@rule("PLN-08")
def move_is_explained(measure: Measure, due_on: date, note: str) -> Refusal | None:
    """Another term has a reason; the first one stays beside it."""
    if not measure.is_open:
        words, field = _("Мероприятие уже закончено, срок не переносят."), "due_on"
    elif due_on == measure.due_on:
        words, field = _("Срок тот же."), "due_on"
    elif not note.strip():
        words, field = _("Напишите, почему срок перенесён."), "reason"
    else:
        return None
    return Refusal("PLN-08", words, next_step=_("Прежний срок останется в плане рядом с новым."), field=field)


@rule("PLN-09")
def nothing_is_left_open(left: Collection[Measure]) -> Refusal | None:
    if not left:
        return None
    return Refusal(
        "PLN-09",
        _("Не закончены: {what}.").format(what="; ".join(one.words for one in left)),
        next_step=_("Отметьте каждое: выполнено или снято с причиной."),
    )
