"""Rules of the first start: the platform's own limits."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Organisation


@rule("PER-12")
def centre_is_not_founded() -> Refusal | None:
    """One installation is one centre; of two who found it at once the first wins."""
    if not Organisation.objects.exists():
        return None
    return Refusal(
        rule="PER-12",
        words=_("Центр уже заведён: кто-то заполнил эту страницу раньше."),
        next_step=_("Войдите под своим логином. Логин и код выдаст специалист."),
        next_url=reverse("people:login"),
    )
