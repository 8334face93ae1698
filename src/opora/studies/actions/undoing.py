"""A whole list taken back: exactly what it made goes, exactly what it changed returns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils.timezone import localtime

from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.people.actions.lists import fill_people
from opora.people.models import Account, Contract, ContractLearner, Person
from opora.regulations.models import Order

from .. import rules
from ..models import Enrolment, Group, ImportRecord, LearnerImport
from ..queries.undoing import Undoing, undoing_of
from .imports import ONE_AT_A_TIME


def undo_learner_import(imported: LearnerImport, *, by: Person | None = None, rest: bool = False) -> Undoing:
    """Take the list back while nothing depends on it; with ``rest``, all but those on whom something does.

    Rows are held in the order of enrolment: the list, groups, enrolments, people. What stays can be undone
    later, when nothing depends on it any more. Raises ``Refused`` by IMP-08, IMP-09.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            return _undo(imported, by, rest=rest)
    except ProtectedError:
        enforce(rules.nothing_appeared(True))
        raise


def _undo(imported: LearnerImport, by: Person | None, *, rest: bool) -> Undoing:
    row = LearnerImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    record = ImportRecord.objects.filter(imported=row).first()
    enforce(rules.import_may_be_undone(row, recorded=record is not None))
    assert record is not None and row.applied_at is not None  # noqa: S101, PT018 -- enforced above
    _hold(record)
    plan = undoing_of(record, row.applied_at)
    enforce(rules.nothing_depends(plan.stays, something=plan.something, rest=rest))
    _take_back(plan)
    _restore(plan.changes)
    _forget(record, plan)
    told = row.result or {}
    row.result = told | {
        "learners": [pk for pk in told.get("learners", []) if pk not in plan.people],
        "undone": {
            "people": len(plan.people),
            "enrolments": len(plan.enrolments),
            "changed": len(plan.changes),
            "stays": len(plan.stays),
            "at": localtime(now()).isoformat(),
            "by": by.pk if by else None,
        },
    }
    if not plan.stays:
        row.state, row.group = LearnerImport.State.UNDONE, None
    row.save(update_fields=["state", "group", "result", "updated_at"])
    return plan


def _hold(record: ImportRecord) -> None:
    enrolments = Enrolment.objects.filter(pk__in=record.enrolments)
    groups = Group.objects.filter(enrolments__in=enrolments).values("pk")
    list(Group.objects.select_for_update(of=("self",)).filter(pk__in=groups).order_by("pk"))
    held = enrolments.select_for_update(of=("self",)).order_by("pk")
    people = {*record.people, *map(int, record.changes), *held.values_list("learner_id", flat=True)}
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))


def _take_back(plan: Undoing) -> None:
    Enrolment.objects.filter(pk__in=plan.enrolments).delete()
    ContractLearner.objects.filter(pk__in=plan.parties).delete()
    Account.objects.filter(person__in=plan.people).delete()
    Person.objects.filter(pk__in=plan.people).delete()


def _restore(changes: Mapping[int, Mapping[str, list[Any]]]) -> None:
    people = list(Person.objects.filter(pk__in=changes))
    for person in people:
        for name, (was, _became) in changes[person.pk].items():
            setattr(person, name, date.fromisoformat(was) if name == "birth_date" and was else was)
    fill_people(people)


def _forget(record: ImportRecord, plan: Undoing) -> None:
    """Keep what was not taken back; a contract or an order that names nobody any more goes too."""
    contracts = Contract.objects.filter(pk__in=record.contracts, parties=None, enrolments=None)
    gone = {contract.pk for contract in contracts}
    Contract.objects.filter(pk__in=gone).delete()
    record.contracts = [pk for pk in record.contracts if pk not in gone]
    used = Enrolment.objects.filter(order_in__in=record.orders).values_list("order_in_id", flat=True)
    free = set(record.orders) - set(used)
    Order.objects.filter(pk__in=free).delete()
    record.orders = [pk for pk in record.orders if pk not in free]
    record.people = [pk for pk in record.people if pk not in plan.people]
    record.enrolments = [pk for pk in record.enrolments if pk not in plan.enrolments]
    record.parties = [pk for pk in record.parties if pk not in plan.parties]
    record.changes = {pk: fields for pk, fields in record.changes.items() if int(pk) not in plan.changes}
    record.save()
