"""The platform's own limits: the first start, saved filters."""

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Organisation

MOST_VIEWS = 12


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


@rule("PRT-01")
def filter_is_chosen(query: str) -> Refusal | None:
    """A list without any condition is one press away anyway."""
    if query:
        return None
    return Refusal(
        rule="PRT-01",
        words=_("В списке ещё ничего не отобрано."),
        next_step=_("Выберите условия, нажмите «Показать», потом сохраните отбор."),
    )


@rule("PRT-02")
def views_are_few(others: int) -> Refusal | None:
    """A row of buttons longer than this finds nothing."""
    if others < MOST_VIEWS:
        return None
    return Refusal(
        rule="PRT-02",
        words=_("Сохранённых отборов уже {n}.").format(n=others),
        next_step=_("Уберите ненужный и сохраните снова."),
    )
