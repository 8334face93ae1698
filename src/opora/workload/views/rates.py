"""What an hour costs under each contract (S0-5.10a)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.kernel.clock import today
from opora.kernel.errors import Refused
from opora.people.access import ActorRequest, allow
from opora.people.models import StaffContract
from opora.regulations.middleware import founded

from .. import actions, queries
from ..access import KEEPERS, PAY_READERS, may_set_rates
from ..forms.entries import RateForm
from .month import chosen_branch


@require_GET
@allow(PAY_READERS)
def rates(request: ActorRequest) -> HttpResponse:
    """Contracts of a branch with their rates, the latest first."""
    branch, every = chosen_branch(request.actor, request.GET)
    context = {
        "branch": branch,
        "branches": every if len(every) > 1 else [],
        "rows": queries.rates_of(branch, today(branch.timezone).replace(day=1)),
        "may_set": may_set_rates(request.actor),
    }
    return render(request, "workload/rates.html", context)


@require_http_methods(["GET", "POST"])
@allow(KEEPERS)
def set_rate(request: ActorRequest, pk: int) -> HttpResponse:
    """A new rate of a contract from a day on."""
    contract = get_object_or_404(
        request.actor.within(StaffContract.objects.select_related("person", "branch")), pk=pk
    )
    back = f"{reverse('workload:rates')}?branch={contract.branch_id}"
    form = RateForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_from": max(today(contract.branch.timezone).replace(day=1), contract.valid_from)},
    )
    context = {"form": form, "contract": contract, "back": back}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.set_rate(
                contract,
                since=data["valid_from"],
                kopecks=form.kopecks(),
                unit=data["unit"],
                kind=data["kind"],
            )
        except Refused as refused:
            return render(request, "workload/rate.html", {**context, "refused": founded(refused)}, status=422)
        messages.success(
            request,
            _("{name}: ставка действует с {day}.").format(
                name=contract.person.short_name, day=data["valid_from"].strftime("%d.%m.%Y")
            ),
        )
        return redirect(back)
    return render(request, "workload/rate.html", context, status=422 if form.errors else 200)
