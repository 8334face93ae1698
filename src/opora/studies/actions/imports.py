"""Lists of learners: uploaded, looked at, then applied whole in one transaction or thrown away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction

from opora.kernel.bulk import Step, unheard
from opora.kernel.clock import now
from opora.kernel.events import publish
from opora.kernel.rules import enforce
from opora.people.actions.lists import add_learners, create_people, fill_people
from opora.people.forms.values import Level
from opora.people.models import Contract, Person
from opora.regulations.models import Order

from .. import rules
from ..events import LearnersImported
from ..forms.citizenship import RUSSIA, country_code
from ..forms.learner_list import LearnerRow, read_learner_list
from ..forms.stored_list import pack, unpack
from ..models import Enrolment, Group, ImportRecord, LearnerImport
from ..queries.matching import Match, Preview, chunks, match_learners
from ..queries.programmes import programme_names
from ..queries.undoing import as_json
from ..rules import orders as order_rules
from .contracts import agreed_contract, order_contract, studies_from
from .orders import entered_order

ONE_AT_A_TIME = 2611_0001


@dataclass(frozen=True)
class Terms:
    """On what terms a list goes in.

    ``groups``: programme code → group, «» for rows that name no programme; ``named``: groups a file may name
    itself, by code. Without ``contract_number`` and ``contract_date`` learners study by the order alone.
    """

    groups: Mapping[str, Group]
    named: Mapping[str, Group] = field(default_factory=dict)
    order_number: str = ""
    order_date: date | None = None
    contract_number: str = ""
    contract_date: date | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    customer: str = ""
    take_all: bool = False


@transaction.atomic
def upload_learners(data: bytes, *, filename: str, by: Person | None) -> LearnerImport:
    """Keep what was understood of a file for the preview; the file itself, with its passwords, is not kept.

    The same file still waiting from the same person gives way to this one. Raises
    :class:`~opora.integrations.tables.TableError` when the file is no list; nothing is left then.
    """
    learners = read_learner_list(data, filename, programme_names())
    digest = sha256(data).hexdigest()
    LearnerImport.objects.filter(digest=digest, state=LearnerImport.State.PREVIEW, uploaded_by=by).delete()
    return LearnerImport.objects.create(
        file_name=filename[-255:], digest=digest, content=pack(learners), uploaded_by=by, result={}
    )


def locked_import(
    imported: LearnerImport, state: LearnerImport.State = LearnerImport.State.PREVIEW
) -> LearnerImport:
    """The row held till the end of the transaction, if the list still waits (IMP-01)."""
    row = LearnerImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    enforce(rules.import_waits(row, state))
    return row


@transaction.atomic
def mark_rows(
    imported: LearnerImport,
    *,
    shown: Collection[int],
    taken: Collection[int],
    choices: Mapping[str, str],
    typed: Mapping[str, str] | None = None,
) -> LearnerImport:
    """Remember what was ticked among the ``shown`` lines, who namesakes are (line → id or «new»), and
    what was ``typed`` into the form of terms, so that turning a page loses nothing."""
    row = locked_import(imported)
    told = row.result or {}
    kept = set(told.get("take", [])) - set(shown) | set(taken)
    row.result = told | {"take": sorted(kept), "choices": {**told.get("choices", {}), **choices}}
    if typed is not None:
        row.result["typed"] = dict(typed)
    row.save(update_fields=["result", "updated_at"])
    return row


@transaction.atomic
def discard_learner_import(imported: LearnerImport) -> LearnerImport:
    """Throw a checked list away: nothing of it was written, nothing of it is kept."""
    row = locked_import(imported)
    row.state, row.content, row.result = LearnerImport.State.DISCARDED, b"", None
    row.save(update_fields=["state", "content", "result", "updated_at"])
    return row


def preview_of(imported: LearnerImport) -> Preview:
    """The stored list against the base as it is now."""
    return match_learners(unpack(bytes(imported.content)), (imported.result or {}).get("choices"))


def goes_in(row: LearnerRow, match: Match | None, taken: Collection[int], *, take_all: bool = False) -> bool:
    """Errors never; attention when ticked (or a namesake was chosen); repeats of a row are that row."""
    if match is None or match.unclear or row.repeats is not None or row.status is Level.ERROR:
        return False
    ticked = take_all or row.line in taken or bool(match.choice)
    return row.status is not Level.ATTENTION or ticked


def apply_learner_import(
    imported: LearnerImport,
    *,
    terms: Terms,
    by: Person | None = None,
    state: LearnerImport.State = LearnerImport.State.PREVIEW,
    step: Step = unheard,
) -> LearnerImport:
    """Write the list: persons, contract, enrolments by order; all or nothing, and a repeat adds nothing.

    The import's row is the lock, and one list is applied at a time, so two lists with the same people meet.
    Raises :class:`~opora.kernel.errors.Refused` by ENR-01, ENR-02, IMP-01…07, ORD-01.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            return _apply(locked_import(imported, state), terms, by, step)
    except IntegrityError:
        enforce(rules.nobody_came_between(True))
        raise


@dataclass
class _Plan:
    """What goes in: rows by the group they enrol into, and the people to write."""

    preview: Preview
    rows: list[LearnerRow] = field(default_factory=list)
    matches: dict[int, Match] = field(default_factory=dict)
    into: dict[int, list[int]] = field(default_factory=dict)
    step: Step = unheard


def _apply(imported: LearnerImport, terms: Terms, by: Person | None, step: Step) -> LearnerImport:
    """A third of the work is to look everybody up, a third to write people, a third to enrol them."""
    plan = _planned(imported, terms)
    total = len(plan.preview.learners.rows)
    step(total // 3)
    plan.step = lambda done: step((total + done) // 3)
    enforce(rules.something_to_apply(plan.matches))
    groups = _locked_groups(plan, terms.order_date)
    record = ImportRecord(imported=imported)
    people = _write_people(plan, record)
    added, changed = len(record.people), _write_changes(plan, record)
    plan.step = lambda done: step((2 * total + done) // 3)
    enrolled = _write_enrolments(plan, groups, people, terms, record)
    record.save()
    imported.state, imported.applied_at, imported.content = LearnerImport.State.APPLIED, now(), b""
    imported.group = next(iter(groups.values())) if len(groups) == 1 else None
    imported.result = {
        "added": added,
        "changed": changed,
        "enrolled": enrolled,
        "known": len(plan.matches) - added,
        "left_out": len({row.line for row in plan.preview.learners.rows} - {row.line for row in plan.rows}),
        "groups": sorted(group.code for group in groups.values()),
        "learners": sorted(people.values()),
        "order": terms.order_number if enrolled else "",
        "contract": terms.contract_number if enrolled else "",
        "by": by.pk if by else None,
    }
    imported.save(update_fields=["state", "applied_at", "content", "group", "result", "updated_at"])
    publish(LearnersImported(imported.pk, enrolled))
    return imported


def _planned(imported: LearnerImport, terms: Terms) -> _Plan:
    plan = _Plan(preview_of(imported))
    taken = set((imported.result or {}).get("take", []))
    missing: set[str] = set()
    for row in plan.preview.learners.rows:
        match = plan.preview.match(row)
        if match is None or not goes_in(row, match, taken, take_all=terms.take_all):
            continue
        plan.rows.append(row)
        plan.matches[row.person] = match
        if plan.preview.group_of(row):
            continue
        group = terms.named.get(row.group) or terms.groups.get(row.programme)
        if group is None:
            missing.add(row.programme)
            continue
        enforce(rules.group_is_of_programme(row.programme, group))
        learners = plan.into.setdefault(group.pk, [])
        if row.person not in learners[-1:]:
            learners.append(row.person)
    enforce(rules.every_programme_has_a_group(missing))
    return plan


def _locked_groups(plan: _Plan, on: date | None) -> dict[int, Group]:
    """Held in the order of ids, like every action on groups, so that an import and a merger take turns."""
    rows = Group.objects.select_for_update(of=("self",)).select_related("programme", "merged_into")
    rows = rows.order_by("pk")
    groups = {group.pk: group for group in rows.filter(pk__in=plan.into)}
    enforce(*(order_rules.group_is_not_merged(group) for group in groups.values()))
    enforce(*(rules.group_still_takes(groups.get(pk), on) for pk in sorted(plan.into)))
    enforce(*(rules.volume_is_enough(one.programme.kind, one.programme.hours) for one in groups.values()))
    return groups


def _write_people(plan: _Plan, record: ImportRecord) -> dict[int, int]:
    """First line → person id."""
    new = {line: _new_person(match) for line, match in plan.matches.items() if match.person is None}
    for done, some in enumerate(chunks(new.values())):
        create_people(some)
        plan.step((done + 1) * len(some))
    ids = {line: match.person.pk for line, match in plan.matches.items() if match.person is not None}
    record.people = [person.pk for person in new.values()]
    return ids | {line: person.pk for line, person in new.items()}


def _new_person(match: Match) -> Person:
    told = match.told
    return Person(
        last_name=told.name.last,
        first_name=told.name.first,
        middle_name=told.name.middle,
        birth_date=told.birth_date,
        snils=told.snils,
        email=told.email,
        phone=told.phone,
        citizenship=country_code(told.citizenship) or RUSSIA,
    )


def _write_changes(plan: _Plan, record: ImportRecord) -> int:
    changes = {
        match.person.pk: match.changes for match in plan.matches.values() if match.person and match.changes
    }
    people: list[Person] = []
    for ids in chunks(changes):
        people.extend(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for person in people:
        told = changes[person.pk]
        record.changes[str(person.pk)] = {
            name: [as_json(getattr(person, name)), as_json(value)] for name, value in told.items()
        }
        for name, value in told.items():
            setattr(person, name, value)
    fill_people(people)
    return len(people)


def _write_enrolments(
    plan: _Plan, groups: Mapping[int, Group], people: Mapping[int, int], terms: Terms, record: ImportRecord
) -> int:
    wanted = {pk: list(dict.fromkeys(people[line] for line in lines)) for pk, lines in plan.into.items()}
    fresh = {pk: _not_yet_in(groups[pk], learners) for pk, learners in wanted.items()}
    fresh = {pk: learners for pk, learners in fresh.items() if learners}
    if not fresh:
        return 0
    enforce(rules.order_is_named(terms.order_number, terms.order_date))
    codes = ", ".join(sorted(groups[pk].code for pk in fresh))
    began = _last_ids()
    order = entered_order(
        terms.order_number,
        terms.order_date,
        kind=Order.Kind.ENROLMENT,
        title=f"О зачислении в {'группы' if len(fresh) > 1 else 'группу'} {codes}",
    )
    contract = agreed_contract(
        terms.contract_number,
        terms.contract_date,
        valid_from=terms.contract_from,
        valid_to=terms.contract_to,
        kind=Contract.Kind.CORPORATE,
        customer=terms.customer,
    )
    for pk, learners in fresh.items():
        stands_on = contract or order_contract(order, groups[pk])
        _enrol_many(groups[pk], learners, stands_on, order, record, plan.step)
        if stands_on.pk > began[Contract]:
            record.contracts = list({*record.contracts, stands_on.pk})
    record.orders = [order.pk] if order.pk > began[Order] else []
    return sum(map(len, fresh.values()))


def _last_ids() -> dict[type[Contract | Order], int]:
    """Rows found by number are older than these, rows made for this list are younger: one list at a time."""
    return {
        model: model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for model in (Contract, Order)
    }


def _not_yet_in(group: Group, learners: list[int]) -> list[int]:
    """Former learners of the group stay as its orders left them."""
    known: set[int] = set()
    for ids in chunks(learners):
        rows = Enrolment.objects.filter(group=group, learner__in=ids)
        known.update(rows.values_list("learner_id", flat=True))
    return [pk for pk in learners if pk not in known]


def _enrol_many(
    group: Group, learners: list[int], contract: Contract, order: Order, record: ImportRecord, step: Step
) -> None:
    named = set(contract.parties.values_list("learner_id", flat=True))
    add_learners(contract, learners=learners)
    added = contract.parties.filter(learner__in=set(learners) - named)
    record.parties = [*record.parties, *added.values_list("pk", flat=True)]
    values: dict[str, Any] = {
        "group": group,
        "contract": contract,
        "state": Enrolment.State.ENROLLED,
        "order_in": order,
        "enrolled_on": studies_from(order, group),
    }
    for some in chunks(learners):
        made = Enrolment.objects.bulk_create(Enrolment(learner_id=learner, **values) for learner in some)
        record.enrolments = [*record.enrolments, *(one.pk for one in made)]
        step(len(record.enrolments))
