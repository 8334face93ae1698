"""Forms of the first start and of the card of the centre: shape and format only."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.kernel.clock import today
from opora.kernel.times import RUSSIAN_ZONES, zone_words
from opora.people.actions.contracts import OrganisationValues
from opora.people.forms.dates import DateInput
from opora.people.forms.full_names import FullName, read_full_name
from opora.people.forms.pages import NewPasswordForm
from opora.people.forms.reading import Level
from opora.people.forms.requisites import inn_is_valid, ogrn_is_valid
from opora.people.models import Account, Organisation

from .actions import Approval, Employee, start_code_is

REQUISITES = (
    "full_name", "short_name", "sector", "inn", "ogrn", "licence", "address", "city", "phone", "email",
    "site_url",
)  # fmt: skip
PRESETS = (
    (
        "S1",
        gettext_lazy(
            "Слушателям и их родителям (законным представителям); "
            "перед аттестацией консультации только групповые, без исключений"
        ),
    ),
    (
        "S0",
        gettext_lazy(
            "Слушателям; перед аттестацией консультации групповые, "
            "индивидуальные только для ОВЗ и инвалидности"
        ),
    ),
)


def zones() -> list[tuple[str, str]]:
    return [(zone, f"{zone_words(zone)} ({zone})") for zone in RUSSIAN_ZONES]


class _NameField(forms.CharField):
    """A full name in one field; answers :class:`FullName`, or None when it is empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=300, **options)

    def clean(self, value: Any) -> FullName | None:
        text = super().clean(value)
        if not text:
            return None
        read = read_full_name(text)
        if read.level is Level.ERROR or read.value is None:
            raise ValidationError(read.message)
        return read.value


class CentreForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable when run
    """Names and requisites as papers and the site show them."""

    site_url = forms.URLField(label=gettext_lazy("Сайт"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = (
            *REQUISITES,
            "archive_days",
            "learners_write",
            "upload_megabytes",
            "quota_gigabytes",
        )
        widgets = {"full_name": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "full_name": gettext_lazy("Как в уставе: так оно стоит в ведомости и в письмах"),
            "sector": gettext_lazy("От этого зависит, какими сервисами разрешено пользоваться"),
            "inn": gettext_lazy("10 цифр, у предпринимателя 12"),
            "ogrn": gettext_lazy("13 цифр, у предпринимателя 15"),
            "archive_days": gettext_lazy("Сколько дней после договора слушатель читает свои результаты"),
            "learners_write": gettext_lazy(
                "В чатах дисциплин они общаются всегда, преподавателям пишут всегда"
            ),
            "upload_megabytes": gettext_lazy("Файл больше не примут ещё до отправки"),
            "quota_gigabytes": gettext_lazy("Вместе все файлы, которые человек отправил и загружает"),
            "licence": gettext_lazy("Номер и дата, например Л035-01271-78/00123456 от 01.02.2023"),
        }

    def clean_inn(self) -> str:
        digits = "".join(str(self.cleaned_data["inn"]).split())
        if digits and not inn_is_valid(digits):
            raise ValidationError(_("Контрольные цифры ИНН не сходятся. Проверьте номер по свидетельству."))
        return digits

    def clean_ogrn(self) -> str:
        digits = "".join(str(self.cleaned_data["ogrn"]).split())
        if digits and not ogrn_is_valid(digits):
            raise ValidationError(_("Контрольная цифра ОГРН не сходится. Проверьте номер по свидетельству."))
        return digits

    def values(self) -> OrganisationValues:
        values: Any = {
            name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data
        }
        return cast(OrganisationValues, values)


class BranchForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Название филиала"), max_length=200)
    timezone = forms.ChoiceField(label=gettext_lazy("Часовой пояс"), choices=zones)


class StartForm(NewPasswordForm, CentreForm):
    """One page that founds a centre."""

    code = forms.CharField(
        label=gettext_lazy("Код первого запуска"),
        max_length=40,
        help_text=gettext_lazy(
            "Напечатан в окне, где запущена Опора, и лежит в файле start-code в папке данных. "
            "Дефисы можно не набирать."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    timezone = forms.ChoiceField(
        label=gettext_lazy("Часовой пояс"), choices=zones, initial="Europe/Moscow",
        help_text=gettext_lazy("По нему идут графики и учёт часов. Филиалы в других поясах добавите потом."),
    )  # fmt: skip
    branch = forms.CharField(
        label=gettext_lazy("Головная площадка"),
        max_length=200,
        help_text=gettext_lazy("Как её называют, например «Санкт-Петербург»"),
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("Кому и как помогает центр"),
        choices=PRESETS,
        initial="S1",
        widget=forms.RadioSelect,
    )
    order_number = forms.CharField(label=gettext_lazy("Номер приказа об утверждении"), max_length=30)
    order_date = forms.DateField(label=gettext_lazy("Дата приказа"), widget=DateInput())
    effective_from = forms.DateField(label=gettext_lazy("Порядок действует с"), widget=DateInput())
    genitive = forms.CharField(
        label=gettext_lazy("Наименование центра в родительном падеже"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "Для текста Порядка: «для обучающихся …». Пусто: «образовательной организации»"
        ),
    )
    specialist = _NameField(label=gettext_lazy("Фамилия, имя, отчество специалиста"))
    specialist_position = forms.CharField(
        label=gettext_lazy("Должность специалиста"), max_length=200, initial=gettext_lazy("специалист по ДОТ")
    )
    specialist_contract = forms.CharField(
        label=gettext_lazy("Номер трудового договора специалиста"), max_length=50
    )
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label=gettext_lazy("Логин специалиста"),
        max_length=100,
        help_text=gettext_lazy("Латинские буквы, цифры, точка, дефис, например tsoy.mv"),
        error_messages={"invalid": gettext_lazy("Только латинские буквы, цифры, точка и дефис.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    director = _NameField(label=gettext_lazy("Фамилия, имя, отчество руководителя"))
    director_position = forms.CharField(
        label=gettext_lazy("Должность руководителя"), max_length=200, initial=gettext_lazy("директор")
    )
    director_contract = forms.CharField(
        label=gettext_lazy("Номер трудового договора руководителя"), max_length=50
    )
    deputy = _NameField(label=gettext_lazy("Фамилия, имя, отчество заместителя"), required=False)
    deputy_position = forms.CharField(
        label=gettext_lazy("Должность заместителя"), max_length=200, required=False
    )
    deputy_contract = forms.CharField(
        label=gettext_lazy("Номер трудового договора заместителя"), max_length=50, required=False
    )
    basis = forms.CharField(
        label=gettext_lazy("Приказ о назначении"),
        max_length=200,
        help_text=gettext_lazy(
            "Кто ответственный специалист и заместитель, например «приказ № 1 от 01.09.2026»"
        ),
    )
    since = forms.DateField(
        label=gettext_lazy("Работают с"),
        widget=DateInput(),
        help_text=gettext_lazy("С этого дня открыты кабинеты, не позже сегодняшнего"),
    )

    SECTIONS = (
        (gettext_lazy("Код"), ("code",)),
        (gettext_lazy("Центр"), (*REQUISITES, "timezone", "branch")),
        (gettext_lazy("Порядок"), ("preset", "order_number", "order_date", "effective_from", "genitive")),
        (
            gettext_lazy("Ответственный специалист"),
            ("specialist", "specialist_position", "specialist_contract", "login", "password", "again"),
        ),
        (gettext_lazy("Руководитель"), ("director", "director_position", "director_contract")),
        (gettext_lazy("Заместитель руководителя"), ("deputy", "deputy_position", "deputy_contract")),
        (gettext_lazy("Назначение"), ("basis", "since")),
    )
    field_order = [name for _title, names in SECTIONS for name in names]

    class Meta(CentreForm.Meta):
        fields = REQUISITES

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Titles with their fields, in the order of the page."""
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not start_code_is(settings.DATA, code):
            raise ValidationError(_("Код не подошёл. Возьмите его из окна, где запущена Опора."))
        return code

    def clean(self) -> dict[str, Any]:
        self.account = Account(login=self.cleaned_data.get("login", ""))
        data = super().clean()
        on, effective = data.get("order_date"), data.get("effective_from")
        if on and effective and effective < on:
            self.add_error("effective_from", _("Порядок не может действовать раньше приказа о нём."))
        zone = data.get("timezone")
        if zone and data.get("since") and data["since"] > today(zone):
            self.add_error("since", _("Этот день ещё не наступил, и вы не смогли бы войти."))
        if data.get("deputy"):
            for name in ("deputy_position", "deputy_contract"):
                if not data.get(name):
                    self.add_error(name, _("Заполните или уберите заместителя."))
        return data

    def centre(self) -> OrganisationValues:
        return {**self.values(), "timezone": self.cleaned_data["timezone"]}

    def approval(self) -> Approval:
        data = self.cleaned_data
        return Approval(
            preset=data["preset"],
            number=data["order_number"],
            on=data["order_date"],
            effective_from=data["effective_from"],
            genitive=data["genitive"],
        )

    def employee(self, role: str) -> Employee:
        data = self.cleaned_data
        return Employee(data[role], data[f"{role}_position"], data[f"{role}_contract"])
