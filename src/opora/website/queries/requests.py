"""What workers ask of support and who applies for training, for the map of responsibility (S4-2.1)."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from opora.duties.queries import Evidence, consulting, hours
from opora.kernel.clock import now
from opora.people.models import StaffContract
from opora.studies.models import Enrolment

from ..models import Appeal, Application, Way
from .appeals import OPEN

MONTH = timedelta(days=30)


def of_workers(on: date) -> QuerySet[Appeal]:
    """Requests to support of a month from the cabinets of those who work here, with their ``branch``."""
    work = StaffContract.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), person=OuterRef("author"), valid_from__lte=on
    )
    rows = Appeal.objects.filter(
        kind=Appeal.Kind.SUPPORT, way=Way.CABINET, received_at__gte=now() - MONTH, joined_to=None
    ).annotate(branch=Subquery(work.order_by("-valid_from").values("branch")[:1]))
    return rows.filter(branch__isnull=False)


def requests(on: date, people: Collection[int]) -> Evidence:
    """S4-2.1g: meetings of the responsible and what workers ask by the cabinet."""
    met = consulting(on, people)
    asked = of_workers(on).aggregate(
        n=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN)),
        late=Count("pk", filter=Q(state__in=OPEN, due_on__lt=on)),
    )  # fmt: skip
    words = _("заявок работников в поддержку: {n}, ждут ответа: {open}").format(**asked)
    weak = bool(asked["late"]) or (met.weak and not asked["n"])
    return Evidence(f"{met.words}; {words}", "website:appeals", weak=weak)


def units(on: date, people: Collection[int]) -> Evidence:
    """S4-2.1m: hours of the responsible and how many branches have asked."""
    lines = hours(on, people)
    asked = of_workers(on).aggregate(n=Count("pk"), branches=Count("branch", distinct=True))
    words = _("заявок из подразделений: {n}, площадок: {branches}").format(**asked)
    return Evidence(f"{lines.words}; {words}", "website:appeals", weak=lines.weak and not asked["n"])


def admitted(on: date, _people: Collection[int]) -> Evidence:
    """S4-2.1c: who asked by the site to study here, and who was enrolled."""
    asked = Application.objects.filter(received_at__gte=now() - MONTH).count()
    waiting = Application.objects.filter(state=Application.State.REGISTERED).count()
    enrolled = Enrolment.objects.filter(enrolled_on__range=(on - MONTH, on)).count()
    words = _("за 30 дней: заявок {asked}, зачислено {enrolled}; ждут решения: {waiting}")
    return Evidence(
        words.format(asked=asked, enrolled=enrolled, waiting=waiting),
        "website:applications",
        weak=bool(waiting) or not (asked or enrolled),
    )
