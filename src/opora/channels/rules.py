"""Rules of means of communication (domain.md §4, COM)."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.queries import home_day

from .models import CommunicationMeans, Purpose, Standing, State


@rule("COM-04")
def means_may_be_chosen(means: Iterable[CommunicationMeans], on: date | None = None) -> Refusal | None:
    """A closed or forbidden service cannot stand in a new график; Skype is history (§8, case 49)."""
    day = on or home_day()
    standings = [(one, one.standing_on(day)) for one in means]
    barred = [(one, standing) for one, standing in standings if not standing.is_usable]
    if not barred:
        return None
    instead = [one.replaced_by.title for one, _standing in barred if one.replaced_by]
    return Refusal(
        rule="COM-04",
        words=" ".join(_barred_words(one, standing) for one, standing in barred),
        next_step=_("Выберите другое: {titles}.").format(titles=", ".join(dict.fromkeys(instead)))
        if instead
        else _("Выберите другое средство коммуникации."),
        field="means",
    )


def _barred_words(means: CommunicationMeans, standing: Standing) -> str:
    since = f" {standing.since:%d.%m.%Y}" if standing.since else ""
    if standing.state == State.CLOSED:
        return _("Сервис «{title}» закрыт{since}.").format(title=means.title, since=since)
    return _("«{title}» использовать нельзя{since}: {note}.").format(
        title=means.title,
        since=f" с{since}" if since else "",
        note=(standing.note or _("запрещено")).rstrip("."),
    )


@rule("COM-03")
def foreign_service_is_noticed(means: Iterable[CommunicationMeans]) -> Refusal | None:
    """A warning, not a refusal, with the legal note: personal data do not go through a foreign service."""
    day = home_day()
    noted = [(one, one.standing_on(day)) for one in means]
    warned = [(one, standing.note) for one, standing in noted if standing.state == State.WARN]
    if not warned:
        return None
    bare = [one.title for one, note in warned if not note]
    words = [f"{one.title}: {note.rstrip('.')}." for one, note in warned if note]
    if bare:
        text = _("{titles}: иностранный сервис. Не отправляйте через него персональные данные.")
        words.append(text.format(titles=", ".join(bare)))
    return Refusal(
        rule="COM-03", words=" ".join(words), next_step=_("Рекомендуем чат платформы."), field="means"
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
        next_url=reverse("channels:show", kwargs={"pk": taken.pk}),
        field="code",
    )


@rule("COM-07")
def means_last_the_period(means: Iterable[CommunicationMeans], until: date) -> Refusal | None:
    """A warning: what is decided to end before the период графика does will have to be replaced in it."""
    day = home_day()
    ending = [
        one
        for one in means
        if one.next_since and day < one.next_since <= until and not one.standing_on(until).is_usable
    ]
    if not ending:
        return None
    return Refusal(
        rule="COM-07",
        words=" ".join(
            _("«{title}» нельзя будет использовать с {day}, раньше конца графика.").format(
                title=one.title, day=f"{one.next_since:%d.%m.%Y}"
            )
            for one in ending
        ),
        next_step=_("Выберите замену сразу, чтобы не менять утверждённый график."),
        field="means",
    )


@rule("COM-08")
def means_serve_consultations(means: Iterable[CommunicationMeans]) -> Refusal | None:
    """What serves tasks or appeals only does not stand in the график of consultations."""
    other = [one for one in means if one.purposes and Purpose.CONSULTATIONS not in one.purposes]
    if not other:
        return None
    return Refusal(
        rule="COM-08",
        words=_("Не для консультаций: {titles}.").format(
            titles="; ".join(f"«{one.title}» ({one.purposes_words})" for one in other)
        ),
        next_step=_("Выберите другое средство или добавьте ему назначение в реестре."),
        field="means",
    )


@rule("COM-09")
def change_is_founded(state: str, note: str) -> Refusal | None:
    """A ban and a warning say why: it is what the reader is shown (S0-4.3)."""
    if note.strip() or state not in (State.FORBIDDEN, State.WARN):
        return None
    return Refusal(
        rule="COM-09",
        words=_("Напишите основание: его увидит тот, кто выбирает средство."),
        next_step=_("Например: 149-ФЗ, ст. 10 ч. 8."),
        field="note",
    )


@rule("COM-10")
def change_comes_after_the_last(means: CommunicationMeans, since: date | None, on: date) -> Refusal | None:
    """Dates of states follow each other; one change ahead at a time."""
    if means.next_since and means.next_since > on and since and since > on:
        return Refusal(
            rule="COM-10",
            words=_("Перемена уже назначена на {day}.").format(day=f"{means.next_since:%d.%m.%Y}"),
            next_step=_("Отмените её, потом назначьте другую."),
            field="since",
        )
    held = means.standing_on(on).since
    if held is None or since is None or since >= held:
        return None
    return Refusal(
        rule="COM-10",
        words=_("Нынешнее состояние действует с {day}, раньше этого дня его не изменить.").format(
            day=f"{held:%d.%m.%Y}"
        ),
        next_step=_("Укажите дату не раньше {day}.").format(day=f"{held:%d.%m.%Y}"),
        field="since",
    )


@rule("COM-11")
def replacement_is_usable(
    means: CommunicationMeans | None, other: CommunicationMeans | None, on: date
) -> Refusal | None:
    """Another means, allowed today: a forbidden one cannot stand in for a forbidden one."""
    if other is None or (other != means and other.standing_on(on).is_usable):
        return None
    words = (
        _("«{title}» нельзя заменить им самим.") if other == means else _("«{title}» использовать нельзя.")
    )
    return Refusal(
        rule="COM-11",
        words=words.format(title=other.title),
        next_step=_("Выберите другое средство из реестра."),
        field="replaced_by",
    )
