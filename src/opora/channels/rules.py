"""Rules of means of communication (domain.md §4, COM)."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule

from .models import CommunicationMeans

State = CommunicationMeans.State


@rule("COM-04")
def means_may_be_chosen(means: Iterable[CommunicationMeans]) -> Refusal | None:
    """A closed or forbidden service cannot stand in a new график; Skype is history (§8, case 49)."""
    barred = [one for one in means if one.state in (State.CLOSED, State.FORBIDDEN)]
    if not barred:
        return None
    return Refusal(
        rule="COM-04",
        words=" ".join(_barred_words(one) for one in barred),
        next_step=_("Выберите другое средство коммуникации."),
        field="means",
    )


def _barred_words(means: CommunicationMeans) -> str:
    since = f" {means.state_since:%d.%m.%Y}" if means.state_since else ""
    if means.state == State.CLOSED:
        return _("Сервис «{title}» закрыт{since}.").format(title=means.title, since=since)
    return _("«{title}» использовать нельзя{since}: {note}.").format(
        title=means.title,
        since=f" с{since}" if since else "",
        note=(means.note or _("запрещено")).rstrip("."),
    )


@rule("COM-03")
def foreign_service_is_noticed(means: Iterable[CommunicationMeans]) -> Refusal | None:
    """A warning, not a refusal: personal data do not go through a foreign service."""
    foreign = [one.title for one in means if one.state == State.WARN]
    if not foreign:
        return None
    return Refusal(
        rule="COM-03",
        words=_("{titles}: иностранный сервис. Не отправляйте через него персональные данные.").format(
            titles=", ".join(foreign)
        ),
        next_step=_("Рекомендуем чат платформы."),
        field="means",
    )


@rule("COM-06")
def means_code_is_new(code: str) -> Refusal | None:
    """One row of the register per service: lines and imports find it by its code."""
    taken = CommunicationMeans.objects.filter(code=code).first()
    if taken is None:
        return None
    return Refusal(
        rule="COM-06",
        words=_("Код «{code}» уже занят: «{title}».").format(code=code, title=taken.title),
        next_step=_("Измените состояние этого средства или укажите другой код."),
        next_url=reverse("channels:change", kwargs={"pk": taken.pk}),
        field="code",
    )
