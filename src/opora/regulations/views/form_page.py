"""One page with one form: shown, refused with everything typed kept, done."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest

from ..middleware import founded
from ..models import ActEdition

Form = TypeVar("Form", bound=forms.BaseForm)
Crumbs = list[dict[str, str]]


def crumbs(*more: dict[str, str]) -> Crumbs:
    return [{"title": _("Локальные акты"), "url": reverse("regulations:list")}, *more]


def crumbs_of(edition: ActEdition, *more: dict[str, str]) -> Crumbs:
    own = {"title": _("{act}, редакция {number}").format(act=edition.act.short_title, number=edition.number)}
    if more:
        own["url"] = reverse("regulations:edition", args=[edition.pk])
    return crumbs(own, *more)


def form_page(
    request: ActorRequest,
    form: Form,
    done: Callable[[Form], HttpResponse],
    *,
    title: str,
    button: str,
    back: str,
    crumbs: Crumbs,
    template: str = "regulations/form.html",
    **context: Any,
) -> HttpResponse:
    """``done`` does the thing for a valid form and answers where to go; a refusal comes back to the form."""
    shown = {"form": form, "title": title, "button": button, "back": back, "crumbs": crumbs, **context}
    if request.method != "POST":
        return render(request, template, shown)
    if not form.is_valid():
        return render(request, template, shown, status=422)
    try:
        return done(form)
    except Refused as refused:
        return render(request, template, {**shown, "refused": founded(refused)}, status=422)
