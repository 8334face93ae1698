"""Writing a draft: what it is about, its text, clause by clause, its bindings."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.people.access import ActorRequest, allow

from .. import actions
from ..access import EDITORS
from ..forms import ClauseForm, DescribeForm, ProvisionForm, RuleForm, TextForm
from ..forms.provisions import SILENT
from ..models import ActEdition, Clause, Provision
from ..provisions import SPECS, Answer
from ..queries import TITLES, rule_title
from .editions import found
from .form_page import crumbs_of, form_page


def _posted(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(edition: ActEdition, clause: Clause | None = None) -> str:
    address = reverse("regulations:edition", args=[edition.pk])
    return f"{address}?clause={clause.number}#p-{clause.number}" if clause else address


@allow(EDITORS)
def describe(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)

    def save(form: DescribeForm) -> HttpResponse:
        actions.describe(edition, **form.cleaned_data)
        return redirect(_page(edition))

    names = ("effective_from", "summary", "basis_acts")
    return form_page(
        request,
        DescribeForm(_posted(request), initial={name: getattr(edition, name) for name in names}),
        save,
        title=_("О редакции"),
        button=_("Сохранить"),
        back=_page(edition),
        crumbs=crumbs_of(edition, {"title": _("О редакции")}),
    )


@allow(EDITORS)
def load_text(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)

    def load(form: TextForm) -> HttpResponse:
        actions.load_text(edition, form.cleaned_data["clauses"], unbind=form.cleaned_data["unbind"])
        for trouble in form.cleaned_data["troubles"]:
            messages.warning(request, trouble)
        return redirect(_page(edition))

    return form_page(
        request,
        TextForm(_posted(request), request.FILES or None),
        load,
        title=_("Текст редакции"),
        lead=_("Новый текст заменит все пункты, прежний можно вернуть. Привязки останутся у тех же номеров."),
        button=_("Разобрать на пункты"),
        back=_page(edition),
        crumbs=crumbs_of(edition, {"title": _("Текст")}),
    )


@allow(EDITORS)
def new_clause(request: ActorRequest, pk: int) -> HttpResponse:
    edition = found(pk)
    after = edition.clauses.filter(number=request.GET.get("after", "")).first()

    def add(form: ClauseForm) -> HttpResponse:
        clause = actions.add_clause(edition, **form.cleaned_data, after=after)
        return redirect(_page(edition, clause))

    where = _("После пункта {number}.").format(number=after.number) if after else _("В начале текста.")
    return form_page(
        request,
        ClauseForm(_posted(request)),
        add,
        title=_("Новый пункт"),
        lead=where,
        button=_("Добавить"),
        back=_page(edition, after),
        crumbs=crumbs_of(edition, {"title": _("Новый пункт")}),
    )


@allow(EDITORS)
def clause(request: ActorRequest, pk: int) -> HttpResponse:
    """Other words, another number; ``split`` cuts at the empty line, ``drop`` removes."""
    held = get_object_or_404(Clause.objects.select_related("edition__act"), pk=pk)

    def change(form: ClauseForm) -> HttpResponse:
        if "drop" in request.POST:
            actions.drop_clause(held)
            return redirect(_page(held.edition))
        changed = actions.change_clause(held, **form.cleaned_data)
        if "split" in request.POST:
            actions.split_clause(changed, number=request.POST.get("second", ""))
        return redirect(_page(held.edition, changed))

    return form_page(
        request,
        ClauseForm(_posted(request), initial={"number": held.number, "text": held.text}),
        change,
        title=_("Пункт {number}").format(number=held.number),
        button=_("Сохранить"),
        back=_page(held.edition, held),
        crumbs=crumbs_of(held.edition, {"title": _("п. {number}").format(number=held.number)}),
        template="regulations/clause.html",
        clause=held,
        second=request.POST.get("second", ""),
        bound=[
            *(str(Provision(row.provision).label) for row in held.provisions.all()),
            *(rule_title(row.rule) for row in held.bases.all()),
        ],
    )


@allow(EDITORS)
def provision(request: ActorRequest, pk: int, key: str) -> HttpResponse:
    edition = found(pk)
    if key not in Provision.values:
        raise Http404
    asked = Provision(key)
    row = edition.provisions.filter(provision=asked).select_related("clause").first()
    value = row.value if row else SPECS[asked].default
    if SPECS[asked].answer is Answer.BOOL:
        value = "yes" if value else "no"
    initial = {
        "says": "says" if row else SILENT,
        "value": value,
        "clause": row.clause.number if row and row.clause else "",
    }
    back = reverse("regulations:bindings", args=[pk])

    def save(form: ProvisionForm) -> HttpResponse:
        actions.set_provision(edition, asked, form.cleaned_data["provided"])
        return redirect(f"{back}#{key}")

    return form_page(
        request,
        ProvisionForm(_posted(request), initial=initial, provision=asked),
        save,
        title=str(asked.label),
        lead=_("Где действует: {where}.").format(where=SPECS[asked].where),
        button=_("Сохранить"),
        back=back,
        crumbs=_binding_crumbs(edition, str(asked.label)),
        template="regulations/binding.html",
        needed=True,
        numbers=edition.clauses.values_list("number", flat=True),
    )


@allow(EDITORS)
def rule(request: ActorRequest, pk: int, rule: str) -> HttpResponse:
    edition = found(pk)
    if rule not in TITLES:
        raise Http404
    row = edition.bases.filter(rule=rule).select_related("clause").first()
    back = reverse("regulations:bindings", args=[pk])

    def save(form: RuleForm) -> HttpResponse:
        actions.bind_rule(edition, rule, form.cleaned_data["clause"])
        return redirect(f"{back}#{rule}")

    return form_page(
        request,
        RuleForm(_posted(request), initial={"clause": row.clause.number if row else ""}),
        save,
        title=rule_title(rule),
        lead=_("Правило {rule}. Пункт, на котором оно стоит, человек увидит рядом с отказом.").format(
            rule=rule
        ),
        button=_("Сохранить"),
        back=back,
        crumbs=_binding_crumbs(edition, rule_title(rule)),
        template="regulations/binding.html",
        numbers=edition.clauses.values_list("number", flat=True),
    )


def _binding_crumbs(edition: ActEdition, title: str) -> list[dict[str, str]]:
    bindings = {"title": _("Привязки"), "url": reverse("regulations:bindings", args=[edition.pk])}
    return crumbs_of(edition, bindings, {"title": title})


@require_POST
@allow(EDITORS)
def discard(request: ActorRequest, pk: int) -> HttpResponse:
    actions.discard(found(pk))
    return redirect("regulations:list")
