"""A row of the deputy's sheet in words and in one piece of markup: a page shows dozens of them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import BadRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opora.kernel.templatetags.opora import icon
from opora.kernel.text import number, plural, signed, typo

from .. import queries


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that stand in every row, asked for once."""

    plan: str
    declared: str
    fact: str
    difference: str
    own: str

    @classmethod
    def now(cls) -> "Labels":
        own = _("свои часы подтвердить нельзя")
        return cls(_("План"), _("По графику"), _("Факт"), _("Разница"), own)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template prints; ``badges`` are pairs of tone and words."""

    key: str
    url: str
    name: str
    pedagogical: bool
    opened: bool
    basis: str
    plan: str
    declared: str
    fact: str
    difference: str
    sign: str
    badges: tuple[tuple[str, str], ...]
    over_plan: str
    ticket: str
    confirm: str
    own: bool
    labels: Labels

    @property
    def cells(self) -> SafeString:
        """The row as it stands on the page; a template of twenty nodes for each would cost half of it."""
        return format_html(
            ROW,
            key=self.key,
            open=" data-open" if self.opened else "",
            url=self.url,
            current=CURRENT if self.opened else "",
            sign_of=icon("chevron-down" if self.opened else "chevron-right"),
            name=self.name,
            basis=self.basis,
            plan=self.plan,
            declared=self.declared,
            fact=self.fact,
            sign=self.sign,
            difference=self.difference,
            badges=format_html_join("", BADGE, self.badges),
            over=format_html('<p class="small muted">{}</p>', self.over_plan) if self.over_plan else "",
            act=self._act(),
            w_plan=self.labels.plan,
            w_declared=self.labels.declared,
            w_fact=self.labels.fact,
            w_difference=self.labels.difference,
        )

    def _act(self) -> SafeString | str:
        if self.ticket:
            tone = " primary" if self.opened else ""
            return format_html(BUTTON, tone, self.ticket, icon("check"), self.confirm, self.name)
        return format_html('<span class="muted small">{}</span>', self.labels.own) if self.own else ""


CURRENT = SafeString(' aria-current="true"')
BADGE = '<span class="badge" data-tone="{}">{}</span> '
BUTTON = (
    '<button class="btn small{}" type="submit" name="row" value="{}">{}{}'
    '<span class="visually-hidden">: {}</span></button>'
)
ROW = (
    '<tr id="row-{key}"{open}><th scope="row"><a class="with-icon nowrap" href="{url}"{current}>{sign_of}'
    '{name}</a></th><td class="muted">{basis}</td><td class="num" data-label="{w_plan}">{plan}</td>'
    '<td class="num" data-label="{w_declared}">{declared}</td>'
    '<td class="num" data-label="{w_fact}"><strong>{fact}</strong></td>'
    '<td class="num" data-label="{w_difference}"><span class="{sign}">{difference}</span></td>'
    '<td>{badges}{over}</td><td class="acts">{act}</td></tr>'
)


def shown(
    row: queries.MonthRow,
    sheet: str,
    opened: queries.MonthRow | None,
    *,
    labels: Labels,
    closed: bool,
    seen: datetime | None = None,
) -> Shown:
    """``sheet`` is the address of the whole page, ``seen`` when its reader looked the time before."""
    is_open = opened is not None and opened.key == row.key
    difference = row.difference
    many = len(row.waiting_ids)
    return Shown(
        key=row.key,
        url=sheet if is_open else f"{sheet}&open={row.key}#row-{row.key}",
        name=f"{row.person.short_name} {_('(вы)')}" if row.mine else row.person.short_name,
        pedagogical=row.contract.is_pedagogical,
        opened=is_open,
        basis=typo(row.basis_words),
        plan="–" if row.plan is None else number(row.plan),
        declared=number(row.declared),
        fact=number(row.fact),
        difference=_("без плана") if difference is None else signed(difference),
        sign="plus" if difference is not None and difference > 0 else "minus",
        badges=tuple(_badges(row, closed=closed, seen=seen)),
        over_plan=typo(row.over_plan.words) if row.over_plan else "",
        ticket=ticket(row, opened=is_open) if many and row.may_confirm else "",
        confirm=_confirm(many) if many else "",
        own=row.mine and bool(row.waiting),
        labels=labels,
    )


def _confirm(n: int) -> str:
    return _("Подтвердить {n} {words}").format(n=n, words=plural(n, _("запись"), _("записи"), _("записей")))


def _badges(row: queries.MonthRow, *, closed: bool, seen: datetime | None) -> list[tuple[str, str]]:
    badges = []
    if seen and row.changed_at and row.changed_at > seen:
        badges.append(("info", typo(_("Изменилось с прошлого просмотра"))))
    if row.returned:
        badges.append(("info", typo(_("На исправлении: {n}").format(n=row.returned))))
    if row.waiting and row.may_confirm:
        badges.append(("warning", _("Проверить: {n}").format(n=row.waiting)))
    elif row.waiting:
        words = _("У руководителя: {n}") if row.held_by_director else _("У заместителя: {n}")
        badges.append(("info", typo(words.format(n=row.waiting))))
    elif row.fact and not row.returned:
        badges.append(("success", _("Закрыто") if closed else _("Подтверждено")))
    if row.unexplained:
        badges.append(("warning", typo(_("Ждёт причины: {n}").format(n=row.unexplained))))
    return badges


WAITING, DIFFERENT = "wait", "diff"


def picked(rows: list[queries.MonthRow], show: str) -> list[queries.MonthRow]:
    """Rows of a filter: those that wait for this keeper, or whose fact is not what the график gave."""
    if show == WAITING:
        return [row for row in rows if row.waiting_ids and row.may_confirm]
    return [row for row in rows if row.fact != row.declared] if show == DIFFERENT else rows


def ticket_of_all(rows: list[queries.MonthRow]) -> str:
    """Every row that waits for this keeper, to confirm at once; empty when there is no more than one."""
    waiting = picked(rows, WAITING)
    return ";".join(ticket(row, opened=False) for row in waiting) if len(waiting) > 1 else ""


def ticket(row: queries.MonthRow, *, opened: bool) -> str:
    """«3,4:90:1»: entries, the minutes the deputy sees, whether the row stays open."""
    return f"{','.join(map(str, row.waiting_ids))}:{row.waiting_minutes}:{int(opened)}"


def read_ticket(text: str) -> tuple[set[int], int, bool]:
    """Entries of one row or of several, minutes seen, row open; BadRequest for anything else."""
    entries, total, open_row = set[int](), 0, False
    for one in text.split(";"):
        try:
            ids, minutes, opened = one.split(":")
            entries, total, open_row = entries | read_ids(ids), total + int(minutes), opened == "1"
        except ValueError as error:
            raise BadRequest from error
    return entries, total, open_row


def read_ticked(texts: list[str]) -> tuple[set[int], int]:
    """«3:90» of each ticked entry: ids, and the minutes that stood beside them; else BadRequest."""
    pairs: dict[int, int] = {}
    for text in texts:
        pk, _colon, minutes = text.partition(":")
        try:
            pairs[int(pk)] = int(minutes)
        except ValueError as error:
            raise BadRequest from error
    return set(pairs), sum(pairs.values())


def read_ids(text: str) -> set[int]:
    try:
        return {int(part) for part in text.split(",") if part}
    except ValueError as error:
        raise BadRequest from error
