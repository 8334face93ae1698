"""One page with one form: shown, refused with everything typed kept, done."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from opora.kernel.errors import Refused

from ..access import ActorRequest

Form = TypeVar("Form", bound=forms.BaseForm)


def form_page(
    request: ActorRequest,
    form: Form,
    done: Callable[[Form], HttpResponse],
    *,
    title: str,
    button: str,
    back: str,
    lead: str = "",
    **context: Any,
) -> HttpResponse:
    """``done`` does the thing for a valid form and answers where to go; a refusal comes back to the form."""
    shown = {"form": form, "title": title, "lead": lead, "button": button, "back": back, **context}
    if request.method != "POST":
        return render(request, "people/form.html", shown)
    if not form.is_valid():
        return render(request, "people/form.html", shown, status=422)
    try:
        return done(form)
    except Refused as refused:
        return render(request, "people/form.html", {**shown, "refused": refused}, status=422)
