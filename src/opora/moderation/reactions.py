"""Who hears what is written, and who is told of a case."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.consultations.events import QuestionChanged, SlotBooked, ThreadAnswered, ThreadAsked
from opora.consultations.models import Booking, Post
from opora.conversations.events import ChatChanged
from opora.conversations.models import Message
from opora.conversations.queries.reach import representatives_of
from opora.kernel.errors import Refusal
from opora.kernel.events import on
from opora.kernel.speech import Said, insisted, listener
from opora.notifications.actions import Message as Told
from opora.notifications.actions import notify_all, notify_many
from opora.people.models import Person
from opora.people.queries import home_day

from . import rules
from .actions import note_hit
from .events import CaseAppealed, CaseClosed, CaseDecided, CaseOpened
from .models import Case
from .queries.cases import case_url, judges_of
from .queries.policy import hits_in, policy, policy_for


@listener
def tone(said: Said) -> list[Refusal]:
    """COM-01 for everything written; MOD-01 for chats."""
    if not said.chat and not said.text.strip():
        return []
    settings, restriction = policy_for(said.by) if said.chat and said.by else (policy(), None)
    answers = [rules.writing_is_open(restriction)]
    if said.text.strip():
        hits = hits_in(said.text, settings)
        answers.append(rules.tone_is_polite(hits, insisted=insisted(), refuse_brutal=settings.refuse_brutal))
    return [answer for answer in answers if answer is not None]


@on(ChatChanged)
def note_message(event: ChatChanged) -> None:
    """Only what was sent in spite of the remark; the rest was found clean a moment ago."""
    if insisted():
        row = Message.objects.filter(
            conversation=event.conversation_id, change=event.change, deleted_at=None
        ).first()
        if row is not None:
            note_hit(row)


@on(ThreadAsked)
def note_question_asked(event: ThreadAsked) -> None:
    _note_post(event.thread_id)


@on(ThreadAnswered)
def note_answer(event: ThreadAnswered) -> None:
    _note_post(event.thread_id)


def _note_post(thread_id: int) -> None:
    if insisted():
        note_hit(Post.objects.filter(thread=thread_id).select_related("author").latest("pk"))


@on(SlotBooked)
def note_booking(event: SlotBooked) -> None:
    _note_booking(event.booking_id)


@on(QuestionChanged)
def note_question_changed(event: QuestionChanged) -> None:
    _note_booking(event.booking_id)


def _note_booking(booking_id: int) -> None:
    if insisted():
        note_hit(Booking.objects.select_related("asked_by").get(pk=booking_id))


def _case(pk: int) -> Case:
    return Case.objects.select_related("author", "decided_by").get(pk=pk)


@on(CaseOpened)
def tell_judges(event: CaseOpened) -> None:
    case = _case(event.case_id)
    with override("ru"):
        notify_many(
            judges_of(case, home_day()),
            key=f"case-{case.pk}-new",
            title=_("Дело модератора № {n}").format(n=case.pk),
            body=_("{origin}. Решить до {day}.").format(
                origin=str(case.get_origin_display()).capitalize(), day=f"{case.due_on:%d.%m.%Y}"
            ),
            url=case_url(case),
        )


@on(CaseDecided)
def tell_author_and_reporters(event: CaseDecided) -> None:
    """No violation is told to who complained only; his name is told to nobody."""
    case = _case(event.case_id)
    with override("ru"):
        told = [
            Told(
                row.person, f"case-{case.pk}-reported", _("Ваша жалоба рассмотрена"),
                _("Решение: {decision}.").format(decision=case.done), mail=False,
            )
            for row in case.reports.select_related("person")
        ]  # fmt: skip
        if case.decision != Case.Decision.NONE:
            told += [_decided(case, person) for person in (case.author, *_guardians(case))]
        notify_all(told)


def _decided(case: Case, person: Person) -> Told:
    words = [_("Причина: {reason}").format(reason=case.reason)]
    if case.restricted_until:
        words.append(
            _("Писать в чаты нельзя по {day} включительно.").format(day=f"{case.restricted_until:%d.%m.%Y}")
        )
    if case.appeal_until:
        words.append(_("Возразить можно до {day}.").format(day=f"{case.appeal_until:%d.%m.%Y}"))
    own = person.pk == case.author_id
    title = _("Решение модератора: {decision}") if own else _("{who}: {decision}")
    return Told(
        person, f"case-{case.pk}-decided",
        title.format(decision=case.done, who=case.author.short_name),
        "\n".join(words), reverse("moderation:mine"),
    )  # fmt: skip


def _guardians(case: Case) -> list[Person]:
    """Of a minor, when his writing is restricted."""
    if case.decision != Case.Decision.RESTRICT:
        return []
    return representatives_of(case.author, home_day())


@on(CaseAppealed)
def tell_of_objection(event: CaseAppealed) -> None:
    case = _case(event.case_id)
    with override("ru"):
        notify_many(
            judges_of(case, home_day()),
            key=f"case-{case.pk}-appealed",
            title=_("Возражение по делу № {n}").format(n=case.pk),
            body=_("Ответить до {day}.").format(day=f"{case.due_on:%d.%m.%Y}"),
            url=case_url(case),
        )


@on(CaseClosed)
def tell_outcome(event: CaseClosed) -> None:
    case = _case(event.case_id)
    people = {case.author_id: case.author, **{one.pk: one for one in _guardians(case)}}
    with override("ru"):
        title = _("Решение модератора оставлено") if case.upheld else _("Решение модератора отменено")
        notify_many(
            people.values(),
            key=f"case-{case.pk}-closed",
            title=title,
            body=_("Ответ: {words}").format(words=case.outcome),
            url=reverse("moderation:mine"),
        )
