"""Decisions about the lines of an old график: one page, with a mend proposed in every field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from opora.channels.models import CommunicationMeans
from opora.people.models import StaffContract
from opora.studies.models import Group

from ..actions import Decision
from ..models import Schedule
from ..queries import Rolled, Swap, days_text, time_text
from .editions import DraftForm


@dataclass(frozen=True, slots=True)
class Asked:
    """A line with the fields that ask about it, as the page shows them."""

    rolled: Rolled
    title: str
    take: forms.BoundField
    fields: list[forms.BoundField]


def following(old: Schedule) -> dict[str, Any]:
    """The half-year after a график, as the page proposes it."""
    begins = old.period_to + timedelta(days=1)
    ends = date(begins.year, 6, 30) if begins.month < 7 else date(begins.year, 12, 31)
    half = "I" if begins.month < 7 else "II"
    title = _("График на {half} полугодие {year}").format(half=half, year=begins.year)
    return {"title": title, "period_from": begins, "period_to": ends}


class PeriodForm(DraftForm):
    """The first step: the period by which the lines are looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["odd_from"]


class RollForm(forms.Form):
    """``seen`` are the lines the page was made of: what came later is asked about again (SCH-19)."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, rows: Sequence[Rolled], workers: Sequence[StaffContract], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.persons = {one.person_id: one.person for one in workers}
        self.initial["seen"] = " ".join(str(row.line.pk) for row in rows)
        staff = [(str(one.person_id), f"{one.person.full_name}, {one.position}") for one in workers]
        for row in rows:
            self._ask(row, staff)

    def _ask(self, row: Rolled, staff: list[tuple[str, str]]) -> None:
        pk = row.line.pk
        self.fields[f"take_{pk}"] = forms.BooleanField(
            label=_("Перенести"), required=False, initial=row.contract != "none"
        )
        if row.contract:
            same = _("оставить как есть") if row.contract == "ends" else _("никто, строку не переносить")
            self.fields[f"person_{pk}"] = forms.ChoiceField(
                label=_("Вместо него консультирует"), required=False, choices=[("", same), *staff]
            )
        for swap in row.groups:
            label = _("Группа {code} закончит учиться раньше. Вместо неё").format(code=swap.old)
            alone = len(row.line.groups.all()) == 1
            nothing = _("без группы, строка открыта всем") if alone else _("без этой группы")
            self.fields[f"group_{pk}_{swap.old.pk}"] = self._swap(swap, label, nothing)
        for swap in row.means:
            label = _("Средство «{title}» больше не выбирают. Вместо него").format(title=swap.old)
            self.fields[f"means_{pk}_{swap.old.pk}"] = self._swap(swap, label, _("без этого средства"))
        if row.parts:
            titles = ", ".join(part.title for part in row.parts)
            label = _("Убрать дисциплины, которые в это время не изучают: {titles}").format(titles=titles)
            self.fields[f"parts_{pk}"] = forms.BooleanField(label=label, required=False, initial=True)

    def _swap(self, swap: Swap, label: str, nothing: str) -> forms.ChoiceField:
        choices = [("", nothing), *((str(one.pk), str(one)) for one in swap.instead)]
        initial = str(swap.proposed or "")
        return forms.ChoiceField(label=label, required=False, choices=choices, initial=initial)

    def asked(self) -> Iterator[Asked]:
        for row in self.rows:
            pk = row.line.pk
            own = [
                self[name]
                for name in self.fields
                if name.split("_")[1:2] == [str(pk)] and not name.startswith("take_")
            ]
            who = row.line.person.short_name if row.line.person else _("без работника")
            title = f"{who}, {days_text(row.line)} {time_text(row.line)}"
            yield Asked(row, title, self[f"take_{pk}"], own)

    def decisions(self) -> dict[int, Decision]:
        seen = set(self.cleaned_data["seen"].split())
        return {row.line.pk: self._decision(row) for row in self.rows if str(row.line.pk) in seen}

    def _decision(self, row: Rolled) -> Decision:
        pk, given = row.line.pk, self.cleaned_data
        person = self.persons.get(int(given.get(f"person_{pk}") or 0))
        return Decision(
            # somebody chosen in the place of a worker without a contract is a wish to take the line
            takes=given[f"take_{pk}"] or (row.contract == "none" and person is not None),
            person=person,
            groups={one.old.pk: _chosen(one, given[f"group_{pk}_{one.old.pk}"], Group) for one in row.groups},
            means={
                one.old.pk: _chosen(one, given[f"means_{pk}_{one.old.pk}"], CommunicationMeans)
                for one in row.means
            },
            without_parts=frozenset(part.pk for part in row.parts)
            if given.get(f"parts_{pk}")
            else frozenset(),
        )


def _chosen(swap: Swap, value: str, kind: type[Any]) -> Any:
    found = (one for one in swap.instead if isinstance(one, kind) and str(one.pk) == value)
    return next(found, None)
