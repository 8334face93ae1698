"""The card of the centre: names, requisites, branches with their time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.actions import add_branch, change_organisation
from opora.people.models import Organisation, Role
from opora.people.queries import branches
from opora.regulations.middleware import FoundedRefused, founded

from ..forms import BranchForm, CentreForm


@require_http_methods(["GET", "POST"])
@allow(Role.SPECIALIST, Role.DIRECTOR)
def centre(request: ActorRequest) -> HttpResponse:
    """What papers, letters and the site call the centre by."""
    row = Organisation.objects.get()
    if request.method == "GET":
        return _page(request, CentreForm(instance=row), BranchForm(initial={"timezone": row.timezone}))
    form = CentreForm(request.POST, instance=row)
    if not form.is_valid():
        return _page(request, form, BranchForm(initial={"timezone": row.timezone}), status=422)
    change_organisation(row, **form.values())
    messages.success(request, _("Сведения о центре сохранены."))
    return redirect("portal:centre")


@require_POST
@allow(Role.SPECIALIST, Role.DIRECTOR)
def branch(request: ActorRequest) -> HttpResponse:
    """Another place of work; its график goes by its own time."""
    row = Organisation.objects.get()
    form = BranchForm(request.POST)
    if not form.is_valid():
        return _page(request, CentreForm(instance=row), form, status=422)
    try:
        add_branch(row, name=form.cleaned_data["name"], timezone=form.cleaned_data["timezone"])
    except Refused as refused:
        return _page(request, CentreForm(instance=row), form, refused=founded(refused), status=422)
    messages.success(request, _("Филиал добавлен."))
    return redirect("portal:centre")


def _page(
    request: ActorRequest,
    form: CentreForm,
    branch_form: BranchForm,
    *,
    refused: FoundedRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "branch_form": branch_form, "branches": branches(), "refused": refused}
    return render(request, "portal/centre.html", context, status=status)
