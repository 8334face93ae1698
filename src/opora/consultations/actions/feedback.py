"""What a learner says of help received: once, changed while it is remembered (S1-4.1)."""

from dataclasses import dataclass

from django.db import transaction

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.kernel.speech import Said, objections
from opora.people.models import Person

from ..models import Booking, Feedback, Post, Thread
from ..rules import feedback as rules


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict alone, or with words and a wish for another meeting."""

    verdict: str
    words: str = ""
    wants_more: bool = False


@transaction.atomic
def give_feedback(about: Booking | Thread, *, opinion: Opinion, by: Person) -> Feedback:
    """Of a meeting or of a closed question; said again it takes the place of what was said.

    Raises ``Refused`` by FBK-01 for help that was not received, by FBK-02 when it is late, by COM-01.
    """
    kind = type(about)
    rows = kind._default_manager.select_for_update(of=("self",)).select_related("session__branch")
    held = rows.get(pk=about.pk)
    answered = not isinstance(held, Thread) or held.posts.filter(side=Post.Side.WORKER).exists()
    words = opinion.words.strip()
    enforce(
        rules.help_was_received(held, answered=answered),
        rules.said_in_time(held, now()),
        *(objections(Said(words, by.pk)) if words else ()),
    )
    said, _made = Feedback.objects.update_or_create(
        **({"thread": held} if isinstance(held, Thread) else {"booking": held}),
        defaults={
            "session": held.session,
            "learner_id": held.learner_id,
            "given_by": by,
            "verdict": opinion.verdict,
            "words": words,
            "wants_more": opinion.wants_more,
        },
    )
    return said
