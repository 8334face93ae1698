"""Shapes of what is typed about programmes, their parts and groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field
from opora.people.models import Branch, Person

from ..models import Group, Programme, ProgrammeOutline, ProgrammePart

MOST_RESULTS, LONGEST_RESULT = 50, 300


def _words() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class ProgrammeForm(forms.Form):
    code = forms.CharField(label=_("Код"), max_length=30, help_text=_("Коротко, например ОТ-40"))
    title = forms.CharField(label=_("Название"), max_length=300)
    kind = forms.ChoiceField(label=_("Вид"), choices=Programme.Kind.choices)
    hours = forms.IntegerField(label=_("Объём, ак. ч"), min_value=1, max_value=10_000)
    aliases = forms.CharField(
        label=_("Как её называют заказчики"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("По одному названию в строке. По ним узнаем программу в списках слушателей."),
    )
    uses_e_learning = forms.BooleanField(label=_("Электронное обучение"), required=False, initial=True)
    uses_distance_tech = forms.BooleanField(
        label=_("Дистанционные образовательные технологии"), required=False, initial=True
    )

    def clean_aliases(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class OutlineForm(forms.Form):
    """Planned results, one a line; conditions in words."""

    results = forms.CharField(
        label=_("Планируемые результаты"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("По одному в строке: что слушатель будет знать и уметь."),
    )
    study_forms = forms.CharField(
        label=_("Формы обучения и занятий"), required=False, max_length=1000, widget=_words(),
        help_text=_("Очная, очно-заочная; лекции, практикумы, стажировка."),
    )  # fmt: skip
    materials = forms.CharField(
        label=_("Материальная база"), required=False, max_length=1000, widget=_words(),
        help_text=_("Аудитории, тренажёры, полигон, программы."),
    )  # fmt: skip
    staff = forms.CharField(
        label=_("Кадровые условия"), required=False, max_length=1000, widget=_words(),
        help_text=_("Кто преподаёт: образование, опыт."),
    )  # fmt: skip
    distance = forms.CharField(
        label=_("Электронное обучение и ДОТ"), required=False, max_length=1000, widget=_words(),
        help_text=_("Что нужно слушателю: устройство, связь, чем пользуются на занятиях."),
    )  # fmt: skip

    @classmethod
    def of(cls, outline: ProgrammeOutline | None, data: Any = None) -> "OutlineForm":
        """With what was written before."""
        if outline is None:
            return cls(data)
        names = ("study_forms", "materials", "staff", "distance")
        initial = {name: getattr(outline, name) for name in names}
        return cls(data, initial=initial | {"results": "\n".join(outline.results)})

    def clean_results(self) -> list[str]:
        results = [line.strip(" -–—•\t") for line in self.cleaned_data["results"].splitlines()]
        results = [one for one in results if one]
        if len(results) > MOST_RESULTS:
            raise forms.ValidationError(_("Не больше {n} результатов.").format(n=MOST_RESULTS))
        long = next((one for one in results if len(one) > LONGEST_RESULT), "")
        if long:
            raise forms.ValidationError(
                _("Слишком длинно, не больше {n} знаков: «{text}…»").format(n=LONGEST_RESULT, text=long[:40])
            )
        return results


class PartForm(forms.Form):
    title = forms.CharField(label=_("Название части"), max_length=300)
    kind = forms.ChoiceField(label=_("Вид"), choices=ProgrammePart.Kind.choices, initial="module")
    parent = forms.ModelChoiceField(
        label=_("Внутри"),
        queryset=ProgrammePart.objects.none(),
        required=False,
        empty_label=_("на верхнем уровне"),
    )
    hours = forms.IntegerField(label=_("Ак. ч"), min_value=0, max_value=10_000, initial=0)
    has_attestation = forms.BooleanField(label=_("Есть промежуточная аттестация"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent: Any = self.fields["parent"]
        parent.queryset = programme.parts.all()


class GroupForm(forms.Form):
    code = forms.CharField(label=_("Код группы"), max_length=40, help_text=_("Например ОТ-26/11-1"))
    programme = forms.ModelChoiceField(label=_("Программа"), queryset=Programme.objects.order_by("code"))
    branch = forms.ModelChoiceField(label=_("Площадка"), queryset=Branch.objects.all())
    starts_on = date_field(_("Начало"))
    ends_on = date_field(_("Окончание"))
    curator = forms.ModelChoiceField(
        label=_("Куратор"), queryset=Person.objects.none(), required=False, empty_label=_("пока нет")
    )

    def __init__(self, *args: Any, curators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        curator: Any = self.fields["curator"]
        curator.queryset = curators


class GroupPartForm(forms.Form):
    starts_on = date_field(_("Осваивают с"))
    ends_on = date_field(_("Осваивают по"))
    attestation_on = date_field(
        _("Промежуточная аттестация"),
        required=False,
        help_text=_("Консультации к аттестации назначаются между концом освоения и этим днём."),
    )
    teacher = forms.ModelChoiceField(
        label=_("Преподаватель"), queryset=Person.objects.none(), required=False, empty_label=_("пока нет")
    )

    def __init__(self, *args: Any, group: Group, teachers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        teacher: Any = self.fields["teacher"]
        teacher.queryset = teachers
