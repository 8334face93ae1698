"""One page with one form: shown, refused with everything typed kept, done."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from opora.kernel.errors import Refused
from opora.people.access import ActorRequest
from opora.people.queries import home_day
from opora.regulations.middleware import founded
from opora.regulations.queries import next_order_number

Form = TypeVar("Form", bound=forms.BaseForm)
Crumbs = list[dict[str, str]]


def next_order() -> dict[str, object]:
    """What the fields of an order begin with: the next number of the book and today."""
    on = home_day()
    return {"order_number": next_order_number(on.year), "order_date": on}


def form_page(
    request: ActorRequest,
    form: Form,
    done: Callable[[Form], HttpResponse],
    *,
    title: str,
    button: str,
    back: str,
    crumbs: Crumbs,
    template: str = "studies/form.html",
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
