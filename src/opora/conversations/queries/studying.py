"""Who studies what today: the enrolment, the contract and the part together; chats of parts follow it."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from opora.people.models import Contract, ContractLearner
from opora.studies.models import Enrolment, Group, NetworkAgreement

State = Enrolment.State


def studying(on: date) -> QuerySet[Enrolment]:
    """Enrolments in force on a date whose contract is too; without a contract the order alone is enough."""
    party = ContractLearner.objects.filter(contract=OuterRef("contract"), learner=OuterRef("learner"))
    paid = Q(contract=None) | (
        ~Q(contract__state=Contract.State.DRAFT) & Q(paid_since__lte=on, paid_until__gte=on)
    )
    return Enrolment.objects.annotate(
        paid_since=Coalesce(Subquery(party.values("valid_from")[:1]), "contract__valid_from"),
        paid_until=Coalesce(
            "contract__terminated_on", Subquery(party.values("valid_to")[:1]), "contract__valid_to"
        ),
    ).filter(
        paid,
        Q(left_on=None) | Q(left_on__gte=on),
        state__in=(State.ENROLLED, State.LEAVE),
        enrolled_on__lte=on,
    )


def taking(enrolments: QuerySet[Enrolment], part: Any) -> QuerySet[Enrolment]:
    """Those of them that take a part: by the whole programme, by the agreement or by the order.

    ``part`` is a number, or a reference to a field of the query two levels above.
    """
    agreed = NetworkAgreement.parts.through.objects.filter(networkagreement=OuterRef("agreement"))
    ordered = Enrolment.parts.through.objects.filter(enrolment=OuterRef("pk"))
    return enrolments.filter(
        Q(Exists(agreed.filter(programmepart=part)))
        | (Q(agreement=None) & (~Q(Exists(ordered)) | Q(Exists(ordered.filter(programmepart=part)))))
    )


def over(on: date) -> Q:
    """Of a course chat: its group has ended or goes on in another, so nothing more is written there."""
    return Q(run__group__ends_on__lt=on) | Q(run__group__merged_into__isnull=False)


def is_over(group: Group, on: date) -> bool:
    return group.ends_on < on or group.merged_into_id is not None
