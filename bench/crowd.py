"""People for chats: learners with contracts, accounts and sessions, in rooms of several sizes."""

import os
from datetime import date, timedelta
from typing import Any

from bench.world import _cookie, _holder
from opora.conversations.models import Conversation, Member
from opora.kernel.clock import today
from opora.people.models import Account, Contract, ContractLearner, Person, Role
from opora.people.queries import organisation

YEAR = timedelta(days=366)
NUMBER = "ЧАТ-1"


def answer() -> dict[str, Any]:
    """``BENCH_CROWD``: sizes of rooms, «1000,100». A room of n is a chat of the first n and one teacher."""
    sizes = [int(one) for one in os.environ.get("BENCH_CROWD", "1000,100").split(",")]
    on = today(organisation().timezone)
    people = _people(max(sizes), on)
    teacher = _holder(Role.TEACHER, on)
    return {
        "people": [{"person": one.pk, "cookie": _cookie(one)} for one in people],
        "teacher": {"person": teacher.pk, "cookie": _cookie(teacher, Role.TEACHER)},
        "rooms": {str(size): _room(teacher, people[:size]).pk for size in sizes},
    }


def _people(count: int, on: date) -> list[Person]:
    Person.objects.bulk_create(
        Person(last_name="Слушатель", first_name=f"Номер{n}", search_name=f"слушатель номер{n}")
        for n in range(count)
    )
    people = list(Person.objects.filter(last_name="Слушатель").order_by("-pk")[:count])
    Account.objects.bulk_create(
        Account(person=one, login=f"chat-{one.pk}", password="!", state=Account.State.ACTIVE)
        for one in people
    )
    contract, _made = Contract.objects.get_or_create(
        number=NUMBER, date=on, kind=Contract.Kind.CORPORATE, valid_from=on - YEAR, valid_to=on + YEAR
    )
    ContractLearner.objects.bulk_create(ContractLearner(contract=contract, learner=one) for one in people)
    return people


def _room(owner: Person, people: list[Person]) -> Conversation:
    chat = Conversation.objects.create(
        kind=Conversation.Kind.GROUP, title=f"Чат на {len(people)}", owner=owner
    )
    Member.objects.bulk_create(
        Member(conversation=chat, person=one, added_by=owner) for one in (owner, *people)
    )
    return chat
