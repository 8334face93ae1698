"""The frame of the график for other sites: who may show it, and the code to paste."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.people.access import ActorRequest, allow

from .. import actions, queries
from ..forms.editions import WidgetSiteForm
from ..forms.widget import WidgetForm
from ..models import WidgetSite


@allow(queries.EDITORS)
def widget(request: ActorRequest) -> HttpResponse:
    """The choice is in the address, so that a code can be made again and shared."""
    form = WidgetSiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        site = actions.allow_site(**form.cleaned_data)
        messages.success(request, _("Сайт может показывать график: {origin}.").format(origin=site.origin))
        return redirect("schedule:widget")
    choice = WidgetForm(request.GET if "theme" in request.GET else None)
    given: dict[str, Any] = choice.cleaned_data if choice.is_valid() else {}
    asked = {name: getattr(value, "pk", value) for name, value in given.items() if value}
    address = request.build_absolute_uri(reverse("website:widget"))
    if asked:
        address = f"{address}?{urlencode(asked)}"
    context = {
        "sites": WidgetSite.objects.order_by("origin"),
        "form": form,
        "choice": choice,
        "address": address,
        "code": format_html(
            '<iframe src="{}" title="{}" width="100%" height="520" loading="lazy"></iframe>',
            address,
            _("График консультаций"),
        ),
    }
    return render(request, "schedule/widget.html", context, status=422 if form.errors else 200)


@require_POST
@allow(queries.EDITORS)
def forbid(request: ActorRequest, pk: int) -> HttpResponse:
    site = WidgetSite.objects.filter(pk=pk).first()
    if site is None:
        messages.info(request, _("Этот сайт уже убрали."))
        return redirect("schedule:widget")
    actions.forbid_site(site)
    messages.success(request, _("Сайт больше не показывает график: {origin}.").format(origin=site.origin))
    return redirect("schedule:widget")
