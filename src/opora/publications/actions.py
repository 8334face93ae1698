"""Facts are written down once, at the moment they happen, with what could be seen from then on."""

from datetime import datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import override

from opora.kernel.clock import now
from opora.people.models import Person
from opora.people.queries import organisation
from opora.regulations.models import ActEdition
from opora.schedule.models import Publication, Schedule
from opora.schedule.queries import SHOWN

from .models import Fact, Snapshot, canonical
from .queries.content import act_content, board_content, grafik_content

Kind = Fact.Kind
SITE_GRAFIK, SITE_ACT = "официальный сайт, /grafik/", "официальный сайт, /acts/{code}/"


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(organisation().timezone))


@transaction.atomic
def schedule_approved(schedule: Schedule, *, shown_from: datetime | None = None) -> None:
    with override("ru"):
        place = schedule.approval
    _record(Kind.APPROVED, schedule, place, grafik_content(schedule), schedule.approved_by, shown_from)


@transaction.atomic
def schedule_on_site(schedule: Schedule, *, shown_from: datetime | None = None) -> None:
    """Published is what the page of the site shows from the same transaction on (S1-3.4b)."""
    _record(Kind.SITE, schedule, SITE_GRAFIK, grafik_content(schedule), schedule.published_by, shown_from)


@transaction.atomic
def schedule_on_boards(schedule: Schedule) -> None:
    """The board of every branch the edition serves, with the meetings it shows from now on."""
    for line in schedule.lines.order_by("branch_id").distinct("branch_id").select_related("branch"):
        place = f"табло, {line.branch.name}"
        _record(Kind.BOARD, schedule, place, board_content(schedule, line.branch), None, None)


@transaction.atomic
def schedule_on_stand(publication: Publication) -> None:
    """A person says since when the printed edition hangs on a stand; the system keeps what it says."""
    schedule = publication.schedule
    place = f"стенд, {publication.note}" if publication.note else "информационный стенд"
    hung = min(_midnight(publication.on), now())
    _record(Kind.STAND, schedule, place, grafik_content(schedule), publication.by, hung)


@transaction.atomic
def act_in_force(edition: ActEdition, *, shown_from: datetime | None = None) -> None:
    """An approved edition stands on the site from its approval, before it comes into force too (case 42)."""
    order, content = edition.order, act_content(edition)
    stamp = f"гриф «УТВЕРЖДАЮ»: {edition.stamp_words}"
    place = f"приказ № {order.number} от {order.date:%d.%m.%Y}" if order else stamp
    signer = edition.stamped_by or (order.signer if order else None)
    _record(Kind.APPROVED, edition, place, content, signer, shown_from)
    page = SITE_ACT.format(code=edition.act.code)
    _record(Kind.SITE, edition, page, content, None, shown_from)


@transaction.atomic
def act_revoked(edition: ActEdition, *, shown_from: datetime | None = None) -> None:
    order = edition.revoked_by
    place = f"приказ № {order.number} от {order.date:%d.%m.%Y}" if order else "приказ"
    signer = order.signer if order else None
    _record(Kind.REVOKED, edition, place, act_content(edition, ended=True), signer, shown_from)


@transaction.atomic
def page_on_site(page: str, *, place: str, content: dict[str, Any], by: Person | None = None) -> None:
    """A page of news or of «Сведения» as it can be seen from this transaction on; the same again is no fact.

    ``content`` is plain data with ``heading``, from which the page is drawn again.
    """
    last = Fact.objects.filter(page=page).select_related("snapshot").order_by("-id").first()
    same = last and last.kind == Kind.SITE and last.snapshot.sha256 == _digest(canonical(content))
    if not same:
        _record(Kind.SITE, page, place, content, by, None)


@transaction.atomic
def page_taken_off(page: str, *, place: str, by: Person | None = None) -> None:
    """It is no longer on the site; nothing to say of what never was."""
    last = Fact.objects.filter(page=page).select_related("snapshot").order_by("-id").first()
    if last and last.kind == Kind.SITE:
        _record(Kind.REVOKED, page, place, last.snapshot.data, by, None)


@transaction.atomic
def record_missing() -> int:
    """What was shown before the register was kept: as it stands, from the moment its own row remembers.

    The difference of ``recorded_at`` and ``shown_from`` says that it was written down later.
    """
    facts = Fact.objects.filter(kind=Kind.SITE)
    schedules = Schedule.objects.filter(state__in=SHOWN, published_at__isnull=False).exclude(
        Exists(facts.filter(schedule=OuterRef("pk")))
    )
    editions = ActEdition.objects.filter(state=ActEdition.State.APPROVED).exclude(
        Exists(facts.filter(edition=OuterRef("pk")))
    )
    done = 0
    for schedule in schedules.select_related("order", "approved_by", "published_by"):
        if schedule.approval_day:
            schedule_approved(schedule, shown_from=_midnight(schedule.approval_day))
        schedule_on_site(schedule, shown_from=schedule.published_at)
        done += 1
    for edition in editions.select_related("act", "order__signer", "stamped_by", "revoked_by__signer"):
        act_in_force(edition, shown_from=_midnight(edition.published_on or edition.effective_from))
        if edition.revoked_by:
            act_revoked(edition, shown_from=_midnight(edition.revoked_by.date))
        done += 1
    return done


def _record(
    kind: Fact.Kind,
    document: Schedule | ActEdition | str,
    place: str,
    content: dict[str, Any],
    by: Person | None,
    shown_from: datetime | None,
) -> Fact:
    """The same fact again is the same row, but of a page, which may be again what it was before.

    A date given by a person is never after its record.
    """
    moment = now()
    snapshot = _kept(canonical(content), moment)
    mine = _of(document)
    known = Fact.objects.filter(kind=kind, place=place, snapshot=snapshot, **mine).first()
    if known and not known.page:
        return known
    fact = Fact(
        kind=kind,
        title=content["heading"][:300],
        place=place[:200],
        shown_from=min(shown_from or moment, moment),
        recorded_at=moment,
        by=by,
        snapshot=snapshot,
        **mine,
    )
    fact.seal = fact.sealed()
    fact.save()
    return fact


def _of(document: Schedule | ActEdition | str) -> dict[str, Any]:
    if isinstance(document, str):
        return {"page": document}
    return {"schedule": document} if isinstance(document, Schedule) else {"edition": document}


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _kept(content: bytes, moment: datetime) -> Snapshot:
    digest = _digest(content)
    row, _new = Snapshot.objects.get_or_create(
        sha256=digest, defaults={"content": content, "made_at": moment}
    )
    return row
