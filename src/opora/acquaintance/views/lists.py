"""Who is acquainted and who is not: by act, by person; reminders and paper sheets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from opora.files.access import as_download
from opora.kernel.bulk import done_to_each, picked, rehearsed
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import Person, Role
from opora.people.queries import home_day
from opora.regulations.access import APPROVERS, EDITORS
from opora.regulations.middleware import founded
from opora.regulations.models import ActEdition
from opora.regulations.queries import Standing, acts_with_standing, edition_for, editions_asked, standing_of
from opora.studies.queries import groups_for

from .. import actions
from ..access import ENTERERS, READERS, may_enter
from ..forms import SheetForm
from ..models import Acquaintance
from ..queries import Progress, curated, lines, progress, wanted_rows
from ..queries.lists import ALL, DONE, LATE, UNREAD, wanted_of

PAGE = 50
GROUPS = 300


@require_GET
@allow(READERS)
def overview(request: ActorRequest) -> HttpResponse:
    """Every edition that is asked, with how many have read it."""
    on = home_day()
    editions = editions_asked(on)
    counts = progress(editions, on, curated(request.actor))
    rows = [(edition, counts.get(edition.pk, Progress())) for edition in editions]
    silent = [
        edition
        for _act, editions in acts_with_standing(on)
        for edition, standing in editions
        if standing in (Standing.IN_FORCE, Standing.UPCOMING) and not edition.concerns
    ]
    context = {
        "rows": sorted(rows, key=lambda row: (-row[1].late, -row[1].left)),
        "silent": silent,
        "may_announce": request.actor.role in EDITORS | APPROVERS,
        "on": on,
    }
    return render(request, "acquaintance/overview.html", context)


def edition_of(pk: int) -> ActEdition:
    edition: ActEdition = get_object_or_404(edition_for(pk), state=ActEdition.State.APPROVED)
    return edition


@require_GET
@allow(READERS)
def edition(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has read it and who has not, by role and group."""
    found, on = edition_of(pk), home_day()
    wanted = wanted_of(request.actor, request.GET)
    page = Paginator(wanted_rows(request.actor, found, wanted, on), PAGE).get_page(request.GET.get("page"))
    whole = progress([found], on, curated(request.actor, wanted.group)).get(pk, Progress())
    enters = may_enter(request.actor) and standing_of(found, on) in (Standing.IN_FORCE, Standing.UPCOMING)
    context = {
        "edition": found,
        "page": page,
        "rows": lines(request.actor, found, list(page), on),
        "wanted": wanted,
        "whole": whole,
        "segments": _segments(whole),
        "roles": [(role, Role(role).label) for role in found.concerns],
        "groups": groups_for(request.actor).filter(ends_on__gte=on).order_by("code")[:GROUPS],
        "may_enter": enters,
        "bulk_acts": _bulk_acts(pk) if enters and wanted.state != DONE else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "acquaintance/edition.html", context)


def _segments(whole: Progress) -> list[tuple[str, str, int]]:
    return [
        (UNREAD, _("Не ознакомлены"), whole.left),
        (LATE, _("Срок прошёл"), whole.late),
        (DONE, _("Ознакомлены"), whole.done),
        (ALL, _("Все"), whole.total),
    ]


def _bulk_acts(pk: int) -> list[dict[str, str]]:
    return [
        {"url": reverse("acquaintance:remind", args=[pk]), "icon": "bell", "words": _("Напомнить")},
        {
            "url": reverse("acquaintance:sheet", args=[pk]),
            "icon": "paperclip",
            "words": _("Внести бумажный лист"),
        },
    ]


def _picked(request: ActorRequest) -> list[Person]:
    """Marked people whom the reader sees here."""
    people = Person.objects.filter(pk__in=picked(request.POST.getlist("pick"))).order_by("search_name")
    own = curated(request.actor)
    return [person for person in people if own is None or person.pk in own]


def _back(request: ActorRequest, pk: int) -> str:
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("acquaintance:edition", args=[pk])


def _answers(outcomes: list[Any]) -> dict[str, Any]:
    rows = [
        {"pk": one.item.pk, "title": one.item.full_name, "words": "", "refused": one.refused}
        for one in outcomes
    ]
    return {
        "rows": rows,
        "good": [row for row in rows if not row["refused"]],
        "bad": [row for row in rows if row["refused"]],
    }


@require_POST
@allow(ENTERERS)
def remind(request: ActorRequest, pk: int) -> HttpResponse:
    """Those marked; shown first whom it will reach."""
    found, people, back = edition_of(pk), _picked(request), _back(request, pk)
    sure = "sure" in request.POST
    outcomes = (done_to_each if sure else rehearsed)(people, lambda person: actions.remind(found, person))
    if sure:
        _say_reminded(request, sum(one.refused is None for one in outcomes))
        return redirect(back)
    context = {
        "title": _("Напомнить об ознакомлении"),
        "lead": found,
        "button": _("Напомнить"),
        "back": back,
    }
    return render(request, "bulk.html", context | _answers(outcomes))


@require_POST
@allow(ENTERERS)
def remind_all(request: ActorRequest, pk: int) -> HttpResponse:
    """Everybody the filter leaves who has not read it."""
    found, on = edition_of(pk), home_day()
    if standing_of(found, on) not in (Standing.IN_FORCE, Standing.UPCOMING):
        raise Http404
    wanted = wanted_of(request.actor, request.POST)
    _say_reminded(request, actions.remind_all(found, wanted_rows(request.actor, found, wanted, on)))
    return redirect(_back(request, pk))


def _say_reminded(request: ActorRequest, count: int) -> None:
    if count:
        words = ngettext("Напомнили: {n} человек.", "Напомнили: {n}.", count)
        messages.success(request, words.format(n=count))
    else:
        messages.info(request, _("Сегодня им уже напоминали. Завтра можно снова."))


@require_POST
@allow(ENTERERS)
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Signatures of a paper sheet for those marked, with its scan."""
    found, people, back = edition_of(pk), _picked(request), _back(request, pk)
    form = SheetForm(request.POST, request.FILES) if "sure" in request.POST else SheetForm()
    context = {
        "edition": found,
        "people": people,
        "form": form,
        "back": back,
        "crumbs": [
            {"title": _("Ознакомление"), "url": reverse("acquaintance:overview")},
            {
                "title": f"{found.act.short_title}, {_('ред.')} {found.number}",
                "url": reverse("acquaintance:edition", args=[pk]),
            },
            {"title": _("Бумажный лист")},
        ],
    }
    if "sure" not in request.POST or not people:
        return render(request, "acquaintance/sheet.html", context)
    if not form.is_valid():
        return render(request, "acquaintance/sheet.html", context, status=422)
    data = form.cleaned_data
    try:
        made = actions.enter_sheet(
            found, people=people, scan=data["scan"], signed_on=data["signed_on"], by=request.actor.person
        )
    except Refused as refused:
        context["refused"] = founded(refused)
        return render(request, "acquaintance/sheet.html", context, status=422)
    words = ngettext("Внесена {n} подпись.", "Внесено подписей: {n}.", len(made))
    messages.success(request, words.format(n=len(made)))
    return redirect(back)


def _mark(request: ActorRequest, pk: int) -> Acquaintance:
    mark = get_object_or_404(Acquaintance.objects.select_related("sheet", "person"), pk=pk)
    own = curated(request.actor)
    if own is not None and mark.person_id not in own:
        raise Http404
    return mark


@require_GET
@allow(ENTERERS | {Role.DIRECTOR, Role.TRAINING_HEAD})
def scan(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The signed sheet as it was attached."""
    mark = _mark(request, pk)
    if mark.sheet is None:
        raise Http404
    return as_download(mark.sheet)


@require_POST
@allow(ENTERERS)
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """A line of a paper sheet entered by mistake."""
    mark = _mark(request, pk)
    actions.drop_mark(mark)
    messages.success(request, _("Отметка снята: {name}.").format(name=mark.person.short_name))
    return redirect(_back(request, mark.edition_id))
