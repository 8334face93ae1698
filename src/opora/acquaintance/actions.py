"""Agreeing to the signature, getting acquainted in the cabinet or on paper, reminding."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opora.files.actions import keep
from opora.files.models import StoredFile
from opora.kernel.clock import now
from opora.kernel.rules import enforce
from opora.notifications.actions import Message, notify_all
from opora.notifications.models import Notification
from opora.people.models import Account, Person
from opora.people.queries import home_day, verified_representatives, wards_of
from opora.people.rules import adult_on
from opora.regulations.models import ActEdition
from opora.regulations.queries import editions_asked, text_digest

from . import rules
from .models import Acquaintance, SignatureAgreement
from .queries.agreement import agreement_of, agreement_text
from .queries.circle import Asked, asked, due_of
from .queries.lists import key_of

Way = Acquaintance.Way


@transaction.atomic
def agree_to_signature(account: Account, *, ip: str = "") -> SignatureAgreement:
    """The text as it is now is kept with who, when and from where; a second time changes nothing."""
    person = Person.objects.select_for_update().get(pk=account.person_id)
    text = agreement_text()
    return agreement_of(person) or SignatureAgreement.objects.create(
        person=person,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        login=account.login,
        ip=ip,
        given_at=now(),
    )


@transaction.atomic
def withdraw_agreement(person: Person) -> None:
    """From now on by paper; what was signed stays signed."""
    SignatureAgreement.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now())


@transaction.atomic
def acquaint(
    edition: ActEdition, *, person: Person, account: Account, agrees: bool = False, ip: str = ""
) -> Acquaintance:
    """«Ознакомлен(а)» in the cabinet, under exactly this text; a second time changes nothing.

    The owner of ``account`` signs for himself or, as a verified representative, for a minor. ``agrees`` gives
    the agreement with the same press. Raises ``Refused`` by ACQ-01, ACQ-02, ACQ-03.
    """
    on, by = home_day(), account.person
    row = _row(edition, person, on)
    enforce(rules.edition_concerns(edition, person, row))
    assert row is not None  # noqa: S101 -- enforced above
    is_ward = person != by and person in wards_of(by, on)
    agreement = agreement_of(by)
    enforce(
        rules.may_sign_for(person, by, row, is_ward=is_ward, on=on),
        rules.signature_is_agreed(agreement, agrees),
    )
    mark, _created = Acquaintance.objects.get_or_create(
        edition=edition,
        person=person,
        defaults={
            "given_by": by,
            "way": Way.ESIGN,
            "at": now(),
            "signed_on": on,
            "sha256": text_digest(edition),
            "agreement": agreement or agree_to_signature(account, ip=ip),
        },
    )
    return mark


def _row(edition: ActEdition, person: Person, on: date) -> Asked | None:
    known = [one for one in editions_asked(on) if one.pk == edition.pk]
    return next(iter(asked(known, on, people=[person.pk])), None)


@transaction.atomic
def enter_sheet(
    edition: ActEdition, *, people: Collection[Person], scan: UploadedFile[Any], signed_on: date, by: Person
) -> list[Acquaintance]:
    """Signatures of a paper sheet with its scan; what was confirmed before stays. Answers the new marks.

    Raises ``Refused`` by ACQ-01 for one whom the edition does not concern, ACQ-04, FIL-01…03.
    """
    on = home_day()
    enforce(rules.sheet_is_dated(signed_on, edition, on))
    rows = {
        row.person: row
        for row in asked(
            [one for one in editions_asked(on) if one.pk == edition.pk],
            on,
            people=[person.pk for person in people],
        )
    }
    enforce(*(rules.edition_concerns(edition, person, rows.get(person.pk)) for person in people))
    return put_on_paper(edition, people, keep(scan, by=by), signed_on, by)


def put_on_paper(
    edition: ActEdition, people: Iterable[Person], sheet: StoredFile, signed_on: date, by: Person
) -> list[Acquaintance]:
    known = set(Acquaintance.objects.filter(edition=edition).values_list("person_id", flat=True))
    at, digest = now(), text_digest(edition)
    return Acquaintance.objects.bulk_create(
        Acquaintance(
            edition=edition,
            person=person,
            given_by=by,
            way=Way.PAPER,
            at=at,
            signed_on=signed_on,
            sha256=digest,
            sheet=sheet,
        )
        for person in people
        if person.pk not in known
    )


@transaction.atomic
def drop_mark(mark: Acquaintance) -> None:
    """A wrong line of a paper sheet; the audit trail remembers it. Raises ``Refused`` by ACQ-07."""
    held = Acquaintance.objects.select_for_update(of=("self",)).get(pk=mark.pk)
    enforce(rules.mark_may_be_dropped(held))
    held.delete()


@transaction.atomic
def remind(edition: ActEdition, person: Person) -> int:
    """By hand, once a day; of a minor the representatives are told too. Raises ``Refused`` by ACQ-06."""
    on = home_day()
    row = _row(edition, person, on)
    key = key_of(edition, "remind", f"{on:%Y%m%d}")
    told = Notification.objects.filter(person=person, key=key).exists()
    enforce(rules.may_be_reminded(person, row, reminded_today=told))
    assert row is not None  # noqa: S101 -- enforced above
    return tell([(edition, row)], key="remind")


@transaction.atomic
def remind_all(edition: ActEdition, rows: Iterable[Asked]) -> int:
    """Everybody of these who has not read it; those told today are left out. Answers how many were told."""
    return tell([(edition, row) for row in rows if row.mark is None], key="remind")


def invite(editions: Iterable[ActEdition] | None = None, people: Collection[int] | None = None) -> int:
    """Tell those whom editions concern and who have not read them; each is told of an edition once."""
    on = home_day()
    chosen = None if editions is None else {edition.pk for edition in editions}
    known = [one for one in editions_asked(on) if chosen is None or one.pk in chosen]
    by_number = {edition.pk: edition for edition in known}
    rows = [row for row in asked(known, on, people=people) if row.mark is None]
    return tell([(by_number[row.edition], row) for row in rows])


def tell(pairs: Iterable[tuple[ActEdition, Asked]], *, key: str = "") -> int:
    """One message a person and edition; ``key`` says how often. Answers how many have heard something new."""
    pairs = list(pairs)
    on = home_day()
    people = Person.objects.in_bulk({row.person for _edition, row in pairs})
    minors = [pk for pk, who in people.items() if who.birth_date and adult_on(who.birth_date) > on]
    parents = verified_representatives(minors) if minors else {}
    with override("ru"):
        messages = [
            _message(edition, people[row.person], reader, due_of(edition, row.since), key, on)
            for edition, row in pairs
            for reader in (people[row.person], *parents.get(row.person, []))
        ]
        told = notify_all(messages) if messages else []
    return len({row.person_id for row in told} & people.keys())


def _message(edition: ActEdition, person: Person, reader: Person, due: date, key: str, on: date) -> Message:
    own = person == reader
    act, number = edition.act.short_title, edition.number
    title = _("Ознакомьтесь: {act}, редакция {number}").format(act=act, number=number)
    if due < on:
        words = _("Срок был до {day}.").format(day=f"{due:%d.%m.%Y}")
    else:
        words = _("Ознакомьтесь с новой редакцией до {day}.").format(day=f"{due:%d.%m.%Y}")
    since = (_("Действует с {day}.") if edition.effective_from <= on else _("Вступит в силу {day}.")).format(
        day=f"{edition.effective_from:%d.%m.%Y}"
    )
    whom = "" if own else _("За кого: {name}.").format(name=person.short_name)
    stamp = (key, f"{on:%Y%m%d}") if key else ()
    return Message(
        reader,
        key=key_of(edition, *stamp) if own else key_of(edition, *stamp, "for", person.pk),
        title=title,
        body=" ".join(filter(None, (words, since, edition.summary[:300], whom))),
        url=reverse("acquaintance:read", args=[edition.pk]),
    )
