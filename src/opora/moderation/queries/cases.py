"""Cases as each side sees them: the queue of those who judge, what the author is told, what stands around."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.consultations.models import Booking, Post
from opora.consultations.queries.threads import seen_threads
from opora.conversations.models import FormerText, Message
from opora.conversations.queries.chats import seen_chats
from opora.people.access import Actor
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day, wards_of

from ..models import Case, Report
from ..words import Grade, Hit, marked
from .policy import hits_in, policy

State = Case.State
AROUND = 5
MONTH = timedelta(days=30)
Said = Message | Post | Booking


def _rows() -> QuerySet[Case]:
    return Case.objects.select_related(
        "author", "message__conversation__run__part", "post__thread", "booking__session",
        "decided_by", "appealed_by", "closed_by",
    )  # fmt: skip


def seen_cases(actor: Actor) -> QuerySet[Case]:
    """All but those about oneself: an accused moderator does not see who complained of him."""
    return _rows().exclude(author=actor.person)


SHOWN = {
    "open": Q(state__in=[State.OPEN, State.APPEALED]),
    "appealed": Q(state=State.APPEALED),
    "done": Q(state__in=[State.DECIDED, State.CLOSED]),
    "all": Q(),
}


def queue(actor: Actor, show: str = "open") -> QuerySet[Case]:
    """The most urgent first; of done ones the latest. ``reported`` counts the complaints."""
    rows = seen_cases(actor).filter(SHOWN.get(show, SHOWN["open"])).annotate(reported=Count("reports"))
    return rows.order_by("due_on", "pk") if show in ("open", "appealed") else rows.order_by("-pk")


def to_decide(actor: Actor) -> QuerySet[Case]:
    """What this person may decide: not where he is a party, nor an objection to his own decision."""
    mine = Q(state=State.APPEALED, decided_by=actor.person) | Q(reports__person=actor.person)
    rows = Case.objects.filter(SHOWN["open"]).exclude(author=actor.person)
    return rows.exclude(pk__in=Case.objects.filter(mine).values("pk"))


def reports_of(case: Case) -> QuerySet[Report]:
    return case.reports.select_related("person")


def parties_of(case: Case) -> set[int]:
    """Who wrote it and who complained: none of them judges."""
    return {case.author_id, *case.reports.values_list("person_id", flat=True)}


def judges_of(case: Case, on: date) -> list[Person]:
    """Whom to tell: specialists and deputies who are no party; when there is none, the director.

    An objection goes to deputies and the director, never to who decided.
    """
    barred = parties_of(case)
    if case.state == State.APPEALED:
        barred.add(case.decided_by_id or 0)
        return _holders((Role.DEPUTY, Role.DIRECTOR), barred, on)
    return _holders((Role.SPECIALIST, Role.DEPUTY), barred, on) or _holders((Role.DIRECTOR,), barred, on)


def heads_of(case: Case, on: date) -> list[Person]:
    """To whom a case that nobody decided in time goes."""
    barred = parties_of(case) | ({case.decided_by_id} if case.decided_by_id else set())
    return _holders((Role.DEPUTY, Role.DIRECTOR), barred, on)


def _holders(roles: Iterable[Role], barred: set[int], on: date) -> list[Person]:
    found = {person.pk: person for role in roles for person in holders_of(role, on)}
    return [person for pk, person in found.items() if pk not in barred]


# --- what is reported --------------------------------------------------------------------------------------


def message_to_report(actor: Actor) -> QuerySet[Message]:
    """Of chats one is in; a deleted one too: its text is kept (case 47)."""
    chats = seen_chats(actor).order_by().values("pk")
    return Message.objects.filter(conversation__in=chats).select_related("author", "conversation")


def post_to_report(actor: Actor) -> QuerySet[Post]:
    threads = seen_threads(actor).order_by().values("pk")
    return Post.objects.filter(thread__in=threads).select_related("author", "thread")


def content_of(said: Said) -> str:
    """How it reads now; of a deleted message how it read last."""
    if isinstance(said, Booking):
        return said.question
    if isinstance(said, Message) and said.deleted_at is not None:
        last = said.former_texts.order_by("-pk").values_list("text", flat=True).first()
        return last or ""
    return said.text


def about(said: Said) -> dict[str, Said]:
    """The field of a case that names it."""
    if isinstance(said, Message):
        return {"message": said}
    return {"post": said} if isinstance(said, Post) else {"booking": said}


def author_of(said: Said) -> Person:
    return said.asked_by if isinstance(said, Booking) else said.author


def judged(said: Said, content: str) -> Case | None:
    """The decision on exactly these words."""
    rows = Case.objects.filter(**about(said)).exclude(state=State.OPEN).order_by("-pk")
    return next((case for case in rows if case.content == content), None)


# --- the page of a case ------------------------------------------------------------------------------------

Pieces = list[tuple[str, Grade | None]]


def pieces(text: str) -> Pieces:
    return list(marked(text, hits_in(text)))


def hits_of(case: Case) -> tuple[Hit, ...]:
    return hits_in(case.content)


@dataclass(frozen=True, slots=True)
class Line:
    """Something said beside it, by whom and when; ``is_it`` is the thing itself."""

    author: Person
    at: object
    text: str
    is_it: bool
    is_gone: bool = False


def around(case: Case) -> list[Line]:
    """Five before and five after in the chat, or the whole exchange of a thread."""
    if case.message is not None:
        return _in_chat(case.message)
    if case.post is not None:
        rows = case.post.thread.posts.select_related("author")
        return [Line(post.author, post.at, post.text, post.pk == case.post_id) for post in rows]
    return []


def _in_chat(message: Message) -> list[Line]:
    rows = message.conversation.messages.select_related("author")
    before = list(rows.filter(seq__lt=message.seq).order_by("-seq")[:AROUND])
    after = list(rows.filter(seq__gte=message.seq).order_by("seq")[: AROUND + 1])
    return [
        Line(one.author, one.at, one.text, one.pk == message.pk, one.deleted_at is not None)
        for one in [*reversed(before), *after]
    ]


def former_texts(case: Case) -> list[FormerText]:
    """What the message said before it was edited or deleted, the earliest first (case 47)."""
    return list(case.message.former_texts.all()) if case.message is not None else []


def place_of(case: Case) -> str:
    """Where it was said, in words."""
    if case.message is not None:
        chat = case.message.conversation
        if chat.run is not None:
            return _("чат дисциплины «{title}»").format(title=chat.run.part.title)
        return f"{chat.get_kind_display()} «{chat.title}»" if chat.title else str(chat.get_kind_display())
    if case.post is not None:
        return _("вопрос преподавателю: {subject}").format(subject=case.post.thread.subject)
    return _("вопрос к встрече")


# --- one's own ---------------------------------------------------------------------------------------------


def own_cases(actor: Actor) -> QuerySet[Case]:
    """Decisions on what one wrote, and on what wards wrote; what found no violation is not told."""
    people = [actor.person]
    if actor.role is Role.REPRESENTATIVE:
        people += wards_of(actor.person, home_day())
    told = ~Q(decision=Case.Decision.NONE) & ~Q(state=State.OPEN)
    return _rows().filter(told, author__in=people).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Past:
    """A case of a person with the day till which it is kept."""

    case: Case
    place: str
    kept_until: date | None


def history(person: Person) -> list[Past]:
    """What a moderator knows of a person, the latest first; «no violation» stands too."""
    months = policy().keep_months
    return [
        Past(case, place_of(case), case.closed_at.date() + months * MONTH if case.closed_at else None)
        for case in _rows().filter(author=person).order_by("-pk")
    ]


def people_judged() -> QuerySet[Person]:
    return Person.objects.filter(pk__in=Case.objects.order_by().values("author"))


def outlived(on: date) -> QuerySet[Case]:
    """Closed longer ago than the centre keeps them, with no restriction still in force."""
    limit = on - policy().keep_months * MONTH
    return Case.objects.filter(state=State.CLOSED, closed_at__date__lt=limit).exclude(
        restricted_until__gte=on
    )


def unanswered(on: date) -> QuerySet[Case]:
    return (
        _rows()
        .filter(state__in=[State.OPEN, State.APPEALED], due_on__lte=on)
        .prefetch_related(Prefetch("reports", Report.objects.select_related("person")))
    )


def past_appeal(on: date) -> QuerySet[Case]:
    return Case.objects.filter(state=State.DECIDED, appeal_until__lt=on)


def case_url(case: Case) -> str:
    return reverse("moderation:case", args=[case.pk])
