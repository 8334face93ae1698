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
    """Home, the график, the help act when one is in force, and the way into the cabinet."""
    pages: list[tuple[str, str | Promise]] = [
        (reverse("website:home"), _("Главная")),
        (reverse("website:schedule"), _("График консультаций")),
    ]
    centre = organisation_or_none()
    if centre and (title := help_act_title(today(centre.timezone))):
        pages.append((reverse("website:act", kwargs={"code": HELP_ACT}), title))
    pages.append((reverse("portal:home"), _("Кабинет")) if is_in else (reverse("people:login"), _("Вход")))
    return [Section(url, title, path == url) for url, title in pages]
