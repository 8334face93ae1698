"""«Сведения об образовательной организации»: the usual layout, what the centre set, what is known."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from opora.files.models import StoredFile
from opora.people.models import Branch, Organisation, Role
from opora.people.queries import holders_of, home_day, organisation, staff_on
from opora.studies.models import Programme

from ..models import SvedenRow
from .distance import acts_in_force
from .teachers import disciplines_by_person, published_by_person

LAYOUT = Path(__file__).parents[1] / "data" / "sveden.toml"


@dataclass(frozen=True, slots=True)
class Usual:
    """A row of the usual layout; ``auto`` names what fills it, ``needed``: its absence is a defect."""

    key: str
    title: str
    itemprop: str = ""
    auto: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    rows: tuple[Usual, ...]
    table: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it stands on the site. ``own``: what the centre set, if anything."""

    key: str
    title: str
    itemprop: str
    value: str
    link: str
    link_title: str
    file: StoredFile | None
    own: SvedenRow | None
    usual: Usual | None
    is_hidden: bool

    @property
    def is_filled(self) -> bool:
        return bool(self.value or self.link or self.file)

    @property
    def leads_nowhere(self) -> bool:
        """A link inside this site to a page that is not there."""
        if not self.link.startswith("/"):
            return False
        try:
            resolve(urlsplit(self.link).path)
        except Resolver404:
            return True
        return False

    @property
    def lacks(self) -> bool:
        """What the self-check counts: a needed row that is empty, a shown one that leads nowhere."""
        is_empty = bool(self.usual and self.usual.needed and not self.is_filled)
        return not self.is_hidden and (is_empty or self.leads_nowhere)


@dataclass(frozen=True, slots=True)
class Table:
    """A table made of what the domains know: the itemprop of its rows, heads, cells with theirs."""

    itemprop: str
    heads: list[str]
    rows: list[list["Cell"]] = field(default_factory=list)

    @property
    def labelled(self) -> list[list[tuple[str, "Cell"]]]:
        """Cells with the head of their column: a row stands as a card on a phone."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@cache
def layout() -> dict[str, Section]:
    read = tomllib.loads(LAYOUT.read_text(encoding="utf-8"))["section"]
    return {
        one["code"]: Section(
            one["code"], one["title"], tuple(Usual(**row) for row in one["rows"]), one.get("table", "")
        )
        for one in read
    }


def rows_of(section: Section) -> list[Shown]:
    """The usual rows as the centre changed them, then its own; hidden ones too. One statement."""
    return _merged(section, list(SvedenRow.objects.filter(section=section.code).select_related("file")))


def _merged(section: Section, own: list[SvedenRow]) -> list[Shown]:
    by_key = {row.key: row for row in own}
    shown = [_shown(usual, by_key.pop(usual.key, None)) for usual in section.rows]
    return shown + [_shown(None, row) for row in by_key.values()]


def _shown(usual: Usual | None, own: SvedenRow | None) -> Shown:
    link, link_title = "", ""
    value = own.value if own else ""
    if usual and usual.auto and not (own and (own.value or own.link or own.file)):
        value, link, link_title = _AUTO[usual.auto](organisation())
    return Shown(
        key=own.key if own else usual.key if usual else "",
        title=own.title if own else usual.title if usual else "",
        itemprop=own.itemprop if own else usual.itemprop if usual else "",
        value=value,
        link=(own.link if own and own.link else link),
        link_title=link_title,
        file=own.file if own else None,
        own=own,
        usual=usual,
        is_hidden=bool(own and own.is_hidden),
    )


def visible(section: Section) -> list[Shown]:
    """What a visitor sees: a row without content says so, as the order of Рособрнадзор asks."""
    return [row for row in rows_of(section) if not row.is_hidden]


def defects() -> dict[str, int]:
    """By sub-section, how many rows are to be mended: the self-check. One statement."""
    own: dict[str, list[SvedenRow]] = {}
    for row in SvedenRow.objects.select_related("file"):
        own.setdefault(row.section, []).append(row)
    return {
        code: sum(row.lacks for row in _merged(section, own.get(code, [])))
        for code, section in layout().items()
    }


def _branches(centre: Organisation) -> str:
    return "; ".join(Branch.objects.filter(organisation=centre).values_list("name", flat=True))


_AUTO: dict[str, Callable[[Organisation], tuple[str, str, str]]] = {
    "full_name": lambda centre: (centre.full_name, "", ""),
    "short_name": lambda centre: (centre.short_name, "", ""),
    "address": lambda centre: (centre.address, "", ""),
    "phone": lambda centre: (centre.phone, "", ""),
    "email": lambda centre: (centre.email, "", ""),
    "licence": lambda centre: (centre.licence, "", ""),
    "branches": lambda centre: (_branches(centre), "", ""),
    "low_vision": lambda centre: (
        _("Есть: кнопка «Для слабовидящих» на каждой странице."),
        "",
        "",
    ),
    "distance": lambda centre: ("", reverse("website:distance"), _("Страница об ЭО и ДОТ")),
}


def table_of(section: Section) -> Table | None:
    """What the domains know for this sub-section; a constant number of statements."""
    make = _TABLES.get(section.table)
    return make() if make else None


Cell = tuple[str, str, str]


def _acts() -> Table:
    """Acts in force, each with its edition; the act itself is the link."""
    rows: list[list[Cell]] = []
    for row in acts_in_force():
        order = row.edition.order
        words = f"№ {order.number} от {order.date:%d.%m.%Y}" if order else ""
        link = reverse("website:act", kwargs={"code": row.act.code})
        rows.append([(row.act.title, "localAct", link), (words, "", ""), (str(row.edition.number), "", "")])
    return Table("", [_("Локальный акт"), _("Приказ"), _("Редакция")], rows)


def _programmes() -> Table:
    heads = [_("Программа"), _("Вид"), _("Объём, ак. ч"), _("Использование ЭО и ДОТ")]
    rows = [
        [
            (one.title, "eduName", reverse("website:programme", kwargs={"pk": one.pk})),
            (one.get_kind_display(), "eduLevel", ""),
            (str(one.hours), "learningTerm", ""),
            (e_learning(one), "eduEl", ""),
        ]
        for one in Programme.objects.all()
    ]
    return Table("eduOp", heads, rows)


def e_learning(programme: Programme) -> str:
    """«электронное обучение, дистанционные технологии»."""
    used = [
        words
        for is_used, words in (
            (programme.uses_e_learning, _("электронное обучение")),
            (programme.uses_distance_tech, _("дистанционные технологии")),
        )
        if is_used
    ]
    return ", ".join(used) or _("не используются")


def _managers() -> Table:
    day = home_day()
    people = {person.pk for role in (Role.DIRECTOR, Role.DEPUTY) for person in holders_of(role, day)}
    centre = organisation()
    rows: list[list[Cell]] = [
        [
            (contract.person.full_name, "fio", ""),
            (contract.position, "post", ""),
            (centre.phone, "telephone", ""),
            (centre.email, "email", ""),
        ]
        for contract in staff_on(day).filter(person__in=people)
    ]
    return Table("rucovodstvo", [_("ФИО"), _("Должность"), _("Телефон"), _("Почта")], rows)


def _staff() -> Table:
    """Who teaches is told by law; degree and education are told by consent."""
    heads = [_("ФИО"), _("Должность"), _("Что преподаёт"), _("Учёная степень"), _("Образование")]
    pages, disciplines = published_by_person(), disciplines_by_person()
    rows: list[list[Cell]] = []
    for contract in staff_on(home_day()).filter(is_pedagogical=True):
        page = pages.get(contract.person_id)
        link = reverse("website:teacher", kwargs={"pk": contract.person_id}) if page else ""
        rows.append(
            [
                (contract.person.full_name, "fio", link),
                (contract.position, "post", ""),
                (", ".join(disciplines.get(contract.person_id, ())), "teachingDiscipline", ""),
                (page.degree if page else "", "degree", ""),
                (page.education if page else "", "teachingLevel", ""),
            ]
        )
    return Table("teachingStaff", heads, rows)


_TABLES: dict[str, Callable[[], Table]] = {
    "acts": _acts,
    "programmes": _programmes,
    "managers": _managers,
    "staff": _staff,
}


def values_of(row: Shown) -> dict[str, Any]:
    """What the form of a row begins with."""
    return {
        "title": row.title,
        "itemprop": row.itemprop,
        "value": row.own.value if row.own else "",
        "link": row.own.link if row.own else "",
        "is_hidden": row.is_hidden,
    }
