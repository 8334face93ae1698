"""Papers from templates: downloads, and the templates a centre edits in Word."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opora.people.access import ActorRequest, allow

from .. import actions
from ..access import SET_UP
from ..forms.orders import TemplateForm
from ..models import PaperTemplate
from ..papers import CODES, TITLES, as_pdf, sample_context, shipped, template_in_use
from .form_page import form_page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(paper: bytes, name: str, extension: str) -> HttpResponse:
    """A PDF opens in the browser, a DOCX is saved; where PDF cannot be made, DOCX comes instead."""
    made = as_pdf(paper) if extension == "pdf" else None
    response = HttpResponse(made or paper, content_type="application/pdf" if made else WORD)
    disposition = content_disposition_header(made is None, f"{name}.{'pdf' if made else 'docx'}")
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@allow(SET_UP)
def listing(request: ActorRequest) -> HttpResponse:
    own: dict[str, PaperTemplate] = {}
    for row in PaperTemplate.objects.filter(is_withdrawn=False).defer("content").order_by("version"):
        own[row.code] = row
    rows = [(code, title, own.get(code)) for code, title in TITLES.items()]
    return render(request, "studies/templates.html", {"rows": rows})


@allow(SET_UP)
def template(request: ActorRequest, code: str) -> HttpResponse:
    """What a paper prints by now; another file takes its place after every tag of it was tried."""
    if code not in CODES:
        raise Http404
    here = reverse("studies:template", args=[code])

    def upload(form: TemplateForm) -> HttpResponse:
        file = form.cleaned_data["template"]
        made = actions.upload_template(
            code, content=file.read(), file_name=file.name, by=request.actor.person
        )
        messages.success(request, _("Шаблон принят, версия {n}.").format(n=made.version))
        return redirect(here)

    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    return form_page(
        request,
        TemplateForm(*posted),
        upload,
        title=TITLES[code],
        button=_("Загрузить шаблон"),
        back=reverse("studies:templates"),
        crumbs=[
            {"title": _("Шаблоны бумаг"), "url": reverse("studies:templates")},
            {"title": TITLES[code]},
        ],
        template="studies/template.html",
        code=code,
        in_use=template_in_use(code),
        versions=PaperTemplate.objects.filter(code=code).defer("content").select_related("uploaded_by"),
        names=sorted(sample_context(code)),
    )


@require_GET
@allow(SET_UP)
def template_file(request: ActorRequest, code: str, version: int) -> HttpResponse:
    """Version 0 is the shipped one."""
    if code not in CODES:
        raise Http404
    if version:
        row = get_object_or_404(PaperTemplate, code=code, version=version)
        return sent(bytes(row.content), f"{TITLES[code]}, версия {version}", "docx")
    return sent(shipped(code), TITLES[code], "docx")


@require_POST
@allow(SET_UP)
def template_reset(request: ActorRequest, code: str) -> HttpResponse:
    if code not in CODES:
        raise Http404
    actions.reset_template(code)
    messages.success(request, _("Печатаем по исходному шаблону. Ваши версии остались в списке."))
    return redirect("studies:template", code=code)
