"""Whether something can be said, and to whom. COM-02 and COM-05 are of the domain, CHT are own."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Person
from opora.studies.models import GroupPart

from .models import Announcement, Call, Conversation, Message, Poll, Registered, Topic
from .queries.chats import chat_is_over

LONGEST_TEXT = 10_000
MOST_FILES = 10
MOST_PINS = 10
MOST_OPTIONS = 10
LONGEST_WAIT = timedelta(days=62)


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


@rule("CHT-12")
def may_speak_here(chat: Conversation, by: Person) -> Refusal | None:
    """An announcement is spoken in by its author, and by others where he let them (S3-4.2c)."""
    if chat.kind != Conversation.Kind.ANNOUNCEMENT or chat.owner_id == by.pk:
        return None
    if chat.announcement.replies == Announcement.Replies.EVERYBODY:
        return None
    return Refusal(
        "CHT-12",
        _("В объявлении пишет только его автор."),
        next_step=_("Если есть вопрос, напишите автору лично или своему куратору."),
    )


@rule("CHT-13")
def announcement_is_whole(title: str, people: Collection[Person]) -> Refusal | None:
    """An announcement has a heading and somebody to hear it."""
    if not title.strip():
        return Refusal(
            "CHT-13", _("У объявления нет заголовка."), next_step=_("Назовите коротко, о чём оно."),
            field="title",
        )  # fmt: skip
    if not people:
        return Refusal(
            "CHT-13",
            _("Под выбранные условия никто не подходит."),
            next_step=_("Отметьте других получателей или снимите часть условий."),
            field="whom",
        )
    return None


@rule("CHT-14")
def words_may_leave(source: Conversation, outsiders: Collection[Person]) -> Refusal | None:
    """Words of a staff chat, or of an adult with a minor, go to workers and to who reads them already."""
    if not outsiders:
        return None
    if source.kind == Conversation.Kind.STAFF:
        words = _("Это сообщение из чата работников, а в выбранном чате есть не только работники.")
    else:
        words = _("Это сообщение из переписки с несовершеннолетним, её не передают посторонним.")
    return Refusal("CHT-14", words, next_step=_("Перескажите суть своими словами или выберите другой чат."))


@rule("CHT-15")
def pins_are_few(pinned: int) -> Refusal | None:
    """At most :data:`MOST_PINS` are pinned, or nobody would look at them."""
    if pinned < MOST_PINS:
        return None
    return Refusal(
        "CHT-15",
        _("Закреплено уже {n} сообщений, больше никто не прочтёт.").format(n=MOST_PINS),
        next_step=_("Открепите то, что устарело."),
    )


@rule("CHT-16")
def time_is_ahead(at: datetime, moment: datetime) -> Refusal | None:
    """A message is kept for a time to come, at most :data:`LONGEST_WAIT` away."""
    if moment < at <= moment + LONGEST_WAIT:
        return None
    words = _("Это время уже прошло.") if at <= moment else _("Отложить можно не дольше чем на два месяца.")
    return Refusal("CHT-16", words, next_step=_("Выберите другое время."), field="at")


@rule("CHT-17")
def is_still_in(*, inside: bool) -> Refusal | None:
    if inside:
        return None
    return Refusal(
        "CHT-17", _("Вас больше нет в этом чате."), next_step=_("Напишите тому, кто его ведёт, лично.")
    )


@rule("CHT-18")
def is_in_no_topic(message: Message) -> Refusal | None:
    if message.topic_id is None:
        return None
    return Refusal(
        "CHT-18",
        _("Сообщение уже в теме «{title}».").format(title=message.topic),
        next_step=_("Откройте эту тему и продолжите там."),
    )


@rule("CHT-24")
def topic_goes_on(topic: Topic | None) -> Refusal | None:
    if topic is None or topic.resolved_at is None:
        return None
    return Refusal(
        "CHT-24",
        _("Тема «{title}» решена.").format(title=topic.title),
        next_step=_("Откройте её снова, если есть что добавить."),
    )


@rule("CHT-19")
def poll_is_whole(options: Collection[str], closes_at: datetime | None, moment: datetime) -> Refusal | None:
    """From two to ten different answers, and an end that is ahead."""
    different = {text.strip().casefold() for text in options if text.strip()}
    if not 2 <= len(options) <= MOST_OPTIONS or len(different) != len(options):
        return Refusal(
            "CHT-19",
            _("В опросе должно быть от двух до {n} разных ответов.").format(n=MOST_OPTIONS),
            next_step=_("Напишите каждый ответ с новой строки."),
            field="options",
        )
    if closes_at is not None and closes_at <= moment:
        return Refusal(
            "CHT-19", _("Время окончания опроса уже прошло."),
            next_step=_("Выберите другое или оставьте пустым."), field="closes_at",
        )  # fmt: skip
    return None


@rule("CHT-20")
def poll_goes_on(poll: Poll, moment: datetime) -> Refusal | None:
    if poll.closes_at is None or moment < poll.closes_at:
        return None
    return Refusal("CHT-20", _("Опрос закончен."), next_step=_("Посмотрите, что выбрали другие."))


@rule("CHT-21")
def as_many_as_asked(poll: Poll, chosen: int) -> Refusal | None:
    if chosen <= 1 or poll.many:
        return None
    return Refusal(
        "CHT-21", _("В этом опросе выбирают один ответ."), next_step=_("Оставьте один и проголосуйте снова.")
    )


@rule("CHT-22")
def silence_ends_later(until: date | None, on: date) -> Refusal | None:
    if until is None or until > on:
        return None
    return Refusal(
        "CHT-22", _("Этот день уже наступил."), next_step=_("Выберите день впереди или оставьте пустым."),
        field="until",
    )  # fmt: skip


@rule("CHT-23")
def somebody_took_part(questions: Collection[Message] | Collection[Person]) -> Refusal | None:
    if questions:
        return None
    return Refusal(
        "CHT-23",
        _("Не отмечен ни один слушатель, которого вы консультировали."),
        next_step=_("Отметьте тех, кому вы отвечали."),
        field="learners",
    )


@rule("CALL-01")
def call_goes(call: Call) -> Refusal | None:
    """What is over is not entered: the next one begins by the button of the chat."""
    if call.goes:
        return None
    return Refusal(
        "CALL-01",
        _("Звонок закончен."),
        next_step=_("Напишите в чат или позвоните снова."),
        next_url=reverse("conversations:show", args=[call.conversation_id]),
    )


@rule("CALL-02")
def somebody_to_call(people: Collection[Person]) -> Refusal | None:
    if people:
        return None
    return Refusal(
        "CALL-02", _("Кроме вас в этом чате никого нет."), next_step=_("Сначала добавьте людей в чат.")
    )
