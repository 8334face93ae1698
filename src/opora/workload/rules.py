"""Rules of the work log (domain.md §4, LOAD and CON-09). Each answers a refusal or None and writes
nothing.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.text import hours_minutes, number
from opora.kernel.times import month_title, next_month
from opora.people.models import LoadBasis, Person, StaffContract
from opora.regulations.models import Provision
from opora.regulations.queries import in_force
from opora.schedule.models import Format

from .models import EntryQuestion, MonthSheet, PlanImport, Rate, WorkLogEntry

State = WorkLogEntry.State


@rule("LOAD-02")
def minute_is_counted_once(counted_in: WorkLogEntry | None) -> Refusal | None:
    """A minute has one entry, even when two groups attend (S0-5.8)."""
    if counted_in is None:
        return None
    return Refusal(
        rule="LOAD-02",
        words=_("Это время уже учтено в записи № {number}.").format(number=counted_in.pk),
        next_step=_("Укажите другое время или исправьте ту запись."),
        next_url=f"{reverse('workload:mine')}?month={counted_in.date:%Y-%m}",
        field="time_from",
    )


@rule("LOAD-03")
def not_own_hours(
    worker: Person, by: Person, *, deputy: bool = False, replaced: Collection[int] = ()
) -> Refusal | None:
    """Actual load is confirmed by another: the deputy, for the deputy himself the head (S0-5.10b).

    Who stands in for an absent deputy confirms neither his own hours nor those of the absent (``replaced``).
    """
    if worker.pk in replaced:
        return Refusal(
            rule="LOAD-03",
            words=_("Часы того, кого вы замещаете, подтвердить нельзя: {name}.").format(
                name=worker.short_name
            ),
            next_step=_("Часы заместителя подтверждает руководитель."),
        )
    if worker.pk != by.pk:
        return None
    if deputy:
        words = _("Свои часы подтвердить нельзя. Запись отправлена руководителю.")
    else:
        words = _("Свои часы подтвердить нельзя. Запись отправлена заместителю руководителя.")
    return Refusal(rule="LOAD-03", words=words, next_step=_("Её подтвердит другой человек, вам сообщим."))


@rule("LOAD-04")
def within_plan(plan: int | None, fact: int, note: str = "") -> Refusal | None:
    """A warning: more than was planned needs a note of the deputy (S0-5.8a)."""
    if plan is None or fact <= plan or note:
        return None
    return Refusal(
        rule="LOAD-04",
        words=_("Плановая нагрузка превышена на {over}. Нужна отметка заместителя руководителя.").format(
            over=hours_minutes(fact - plan)
        ),
        next_step=_("Отметку ставят на странице плана, она печатается в ведомости."),
    )


@rule("CON-09")
def outside_load_is_individual(basis: str, form: str, on: date) -> Refusal | None:
    """Outside the teaching load help is individual, where the act says so (S0-5.9).

    A warning for hours already worked: they are counted, and the deputy sees what they are.
    """
    if basis != LoadBasis.OUTSIDE_TEACHING_LOAD or form == Format.INDIVIDUAL:
        return None
    if not in_force(Provision.OUTSIDE_LOAD_INDIVIDUAL, on):
        return None
    return Refusal(
        rule="CON-09",
        words=_("Вне учебной нагрузки консультации проводятся индивидуально."),
        next_step=_("Сверьте основание учёта в договоре или назначайте такие встречи одному слушателю."),
    )


@rule("LOAD-20")
def basis_is_in_act(basis: str, on: date) -> Refusal | None:
    """A warning: time worked on a ground the act does not name is counted, the deputy sees it (S1-3.3)."""
    if basis in in_force(Provision.LOAD_BASES, on):
        return None
    return Refusal(
        rule="LOAD-20",
        words=_("Порядок не называет основание «{basis}».").format(basis=LoadBasis(basis).label),
        next_step=_("Сверьте договор работника или дополните порядок новой редакцией."),
    )


@rule("LOAD-06")
def month_is_open(sheet: MonthSheet) -> Refusal | None:
    """A closed month is immutable; what was wrong is put right by a reversal."""
    if sheet.state == MonthSheet.State.OPEN:
        return None
    return Refusal(
        rule="LOAD-06",
        words=_("Табель за {month} закрыт.").format(month=month_title(sheet.month)),
        next_step=_("Создайте исправительную запись с указанием причины."),
        next_url=f"{reverse('workload:month')}?month={sheet.month:%Y-%m}&branch={sheet.branch_id}",
    )


@rule("LOAD-07")
def late_is_explained(entry: WorkLogEntry) -> Refusal | None:
    """A late entry says why (S0-5.1); until then it waits for its author."""
    if not entry.entered_late or entry.late_reason.strip():
        return None
    return Refusal(
        rule="LOAD-07",
        words=_("Запись за {day} внесена с опозданием. Укажите причину.").format(
            day=entry.date.strftime("%d.%m.%Y")
        ),
        next_step=_("Причину пишет тот, кто внёс запись: раздел «Мои часы»."),
        field="late_reason",
    )


@rule("LOAD-08")
def worker_has_contract(contract: StaffContract | None, worker: Person, on: date) -> Refusal | None:
    """Every minute has a ground, and the ground stands in a contract (S1-3.3)."""
    if contract is not None:
        return None
    return Refusal(
        rule="LOAD-08",
        words=_("У работника {name} нет договора на {day}: неизвестно основание учёта часов.").format(
            name=worker.short_name, day=on.strftime("%d.%m.%Y")
        ),
        next_step=_("Внесите договор работника, потом запишите часы."),
        field="date",
    )


@rule("LOAD-09")
def nothing_waits(waiting: int, sheet: MonthSheet) -> Refusal | None:
    """The month closes when the deputy has looked at every entry (S0-5.10b)."""
    if not waiting:
        return None
    words = ngettext(
        "Закрыть {month} нельзя: {n} запись не подтверждена.",
        "Закрыть {month} нельзя: не подтверждено записей: {n}.",
        waiting,
    )
    return Refusal(
        rule="LOAD-09",
        words=words.format(n=number(waiting), month=month_title(sheet.month)),
        next_step=_("Подтвердите их или верните, и месяц закроется."),
        next_url=f"{reverse('workload:month')}?month={sheet.month:%Y-%m}&branch={sheet.branch_id}",
    )


@rule("LOAD-10")
def stands_in(entry: WorkLogEntry, allowed: Iterable[str]) -> Refusal | None:
    """States move by their arrows only (domain.md §3)."""
    if entry.state in allowed:
        return None
    return Refusal(
        rule="LOAD-10",
        words=_("Запись № {number} от {day}: {state}.").format(
            number=entry.pk, day=entry.date.strftime("%d.%m.%Y"), state=entry.get_state_display()
        ),
        next_step=_("Пока вы смотрели, она изменилась. Откройте страницу заново."),
    )


@rule("LOAD-11")
def month_has_begun(month: date, today: date) -> Refusal | None:
    if month <= today:
        return None
    return Refusal(
        rule="LOAD-11",
        words=_("{month}: месяц ещё не начался.").format(month=month_title(month).capitalize()),
        next_step=_("Закрыть его можно после {day}.").format(day=next_month(month).strftime("%d.%m.%Y")),
    )


@rule("LOAD-12")
def reason_is_given(text: str, field: str) -> Refusal | None:
    """A return, a reversal and a reopening are explained (S1-4.1)."""
    if text.strip():
        return None
    return Refusal(
        rule="LOAD-12",
        words=_("Напишите, почему: это увидит работник и останется в журнале изменений."),
        next_step=_("Достаточно одной фразы."),
        field=field,
    )


@rule("LOAD-30")
def asked_once(question: EntryQuestion | None) -> Refusal | None:
    """One question at a time: the next one waits for the answer."""
    if question is None:
        return None
    return Refusal(
        rule="LOAD-30",
        words=_("Вопрос об этой записи уже задан: «{text}».").format(text=question.text),
        next_step=_("Дождитесь ответа или верните запись с замечанием."),
    )


@rule("LOAD-31")
def not_answered_yet(question: EntryQuestion) -> Refusal | None:
    """An answer is a word to the record: it is given once."""
    if question.answered_at is None:
        return None
    return Refusal(
        rule="LOAD-31",
        words=_("На этот вопрос уже ответили: «{text}».").format(text=question.answer),
        next_step=_("Если нужно дополнить, напишите заместителю руководителя."),
    )


@rule("LOAD-13")
def seen_is_what_is_confirmed(seen: int | None, minutes: int) -> Refusal | None:
    """The deputy confirms the minutes he saw, not those changed behind his back."""
    if seen is None or seen == minutes:
        return None
    return Refusal(
        rule="LOAD-13",
        words=_("Пока вы смотрели, минуты изменились: было {seen}, стало {minutes}.").format(
            seen=number(seen), minutes=number(minutes)
        ),
        next_step=_("Посмотрите записи ещё раз и подтвердите."),
    )


@rule("LOAD-14")
def day_has_come(day: date, today: date) -> Refusal | None:
    """Actual time is recorded after the fact (S0-5.10a)."""
    if day <= today:
        return None
    return Refusal(
        rule="LOAD-14",
        words=_("{day} ещё не наступило: записывают то, что уже сделано.").format(
            day=day.strftime("%d.%m.%Y")
        ),
        next_step=_("Укажите прошедший день или сегодняшний."),
        field="date",
    )


@rule("LOAD-15")
def day_has_enough_minutes(already: int, minutes: int) -> Refusal | None:
    """A day has 24 hours, and a work of no minutes is not recorded."""
    if minutes > 0 and already + minutes <= 24 * 60:
        return None
    words = (
        _("В этот день уже записано {already} мин, ещё {minutes} в сутки не помещается.").format(
            already=number(already), minutes=number(minutes)
        )
        if minutes > 0
        else _("Сколько минут заняла работа? Нужна хотя бы одна.")
    )
    return Refusal(rule="LOAD-15", words=words, next_step=_("Проверьте минуты и дату."), field="minutes")


@rule("LOAD-16")
def month_is_closed(sheet: MonthSheet) -> Refusal | None:
    if sheet.state == MonthSheet.State.CLOSED:
        return None
    return Refusal(
        rule="LOAD-16",
        words=_("Табель за {month} ещё открыт.").format(month=month_title(sheet.month)),
        next_step=_("Сначала его закрывает заместитель руководителя."),
        next_url=f"{reverse('workload:month')}?month={sheet.month:%Y-%m}&branch={sheet.branch_id}",
    )


@rule("LOAD-17")
def corrected_once(entry: WorkLogEntry, reversal: WorkLogEntry | None) -> Refusal | None:
    """An entry is reversed once; what is wrong in the correction is put right in the correction."""
    if reversal is None and entry.minutes > 0:
        return None
    if reversal is None:
        return Refusal("LOAD-17", _("Это сторно: его не исправляют, исправляют новую запись."))
    return Refusal(
        rule="LOAD-17",
        words=_("Запись № {number} уже исправлена {day}.").format(
            number=entry.pk, day=reversal.date.strftime("%d.%m.%Y")
        ),
        next_step=_("Исправляйте ту запись, которой её заменили."),
    )


@rule("PLAN-01")
def plan_file_stands_in(upload: PlanImport, states: Collection[str]) -> Refusal | None:
    """A plan is applied once and taken back once."""
    if upload.state in states:
        return None
    return Refusal(
        rule="PLAN-01",
        words=_("Этот план уже {state}.").format(state=upload.get_state_display()),
        next_step=_("Загрузите файл ещё раз: лишнего он не создаст."),
        next_url=reverse("workload:plan_import"),
    )


@rule("PLAN-02")
def some_plan_to_write(rows: int) -> Refusal | None:
    """Rows with errors never go in, rows that need attention go in when ticked."""
    if rows:
        return None
    return Refusal(
        rule="PLAN-02",
        words=_("Записывать нечего: все строки с ошибками или без отметки."),
        next_step=_("Исправьте строки или отметьте проверенные."),
    )


@rule("LOAD-18")
def paid_month_keeps_its_rate(closed: MonthSheet | None, already: Rate | None) -> Refusal | None:
    """What a closed month was reckoned by does not change; a rate that was missing may be added."""
    if closed is None or already is None:
        return None
    return Refusal(
        rule="LOAD-18",
        words=_("Табель за {month} закрыт и рассчитан по прежней ставке.").format(
            month=month_title(closed.month)
        ),
        next_step=_("Укажите новую ставку с {day} или откройте месяц заново.").format(
            day=next_month(closed.month).strftime("%d.%m.%Y")
        ),
        field="valid_from",
    )


@rule("LOAD-19")
def rate_is_within_contract(contract: StaffContract, since: date) -> Refusal | None:
    """A rate begins while the contract is in force."""
    if contract.valid_from <= since and (contract.valid_to is None or since <= contract.valid_to):
        return None
    return Refusal(
        rule="LOAD-19",
        words=_("{day}: договор № {number} в этот день не действует.").format(
            day=since.strftime("%d.%m.%Y"), number=contract.number
        ),
        next_step=_("Укажите день в сроке договора."),
        field="valid_from",
    )
