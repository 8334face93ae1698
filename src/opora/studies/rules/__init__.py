"""Rules of programmes, groups, enrolment and the import of learners (domain.md §4, ENR)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Contract, Person

from ..models import Enrolment, Group, LearnerImport, Programme, ProgrammePart
from .orders import group_is_not_merged

if TYPE_CHECKING:
    from ..queries.undoing import Stays

State = Enrolment.State
LEAST_HOURS = {Programme.Kind.PK: 16, Programme.Kind.PP: 250}
MOVES: dict[str, frozenset[str]] = {
    State.ENROLLED: frozenset({State.LEAVE, State.TRANSFERRED, State.COMPLETED, State.EXPELLED}),
    State.LEAVE: frozenset({State.ENROLLED, State.EXPELLED}),
}
ACTIVE = (State.ENROLLED, State.LEAVE)
WARN_DAYS = (30, 14, 3)


def _day(value: date) -> str:
    return date_format(value, "d.m.Y")


@rule("ENR-01")
def volume_is_enough(kind: str, hours: int) -> Refusal | None:
    """ПК from 16 and ПП from 250 academic hours (приказ № 266, п. 18)."""
    if hours >= LEAST_HOURS.get(Programme.Kind(kind), 1):
        return None
    return Refusal(
        "ENR-01",
        _(
            "Объём программы повышения квалификации — не менее 16 часов,"
            " профессиональной переподготовки — не менее 250 часов."
        )
        if kind in LEAST_HOURS
        else _("Объём программы — не менее одного часа."),
        next_step=_("Проверьте вид программы и число академических часов."),
        field="hours",
    )


@rule("ENR-02")
def order_is_named(number: str, on: date | None) -> Refusal | None:
    """Enrolment, leave, transfer and expulsion are by order only."""
    if number.strip() and on:
        return None
    return Refusal(
        "ENR-02",
        _("Укажите номер и дату приказа."),
        next_step=_("Без приказа зачислить, перевести или отчислить нельзя."),
        field="order_date" if number.strip() else "order_number",
    )


@rule("ENR-05")
def move_is_allowed(was: str, became: str) -> Refusal | None:
    """The states of an enrolment and the moves between them (domain.md §3, Enrolment)."""
    if became in MOVES.get(was, frozenset()):
        return None
    return Refusal(
        "ENR-05",
        _("Сейчас слушатель: {was}. Сделать «{became}» из этого состояния нельзя.").format(
            was=State(was).label, became=State(became).label
        ),
        next_step=_("Обновите страницу: возможно, приказ уже внесён."),
        field="move",
    )


def is_still_there(state: str) -> Refusal | None:
    """ENR-05 for an order that changes no state: only of those who study or are on leave."""
    if state in ACTIVE:
        return None
    return Refusal(
        "ENR-05",
        _("Сейчас слушатель: {was}. Продлить обучение нельзя.").format(was=State(state).label),
        next_step=_("Уберите слушателя из приказа."),
    )


@rule("ENR-06")
def is_not_in_group(learner: Person, group: Group) -> Refusal | None:
    """One enrolment of a learner in a group (ACC-08: two enrolments are two courses)."""
    if not Enrolment.objects.filter(learner=learner, group=group).exclude(state=State.APPLIED).exists():
        return None
    return Refusal(
        "ENR-06",
        _("{name} уже есть в группе {group}.").format(name=learner.full_name, group=group.code),
        next_step=_("Откройте карточку слушателя: там видны приказы о нём."),
        next_url=reverse("studies:learner", args=[group.pk, learner.pk]),
        field="learner",
    )


@rule("ENR-07")
def target_is_of_the_programme(source: Group, target: Group | None) -> Refusal | None:
    """A transfer keeps the programme; another programme is another contract and another order."""
    if target is not None and target.pk != source.pk and target.programme_id == source.programme_id:
        return None
    return Refusal(
        "ENR-07",
        _("Перевести можно в другую группу той же программы."),
        next_step=_("Для другой программы зачислите слушателя в её группу по новому приказу."),
        field="into",
    )


@rule("ENR-08")
def date_follows(since: date | None, on: date) -> Refusal | None:
    """Orders on a learner follow one another."""
    if since is None or on >= since:
        return None
    return Refusal(
        "ENR-08",
        _("Приказ о зачислении от {since}, следующий не может быть раньше него.").format(since=_day(since)),
        next_step=_("Проверьте дату приказа."),
        field="order_date",
    )


@rule("ENR-09")
def reason_is_given(reason: str) -> Refusal | None:
    """An expulsion names its ground."""
    if reason.strip():
        return None
    return Refusal(
        "ENR-09",
        _("Укажите основание отчисления."),
        next_step=_("Например: «по собственному желанию, заявление от 20.11.2026»."),
        field="reason",
    )


@rule("ENR-10")
def is_of_contract(contract: Contract, learner: Person) -> Refusal | None:
    """A learner studies by a contract that names him and is not ended (S3-3.1b)."""
    if contract.state == Contract.State.ACTIVE and contract.parties.filter(learner=learner).exists():
        return None
    return Refusal(
        "ENR-10",
        _("Договор № {number} не действует или не на этого слушателя.").format(number=contract.number),
        next_step=_("Выберите другой договор."),
        field="contract",
    )


@rule("ENR-03")
def contract_outlasts_programme(
    learner: Person, *, until: date | None, ends_on: date, on: date
) -> Refusal | None:
    """A warning to the curator 30, 14 and 3 days before a contract ends too early (S3-3.1b, S4-2.1o)."""
    if until is None or until >= ends_on or until > on + timedelta(days=max(WARN_DAYS)):
        return None
    words = (
        _("Договор слушателя {name} закончился {day}, раньше итоговой аттестации.")
        if until < on
        else _("Договор слушателя {name} закончится {day}, раньше итоговой аттестации.")
    )
    return Refusal(
        "ENR-03",
        words.format(name=learner.full_name, day=_day(until)),
        next_step=_("Продлите договор до {day}.").format(day=_day(ends_on)),
    )


@rule("PRG-01")
def programme_code_is_free(code: str) -> Refusal | None:
    """Programmes are told apart by code."""
    if not Programme.objects.filter(code__iexact=code).exists():
        return None
    return Refusal(
        "PRG-01",
        _("Программа с кодом {code} уже есть.").format(code=code),
        next_step=_("Дайте другой код, например с годом или числом часов."),
        field="code",
    )


@rule("PRG-02")
def parent_is_of_programme(programme: Programme, parent: ProgrammePart | None) -> Refusal | None:
    """A tree of parts is of one programme (S0-1.4)."""
    if parent is None or parent.programme_id == programme.pk:
        return None
    return Refusal(
        "PRG-02", _("Эта часть из другой программы."), _("Выберите часть этой программы."), field="parent"
    )


@rule("GRP-01")
def group_code_is_free(code: str) -> Refusal | None:
    """Groups are told apart by code."""
    if not Group.objects.filter(code__iexact=code).exists():
        return None
    return Refusal(
        "GRP-01",
        _("Группа {code} уже есть.").format(code=code),
        next_step=_("Дайте другой код."),
        field="code",
    )


@rule("GRP-02")
def part_is_of_group(group: Group, part: ProgrammePart) -> Refusal | None:
    """A group studies parts of its own programme."""
    if part.programme_id == group.programme_id:
        return None
    return Refusal(
        "GRP-02", _("Эта часть не из программы группы."), _("Выберите другую часть."), field="part"
    )


@rule("GRP-03")
def dates_are_in_order(starts_on: date, ends_on: date, attestation_on: date | None = None) -> Refusal | None:
    """A part ends after it begins, and is attested not before it begins."""
    if starts_on <= ends_on and (attestation_on is None or attestation_on >= starts_on):
        return None
    wrong_end = starts_on > ends_on
    return Refusal(
        "GRP-03",
        _("Окончание раньше начала.") if wrong_end else _("Аттестация раньше начала освоения."),
        next_step=_("Проверьте даты."),
        field="ends_on" if wrong_end else "attestation_on",
    )


@rule("GRP-04")
def dates_are_inside_group(group: Group, starts_on: date, ends_on: date) -> Refusal | None:
    """A part is studied while the group studies."""
    if group.starts_on <= starts_on and ends_on <= group.ends_on:
        return None
    return Refusal(
        "GRP-04",
        _("Группа учится с {since} по {until}, часть программы выходит за эти даты.").format(
            since=_day(group.starts_on), until=_day(group.ends_on)
        ),
        next_step=_("Измените даты части."),
        field="starts_on" if starts_on < group.starts_on else "ends_on",
    )


@rule("GRP-07")
def still_in_the_group(enrolment: Enrolment) -> Refusal | None:
    """Words and papers of a group are for those who are in it."""
    if enrolment.state in ACTIVE:
        return None
    return Refusal(
        "GRP-07",
        _("Уже не в группе: {state}.").format(state=enrolment.get_state_display()),
        next_step=_("Снимите отметку."),
    )


@rule("GRP-08")
def words_are_said(words: str) -> Refusal | None:
    if words.strip():
        return None
    return Refusal("GRP-08", _("Напишите, что сообщить слушателям."), field="words")


@rule("IMP-01")
def import_waits(
    imported: LearnerImport, state: LearnerImport.State = LearnerImport.State.PREVIEW
) -> Refusal | None:
    """A list is applied once, and not while it is being read or written."""
    if imported.state == state:
        return None
    if imported.state in (LearnerImport.State.READING, LearnerImport.State.WRITING):
        return Refusal(
            "IMP-01",
            _("Этот список сейчас {state}.").format(state=imported.get_state_display()),
            next_step=_("Дождитесь конца или остановите работу на странице списка."),
            next_url=reverse("studies:import_preview", args=[imported.pk]),
        )
    return Refusal(
        "IMP-01",
        _("Этот список уже {state}.").format(state=imported.get_state_display()),
        next_step=_("Чтобы добавить слушателей, загрузите файл ещё раз: лишнего он не создаст."),
        next_url=reverse("studies:import"),
    )


@rule("IMP-08")
def import_may_be_undone(imported: LearnerImport, *, recorded: bool) -> Refusal | None:
    """A list is taken back once, from the record of what it did."""
    if imported.state == LearnerImport.State.APPLIED and recorded:
        return None
    if imported.state == LearnerImport.State.APPLIED:
        return Refusal(
            "IMP-08",
            _("О том, что изменил этот список, записи нет: он загружен до того, как её стали вести."),
            next_step=_("Отчислите лишних слушателей приказом в их группах."),
            next_url=reverse("studies:groups"),
        )
    return Refusal(
        "IMP-08",
        _("Этот список {state}, возвращать нечего.").format(state=imported.get_state_display()),
        next_step=_("Откройте другой список."),
        next_url=reverse("studies:import"),
    )


@rule("IMP-09")
def nothing_depends(stays: "Sequence[Stays]", *, something: bool, rest: bool) -> Refusal | None:
    """A list is taken back whole, or all but those on whom something already depends."""
    if something and (rest or not stays):
        return None
    if not stays:
        return Refusal(
            "IMP-09", _("Возвращать нечего: список ничего не изменил."), _("Откройте другой список.")
        )
    named = "; ".join(f"{one.person.short_name}: {', '.join(one.why)}" for one in stays[:5])
    more = len(stays) - 5
    return Refusal(
        "IMP-09",
        _("От загрузки уже зависит другое. {named}{more}.").format(
            named=named, more=_(" и ещё {n}").format(n=more) if more > 0 else ""
        ),
        next_step=_("Верните остальных: эти слушатели останутся как есть.")
        if something
        else _("Отчислите лишних слушателей приказом в их группах."),
    )


@rule("IMP-10")
def nothing_appeared(appeared: bool) -> Refusal | None:
    """Another user did something with these learners between the check and the undo."""
    if not appeared:
        return None
    return Refusal(
        "IMP-10",
        _("Пока вы подтверждали, с этими слушателями что-то сделали. Ничего не возвращено."),
        next_step=_("Откройте загрузку ещё раз: там видно, от кого она уже зависит."),
    )


@rule("IMP-11")
def group_still_takes(group: Group | None, on: date | None) -> Refusal | None:
    """The group is still there and its term is not over by the day of the order."""
    if group is not None and (on is None or on <= group.ends_on):
        return None
    return Refusal(
        "IMP-11",
        _("Группы, в которую шли слушатели, больше нет. Ничего не записано.")
        if group is None
        else _("Группа {group} закончила учиться {day}, приказ позже. Ничего не записано.").format(
            group=group.code, day=_day(group.ends_on)
        ),
        next_step=_("Выберите другую группу этой программы."),
        field="groups",
    )


@rule("IMP-02")
def every_programme_has_a_group(missing: Collection[str]) -> Refusal | None:
    """Each programme of the rows that go in needs its group."""
    if not missing:
        return None
    named = ", ".join(code or _("строк без программы") for code in sorted(missing))
    return Refusal(
        "IMP-02",
        _("Не выбрана группа для: {named}.").format(named=named),
        next_step=_("Выберите группу каждой программы или снимите отметки с этих строк."),
        field="groups",
    )


@rule("IMP-03")
def group_is_of_programme(programme_code: str, group: Group) -> Refusal | None:
    """Rows of a programme go into a group of that programme."""
    if group.merged_into_id:
        return group_is_not_merged(group)
    if not programme_code or group.programme.code == programme_code:
        return None
    return Refusal(
        "IMP-03",
        _("Группа {group} учится по программе {own}, а не {asked}.").format(
            group=group.code, own=group.programme.code, asked=programme_code
        ),
        next_step=_("Выберите группу этой программы."),
        field="groups",
    )


@rule("IMP-04")
def contract_terms_are_given(
    number: str, on: date | None, valid_from: date | None, valid_to: date | None
) -> Refusal | None:
    """A new contract has a number, a date and a term; all empty means «by order, without a contract»."""
    if not number.strip() and on is None:
        return None
    if number.strip() and on and valid_from and valid_to and valid_from <= valid_to:
        return None
    return Refusal(
        "IMP-04",
        _("Укажите номер, дату и срок договора."),
        next_step=_(
            "Срок договора открывает слушателям кабинет. Нет договора — оставьте номер и дату пустыми."
        ),
        field="contract_valid_to" if number.strip() and on else "contract_number",
    )


@rule("IMP-05")
def something_to_apply(lines: Iterable[int]) -> Refusal | None:
    """Rows with errors never go in, rows that need attention go in when ticked."""
    if any(True for _line in lines):
        return None
    return Refusal(
        "IMP-05",
        _("Зачислять некого: все строки с ошибками или без отметки."),
        next_step=_("Исправьте файл или отметьте проверенные строки."),
    )


@rule("IMP-06")
def nobody_came_between(collided: bool) -> Refusal | None:
    """Another user entered the same people between the check and the write."""
    if not collided:
        return None
    return Refusal(
        "IMP-06",
        _("Пока вы подтверждали, кто-то из этих слушателей появился в базе. Ничего не записано."),
        next_step=_("Обновите страницу и подтвердите ещё раз."),
    )


@rule("IMP-07")
def contract_is_not_ended(contract: Contract | None) -> Refusal | None:
    """Learners are added to a living contract."""
    if contract is None or contract.state == Contract.State.ACTIVE:
        return None
    return Refusal(
        "IMP-07",
        _("Договор № {number} от {day} не действует.").format(
            number=contract.number, day=_day(contract.date)
        ),
        next_step=_("Укажите действующий договор."),
        field="contract_number",
    )
