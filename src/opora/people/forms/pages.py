"""Forms of the pages of people: shape and format only, the rest is decided by rules."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.kernel.times import RUSSIAN_ZONES, WEEKDAYS, zone_words

from ..models import (
    Accommodation,
    Account,
    Branch,
    Guardianship,
    LoadBasis,
    Person,
    Role,
    StaffContract,
)
from .dates import DateInput
from .full_names import read_name_parts
from .personal import PersonalData
from .reading import Level
from .values import snils_shown


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LoginForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("Логин, СНИЛС или e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Пароль"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(label=gettext_lazy("Запомнить на этом устройстве"), required=False)


class NewPasswordForm(forms.Form):
    """A new password typed twice, by the validators of the settings."""

    password = forms.CharField(
        label=gettext_lazy("Новый пароль"),
        max_length=500,
        strip=False,
        help_text=gettext_lazy("Не короче 10 знаков. Подойдёт фраза из нескольких слов."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Новый пароль ещё раз"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password", "")
        if password and "again" in data and password != data["again"]:
            self.add_error("again", _("Пароли разные. Наберите второй так же, как первый."))
        if password:
            try:
                password_validation.validate_password(password, self.account)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class ChangePasswordForm(NewPasswordForm):
    current = forms.CharField(
        label=gettext_lazy("Нынешний пароль"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "password", "again")

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if self.account is None or not self.account.check_password(current):
            raise ValidationError(_("Нынешний пароль не подошёл. Проверьте раскладку и Caps Lock."))
        return current


class ActivationForm(NewPasswordForm):
    login = forms.CharField(
        label=gettext_lazy("Логин"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("Одноразовый код"),
        max_length=40,
        help_text=gettext_lazy("С памятки, которую выдал специалист. Дефисы можно не набирать."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    field_order = ("login", "code", "password", "again")


def zone_choices() -> list[tuple[str, str]]:
    return [("", _("как у центра")), *((zone, f"{zone_words(zone)} ({zone})") for zone in RUSSIAN_ZONES)]


class PersonForm(PersonalData, forms.ModelForm):  # type: ignore[type-arg] # not subscriptable when run
    """A card of a person; names and numbers are read as forgivingly as from a file."""

    class Meta:
        model = Person
        fields: ClassVar[tuple[str, ...]] = (
            "last_name", "first_name", "middle_name", "birth_date", "sex", "snils", "no_snils_reason",
            "citizenship", "email", "phone", "timezone", "category",
        )  # fmt: skip
        widgets = {"birth_date": DateInput(), "timezone": forms.Select()}
        help_texts = {
            "snils": gettext_lazy("11 цифр, например 990-000-101 56"),
            "no_snils_reason": gettext_lazy("Для иностранных граждан без СНИЛС"),
            "email": gettext_lazy("Один адрес может быть у нескольких людей"),
            "citizenship": gettext_lazy("Россия 643"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "snils" in self.fields:
            self.fields["snils"] = forms.CharField(
                label=self.fields["snils"].label,
                help_text=self.fields["snils"].help_text,
                max_length=30,
                required=False,
            )
        if "timezone" in self.fields:
            self.fields["timezone"].widget = forms.Select(choices=zone_choices())
        if self.instance.snils and not self.is_bound:
            self.initial["snils"] = snils_shown(self.instance.snils)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "last_name" not in self.fields:
            return data
        name = read_name_parts(data.get("last_name"), data.get("first_name"), data.get("middle_name"))
        if name.value is None or name.level is Level.ERROR:
            if "last_name" in data and "first_name" in data:
                self.add_error("last_name", name.message)
        else:
            data |= {
                "last_name": name.value.last,
                "first_name": name.value.first,
                "middle_name": name.value.middle,
            }
        return data

    def _post_clean(self) -> None:
        """The model is written by an action; its uniqueness is told by a rule (ACC-08)."""

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AccountForm(forms.Form):
    login = forms.RegexField(
        r"^[\w.@+-]+$",
        label=gettext_lazy("Логин"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Оставьте пустым, и логин составится из фамилии: ivanova.mp"),
        error_messages={"invalid": gettext_lazy("В логине бывают буквы, цифры, точка, дефис и @.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Причина"),
        max_length=300,
        help_text=gettext_lazy("Человек увидит её, когда попробует войти"),
    )


class TermForm(forms.Form):
    """A term: from, and to when there is an end."""

    valid_from = forms.DateField(label=gettext_lazy("Действует с"), widget=DateInput())
    valid_to = forms.DateField(label=gettext_lazy("по"), widget=DateInput(), required=False)


class RoleForm(TermForm):
    role = forms.ChoiceField(label=gettext_lazy("Роль"), choices=[])
    basis = forms.CharField(
        label=gettext_lazy("Приказ"), max_length=200, help_text=gettext_lazy("Например: № 12-к от 02.09.2026")
    )
    field_order = ("role", "basis", "valid_from", "valid_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_contract = {Role.LEARNER, Role.REPRESENTATIVE}
        self.fields["role"] = forms.ChoiceField(
            label=self.fields["role"].label,
            choices=[(role.value, role.label) for role in Role if role not in by_contract],
        )


class RevokeForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("С какого дня снять"), widget=DateInput())
    basis = forms.CharField(label=gettext_lazy("Приказ"), max_length=100)


class PlaceOfWorkForm(forms.Form):
    """Whose subordinate a worker is and whether he is of the support service."""

    reports_to = forms.ChoiceField(
        label=gettext_lazy("Кому подчинён"),
        choices=[("", gettext_lazy("не указано")), *StaffContract.Superior.choices],
        required=False,
        help_text=gettext_lazy("Должность, а не имя: сменится человек, подчинение останется."),
    )
    service = forms.ChoiceField(
        label=gettext_lazy("Служба психолого-педагогического сопровождения"),
        choices=[("", gettext_lazy("не относится")), *StaffContract.Service.choices],
        required=False,
    )


class StaffContractForm(TermForm, PlaceOfWorkForm):
    number = forms.CharField(label=gettext_lazy("Номер договора"), max_length=50)
    kind = forms.ChoiceField(label=gettext_lazy("Вид договора"), choices=StaffContract.Kind)
    branch = forms.ModelChoiceField(label=gettext_lazy("Филиал"), queryset=Branch.objects.none())
    position = forms.CharField(
        label=gettext_lazy("Должность"), max_length=200, help_text=gettext_lazy("Как в штатном расписании")
    )
    is_pedagogical = forms.BooleanField(label=gettext_lazy("Педагогический работник"), required=False)
    load_basis = forms.ChoiceField(label=gettext_lazy("Основание учёта времени"), choices=LoadBasis)
    field_order = (
        "number",
        "kind",
        "branch",
        "position",
        "is_pedagogical",
        "load_basis",
        "reports_to",
        "service",
        "valid_from",
        "valid_to",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"] = forms.ModelChoiceField(
            label=self.fields["branch"].label, queryset=Branch.objects.all(), initial=Branch.objects.first()
        )


class WorkingHoursForm(TermForm):
    """Regime of working time: from–to on the marked weekdays, the break between."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Дни недели"),
        choices=list(enumerate(WEEKDAYS, 1)),
        coerce=int,
        initial=[1, 2, 3, 4, 5],
        widget=forms.CheckboxSelectMultiple,
    )
    time_from = forms.TimeField(label=gettext_lazy("Начало"), widget=TimeInput(), initial="09:00")
    time_to = forms.TimeField(label=gettext_lazy("Окончание"), widget=TimeInput(), initial="18:00")
    break_from = forms.TimeField(label=gettext_lazy("Обед с"), widget=TimeInput(), required=False)
    break_to = forms.TimeField(label=gettext_lazy("Обед до"), widget=TimeInput(), required=False)
    field_order = ("weekdays", "time_from", "time_to", "break_from", "break_to", "valid_from", "valid_to")


class DismissalForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Последний день работы"), widget=DateInput())


class GuardianshipForm(TermForm):
    """Who represents the ward whose card is open."""

    representative = forms.CharField(
        label=gettext_lazy("Представитель: фамилия, имя и отчество или СНИЛС"), max_length=310
    )
    kind = forms.ChoiceField(label=gettext_lazy("Кем приходится"), choices=Guardianship.Kind)
    document = forms.CharField(label=gettext_lazy("Документ"), max_length=200)
    field_order = ("representative", "kind", "document", "valid_from", "valid_to")


class DocumentForm(forms.Form):
    document = forms.CharField(label=gettext_lazy("Документ"), max_length=200)


class AccommodationForm(TermForm):
    kind = forms.ChoiceField(label=gettext_lazy("Основание"), choices=Accommodation.Kind)
    document = forms.CharField(
        label=gettext_lazy("Документ"),
        max_length=200,
        help_text=gettext_lazy("Номер и дата заключения ПМПК или справки МСЭ. Диагноз не пишите."),
    )
    conditions = forms.CharField(
        label=gettext_lazy("Нужные условия"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Например: нужны субтитры"),
    )
    field_order = ("kind", "document", "conditions", "valid_from", "valid_to")
