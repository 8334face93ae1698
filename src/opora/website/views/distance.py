"""The public page on e-learning and distance technologies, and how it is kept."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow, public
from opora.regulations.middleware import founded

from ..access import KEEPERS, READERS
from ..actions import sections as actions
from ..forms.sections import SectionForm, WordForm
from ..middleware import for_everybody, state_of
from ..models import Place, SectionVersion
from ..queries import sections as queries
from ..queries.distance import distance_page, page_title
from ..queries.freshness import freshness
from ..queries.marked import to_html
from ..queries.state import aged, site_state
from ..rules import page_is_fresh

VERSIONS_ON_PAGE = 30


@for_everybody(site_state)
@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    state = state_of(request, site_state)
    page = distance_page(state)
    context = {"page": page, "updated": page.freshness.updated, "made_of": aged(state)}
    return render(request, "website/distance.html", context)


@require_safe
@allow(READERS)
def keep(request: ActorRequest) -> HttpResponse:
    """What of the page people write, how fresh it is, what to do."""
    found = freshness()
    written = queries.current()
    context = {
        "title": page_title(),
        "freshness": found,
        "stale": page_is_fresh(found),
        "rows": [(place, place.label, written.get(place)) for place in Place],
        "may_edit": request.actor.role in KEEPERS,
    }
    return render(request, "website/keep.html", context)


@require_POST
@allow(KEEPERS)
def check(request: ActorRequest) -> HttpResponse:
    actions.check_page(by=request.actor.person)
    messages.success(request, _("Отмечено: страница проверена сегодня."))
    return redirect("website:keep")


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def edit(request: ActorRequest, place: str) -> HttpResponse:
    """Text with marks; «Показать» shows how it will look, «Сохранить» makes a version."""
    here, before = _place(place), queries.latest(_place(place))
    base = before.number if before else 0
    start = before.text if before else queries.sample(here)
    if request.method == "GET":
        form = SectionForm(initial={"base": base, "text": start})
        return _editor(request, here, form, before=before)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return _editor(request, here, form, before=before, status=422)
    if "preview" in request.POST:
        return _editor(request, here, form, before=before, preview=to_html(form.cleaned_data["text"]))
    try:
        saved = actions.write_section(here, **form.cleaned_data, by=request.actor.person)
    except Refused as refused:
        again = SectionForm({"base": base, "text": form.cleaned_data["text"]})
        return _editor(request, here, again, before=before, refused=founded(refused), status=422)
    messages.success(request, _("Раздел сохранён, версия {n}.").format(n=saved.number))
    return redirect("website:keep")


@require_POST
@allow(KEEPERS)
def word(request: ActorRequest, place: str) -> HttpResponse:
    """The text of a Word file in the editor; nothing is saved yet."""
    here, before = _place(place), queries.latest(_place(place))
    form = WordForm(request.POST, request.FILES)
    base = before.number if before else 0
    if not form.is_valid():
        text = before.text if before else queries.sample(here)
        shown = SectionForm(initial={"base": base, "text": text})
        return _editor(request, here, shown, before=before, word_form=form, status=422)
    text = form.cleaned_data["file"]
    shown = SectionForm(initial={"base": base, "text": text})
    return _editor(request, here, shown, before=before, preview=to_html(text))


@require_safe
@allow(READERS)
def versions(request: ActorRequest, place: str) -> HttpResponse:
    here = _place(place)
    page = Paginator(queries.versions(here), VERSIONS_ON_PAGE).get_page(request.GET.get("page"))
    shown = (
        queries.versions(here).filter(number=request.GET.get("version", "0") or "0").first()
        if (request.GET.get("version", "0").isdigit())
        else None
    )
    context = {
        "place": here,
        "page": page,
        "shown": shown,
        "html": to_html(shown.text) if shown else "",
        "may_edit": request.actor.role in KEEPERS,
    }
    return render(request, "website/versions.html", context)


@require_POST
@allow(KEEPERS)
def restore(request: ActorRequest, place: str, number: int) -> HttpResponse:
    here = _place(place)
    version = get_object_or_404(SectionVersion, place=here, number=number)
    before = queries.latest(here)
    actions.restore_section(version, base=before.number if before else 0, by=request.actor.person)
    messages.success(request, _("Версия {n} возвращена.").format(n=number))
    return redirect("website:section_versions", place=here)


def _place(value: str) -> Place:
    if value not in Place:
        raise Http404
    return Place(value)


def _editor(
    request: ActorRequest,
    place: Place,
    form: SectionForm,
    *,
    before: SectionVersion | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"place": place, "form": form, "before": before, "word_form": WordForm(), **more}
    return render(request, "website/section.html", context, status=status)
