"""Who is told of exam-prep: its materials, its questions, and an attestation that has moved."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.events import on
from opora.kernel.prepared import prepared
from opora.kernel.times import format_deadline
from opora.notifications.actions import Message, notify_all
from opora.people.models import Person, Role
from opora.people.queries import holders_of, home_day, verified_representatives
from opora.studies.events import GroupPartChanged
from opora.studies.models import Enrolment, GroupPart

from ..events import ExamPrepWindowOpened, PrepQuestionAnswered, PrepQuestionAsked, SessionHeld
from ..models import Kind, PrepQuestion, Session
from ..queries.dossier import Dossier, dossier_of, out_of_time, serving_run, with_runs
from ..queries.telling import address_of, when_for


def with_representatives(learners: Iterable[Person]) -> list[Person]:
    """Learners, and the verified representatives of those among them."""
    told = list(learners)
    for found in verified_representatives(who.pk for who in told).values():
        told.extend(found)
    return list(dict.fromkeys(told))


def materials_url(session: Session) -> str:
    return reverse("consultations:materials", args=[session.pk])


@prepared
def _exam_prep(pk: int) -> "QuerySet[Session, int]":
    return Session.objects.filter(pk=pk, kind=Kind.EXAM_PREP).values_list("pk", flat=True)


def _session(pk: int) -> Session:
    return Session.objects.select_related("person", "branch").get(pk=pk)


@on(SessionHeld)
def ask_to_acknowledge(event: SessionHeld) -> None:
    """Those who were there are asked to say that they are acquainted: once, without a letter."""
    if not _exam_prep(event.session_id):
        return
    session = _session(event.session_id)
    there = [one.learner for one in dossier_of(session).members if one.present]
    with override("ru"):
        notify_all(
            [
                Message(
                    person=person,
                    key=f"prep-{session.pk}-acknowledge",
                    title=_("Подтвердите, что ознакомлены с процедурой и критериями"),
                    body=_("Материалы консультации к аттестации остались в кабинете."),
                    url=materials_url(session),
                    mail=False,
                )
                for person in with_representatives(there)
            ]
        )


@on(ExamPrepWindowOpened)
def tell_who_missed(event: ExamPrepWindowOpened) -> None:
    dossier = dossier_of(_session(event.session_id))
    with override("ru"):
        notify_all(missed_messages(dossier, "window", _("Материалы консультации, которую вы пропустили")))


def missed_messages(dossier: Dossier, name: str, title: str, *, silent: bool = False) -> list[Message]:
    """One to each who missed it; ``silent`` leaves those who have neither asked nor said «ознакомлен»."""
    session, window = dossier.session, dossier.window
    if window is None:
        return []
    asked = {question.learner_id for question in dossier.questions}
    missed = [
        one.learner
        for one in dossier.missed
        if not silent or (one.acknowledged is None and one.learner.pk not in asked)
    ]
    zone, who = session.branch.timezone, session.person.short_name
    words = _("Прочитайте их и задайте вопросы до {moment}: {who} ответит письменно.")
    return [
        Message(
            person=person,
            key=f"prep-{session.pk}-{name}",
            title=title,
            body=words.format(
                moment=format_deadline(window.until, zone, person.timezone or None, year=True), who=who
            ),
            url=materials_url(session),
        )
        for person in with_representatives(missed)
    ]


@on(PrepQuestionAsked)
def tell_of_question(event: PrepQuestionAsked) -> None:
    question = PrepQuestion.objects.select_related("learner", "session__person").get(pk=event.question_id)
    with override("ru"):
        notify_all(
            [
                Message(
                    person=question.session.person,
                    key=f"prep-question-{question.pk}",
                    title=_("Вопрос к аттестации: {who}").format(who=question.learner.short_name),
                    body=question.text,
                    url=reverse("consultations:dossier", args=[question.session_id]),
                )
            ]
        )


@on(PrepQuestionAnswered)
def tell_of_answer(event: PrepQuestionAnswered) -> None:
    question = PrepQuestion.objects.select_related("learner", "asked_by", "session").get(pk=event.question_id)
    with override("ru"):
        notify_all(
            [
                Message(
                    person=person,
                    key=f"prep-answer-{question.pk}",
                    title=_("Ответ на ваш вопрос к аттестации"),
                    body=question.answer,
                    url=materials_url(question.session),
                )
                for person in {question.learner, question.asked_by}
            ]
        )


@on(GroupPartChanged)
def tell_of_moved_attestation(event: GroupPartChanged) -> None:
    """All of the group are told; exam-prep that stands at a wrong time now is flagged (case 23, EXP-03)."""
    run = GroupPart.objects.select_related("part", "group").get(group=event.group_id, part=event.part_id)
    if event.attestation_was is None or event.attestation_was == run.attestation_on:
        return
    wrong = [
        session
        for session in with_runs(serving_run(run).filter(state=Session.State.PLANNED).order_by("starts_at"))
        if out_of_time(session)
    ]
    with override("ru"):
        notify_all([*_to_group(run, event), *_flags(run, wrong)])


def _moved(run: GroupPart, event: GroupPartChanged) -> str:
    was = date_format(event.attestation_was, "d.m.Y") if event.attestation_was else ""
    if run.attestation_on is None:
        return _("Была {was}, теперь день не назначен.").format(was=was)
    return _("Была {was}, теперь {day}.").format(was=was, day=date_format(run.attestation_on, "d.m.Y"))


def _to_group(run: GroupPart, event: GroupPartChanged) -> list[Message]:
    rows = Enrolment.objects.filter(group=run.group, state=Enrolment.State.ENROLLED)
    learners = [row.learner for row in rows.select_related("learner").order_by("learner_id")]
    title = _("Перенесена промежуточная аттестация: {what}").format(what=run.part.title)
    body = _moved(run, event)
    url = reverse("studies:my")
    key = f"attestation-{run.pk}-{run.attestation_on or 'none'}"
    return [Message(person, key, title, body, url) for person in with_representatives(learners)]


def _flags(run: GroupPart, wrong: Iterable[Session]) -> list[Message]:
    deputies = list(holders_of(Role.DEPUTY, home_day()))
    messages = []
    for session in wrong:
        refusal = out_of_time(session)
        words = refusal.words if refusal else ""
        messages += [
            Message(
                person=person,
                key=f"session-{session.pk}-out-of-time-{run.attestation_on or 'none'}",
                title=_("Консультация к аттестации больше не в срок: {when}").format(
                    when=when_for(session, person)
                ),
                body=_("{words} Перенесите встречу или отмените её.").format(words=words),
                url=address_of(session),
            )
            for person in dict.fromkeys([session.person, *deputies])
        ]
    return messages
