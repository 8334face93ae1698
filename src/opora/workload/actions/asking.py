"""A keeper asks the worker about an entry without returning it; the answer stays at the entry."""

from django.db import transaction
from django.urls import reverse

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.notifications.actions import notify
from opora.people.models import Person

from .. import rules
from ..models import EntryQuestion, WorkLogEntry
from ..queries.contracts import deputies, replaced_by_keeper

State = WorkLogEntry.State


@transaction.atomic
def ask_about(entry: WorkLogEntry, *, by: Person, text: str) -> EntryQuestion:
    """The entry goes on waiting. Refused by LOAD-03, LOAD-10, LOAD-12, LOAD-30."""
    locked = WorkLogEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    heads = deputies(now().date())
    enforce(
        rules.not_own_hours(
            locked.person, by, deputy=locked.person_id in heads, replaced=replaced_by_keeper(by)
        ),
        rules.stands_in(locked, [State.SUBMITTED, State.CONFIRMED]),
        rules.reason_is_given(text, "text"),
        rules.asked_once(EntryQuestion.objects.filter(entry=locked, answered_at=None).first()),
    )
    question = EntryQuestion.objects.create(entry=locked, asked_by=by, text=text.strip()[:300])
    notify(
        locked.person,
        key=f"entry-question-{question.pk}",
        title=f"Вопрос о часах за {locked.date:%d.%m.%Y}",
        body=question.text,
        url=f"{reverse('workload:mine')}?month={locked.date:%Y-%m}",
    )
    return question


@transaction.atomic
def answer_about(question: EntryQuestion, *, text: str) -> EntryQuestion:
    """The worker's words; once. Refused by LOAD-12 without words, LOAD-31 when it is answered."""
    locked = (
        EntryQuestion.objects.select_for_update(of=("self",))
        .select_related("entry__person")
        .get(pk=question.pk)
    )
    enforce(rules.reason_is_given(text, "text"), rules.not_answered_yet(locked))
    locked.answer, locked.answered_at = text.strip()[:300], now()
    locked.save(update_fields=["answer", "answered_at", "updated_at"])
    entry = locked.entry
    notify(
        locked.asked_by,
        key=f"entry-answer-{locked.pk}",
        title=f"{entry.person.short_name}: ответ о часах за {entry.date:%d.%m.%Y}",
        body=locked.answer,
        url=f"{reverse('workload:month')}?month={entry.date:%Y-%m}&branch={entry.branch_id}"
        f"&open={entry.contract_id}-{entry.basis}#entry-{entry.pk}",
    )
    return locked
