"""The dossier of exam-prep: evidence, acknowledgement, questions of those who missed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from opora.files.actions import keep
from opora.kernel.clock import now, today
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.models import Person

from ..events import ExamPrepWindowOpened, PrepQuestionAnswered, PrepQuestionAsked
from ..models import (
    Booking,
    KeptException,
    PrepAcknowledgement,
    PrepEvidence,
    PrepQuestion,
    QuestionWindow,
    Session,
)
from ..queries.dossier import attestation_of
from ..queries.entitlement import is_accommodated
from ..rules import dossier as rules
from ..rules.booking import refusal_of_help_has_reason
from .changing import locked

Way = PrepAcknowledgement.Way


@transaction.atomic
def add_evidence(
    session: Session,
    *,
    item: str,
    by: Person,
    text: str = "",
    link: str = "",
    upload: UploadedFile[Any] | None = None,
) -> PrepEvidence:
    """Put a file, a link or words behind one of the three parts. Raises by PREP-01, PREP-02, FIL-01…03."""
    held = locked(session)
    enforce(rules.session_has_dossier(held))
    enforce(rules.evidence_says_something(text, link, upload is not None))
    return PrepEvidence.objects.create(
        session=held, item=item, text=text.strip(), link=link.strip(),
        file=keep(upload, by=by) if upload else None, added_by=by,
    )  # fmt: skip


@transaction.atomic
def drop_evidence(evidence: PrepEvidence) -> None:
    """Put there by mistake; the audit trail remembers it."""
    evidence.delete()


@transaction.atomic
def acknowledge(
    session: Session, *, learner: Person, by: Person, way: str = Way.CABINET
) -> PrepAcknowledgement:
    """«Ознакомлен(а)»: by the learner or the representative; twice is once. Raises by PREP-03."""
    held = locked(session)
    enforce(rules.session_was_held(held))
    row, _created = PrepAcknowledgement.objects.get_or_create(
        session=held, learner=learner, defaults={"given_by": by, "way": way, "at": now()}
    )
    return row


@transaction.atomic
def acknowledge_on_paper(session: Session, *, learners: Iterable[Person], by: Person) -> int:
    """Signatures on the printed sheet; what was given in the cabinet stays. Answers how many are new."""
    held = locked(session)
    enforce(rules.session_was_held(held))
    known = set(held.acknowledgements.values_list("learner_id", flat=True))
    rows = [
        PrepAcknowledgement(session=held, learner=who, given_by=by, way=Way.PAPER, at=now())
        for who in learners
        if who.pk not in known
    ]
    return len(PrepAcknowledgement.objects.bulk_create(rows))


@transaction.atomic
def open_window(session: Session, *, until: date, by: Person) -> QuestionWindow:
    """Give those who missed it materials and time to ask; again moves the day. Raises by PREP-03, PREP-04."""
    held = locked(session)
    enforce(rules.session_was_held(held))
    enforce(rules.window_is_sensible(until, today(held.branch.timezone), attestation_of(held)))
    row, _created = QuestionWindow.objects.update_or_create(
        session=held, defaults={"until": until, "opened_by": by}
    )
    publish(ExamPrepWindowOpened(held.pk))
    return row


@transaction.atomic
def ask_prep_question(session: Session, *, learner: Person, asked_by: Person, text: str) -> PrepQuestion:
    """Raises by PREP-03, PREP-05, PREP-06."""
    held = locked(session)
    present = held.bookings.filter(learner=learner, state=Booking.State.ATTENDED).exists()
    enforce(rules.session_was_held(held))
    enforce(
        rules.learner_missed_it(present),
        rules.window_is_open(
            QuestionWindow.objects.filter(session=held).first(),
            today(held.branch.timezone),
            held.branch.timezone,
            asked_by.timezone,
        ),
    )
    question = PrepQuestion.objects.create(
        session=held, learner=learner, asked_by=asked_by, text=text.strip()
    )
    publish(PrepQuestionAsked(question.pk))
    return question


@transaction.atomic
def answer_prep_question(
    question: PrepQuestion, *, by: Person, answer: str, work_from: datetime, work_to: datetime
) -> PrepQuestion:
    """Answer, with the time it took: hours hear of it. Raises by PREP-07, PREP-08 and rules of hours."""
    held = PrepQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    enforce(rules.question_waits(held))
    enforce(rules.answer_took_time(work_from, work_to, now()))
    held.answer, held.answered_by = answer.strip(), by
    held.work_from, held.work_to = work_from, work_to
    held.save()
    publish(PrepQuestionAnswered(held.pk))
    return held


@transaction.atomic
def keep_exception(booking: Booking, *, by: Person, reason: str) -> KeptException:
    """The deputy leaves an individual place whose document has ended (case 25). Raises by PREP-09, CON-01."""
    held = (
        Booking.objects.select_for_update(of=("self",))
        .select_related("session", "learner")
        .get(pk=booking.pk)
    )
    covered = is_accommodated(held.learner, held.session)
    enforce(rules.place_stands_without_ground(held, covered), refusal_of_help_has_reason(reason))
    row, _created = KeptException.objects.update_or_create(
        booking=held, defaults={"by": by, "reason": reason.strip(), "at": now()}
    )
    return row
