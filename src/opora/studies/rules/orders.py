"""Rules of orders on learners, of merging groups and of what an enrolment is limited to (ENR, GRP)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from ..models import Enrolment, Group, LearnerOrder, NetworkAgreement, Programme, ProgrammePart

Kind = LearnerOrder.Kind
NEEDS_INTO = frozenset({Kind.TRANSFER, Kind.MERGE})
NEEDS_UNTIL = frozenset({Kind.LEAVE, Kind.EXTEND})


def _day(value: date) -> str:
    return date_format(value, "d.m.Y")


@rule("ENR-11")
def order_is_in(order: LearnerOrder, states: Collection[str]) -> Refusal | None:
    """Drafted, sent, agreed, signed: one step after another; a signed order is final."""
    if order.state in states:
        return None
    return Refusal(
        "ENR-11",
        _("Сейчас приказ: {state}. Это действие для него закрыто.").format(state=order.get_state_display()),
        next_step=_("Ошибку в подписанном приказе исправляет новый приказ.")
        if order.state == LearnerOrder.State.SIGNED
        else _("Обновите страницу: возможно, его уже изменил другой работник."),
        next_url=reverse("studies:order", args=[order.pk]),
    )


@rule("ENR-12")
def order_names_learners(count: int) -> Refusal | None:
    """An order on nobody moves nobody."""
    if count:
        return None
    return Refusal(
        "ENR-12",
        _("В приказе нет ни одного слушателя."),
        next_step=_("Отметьте слушателей и сохраните список."),
        field="learners",
    )


@rule("ENR-13")
def remark_is_given(remark: str) -> Refusal | None:
    """Who drafts the order must know what to mend."""
    if remark.strip():
        return None
    return Refusal(
        "ENR-13",
        _("Напишите, что исправить: без замечания приказ не вернуть."),
        next_step=_("Одной фразы достаточно."),
        field="remark",
    )


@rule("ENR-14")
def was_expelled(state: str) -> Refusal | None:
    """Only the expelled are restored."""
    if state == Enrolment.State.EXPELLED:
        return None
    return Refusal(
        "ENR-14",
        _("Сейчас слушатель: {was}. Восстановить можно только отчисленного.").format(
            was=Enrolment.State(state).label
        ),
        next_step=_("Уберите слушателя из приказа."),
        field="learners",
    )


@rule("ENR-15")
def order_says_until(kind: str, until: date | None, *, on: date, group: Group) -> Refusal | None:
    """A leave and an extension have a last day after the order, an extension after the group's end too."""
    if kind not in NEEDS_UNTIL:
        return None
    least = max(on, group.ends_on) if kind == Kind.EXTEND else on
    if until is not None and until > least:
        return None
    return Refusal(
        "ENR-15",
        _("Укажите, до какого дня: позже {day}.").format(day=_day(least)),
        next_step=_("Например, последний день отпуска или новый срок обучения."),
        field="until",
    )


@rule("ENR-16")
def agreement_fits(
    agreement: NetworkAgreement | None, programme: Programme, on: date | None = None
) -> Refusal | None:
    """Network learners are enrolled in the programme of the agreement while it is in force (S4-1.4b)."""
    if agreement is None:
        return None
    if agreement.programme_id == programme.pk and (
        on is None or agreement.valid_from <= on <= agreement.valid_to
    ):
        return None
    return Refusal(
        "ENR-16",
        _("Договор о сетевом взаимодействии № {number} не на эту программу или не действует.").format(
            number=agreement.number
        ),
        next_step=_("Выберите договор этой программы; он действует {since}–{until}.").format(
            since=_day(agreement.valid_from), until=_day(agreement.valid_to)
        ),
        field="agreement",
    )


@rule("ENR-17")
def parts_are_of_programme(parts: Collection[ProgrammePart], programme: Programme) -> Refusal | None:
    """Single disciplines are chosen from the programme itself (S4-1.4e)."""
    if all(part.programme_id == programme.pk for part in parts):
        return None
    return Refusal(
        "ENR-17",
        _("Среди выбранных частей есть части другой программы."),
        next_step=_("Выберите части этой программы."),
        field="parts",
    )


@rule("ENR-18")
def plan_dates_are_whole(starts_on: date | None, ends_on: date | None) -> Refusal | None:
    """Own dates of a part are two, in order."""
    if (starts_on is None) == (ends_on is None) and (
        starts_on is None or ends_on is None or starts_on <= ends_on
    ):
        return None
    return Refusal(
        "ENR-18",
        _("У части в индивидуальном плане нужны обе даты, начало не позже окончания."),
        next_step=_("Заполните обе даты или очистите обе: тогда действуют сроки группы."),
    )


@rule("ENR-19")
def agreement_names_parts(count: int) -> Refusal | None:
    """An agreement without parts would open nothing."""
    if count:
        return None
    return Refusal(
        "ENR-19",
        _("Выберите хотя бы одну часть программы: по договору открыты только они."),
        next_step=_("Отметьте дисциплины из приложения к договору."),
        field="parts",
    )


@rule("GRP-05")
def group_is_not_merged(group: Group) -> Refusal | None:
    """Nobody is enrolled into a group that was merged into another (case 18)."""
    if group.merged_into is None:
        return None
    return Refusal(
        "GRP-05",
        _("Группа {group} объединена с группой {into}, зачислять в неё нельзя.").format(
            group=group.code, into=group.merged_into.code
        ),
        next_step=_("Зачислите слушателя в группу {into}.").format(into=group.merged_into.code),
        next_url=reverse("studies:group", args=[group.merged_into_id]),
        field="groups",
    )


@rule("GRP-06")
def target_studies_on(into: Group | None, on: date) -> Refusal | None:
    """Learners come into a group that is not over."""
    if into is None or into.ends_on >= on:
        return None
    return Refusal(
        "GRP-06",
        _("Группа {group} закончила обучение {day}.").format(group=into.code, day=_day(into.ends_on)),
        next_step=_("Выберите группу, которая ещё учится."),
        field="into",
    )


@rule("GRP-09")
def merged_groups_share_a_programme(
    source: Group, target: Group | None, common: Sequence[str]
) -> Refusal | None:
    """Contract and order of enrolment name the programme, so a merge cannot change it (case 18).

    ``common`` are the disciplines both programmes have: those may be held together without a merge.
    """
    if target is not None and target.pk != source.pk and target.programme_id == source.programme_id:
        return None
    if target is None or target.pk == source.pk:
        return Refusal(
            "GRP-09",
            _("Не выбрана группа, с которой объединяют {group}.").format(group=source.code),
            next_step=_("Выберите другую группу той же программы."),
            field="into",
        )
    together = (
        _("Общие дисциплины ({titles}) ведите вместе: назначьте одну консультацию на обе группы. ").format(
            titles=", ".join(f"«{title}»" for title in common)
        )
        if common
        else ""
    )
    return Refusal(
        "GRP-09",
        _(
            "Группы {source} и {target} учатся по разным программам ({one} и {other}), а программа названа "
            "в договоре и в приказе о зачислении. Объединить такие группы нельзя."
        ).format(
            source=source.code,
            target=target.code,
            one=source.programme.code,
            other=target.programme.code,
        ),
        next_step=together
        + _("Кто меняет программу, того отчислите из этой группы и зачислите в другую приказом и договором."),
        next_url=reverse("studies:orders"),
        field="into",
    )


@rule("CTR-01")
def term_is_longer(was: date, until: date) -> Refusal | None:
    """An addendum extends; a shorter term is a termination by order (cases 20, 21)."""
    if until > was:
        return None
    return Refusal(
        "CTR-01",
        _("Договор и так действует по {day}.").format(day=_day(was)),
        next_step=_("Укажите более поздний день. Закончить раньше можно приказом об отчислении."),
        field="until",
    )


@rule("CTR-02")
def learner_does_not_study_by_it(studies: bool) -> Refusal | None:
    """A learner who studies by the contract leaves its annex by an order, not by a button."""
    if not studies:
        return None
    return Refusal(
        "CTR-02",
        _("Слушатель учится по этому договору, убрать его из приложения нельзя."),
        next_step=_("Подготовьте приказ об отчислении с расторжением договора."),
        next_url=reverse("studies:orders"),
    )


@rule("CTR-03")
def addendum_is_new(taken: bool) -> Refusal | None:
    if not taken:
        return None
    return Refusal(
        "CTR-03",
        _("Соглашение с таким номером к этому договору уже есть."),
        next_step=_("Проверьте номер: возможно, его уже внесли."),
        field="number",
    )
