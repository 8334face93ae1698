"""Shape of what moderators, reporters and authors type; whether it can be done is asked of the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.people.forms.dates import date_field

from .models import Case, Policy, Report

LONGEST = 2000
Decision = Case.Decision


class ReportForm(forms.Form):
    use_required_attribute = False
    reason = forms.ChoiceField(label=_("Что не так"), choices=Report.Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Подробнее"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    use_required_attribute = False
    decision = forms.ChoiceField(label=_("Решение"), choices=Decision.choices, widget=forms.RadioSelect)
    hides = forms.BooleanField(
        label=_("Скрыть сообщение и при предупреждении или ограничении"), required=False
    )
    until = date_field(
        _("Последний день ограничения"),
        required=False,
        help_text=_("Только для ограничения, не дольше 30 дней."),
    )
    reason = forms.CharField(
        label=_("Причина"),
        required=False,
        max_length=LONGEST,
        help_text=_("Её прочитает автор. Тех, кто пожаловался, не называйте."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OutcomeForm(forms.Form):
    use_required_attribute = False
    upheld = forms.ChoiceField(
        label=_("Что с решением"),
        choices=[("1", _("оставить")), ("0", _("отменить"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Ответ на возражение"),
        required=False,
        max_length=LONGEST,
        help_text=_("Его прочитает автор. Это последнее слово по делу."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def is_upheld(self) -> bool:
        return bool(self.cleaned_data["upheld"] == "1")


class ObjectionForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("С чем вы не согласны"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable when run
    class Meta:
        model = Policy
        fields = (
            "refuse_brutal", "denied", "allowed", "decide_days", "appeal_days", "answer_days", "keep_months"
        )  # fmt: skip
        labels = {
            "refuse_brutal": _("Сообщение с матом не отправляется"),
            "denied": _("Ещё запрещены"),
            "allowed": _("Разрешены"),
            "decide_days": _("Решить за, рабочих дней"),
            "appeal_days": _("Возразить можно, рабочих дней"),
            "answer_days": _("Ответить на возражение за, рабочих дней"),
            "keep_months": _("Хранить закрытые дела, месяцев"),
        }
        help_texts = {
            "refuse_brutal": _("Иначе автор видит предупреждение и может отправить, модератор увидит."),
            "denied": _("Слова через запятую, в любой форме. За них предупреждаем, как за оскорбление."),
            "allowed": _("Слова, которые у вас имеют другой смысл, например термины."),
        }
        widgets = {
            "denied": forms.Textarea(attrs={"rows": 2}),
            "allowed": forms.Textarea(attrs={"rows": 2}),
            **{
                name: forms.NumberInput(attrs={"min": 1, "max": most})
                for name, most in {
                    "decide_days": 30, "appeal_days": 30, "answer_days": 30, "keep_months": 60
                }.items()
            },
        }  # fmt: skip

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        for name, most in {
            "decide_days": 30,
            "appeal_days": 30,
            "answer_days": 30,
            "keep_months": 60,
        }.items():
            value = cleaned.get(name)
            if isinstance(value, int) and not 1 <= value <= most:
                self.add_error(name, _("От 1 до {n}.").format(n=most))
        return cleaned


class TryForm(forms.Form):
    """A phrase to see what the checker would mark in it."""

    use_required_attribute = False
    phrase = forms.CharField(label=_("Фраза"), required=False, max_length=500)


class QueueForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Показать"),
        required=False,
        choices=[
            ("open", _("ждут решения")),
            ("appealed", _("возражения")),
            ("done", _("решённые")),
            ("all", _("все")),
        ],
    )
