"""Whether somebody may come into a video room now (S0-3.1, S2-12)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.consultations.models import Session
from opora.consultations.rules.holding import EARLY, LONGEST
from opora.consultations.rules.planning import session_is_in
from opora.files.models import StoredFile
from opora.integrations import documents, pictures
from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.kernel.times import format_when
from opora.schedule.models import Mode

from .engines.errors import EngineError
from .models import Choice, Guest, MediaNode, Question, Recording, Room
from .providers import BBB, JANUS, P2P, PROVIDERS, Carrier, Provider
from .timer import Reading

S = Session.State
OVERRUN = timedelta(hours=2)
MOST_SPEAKING = 8
MOST_QUESTIONS, LONGEST_QUESTION = 3, 500
NOTES_LETTERS = 50_000
NOTES_BYTES = 1_000_000
PAGE_MARKS = 3_000
BOARD_PAGES = 50


@rule("MEET-01")
def has_own_room(carrier: Carrier | None) -> Refusal | None:
    """A consultation online by the platform's own video has a room here."""
    if carrier is not None and carrier.provider.own_room:
        return None
    return Refusal(
        "MEET-01",
        _("У этой консультации нет видеокомнаты на платформе."),
        next_step=_("Где она проходит, сказано на странице встречи."),
    )


@rule("MEET-02")
def room_is_open(session: Session, room: Room | None, at: datetime) -> Refusal | None:
    """From half an hour before the beginning; after the end while it is going on, two hours at most."""
    if session.state not in (S.PLANNED, S.IN_PROGRESS) or (room is not None and room.ended_at is not None):
        return Refusal(
            "MEET-02",
            _("Встреча закончена или отменена, комната закрыта."),
            next_step=_("Выберите другую встречу или задайте вопрос письменно."),
        )
    if at < session.starts_at - EARLY:
        when = format_when(session.starts_at - EARLY, None, session.branch.timezone)
        return Refusal(
            "MEET-02",
            _("Комната откроется {when}.").format(when=when),
            next_step=_("Камеру и микрофон можно проверить сейчас."),
        )
    over = session.ends_at + (OVERRUN if session.state == S.IN_PROGRESS else timedelta())
    if at < over:
        return None
    return Refusal(
        "MEET-02",
        _("Время встречи прошло, комната закрыта."),
        next_step=_("Выберите другую встречу или задайте вопрос письменно."),
    )


@rule("MEET-03")
def room_lets_in(room: Room, guest: Guest | None) -> Refusal | None:
    """Who was inside before comes back to a locked room too: a lost network is no reason to stay outside."""
    if guest is not None and guest.state in (Guest.State.REFUSED, Guest.State.REMOVED):
        return Refusal(
            "MEET-03",
            _("Ведущий не впустил вас на эту встречу."),
            next_step=_("Если это ошибка, напишите преподавателю в сообщениях."),
        )
    if room.locked and (guest is None or guest.state == Guest.State.WAITING):
        return Refusal(
            "MEET-03",
            _("Ведущий закрыл комнату для новых участников."),
            next_step=_("Подождите и попробуйте снова или напишите преподавателю."),
        )
    return None


@rule("MEET-04")
def there_is_a_seat(inside: int, seats: int) -> Refusal | None:
    """Without a media server every browser sends to every other one: few fit."""
    if inside < seats:
        return None
    words = _("В комнате уже {n} человек, больше без медиасервера не помещается.")
    if seats > P2P.seats:
        words = _("В комнате уже {n} человек, больше медиасервер в одну комнату не пустит.")
    return Refusal(
        "MEET-04",
        words.format(n=inside),
        next_step=_("Подождите, пока кто-нибудь выйдет, или задайте вопрос письменно."),
    )


@rule("MEET-05")
def is_not_the_host(guest: Guest) -> Refusal | None:
    if guest.part != Guest.Part.HOST:
        return None
    return Refusal(
        "MEET-05",
        _("Того, кто ведёт встречу, удалить или выключить нельзя."),
        next_step=_("Выйти он может сам, встречу заканчивает кнопка «Закончить встречу»."),
    )


@rule("MEET-06")
def somebody_can_record(room: Room, free: list[MediaNode]) -> Refusal | None:
    """A media server with a folder for recordings: the room's own, or one that takes it now."""
    names = {node.name for node in settings.JANUS.values() if node.recordings}
    own = [room.node] if room.node is not None and room.provider == JANUS.code else free
    if room.provider != BBB.code and any(node.name in names and not node.trouble for node in own):
        return None
    return Refusal(
        "MEET-06",
        _("Записать эту встречу сейчас нечем: для записи нужен медиасервер с папкой для записей."),
        next_step=_("Позовите специалиста или ведите встречу без записи."),
    )


@rule("CAR-01")
def server_answers(error: EngineError) -> Refusal | None:
    """A video server that failed is left alone; who presses again comes by another where there is one."""
    words = _("Видеосервер сейчас не отвечает.") if error.is_away else _("Видеосервер не принял вас.")
    return Refusal(
        "CAR-01",
        words,
        next_step=_("Нажмите ещё раз через минуту. Не поможет — позовите специалиста центра."),
    )


@rule("CAR-02")
def is_connected(provider: Provider, *, here: bool) -> Refusal | None:
    """What this installation has not got cannot be chosen."""
    if here:
        return None
    return Refusal(
        "CAR-02",
        _("{what} не подключён к этой установке.").format(what=provider.title),
        next_step=_("Выберите другое или подключите его: как, говорит руководство администратора."),
    )


@rule("CAR-03")
def suits_its_form(form: Choice.Form, chosen: list[Provider], people: int) -> Refusal | None:
    """One of the two takes as many as usually come; a call stays on our page; the second is another."""
    if not chosen:
        return None
    step = _("Выберите другое или оставьте «Опора решает сама».")
    if len(chosen) > len(set(chosen)):
        words = _("{form}: замена та же, что и основное.")
    elif form == Choice.Form.CALL and not all(one.own_page for one in chosen):
        words = _("{form}: BigBlueButton открывается в другой вкладке, а звонок идёт в Опоре.")
    elif all(one.seats < people for one in chosen):
        words = _("{form}: без сервера помещается четверо, а приходит больше.")
        step = _("Выберите заменой сервер.")
    else:
        return None
    return Refusal("CAR-03", words.format(form=str(form.label).capitalize()), next_step=step)


@rule("MEET-07")
def recording_is_over(recording: Recording) -> Refusal | None:
    if recording.state != Recording.State.RUNNING:
        return None
    return Refusal(
        "MEET-07",
        _("Запись ещё идёт."),
        next_step=_("Остановите её в комнате, потом удалите."),
    )


@rule("MEET-08")
def walk_in_has_a_place(capacity: int, taken: int) -> Refusal | None:
    """Who came without booking takes a free place only: those with one do not wait for him (CON-06)."""
    if taken < capacity:
        return None
    return Refusal(
        "MEET-08",
        _("На этой консультации заняты все места."),
        next_step=_("Запишитесь на другое время или встаньте в очередь."),
        next_url=reverse("consultations:week"),
    )


@rule("MEET-09")
def has_the_word(room: Room, guest: Guest) -> Refusal | None:
    """In a hall one speaks when the host has given the word; everywhere else everybody may."""
    if not room.is_hall or guest.part == Guest.Part.HOST or guest.word_at is not None:
        return None
    return Refusal(
        "MEET-09",
        _("Слово даёт ведущий."),
        next_step=_("Поднимите руку или напишите вопрос."),
    )


@rule("MEET-10")
def stage_takes_one(room: Room, guest: Guest, speaking: int) -> Refusal | None:
    """The word is given in a hall, to one who is inside, and to as many as can be heard at once."""
    if not room.is_hall:
        words = _("В этой комнате говорят все, слово не нужно.")
    elif guest.state != Guest.State.INSIDE:
        words = _("Этого человека сейчас нет в зале.")
    elif guest.word_at is None and speaking >= MOST_SPEAKING:
        words = _("Слово уже у {n} человек.").format(n=speaking)
    else:
        return None
    return Refusal("MEET-10", words, next_step=_("Заберите слово у того, кто договорил."))


@rule("MEET-11")
def may_be_asked(
    guest: Guest, text: str, waiting: int, *, unnamed_allowed: bool, unnamed: bool
) -> Refusal | None:
    """In a hall, in words, a few at a time; without a name where who leads allows it."""
    if not guest.room.is_hall:
        words, step = _("Очередь вопросов бывает на вебинаре."), _("Спросите голосом или в чате.")
    elif not text.strip() or len(text) > LONGEST_QUESTION:
        words = _("Вопрос пуст или длиннее {n} знаков.").format(n=LONGEST_QUESTION)
        step = _("Напишите коротко, одним вопросом.")
    elif unnamed and not unnamed_allowed:
        words, step = _("Ведущий принимает вопросы только с именем."), _("Снимите отметку «Без имени».")
    elif waiting >= MOST_QUESTIONS:
        words = _("Ваших вопросов в очереди уже {n}.").format(n=waiting)
        step = _("Подождите ответа или поднимите руку.")
    else:
        return None
    return Refusal("MEET-11", words, next_step=step)


@rule("MEET-12")
def may_be_voted_for(question: Question, guest: Guest) -> Refusal | None:
    """One vote of each for what waits, none for one's own."""
    if question.state != Question.State.WAITING:
        words = _("На этот вопрос уже ответили или его сняли.")
    elif question.guest_id == guest.pk:
        words = _("Это ваш вопрос: голоса дают другие.")
    else:
        return None
    return Refusal("MEET-12", words, next_step=_("Выберите другой вопрос."))


@rule("MEET-13")
def settled_in_words(state: str, reason: str) -> Refusal | None:
    """A question is not dismissed in silence."""
    if state != Question.State.DISMISSED or reason.strip():
        return None
    return Refusal(
        "MEET-13",
        _("Напишите, почему снимаете вопрос."),
        next_step=_("Причину увидят в зале."),
        field="reason",
    )


@rule("MEET-14")
def may_be_published(recording: Recording, unasked: int) -> Refusal | None:
    """A film that is there, of a webinar, whose every voice has agreed to words that speak of publishing.

    ``unasked``: how many of those recorded have read other words.
    """
    if not recording.room.is_hall:
        words = _("Опубликовать можно запись вебинара.")
    elif recording.state != Recording.State.READY or recording.file_id is None:
        words = _("Запись ещё не готова или уже удалена.")
    elif unasked:
        words = _("Не все, кого записали, согласились на показ слушателям: таких {n}.").format(n=unasked)
    else:
        return None
    return Refusal("MEET-14", words, next_step=_("Смотреть её могут ведущий и заместитель руководителя."))


@rule("SGR-01")
def may_be_split(room: Room, groups: int) -> Refusal | None:
    """A meeting that is going on on our page, into two groups at least; a hall stays whole."""
    if room.is_hall or not PROVIDERS[room.provider].splits_here:
        return Refusal(
            "SGR-01",
            _("Эту встречу на группы не разделить."),
            next_step=_("Проведите обсуждение в общей комнате или назначьте отдельные встречи."),
        )
    if room.session_id is not None and room.ended_at is None and groups > 1:
        return None
    return Refusal(
        "SGR-01",
        _("Разделить можно на две группы и больше, в каждой кто-то есть."),
        next_step=_("Выберите группу каждому или нажмите «Случайно»."),
    )


@rule("SGR-02")
def is_split(room: Room) -> Refusal | None:
    if room.parts.filter(ended_at=None).exists():
        return None
    return Refusal(
        "SGR-02", _("Все уже в общей комнате."), next_step=_("Скажите это вслух или напишите в чат.")
    )


@rule("SGR-03")
def may_join(guest: Guest | None, part: Room | None) -> Refusal | None:
    """Somebody in the common room who does not lead, into a group that is still talking."""
    if guest is not None and part is not None:
        return None
    return Refusal(
        "SGR-03",
        _("Этого человека в общей комнате уже нет, или группа разошлась."),
        next_step=_("Посмотрите, кто сейчас в общей комнате, и выберите снова."),
    )


@rule("REC-01")
def something_is_recorded(recording: Recording | None) -> Refusal | None:
    if recording is not None:
        return None
    return Refusal("REC-01", _("Встреча сейчас не записывается."), next_step=_("Сначала включите запись."))


@rule("NOTE-01")
def notes_are_open(may_change: bool, leads: bool) -> Refusal | None:
    """Who leads writes till the hours are confirmed, others during the consultation if they are let to."""
    if may_change:
        return None
    words = _("Часы этой консультации подтверждены, заметки закрыты.")
    if not leads:
        words = _("Сейчас заметки пишет только ведущий.")
    return Refusal("NOTE-01", words, next_step=_("Скопируйте написанное и отправьте ведущему в чате."))


@rule("NOTE-02")
def notes_fit(letters: int, size: int) -> Refusal | None:
    if letters <= NOTES_LETTERS and size <= NOTES_BYTES:
        return None
    return Refusal(
        "NOTE-02",
        _("Заметки длиннее {n} знаков не помещаются.").format(n=NOTES_LETTERS),
        next_step=_("Сократите текст или приложите файл в чате."),
    )


@rule("BRD-01")
def board_is_open(may_change: bool, leads: bool) -> Refusal | None:
    """As NOTE-01."""
    if may_change:
        return None
    words = _("Часы этой консультации подтверждены, доска закрыта.")
    if not leads:
        words = _("Сейчас на доске рисует только ведущий.")
    return Refusal("BRD-01", words, next_step=_("Поднимите руку: ведущий откроет доску для всех."))


@rule("BRD-02")
def page_has_room(marks: int) -> Refusal | None:
    if marks < PAGE_MARKS:
        return None
    return Refusal("BRD-02", _("Эта страница доски заполнена."), next_step=_("Добавьте новую страницу."))


def board_has_room(pages: int) -> Refusal | None:
    """BRD-02 of the whole board."""
    if pages < BOARD_PAGES:
        return None
    return Refusal(
        "BRD-02",
        _("На доске уже {n} страниц, больше не помещается.").format(n=pages),
        next_step=_("Очистите одну из них или приложите файл в чате."),
    )


@rule("BRD-03")
def lies_under_a_board(file: StoredFile) -> Refusal | None:
    if file.content_type in (*pictures.READ, documents.PDF):
        return None
    return Refusal(
        "BRD-03",
        _("На доску кладут картинку или PDF."),
        next_step=_("Сохраните документ как PDF и выберите его снова."),
    )


@rule("TMR-01")
def is_timed(session: Session, carrier: Carrier | None) -> Refusal | None:
    """By phone, in person or by a link outside; a room of ours measures by itself, answers have intervals."""
    if session.mode == Mode.OFFLINE:
        words, step = _("У отложенной консультации время пишут отрезками."), _("Запишите, когда вы отвечали.")
    elif carrier is not None and carrier.provider.own_room:
        words, step = (
            _("Эту консультацию измеряет видеокомната."),
            _("Войдите в комнату со страницы встречи."),
        )
    else:
        return None
    return Refusal("TMR-01", words, next_step=step)


@rule("TMR-02")
def press_is_possible(waited: timedelta) -> Refusal | None:
    """What waited for the network longer than a consultation may last is no press of this one."""
    if timedelta() <= waited <= LONGEST:
        return None
    return Refusal(
        "TMR-02",
        _("Нажатие дошло слишком поздно."),
        next_step=_("Запишите фактическое время сами."),
    )


@rule("TMR-03")
def stop_follows_start(going: Reading | None, at: datetime, heard: datetime) -> Refusal | None:
    if going is not None and going.started_at < at <= heard:
        return None
    words = (
        _("Таймер не запущен.")
        if going is None
        else _("Окончание не может быть раньше начала или позже, чем сейчас.")
    )
    return Refusal("TMR-03", words, next_step=_("Запишите фактическое время сами."))


def is_not_written(session: Session) -> Refusal | None:
    """SES-01: what is written down, or will not be, is timed no more."""
    return session_is_in(session, (S.PLANNED, S.IN_PROGRESS))
