"""Live evidence: what the system itself shows of a duty, counted when asked, with the page behind it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.consultations.models import PrepEvidence, Session
from opora.consultations.queries.sessions import to_fill
from opora.journal.models import JournalEntry
from opora.kernel.clock import now
from opora.people.models import Account, DataChange
from opora.people.queries import changes_to_check, without_account
from opora.regulations.models import ActEdition, LocalAct
from opora.regulations.reading.queries import norms, stale_citations
from opora.schedule.models import Mode, ScheduleLine
from opora.schedule.queries import published_on
from opora.studies.models import Enrolment, Group, GroupPart
from opora.studies.queries import contracts_ending
from opora.studies.rules import ACTIVE

from .outages import downtime

MONTH, YEAR = timedelta(days=30), timedelta(days=365)
HELD = (Session.State.HELD, Session.State.CONFIRMED)
People = Collection[int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """``page`` is the name of a page and ``query`` its filter; ``weak``: it asks for attention."""

    words: str
    page: str
    query: str = ""
    weak: bool = False


def _schedule(on: date, _people: People) -> Evidence:
    current = published_on(on).first()
    groups = Group.objects.filter(starts_on__lte=on, ends_on__gte=on, programme__uses_distance_tech=True)
    if current is None:
        return Evidence(_("действующего графика нет"), "schedule:list", weak=True)
    words = _("действует график, ред. {n}; групп с ДОТ: {groups}")
    return Evidence(words.format(n=current.edition, groups=groups.count()), "schedule:list")


def _access(on: date, people: People) -> Evidence:
    accounts = Account.objects.filter(person__in=people).values("pk")
    count = JournalEntry.objects.filter(account_id__in=accounts, at__gte=now() - MONTH).count()
    return Evidence(
        _("изменений ответственного за 30 дней: {n}").format(n=count), "journal:list", weak=not count
    )


def _enrolled(on: date, _people: People) -> Evidence:
    count = Enrolment.objects.filter(enrolled_on__range=(on - MONTH, on)).count()
    return Evidence(_("зачислено за 30 дней: {n}").format(n=count), "studies:groups", weak=not count)


def _norms(on: date, _people: People) -> Evidence:
    register = norms()
    stale = len(stale_citations(on, register))
    words = _("норм под наблюдением: {n}; ссылок на утратившие силу: {stale}")
    return Evidence(words.format(n=len(register), stale=stale), "regulations:norms", weak=bool(stale))


def _drafts(on: date, _people: People) -> Evidence:
    counts = ActEdition.objects.aggregate(
        done=Count("pk", filter=Q(state=ActEdition.State.APPROVED, effective_from__gte=on - YEAR)),
        open=Count("pk", filter=~Q(state=ActEdition.State.APPROVED)),
    )
    words = _("редакций за год: {done}; в работе: {open}").format(**counts)
    return Evidence(words, "regulations:list", weak=not any(counts.values()))


def _forms(on: date, _people: People) -> Evidence:
    counts = Session.objects.filter(state__in=HELD, date__range=(on - MONTH, on)).aggregate(
        online=Count("pk", filter=Q(mode=Mode.ONLINE)), offline=Count("pk", filter=Q(mode=Mode.OFFLINE))
    )
    words = _("за 30 дней: онлайн {online}, отложенно {offline}").format(**counts)
    return Evidence(words, "reports:journal", weak=not any(counts.values()))


def consulting(on: date, people: People) -> Evidence:
    held = Session.objects.filter(state__in=HELD, date__range=(on - MONTH, on), person__in=people)
    count = held.count()
    return Evidence(
        _("встреч ответственного за 30 дней: {n}").format(n=count), "reports:journal", weak=not count
    )


def _guides(on: date, _people: People) -> Evidence:
    kinds = (LocalAct.Kind.INSTRUCTION, LocalAct.Kind.RULES)
    acts = LocalAct.objects.filter(
        kind__in=kinds, editions__state=ActEdition.State.APPROVED, editions__effective_from__lte=on
    )
    count = acts.distinct().count()
    return Evidence(_("правил и инструкций: {n}").format(n=count), "regulations:list", weak=not count)


def _safety(on: date, _people: People) -> Evidence:
    count = JournalEntry.objects.filter(at__gte=now() - timedelta(days=1)).count()
    return Evidence(_("журнал изменений ведётся, за сутки записей: {n}").format(n=count), "journal:list")


def _accounts(on: date, _people: People) -> Evidence:
    active = Account.objects.filter(state=Account.State.ACTIVE).count()
    missing = without_account(on).count()
    words = _("входов: {n}; без входа: {missing}").format(n=active, missing=missing)
    return Evidence(words, "people:list", "role=without_account" if missing else "", weak=bool(missing))


def _logins(on: date, _people: People) -> Evidence:
    counts = Account.objects.aggregate(
        closed=Count("pk", filter=Q(state=Account.State.SUSPENDED)),
        invited=Count("pk", filter=Q(state=Account.State.INVITED)),
    )
    words = _("приостановлено: {closed}; ждут первого входа: {invited}").format(**counts)
    return Evidence(words, "people:list", weak=bool(counts["closed"]))


def _activity(on: date, _people: People) -> Evidence:
    held = Session.objects.filter(state__in=HELD, date__range=(on - MONTH, on)).count()
    missing = to_fill().count()
    words = _("проведено за 30 дней: {n}; не записано: {missing}").format(n=held, missing=missing)
    return Evidence(words, "reports:journal", weak=bool(missing))


def hours(on: date, people: People) -> Evidence:
    lines = ScheduleLine.objects.filter(schedule__in=published_on(on).values("pk"), person__in=people)
    count = lines.count()
    return Evidence(_("строк ответственного в графике: {n}").format(n=count), "schedule:list", weak=not count)


def _identity(on: date, _people: People) -> Evidence:
    since = datetime.combine(on - YEAR, time(), UTC)
    done = DataChange.objects.exclude(state=DataChange.State.PENDING).filter(decided_at__gte=since).count()
    words = _("сверено с документами за год: {n}; ждут: {waiting}")
    waiting = changes_to_check().count()
    return Evidence(words.format(n=done, waiting=waiting), "people:changes", weak=bool(waiting))


def _attestation(on: date, _people: People) -> Evidence:
    ahead = GroupPart.objects.filter(attestation_on__range=(on, on + MONTH)).count()
    early = len(contracts_ending(Group.objects.all(), on))
    words = _("аттестаций за 30 дней вперёд: {n}; договор кончится раньше: {early}")
    return Evidence(words.format(n=ahead, early=early), "progress:final", weak=bool(early))


def _materials(on: date, _people: People) -> Evidence:
    studying = Enrolment.objects.filter(state__in=ACTIVE).values("group")
    runs = GroupPart.objects.filter(group__in=studying, attestation_on__range=(on, on + MONTH)).count()
    count = PrepEvidence.objects.filter(created_at__gte=now() - MONTH).count()
    words = _("материалов к аттестации за 30 дней: {n}; дисциплин впереди: {runs}")
    return Evidence(words.format(n=count, runs=runs), "consultations:preps", weak=bool(runs) and not count)


def _server(on: date, _people: People) -> Evidence:
    return Evidence(_("сервер отвечает"), "website:health")


def _outages(on: date, _people: People) -> Evidence:
    moment = now()
    stood = downtime(moment - MONTH, moment)
    words = _("сбоев и внеплановых работ за 30 дней: {n}, часов: {hours}; идёт сейчас: {open}")
    return Evidence(
        words.format(n=stood.count, hours=stood.hours, open=stood.going_on),
        "duties:outages",
        weak=bool(stood.going_on or stood.unnamed),
    )


Counted = Callable[[date, People], Evidence]
EVIDENCE: dict[str, tuple[str | Promise, Counted]] = {
    "schedule": (gettext_lazy("график и группы с ДОТ"), _schedule),
    "access": (gettext_lazy("изменения в журнале"), _access),
    "enrolled": (gettext_lazy("зачисленные"), _enrolled),
    "norms": (gettext_lazy("реестр внешних норм"), _norms),
    "drafts": (gettext_lazy("редакции актов"), _drafts),
    "forms": (gettext_lazy("консультации онлайн и отложенные"), _forms),
    "consulting": (gettext_lazy("встречи ответственного"), consulting),
    "guides": (gettext_lazy("правила и инструкции"), _guides),
    "safety": (gettext_lazy("журнал изменений"), _safety),
    "accounts": (gettext_lazy("входы пользователей"), _accounts),
    "logins": (gettext_lazy("приостановленные и новые входы"), _logins),
    "activity": (gettext_lazy("проведённые и не записанные консультации"), _activity),
    "hours": (gettext_lazy("строки ответственного в графике"), hours),
    "identity": (gettext_lazy("сверка данных с документами"), _identity),
    "attestation": (gettext_lazy("аттестации и сроки договоров"), _attestation),
    "materials": (gettext_lazy("материалы к аттестации"), _materials),
    "server": (gettext_lazy("состояние сервера"), _server),
    "outages": (gettext_lazy("журнал сбоев и работ"), _outages),
}


def register_evidence(key: str, words: str | Promise, count: Counted) -> None:
    """A higher domain counts what it alone knows; for its ``reactions.py``."""
    EVIDENCE[key] = (words, count)


def evidence_of(keys: Iterable[str], on: date, people: Mapping[str, set[int]]) -> dict[str, Evidence]:
    """By key. At most a few statements a key, whatever the size of the centre."""
    return {key: EVIDENCE[key][1](on, people.get(key, ())) for key in sorted(set(keys)) if key in EVIDENCE}
