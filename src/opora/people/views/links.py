"""What hangs on a card: account, roles, contracts, representatives, special conditions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.kernel.rules import enforce

from .. import actions
from ..access import APPOINT, CHANGE_CARDS, GIVE_ACCOUNTS, READ_CARDS, RESET_CODES, ActorRequest, allow
from ..forms.changes import WhyForm
from ..forms.pages import (
    AccommodationForm,
    AccountForm,
    DismissalForm,
    DocumentForm,
    GuardianshipForm,
    PlaceOfWorkForm,
    ReasonForm,
    RevokeForm,
    RoleForm,
    StaffContractForm,
    WorkingHoursForm,
)
from ..models import Account, Guardianship, Person, Role, RoleGrant, StaffContract
from ..queries import home_day, organisation, people_of, persons_named, role_windows
from ..rules import support_may_reset
from .form_page import form_page


def _card(person: Person) -> str:
    return reverse("people:card", args=[person.pk])


def _to_card(person: Person) -> HttpResponse:
    return redirect("people:card", person.pk)


def _invitation(request: ActorRequest, account: Account, code: str) -> HttpResponse:
    """The code is shown here once; it is stored as a password is, so it cannot be shown again."""
    context = {"account": account, "person": account.person, "code": code, "centre": organisation()}
    return render(request, "people/invitation.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@allow(GIVE_ACCOUNTS)
def give_account(request: ActorRequest, pk: int) -> HttpResponse:
    """A login and a one-time code on paper; nothing is mailed (domain.md §8, case 31)."""
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def give(form: AccountForm) -> HttpResponse:
        account, code = actions.create_account(person, login=form.cleaned_data["login"])
        return _invitation(request, account, code)

    return form_page(
        request,
        AccountForm(request.POST if request.method == "POST" else None),
        give,
        title=_("Вход для {name}").format(name=person.full_name),
        lead=_("Платформа покажет логин и одноразовый код. Распечатайте их или продиктуйте."),
        button=_("Дать вход"),
        back=_card(person),
    )


@never_cache
@require_POST
@allow(RESET_CODES)
def new_code(request: ActorRequest, pk: int) -> HttpResponse:
    """A forgotten password: the old one and all sessions end."""
    account = get_object_or_404(Account, person=pk)
    on = home_day()
    if request.actor.role is Role.SUPPORT:
        enforce(support_may_reset(account, role_windows(account.person, on)))
    if "ask" in request.POST:
        return render(request, "people/code.html", {"account": account})
    return _invitation(request, account, actions.issue_code(account))


@require_http_methods(["GET", "POST"])
@allow(GIVE_ACCOUNTS)
def suspend(request: ActorRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, person=pk)

    def close(form: ReasonForm) -> HttpResponse:
        actions.suspend_account(account, reason=form.cleaned_data["reason"], by=request.actor.person)
        messages.success(request, _("Вход приостановлен, все сеансы завершены."))
        return _to_card(account.person)

    return form_page(
        request,
        ReasonForm(request.POST or None),
        close,
        title=_("Приостановить вход: {name}").format(name=account.person.full_name),
        button=_("Приостановить"),
        back=_card(account.person),
    )


@require_POST
@allow(GIVE_ACCOUNTS)
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, person=pk)
    actions.restore_account(account)
    messages.success(request, _("Вход снова открыт."))
    return _to_card(account.person)


@require_http_methods(["GET", "POST"])
@allow(APPOINT)
def grant_role(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def grant(form: RoleForm) -> HttpResponse:
        data = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        actions.grant_role(person, by=request.actor.person, **data)
        return _to_card(person)

    return form_page(
        request,
        RoleForm(request.POST or None, initial={"valid_from": home_day()}),
        grant,
        title=_("Назначить роль: {name}").format(name=person.full_name),
        lead=_("Роль работает, пока действует договор работника."),
        button=_("Назначить"),
        back=_card(person),
    )


@require_http_methods(["GET", "POST"])
@allow(APPOINT)
def revoke_role(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(RoleGrant.objects.select_related("person"), pk=pk)

    def revoke(form: RevokeForm) -> HttpResponse:
        actions.revoke_role(row, by=request.actor.person, **form.cleaned_data)
        return _to_card(row.person)

    return form_page(
        request,
        RevokeForm(request.POST or None, initial={"on": home_day()}),
        revoke,
        title=_("Снять роль «{role}»: {name}").format(role=row.get_role_display(), name=row.person.full_name),
        button=_("Снять роль"),
        back=_card(row.person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def add_staff_contract(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def add(form: StaffContractForm) -> HttpResponse:
        actions.add_staff_contract(person, **form.cleaned_data)
        return _to_card(person)

    return form_page(
        request,
        StaffContractForm(request.POST or None),
        add,
        title=_("Договор работника: {name}").format(name=person.full_name),
        lead=_("Кабинет работника открыт, пока действует договор."),
        button=_("Добавить договор"),
        back=_card(person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def place_of_work(request: ActorRequest, pk: int) -> HttpResponse:
    """Whose subordinate the worker is (S4-2.2), and the support service (S2-9)."""
    row = get_object_or_404(StaffContract.objects.select_related("person"), pk=pk)

    def write(form: PlaceOfWorkForm) -> HttpResponse:
        actions.set_place_of_work(row, **form.cleaned_data)
        messages.success(request, _("Сохранено."))
        return _to_card(row.person)

    return form_page(
        request,
        PlaceOfWorkForm(request.POST or None, initial={"reports_to": row.reports_to, "service": row.service}),
        write,
        title=_("Место в организации: {name}").format(name=row.person.full_name),
        lead=_("{position}, договор № {number}.").format(position=row.position, number=row.number),
        button=_("Сохранить"),
        back=_card(row.person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def working_hours(request: ActorRequest, pk: int) -> HttpResponse:
    """The working-time regime of a contract from a day on (S1-3.3b)."""
    row = get_object_or_404(StaffContract.objects.select_related("person"), pk=pk)

    def write(form: WorkingHoursForm) -> HttpResponse:
        actions.set_working_hours(row, **form.cleaned_data)
        messages.success(request, _("Режим рабочего времени сохранён."))
        return _to_card(row.person)

    return form_page(
        request,
        WorkingHoursForm(request.POST or None, initial={"valid_from": row.valid_from}),
        write,
        title=_("Режим рабочего времени: {name}").format(name=row.person.full_name),
        lead=_(
            "{position}, договор № {number}. Прежний режим этих дней закончится, другие дни останутся."
        ).format(position=row.position, number=row.number),
        button=_("Сохранить режим"),
        back=_card(row.person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def end_staff_contract(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(StaffContract.objects.select_related("person"), pk=pk)

    def end(form: DismissalForm) -> HttpResponse:
        actions.end_staff_contract(row, on=form.cleaned_data["on"])
        return _to_card(row.person)

    return form_page(
        request,
        DismissalForm(request.POST or None),
        end,
        title=_("Окончание договора № {number}: {name}").format(number=row.number, name=row.person.full_name),
        lead=_("На следующий день кабинет закроется. Будущие консультации останутся, им назначат замену."),
        button=_("Закончить договор"),
        back=_card(row.person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def add_representative(request: ActorRequest, pk: int) -> HttpResponse:
    """A representative of the person whose card is open; he must have a card of his own."""
    ward = get_object_or_404(people_of(request.actor), pk=pk)

    def add(form: GuardianshipForm) -> HttpResponse:
        data = dict(form.cleaned_data)
        found = persons_named(data.pop("representative"))
        if len(found) != 1:
            words = (
                _("Таких несколько. Введите СНИЛС.")
                if found
                else _("Такого человека нет. Сначала заведите карточку.")
            )
            form.add_error("representative", words)
            return render(request, "people/form.html", {**shown, "form": form}, status=422)
        actions.add_guardianship(found[0], ward=ward, **data)
        return _to_card(ward)

    shown = {
        "title": _("Законный представитель: {name}").format(name=ward.full_name),
        "lead": _("Представитель войдёт в кабинет после того, как вы подтвердите документ."),
        "button": _("Добавить представителя"),
        "back": _card(ward),
    }
    initial = {"valid_from": home_day()}
    return form_page(request, GuardianshipForm(request.POST or None, initial=initial), add, **shown)


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def verify_representative(request: ActorRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(Guardianship.objects.select_related("ward", "representative"), pk=pk)

    def verify(form: DocumentForm) -> HttpResponse:
        actions.verify_guardianship(link, document=form.cleaned_data["document"])
        return _to_card(link.ward)

    return form_page(
        request,
        DocumentForm(request.POST or None, initial={"document": link.document}),
        verify,
        title=_("Подтвердить полномочия: {name}").format(name=link.representative.full_name),
        lead=_("Сверьте документ с подлинником."),
        button=_("Подтвердить"),
        back=_card(link.ward),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def restrict_representative(request: ActorRequest, pk: int) -> HttpResponse:
    """Takes effect at once; the representative is not told why (domain.md §8, case 30)."""
    link = get_object_or_404(Guardianship.objects.select_related("ward", "representative"), pk=pk)

    def restrict(form: DocumentForm) -> HttpResponse:
        actions.restrict_guardianship(link, document=form.cleaned_data["document"])
        return _to_card(link.ward)

    return form_page(
        request,
        DocumentForm(request.POST or None),
        restrict,
        title=_("Ограничить полномочия: {name}").format(name=link.representative.full_name),
        lead=_("Доступ закроется сразу. Причину представителю платформа не сообщает."),
        button=_("Ограничить"),
        back=_card(link.ward),
    )


@require_http_methods(["GET", "POST"])
@allow(READ_CARDS)
def special(request: ActorRequest, pk: int) -> HttpResponse:
    """Papers about health are shown after one has said why; the words go to the audit trail (§2.3)."""
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def show(form: WhyForm) -> HttpResponse:
        actions.open_card(
            person,
            by=request.actor.account,
            why=_("особые условия: {why}").format(why=form.cleaned_data["why"]),
            ip=request.META.get("REMOTE_ADDR", ""),
        )
        rows = person.accommodations.order_by("-valid_from", "id")
        return render(request, "people/special.html", {"person": person, "rows": rows})

    return form_page(
        request,
        WhyForm(request.POST or None),
        show,
        title=_("Документы об особых условиях: {name}").format(name=person.full_name),
        lead=_("Кто и зачем смотрел, останется в журнале изменений."),
        button=_("Показать"),
        back=_card(person),
    )


@require_http_methods(["GET", "POST"])
@allow(CHANGE_CARDS)
def add_accommodation(request: ActorRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_of(request.actor), pk=pk)

    def add(form: AccommodationForm) -> HttpResponse:
        actions.add_accommodation(person, **form.cleaned_data)
        return _to_card(person)

    return form_page(
        request,
        AccommodationForm(request.POST or None, initial={"valid_from": home_day()}),
        add,
        title=_("Особые условия: {name}").format(name=person.full_name),
        lead=_("ОВЗ подтверждает заключение ПМПК, инвалидность — справка МСЭ. Это разные основания."),
        button=_("Добавить"),
        back=_card(person),
    )
