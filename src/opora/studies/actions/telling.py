"""Words of the curator to learners of a group: in the cabinet and by mail, the same words once a day."""

from collections.abc import Collection
from hashlib import sha256

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.kernel.rules import enforce
from opora.notifications.actions import notify_many
from opora.people.models import Person
from opora.people.queries import home_day

from .. import rules
from ..models import Enrolment, Group


def may_be_told(enrolment: Enrolment) -> None:
    """Raises ``Refused`` by GRP-07."""
    enforce(rules.still_in_the_group(enrolment))


@transaction.atomic
def tell_learners(group: Group, learners: Collection[int], *, words: str, by: Person) -> int:
    """Answers how many were told now. Who left the group is told nothing. Raises by GRP-08."""
    enforce(rules.words_are_said(words))
    rows = group.enrolments.filter(learner__in=learners, state__in=rules.ACTIVE).select_related("learner")
    on = home_day()
    mark = sha256(f"{by.pk} {words.strip()}".encode()).hexdigest()[:16]
    with override("ru"):
        told = notify_many(
            [row.learner for row in rows],
            key=f"words-{group.pk}-{on:%Y%m%d}-{mark}",
            title=_("Сообщение по группе {code}").format(code=group.code),
            body=f"{words.strip()}\n\n{by.full_name}",
            url=reverse("studies:my"),
        )
    return len(told)
