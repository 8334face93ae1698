"""Whether something can be said, and to whom. COM-02 and COM-05 are of the domain, CHT are own."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.studies.models import GroupPart

from .models import Conversation, Message, Registered
from .queries.chats import chat_is_over

LONGEST_TEXT = 10_000
MOST_FILES = 10


@rule("COM-02")
def creates_study_chats(*, is_worker: bool) -> Refusal | None:
    """Study chats are created by workers in the platform (S3-2.2, S3-4.3b)."""
    if is_worker:
        return None
    return Refusal(
        "COM-02",
        _("Создать учебный чат может преподаватель группы или куратор."),
        next_step=_("Напишите преподавателю лично, он создаст чат."),
    )


@rule("CHT-01")
def something_is_said(text: str, files: int) -> Refusal | None:
    if text.strip() or files:
        return None
    return Refusal(
        "CHT-01", _("Напишите текст или приложите файл."), next_step=_("Пустое сообщение не отправлено."),
        field="text",
    )  # fmt: skip


@rule("CHT-02")
def message_is_short(text: str, files: int) -> Refusal | None:
    """At most :data:`LONGEST_TEXT` signs and :data:`MOST_FILES` files at once."""
    if len(text) > LONGEST_TEXT:
        return Refusal(
            "CHT-02",
            _("В сообщении больше {n} знаков.").format(n=LONGEST_TEXT),
            next_step=_("Разделите его или приложите файлом."),
            field="text",
        )
    if files > MOST_FILES:
        return Refusal(
            "CHT-02",
            _("В сообщении больше {n} файлов.").format(n=MOST_FILES),
            next_step=_("Отправьте остальные следующим сообщением или архивом ZIP."),
            field="attached",
        )
    return None


@rule("CHT-03")
def chat_is_open(chat: Conversation, on: date) -> Refusal | None:
    """The chat of a course lives as long as the group; others till they are closed."""
    if not chat_is_over(chat, on):
        return None
    if chat.closed_at is not None:
        return Refusal(
            "CHT-03",
            _("Чат закрыт, писать в него нельзя."),
            next_step=_("Прочитать его можно. Для нового разговора напишите участнику лично."),
        )
    return Refusal(
        "CHT-03",
        _("Обучение группы закончилось, чат в архиве."),
        next_step=_("Прочитать его можно. Для нового разговора напишите преподавателю лично."),
    )


@rule("CHT-04")
def may_write_to(to: Person, *, linked: bool) -> Refusal | None:
    """Workers write to each other; studies join both sides; learners to learners as the centre decides."""
    if linked:
        return None
    return Refusal(
        "CHT-04",
        _("Написать {name} нельзя: вас не связывает общее обучение или работа в центре.").format(
            name=to.short_name
        ),
        next_step=_("Выберите из списка тех, кому можно написать, или обратитесь к куратору."),
    )


@rule("CHT-05")
def message_still_stands(message: Message) -> Refusal | None:
    if message.deleted_at is None:
        return None
    return Refusal(
        "CHT-05", _("Сообщение уже удалено."), next_step=_("Напишите новое, если хотите что-то добавить.")
    )


@rule("CHT-06")
def group_is_whole(title: str, people: Collection[Person]) -> Refusal | None:
    """A group chat has a name and somebody besides who made it."""
    if not title.strip():
        return Refusal(
            "CHT-06", _("У чата нет названия."), next_step=_("Назовите его коротко, например по теме."),
            field="title",
        )  # fmt: skip
    if not people:
        return Refusal(
            "CHT-06", _("В чате никого, кроме вас."), next_step=_("Отметьте хотя бы одного человека."),
            field="people",
        )  # fmt: skip
    return None


@rule("CHT-07")
def only_workers(people: Collection[Person], workers: Collection[int]) -> Refusal | None:
    """A staff chat has workers only, so nobody has to think who reads it."""
    other = next((one for one in people if one.pk not in workers), None)
    if other is None:
        return None
    return Refusal(
        "CHT-07",
        _("{name} не работник центра.").format(name=other.short_name),
        next_step=_("Уберите этого человека или создайте обычный чат."),
        field="people",
    )


@rule("CHT-08")
def represents(person: Person, *, verified: bool) -> Refusal | None:
    """Let in is a representative with a verified document, and only to an adult's chat with the ward."""
    if verified:
        return None
    return Refusal(
        "CHT-08",
        _("{name} не представляет этого слушателя.").format(name=person.short_name),
        next_step=_("Полномочия подтверждает специалист по документу, обратитесь к нему."),
    )


@rule("CHT-09")
def leads_the_part(person: Person, run: GroupPart, curates: Collection[int]) -> Refusal | None:
    """A course chat is made by who teaches the part or is the curator of the group (COM-02)."""
    if run.teacher_id == person.pk or run.group.curator_id in curates:
        return None
    return Refusal(
        "CHT-09",
        _("Чат дисциплины создаёт её преподаватель или куратор группы."),
        next_step=_("Попросите их или создайте обычный чат."),
    )


@rule("CHT-10")
def question_is_of_own_learner(runs: Collection[GroupPart]) -> Refusal | None:
    """A consultation is of a part the worker teaches to this learner now (S0-5.2)."""
    if runs:
        return None
    return Refusal(
        "CHT-10",
        _("Вы не ведёте у автора этого сообщения ни одной дисциплины, консультацию оформить не на что."),
        next_step=_("Её оформит преподаватель дисциплины: позовите его в чат или передайте вопрос."),
    )


@rule("CHT-11")
def question_is_registered_once(message: Message) -> Refusal | None:
    if not Registered.objects.filter(question=message).exists():
        return None
    return Refusal(
        "CHT-11",
        _("По этому сообщению консультация уже оформлена."),
        next_step=_("Откройте её по ссылке под сообщением и ответьте там."),
    )
