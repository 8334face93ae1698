"""Acquaintance with the order in force: most signed by the button, some on a sheet, a few have not."""

from datetime import date, time, timedelta
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile

from opora.acquaintance.actions import put_on_paper
from opora.acquaintance.models import Acquaintance, SignatureAgreement
from opora.acquaintance.queries import agreement_text
from opora.acquaintance.queries.circle import Asked, asked
from opora.files.actions import keep
from opora.kernel.clock import travel
from opora.people.models import Account, Person, Role
from opora.people.queries import wards_of
from opora.regulations.actions import set_concerned
from opora.regulations.models import ActEdition
from opora.regulations.queries import HELP_ACT, text_digest
from opora.reports.papers import AcquaintanceRow, AcquaintanceSheet, ActRef, OrderRef, render_pdf
from opora.reports.queries.papers import letterhead

from .days import at
from .world import World

ON_PAPER = {"lee", "petrova", "nguyen"}
HAVE_NOT = {"mirzoev", "khan", "zotova-v"}
EVERY = 7  # of the invented ones each seventh has not read it
READ_FOR = timedelta(days=3)


def acquaint(world: World) -> None:
    """Edition 2 is read by nearly all, edition 3 by the deputy alone; proctors have their own act."""
    editions = ActEdition.objects.select_related("act", "order").filter(act__code=HELP_ACT)
    second, third = (editions.get(number=number) for number in (2, 3))
    _sign(world, second, _readers(world, second))
    _sign(world, third, {world.people["gromov"].pk: world.days.today})
    proctoring = editions.model.objects.get(act__code="poryadok-proktoringa", number=1)
    announced = world.days.today - timedelta(days=20)
    with travel(at(announced, time(10))):
        set_concerned(proctoring, [Role.PROCTOR, Role.DEPUTY, Role.SPECIALIST])
    yashin, tsoy = world.people["yashin"].pk, world.people["tsoy"].pk
    _sign(world, proctoring, dict.fromkeys((yashin, tsoy), announced + READ_FOR))


def _readers(world: World, edition: ActEdition) -> dict[int, date]:
    """Who has read it, and when: three days after he was asked. Papers are put in on the way."""
    keys = {person.pk: key for key, person in world.people.items()}
    rows = asked([edition], world.days.today)
    _on_paper(world, edition, [row for row in rows if keys.get(row.person) in ON_PAPER])
    kept = ON_PAPER | HAVE_NOT
    return {
        row.person: min(_asked_on(edition, row) + READ_FOR, world.days.today)
        for place, row in enumerate(rows)
        if (keys[row.person] not in kept if row.person in keys else place % EVERY)
    }


def _asked_on(edition: ActEdition, row: Asked) -> date:
    return max(edition.acquaint_from or row.since, row.since)


def _on_paper(world: World, edition: ActEdition, rows: list[Asked]) -> None:
    signed_on = max(_asked_on(edition, row) for row in rows)
    people = list(Person.objects.filter(pk__in=[row.person for row in rows]))
    order = edition.order
    paper = AcquaintanceSheet(
        letterhead=letterhead(),
        act=ActRef(
            edition.act.title,
            edition.number,
            edition.effective_from,
            OrderRef(order.number, order.date) if order else None,
        ),
        rows=tuple(AcquaintanceRow(who.full_name, "", signed_on, "подпись", who.last_name) for who in people),
        printed_on=signed_on,
    )
    with travel(at(signed_on, time(16))):
        specialist = world.people["tsoy"]
        scan = SimpleUploadedFile("Лист ознакомления, скан.pdf", render_pdf(paper))
        put_on_paper(edition, people, keep(scan, by=specialist), signed_on, specialist)


def _sign(world: World, edition: ActEdition, readers: dict[int, date]) -> None:
    """By the button, each in his own cabinet; a parent for a child."""
    signers = _signers(world, readers)
    agreements = _agreements(signers, readers)
    digest = text_digest(edition)
    Acquaintance.objects.bulk_create(
        Acquaintance(
            edition=edition,
            person_id=person,
            given_by_id=signers[person],
            way=Acquaintance.Way.ESIGN,
            at=at(day, time(9 + person % 9, person % 60)),
            signed_on=day,
            sha256=digest,
            agreement=agreements[signers[person]],
        )
        for person, day in readers.items()
        if signers[person] in agreements
    )


def _signers(world: World, readers: dict[int, date]) -> dict[int, int]:
    mother = world.people["zotova"]
    children = {child.pk: mother.pk for child in wards_of(mother, world.days.today)}
    return {person: children.get(person, person) for person in readers}


def _agreements(signers: dict[int, int], readers: dict[int, date]) -> dict[int, SignatureAgreement]:
    text = agreement_text()
    digest = sha256(text.encode()).hexdigest()
    accounts = dict(Account.objects.filter(person__in=signers.values()).values_list("person", "login"))
    first: dict[int, date] = {}
    for person, signer in signers.items():
        first[signer] = min(first.get(signer, readers[person]), readers[person])
    known = {
        one.person_id: one
        for one in SignatureAgreement.objects.filter(person__in=accounts, withdrawn_at=None)
    }
    made = SignatureAgreement.objects.bulk_create(
        SignatureAgreement(
            person_id=person, text=text, sha256=digest, login=login, given_at=at(first[person], time(9))
        )
        for person, login in accounts.items()
        if person not in known
    )
    return known | {one.person_id: one for one in made}
