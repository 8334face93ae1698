"""An installation without a centre has one page; a list of any page leaves as a file."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from opora.people.queries import home_day, organisation_or_none

from .queries.export import Sheet, as_csv, as_xlsx, read_page

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN = ("/start/", "/static/", "/health/", "/look/", "/i18n/", "/robots.txt", "/sitemap.xml", "/favicon.ico")
WRITERS = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}
MOST_PAGES, MOST_ROWS = 1000, 50_000


class FirstStartMiddleware:
    """Leads every page to ``portal:start``; costs no statement once the process knows the centre."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN) and organisation_or_none() is None:
            return redirect("portal:start")
        return self.get_response(request)


class ListExportMiddleware:
    """``?export=xlsx`` or ``csv`` on a page with list tools: the rows its view shows this reader, all pages.

    The page itself is asked, so what a role may not see is not in its file either. ``is_exported`` of the
    request lets a view of a long list answer with more rows at once.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("export", "")
        exported = wanted in WRITERS and request.method == "GET"
        request.is_exported = exported  # type: ignore[attr-defined] # ActorRequest names it
        if not exported:
            return self.get_response(request)
        response = self._page(request, request.GET)
        sheet = _read(response)
        if sheet is None:
            return response
        following, pages = sheet.following, 1
        while following and pages < MOST_PAGES and len(sheet.rows) < MOST_ROWS:
            more = _read(self._page(request, QueryDict(following)))
            if more is None:
                break
            sheet.rows += more.rows
            following, pages = more.following, pages + 1
        if following:
            sheet.rows.append([_("Это не все строки. Сузьте отбор и выгрузите остальное отдельно.")])
        write, kind = WRITERS[wanted]
        name = f"{sheet.title} {home_day():%d.%m.%Y}.{wanted}"
        answer = HttpResponse(write(sheet), content_type=kind)
        answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
        return answer

    def _page(self, request: HttpRequest, query: QueryDict) -> HttpResponse:
        plain = query.copy()
        plain.pop("export", None)
        request.GET = plain  # type: ignore[assignment] # a view only reads it
        return self.get_response(request)


def _read(response: HttpResponse) -> Sheet | None:
    is_page = response.status_code == HTTPStatus.OK and not response.streaming
    if not is_page or not response.get("Content-Type", "").startswith("text/html"):
        return None
    return read_page(response.content)
