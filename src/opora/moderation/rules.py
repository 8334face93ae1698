"""The tone of what is written (COM-01) and how a case of it is judged (MOD, own)."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person

from .models import Case, Report
from .words import Grade, Hit

LONGEST_RESTRICTION = timedelta(days=30)
WARNED = frozenset({Grade.BRUTAL, Grade.INSULT})


def insist_value(hits: Sequence[Hit]) -> str:
    """Names exactly the words that were marked: other words are marked anew."""
    words = "\n".join(sorted(hit.text.lower() for hit in hits))
    return sha256(words.encode()).hexdigest()[:24]


@rule("COM-01")
def tone_is_polite(hits: Sequence[Hit], *, insisted: str, refuse_brutal: bool) -> Refusal | None:
    """Polite words, no мат, no insults (S3-3.5c). A remark, unless the centre refuses мат altogether."""
    warned = [hit for hit in hits if hit.grade in WARNED]
    if not warned:
        return None
    marks = tuple(dict.fromkeys(hit.text for hit in warned))
    if refuse_brutal and any(hit.grade is Grade.BRUTAL for hit in warned):
        return Refusal(
            "COM-01",
            _("Ненормативная лексика в центре не отправляется. Отмеченные слова:"),
            next_step=_("Замените эти слова и отправьте снова. Если они не бранные, напишите специалисту."),
            field="text",
            marks=marks,
        )
    if insisted == insist_value(warned):
        return None
    return Refusal(
        "COM-01",
        _("Похоже на ненормативную лексику или оскорбление. Отмеченные слова:"),
        next_step=_("Измените текст. Можно отправить и так, но сообщение увидит модератор."),
        field="text",
        marks=marks,
        insist=insist_value(warned),
    )


@rule("MOD-01")
def writing_is_open(case: Case | None) -> Refusal | None:
    """A moderator's restriction holds for chats; the way to the teacher and to the office stays (S0-1.5)."""
    if case is None or case.restricted_until is None:
        return None
    return Refusal(
        "MOD-01",
        _("Модератор ограничил вашу переписку в чатах по {day} включительно.").format(
            day=f"{case.restricted_until:%d.%m.%Y}"
        ),
        next_step=_("Вопрос преподавателю можно задать в «Вопросах». Там же, в решении, можно возразить."),
        next_url=reverse("moderation:mine"),
    )


@rule("MOD-02")
def judge_is_no_party(person: Person, parties: Collection[int]) -> Refusal | None:
    """Nobody judges what he wrote himself or complained of."""
    if person.pk not in parties:
        return None
    return Refusal(
        "MOD-02",
        _("Вы участник этого дела, решать его должен другой."),
        next_step=_("Его видят остальные модераторы: специалист, заместитель, руководитель."),
    )


@rule("MOD-03")
def case_waits(case: Case, state: str) -> Refusal | None:
    """Each step is taken from its own state: decided once, answered once."""
    if case.state == state:
        return None
    return Refusal(
        "MOD-03",
        _("Это уже сделано: дело «{state}».").format(state=case.get_state_display()),
        next_step=_("Обновите страницу, чтобы увидеть решение."),
    )


@rule("MOD-04")
def decision_is_founded(reason: str) -> Refusal | None:
    """The author and who complained read why."""
    if reason.strip():
        return None
    return Refusal(
        "MOD-04", _("Напишите причину решения."), next_step=_("Её прочитает автор сообщения."), field="reason"
    )


@rule("MOD-05")
def restriction_has_a_term(until: date | None, on: date) -> Refusal | None:
    """From tomorrow to a month ahead: a measure, not an expulsion."""
    last = on + LONGEST_RESTRICTION
    if until is not None and on < until <= last:
        return None
    return Refusal(
        "MOD-05",
        _("Срок ограничения — дата с завтрашнего дня по {day}.").format(day=f"{last:%d.%m.%Y}"),
        next_step=_("Укажите последний день ограничения."),
        field="until",
    )


@rule("MOD-06")
def worker_is_not_restricted(*, is_worker: bool) -> Refusal | None:
    """A worker cannot be cut off from his learners by a moderator; discipline is the director's."""
    if not is_worker:
        return None
    return Refusal(
        "MOD-06",
        _("Работнику переписку не ограничивают: слушатели останутся без ответа."),
        next_step=_("Скройте сообщение или предупредите автора, о проступке сообщите руководителю."),
        field="decision",
    )


@rule("MOD-07")
def can_be_hidden(case: Case, *, hides: bool) -> Refusal | None:
    """A question to a meeting is read by its worker only: there is nobody to hide it from."""
    if not hides or case.booking_id is None:
        return None
    return Refusal(
        "MOD-07",
        _("Вопрос к встрече видит только её преподаватель, скрывать его не от кого."),
        next_step=_("Выберите предупреждение или другое решение."),
        field="decision",
    )


@rule("MOD-08")
def appeal_is_in_time(case: Case, on: date) -> Refusal | None:
    if case.appeal_until is not None and on <= case.appeal_until:
        return None
    return Refusal(
        "MOD-08",
        _("Срок обжалования прошёл {day}.").format(
            day=f"{case.appeal_until:%d.%m.%Y}" if case.appeal_until else "—"
        ),
        next_step=_("Обратитесь к руководителю центра через «Контакты»."),
    )


@rule("MOD-09")
def appeal_is_judged_by_another(case: Case, person: Person) -> Refusal | None:
    if case.decided_by_id != person.pk:
        return None
    return Refusal(
        "MOD-09",
        _("Возражение рассматривает не тот, кто принял решение."),
        next_step=_("Его видят остальные модераторы: специалист, заместитель, руководитель."),
    )


@rule("MOD-10")
def report_is_about_another(author_id: int, person: Person) -> Refusal | None:
    if author_id != person.pk:
        return None
    return Refusal(
        "MOD-10",
        _("Это ваше сообщение."),
        next_step=_("Измените его или удалите: прежний текст увидит только модератор."),
    )


@rule("MOD-11")
def report_is_clear(reason: str, words: str) -> Refusal | None:
    """«Другое» alone says nothing to who will judge."""
    if reason != Report.Reason.OTHER or words.strip():
        return None
    return Refusal(
        "MOD-11", _("Напишите, что не так."), next_step=_("Хватит одного предложения."), field="words"
    )


@rule("MOD-12")
def is_not_judged_yet(judged: Case | None) -> Refusal | None:
    """The same words are judged once; changed ones may be reported anew."""
    if judged is None:
        return None
    return Refusal(
        "MOD-12",
        _("Это сообщение модератор уже рассмотрел: {decision}.").format(decision=judged.done),
        next_step=_("Если появилось новое, пожалуйтесь на новое сообщение."),
    )


@rule("MOD-13")
def objection_has_words(text: str) -> Refusal | None:
    if text.strip():
        return None
    return Refusal(
        "MOD-13",
        _("Напишите, с чем вы не согласны."),
        next_step=_("Возражение прочитает другой человек."),
        field="text",
    )
