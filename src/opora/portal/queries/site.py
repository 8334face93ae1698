"""Sections of the open site: the line under its head and the panel of a phone."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.kernel.clock import today
from opora.people.queries import organisation_or_none
from opora.regulations.queries import HELP_ACT, help_act_title


@dataclass(frozen=True, slots=True)
class Section:
    url: str
    title: str | Promise
    current: bool


def site_navigation(path: str, *, is_in: bool) -> list[Section]:
    """The same on every page: home, the график, the help act in force, what the law asks for, the way in."""
    pages: list[tuple[str, str | Promise]] = [
        (reverse("website:home"), _("Главная")),
        (reverse("website:schedule"), _("График консультаций")),
        (reverse("website:apply"), _("Обучение")),
    ]
    centre = organisation_or_none()
    if centre and (title := help_act_title(today(centre.timezone))):
        pages.append((reverse("website:act", kwargs={"code": HELP_ACT}), title))
    pages += [
        (reverse("website:distance"), _("ЭО и ДОТ")),
        (reverse("website:teachers"), _("Преподаватели")),
        (reverse("website:news"), _("Новости")),
        (reverse("website:sveden"), _("Сведения об организации")),
        (reverse("website:contacts"), _("Контакты")),
    ]
    pages.append((reverse("portal:home"), _("Кабинет")) if is_in else (reverse("people:login"), _("Вход")))
    return [Section(url, title, path == url) for url, title in pages]
