"""An expected «no» is shown the same way everywhere: words, clause, next step."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opora.kernel.errors import Refusal, Refused
from opora.people.queries import home_day

from .queries import Basis, basis_in_any_act

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class FoundedRefusal:
    """A refusal with the clause that founds it, as templates show it."""

    rule: str
    words: str
    next_step: str
    next_url: str
    field: str
    basis: Basis | None
    marks: tuple[str, ...] = ()
    insist: str = ""


@dataclass(frozen=True, slots=True)
class FoundedRefused:
    refusals: tuple[FoundedRefusal, ...]


def founded(refused: Refused) -> FoundedRefused:
    """Add to every refusal its clause in the edition in force today."""
    on = home_day()
    return FoundedRefused(
        tuple(_founded(refusal, basis_in_any_act(refusal.rule, on)) for refusal in refused.refusals)
    )


def _founded(refusal: Refusal, basis: Basis | None) -> FoundedRefusal:
    return FoundedRefusal(
        refusal.rule, refusal.words, refusal.next_step, refusal.next_url, refusal.field, basis,
        refusal.marks, refusal.insist,
    )  # fmt: skip


class RefusalMiddleware:
    """A ``Refused`` that a view did not catch becomes a page (or a fragment for htmx) with status 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "refused.html", {"refused": founded(exception)}, status=422)
