"""«Цели помощи»: beside each aim of the act the figures other pages count, and the way there (S1-1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from opora.channels.queries import register, usable
from opora.consultations.models import Booking, Session
from opora.duties.queries import downtime
from opora.people.access import Actor
from opora.people.models import Role
from opora.people.queries import home_day
from opora.progress.queries import by_programme, help_by_run, runs_for
from opora.regulations.models import Clause
from opora.regulations.queries import HELP_ACT, edition_in_force
from opora.schedule.models import Mode

from .activity import Period, activity, use_of_portal
from .quality import quality

HELD = (Session.State.HELD, Session.State.CONFIRMED, Session.State.CORRECTION)


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted, how much, the name of the page that shows it row by row; ``weak``: look there."""

    words: str
    value: str
    page: str
    weak: bool = False
    with_period: bool = True


@dataclass(frozen=True, slots=True)
class Aim:
    title: str
    words: str
    icon: str
    figures: list[Figure]


def aims(actor: Actor, period: Period) -> list[Aim]:
    """Four aims of the act. A constant number of statements."""
    on = min(period.until, home_day())
    return [
        Aim(
            _("Методическое обеспечение"),
            _("помощь есть по каждой дисциплине и доходит до того, кто просил"),
            "book-2",
            list(_completeness(actor, period, on)),
        ),
        Aim(
            _("Квалифицированная поддержка"),
            _("помогают вовремя и так, что становится понятно"),
            "school",
            list(_qualification(actor, period)),
        ),
        Aim(
            _("Мотивация к учёбе"),
            _("слушатели приходят, спрашивают и возвращаются"),
            "thumb-up",
            list(_motivation(actor, period)),
        ),
        Aim(
            _("Условия за счёт ИКТ"),
            _("учиться можно на расстоянии, средства работают"),
            "video",
            list(_conditions(actor, period, on)),
        ),
    ]


def clause_of_aims(on: date) -> Clause | None:
    """The clause of the help act in force that names its aims."""
    edition = edition_in_force(on, act=HELP_ACT)
    if edition is None:
        return None
    return Clause.objects.filter(edition=edition, text__iregex=r"^\s*цел(ь|и|ями)\M").first()


def _of(part: int, whole: int) -> str:
    return _("{part} из {whole}").format(part=part, whole=whole)


def _completeness(actor: Actor, period: Period, on: date) -> Iterator[Figure]:
    """Of disciplines that were studied in the period, over their whole term."""
    found = runs_for(actor, on, everything=True).filter(
        starts_on__lte=period.until, ends_on__gte=period.since
    )
    if period.branch:
        found = found.filter(group__branch=period.branch)
    runs = list(found)
    rows = help_by_run(runs, on)
    red = sum(row.standing == "red" for row in rows)
    page = "progress:disciplines"
    yield Figure(_("Дисциплин с консультациями"), _of(len(rows) - red, len(rows)), page, bool(red), False)
    received, asked = sum(row.help.received for row in rows), sum(row.help.asked for row in rows)
    yield Figure(_("Получили помощь из просивших"), _of(received, asked), page, False, False)
    refused = sum(row.help.refused for row in rows)
    yield Figure(_("Отказов с причиной"), str(refused), page, False, False)
    programmes = by_programme(run.group_id for run in runs)
    without = sum(one.is_red for one in programmes)
    yield Figure(
        _("Программ с ДОТ, где есть индивидуальная помощь"),
        _of(len(programmes) - without, len(programmes)), page, bool(without), False,
    )  # fmt: skip


def _qualification(actor: Actor, period: Period) -> Iterator[Figure]:
    share = quality(actor, period).total
    told = f"{share.percent} %" if share.percent is not None else _("мало ответов")
    yield Figure(_("Консультация помогла"), told, "reports:quality", share.is_low)
    rows = activity(actor, period)
    late = sum(row.late + row.overdue for row in rows)
    yield Figure(_("Ответов позже срока"), str(late), "reports:activity", bool(late))
    held, planned = sum(row.held for row in rows), sum(row.planned for row in rows)
    yield Figure(_("Проведено встреч"), _of(held, planned), "reports:activity")
    remarks = sum(bool(row.remarks) for row in rows)
    yield Figure(_("Работников, кого есть о чём спросить"), _of(remarks, len(rows)), "reports:activity")


def _motivation(actor: Actor, period: Period) -> Iterator[Figure]:
    places = actor.within(
        Booking.objects.filter(session__date__range=(period.since, period.until)), "session__branch"
    )
    if period.branch:
        places = places.filter(session__branch=period.branch)
    came = places.aggregate(
        n=Count("pk", filter=Q(state=Booking.State.ATTENDED)),
        missed=Count("pk", filter=Q(state=Booking.State.NO_SHOW)),
    )
    yield Figure(_("Пришли из записанных"), _of(came["n"], came["n"] + came["missed"]), "reports:journal")
    asked = places.exclude(question="").count()
    yield Figure(_("Записались со своим вопросом"), str(asked), "progress:topics", with_period=False)
    label = str(Role.LEARNER.label)
    visits = next((one for one in use_of_portal(actor, period).roles if one.role == label), None)
    value = _of(visits.came, visits.people) if visits else _of(0, 0)
    yield Figure(_("Слушателей заходили в кабинет"), value, "reports:use")


def _conditions(actor: Actor, period: Period, on: date) -> Iterator[Figure]:
    held = actor.within(Session.objects.filter(state__in=HELD, date__range=(period.since, period.until)))
    if period.branch:
        held = held.filter(branch=period.branch)
    counts = held.aggregate(n=Count("pk"), remote=Count("pk", filter=Q(mode__in=[Mode.ONLINE, Mode.OFFLINE])))
    yield Figure(_("Встреч на расстоянии"), _of(counts["remote"], counts["n"]), "reports:journal")
    ready, known = usable(on).count(), register().count()
    yield Figure(
        _("Средств связи, которыми можно пользоваться"), _of(ready, known), "channels:list", not ready,
        with_period=False,
    )  # fmt: skip
    stood = downtime(*period.moments)
    yield Figure(
        _("Часов, когда портал не работал"), str(stood.hours), "duties:outages", bool(stood.unnamed),
        with_period=False,
    )  # fmt: skip
