"""The page of the audit trail."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opora.kernel.clock import today
from opora.people.access import ActorRequest, allow
from opora.people.models import Account, Role
from opora.people.queries import people_found

from .queries import entries, in_words, tables

PAGE, EXPORTED = 30, 1000
READERS = (Role.SPECIALIST, Role.DEPUTY, Role.DIRECTOR, Role.AUDITOR)


@require_GET
@allow(*READERS)
def listing(request: ActorRequest) -> HttpResponse:
    """Who changed what: by table, row, author and dates; the next page begins after the last id."""
    known, size = dict(tables()), EXPORTED if request.is_exported else PAGE
    table = request.GET.get("table", "")
    author = request.GET.get("author", "").strip()
    since, until = _date(request, "since"), _date(request, "until")
    found = list(
        entries(
            table=table if table in known else "",
            row_id=_number(request, "row"),
            account_id=_author(author, request.actor.zone) if author else None,
            since=since,
            until=until,
            zone=request.actor.zone,
            before_id=_number(request, "before"),
        )[: size + 1]
    )
    context = {
        "rows": in_words(found[:size]),
        "next": found[size - 1].pk if len(found) > size else None,
        "tables": sorted(known.items(), key=lambda pair: pair[1]),
        "table": table,
        "row": request.GET.get("row", ""),
        "author": author,
        "since": since,
        "until": until,
        "is_filtered": bool(request.GET),
    }
    return render(request, "journal/list.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _date(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def _author(text: str, zone: str) -> int:
    """The account of the person meant; -1 finds nothing rather than everything."""
    person = people_found(text, on=today(zone)).filter(account__isnull=False).first()
    account = Account.objects.filter(person=person).first() if person else None
    return account.pk if account else -1
