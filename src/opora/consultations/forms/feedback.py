from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Feedback


class FeedbackForm(forms.Form):
    """The verdict is the button that was pressed."""

    verdict = forms.ChoiceField(choices=Feedback.Verdict.choices)
    words = forms.CharField(
        label=_("Своими словами, если хотите"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Преподаватель увидит слова без имени, вместе с другими ответами."),
    )
    wants_more = forms.BooleanField(
        label=_("Нужна ещё встреча"),
        required=False,
        help_text=_("Предложим время; заместитель руководителя увидит, кому нужна помощь."),
    )

    @classmethod
    def of(cls, said: Feedback | None, **options: Any) -> "FeedbackForm":
        """With what was said before."""
        initial = {"words": said.words, "wants_more": said.wants_more} if said else {}
        return cls(initial=initial, **options)
