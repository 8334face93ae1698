"""What stands on a paper, as plain words: templates see only this, never a row of the base."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from opora.kernel.text import short_name
from opora.people.models import Organisation, Person
from opora.people.queries import head_signer, organisation

from ..models import Enrolment, GroupPart, IndividualPlan, LearnerOrder
from .codes import CERTIFICATE, PLAN

_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
BLANK = "_______"


def _day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def _long(value: date | None) -> str:
    return (
        f"«{value:%d}» {_MONTHS[value.month - 1]} {value.year} г." if value else "«___» __________ 20___ г."
    )


def _centre(centre: Organisation) -> dict[str, str]:
    numbers = ", ".join(
        f"{word} {value}" for word, value in (("ИНН", centre.inn), ("ОГРН", centre.ogrn)) if value
    )
    details = " · ".join(part for part in (numbers, centre.licence, centre.address, centre.phone) if part)
    return {
        "full_name": centre.full_name,
        "short_name": centre.short_name,
        "inn": centre.inn,
        "ogrn": centre.ogrn,
        "licence": centre.licence,
        "address": centre.address,
        "city": centre.city,
        "phone": centre.phone,
        "email": centre.email,
        "details": details,
    }


def _head(on: date) -> dict[str, str]:
    head = head_signer(on)
    if head is None:
        return {"position": "Руководитель", "name": BLANK}
    return {"position": _capital(head.position), "name": _initials_first(head.person)}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _initials_first(person: Person) -> str:
    """«Н. В. Орлова»: as a signature is written."""
    initials = " ".join(f"{name[0]}." for name in (person.first_name, person.middle_name) if name)
    return f"{initials} {person.last_name}".strip()


def order_context(order: LearnerOrder, on: date) -> dict[str, Any]:
    """An order with its date and number, or with lines to write on while it is not signed."""
    signed, group = order.order, order.group
    learners = [line.learner for line in order.lines.select_related("learner")]
    programme = group.programme
    signer = (
        {"position": _capital(signed.signer_position), "name": _initials_first(signed.signer)}
        if signed and signed.signer
        else _head(on)
    )
    day = signed.date if signed else None
    agreement = order.agreement
    return {
        "organisation": _centre(organisation()),
        "number": signed.number if signed else BLANK,
        "date": _day(day) or "___.___.20___",
        "long_date": _long(day),
        "title": _capital(str(LearnerOrder.Kind(order.kind).label)),
        "group": group.code,
        "into": order.into.code if order.into else "",
        "programme": programme.title,
        "programme_kind": programme.get_kind_display(),
        "hours": programme.hours,
        "starts": _day(max(day or on, group.starts_on)),
        "ends": _day(group.ends_on),
        "until": _day(order.until),
        "grounds": order.grounds.rstrip("."),
        "form": order.get_form_display(),
        "agreement": f"№ {agreement.number} от {_day(agreement.date)} ({agreement.partner})"
        if agreement
        else "",
        "parts": ", ".join(f"«{part.title}»" for part in order.parts.all()),
        "ends_contract": order.ends_contract,
        "refund_on": _day(order.refund_on),
        "curator": _initials_first(group.curator) if group.curator else "",
        "learners": _numbered({"name": learner.full_name} for learner in learners),
        "signer": signer,
    }


def _numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"n": n, **row} for n, row in enumerate(rows, 1)]


def plan_context(plan: IndividualPlan, on: date) -> dict[str, Any]:
    """ИУП with its parts; a part without own dates is studied when the group studies it."""
    enrolment = plan.enrolment
    group, programme = enrolment.group, enrolment.group.programme
    runs = {run.part_id: run for run in group.schedule_of_parts.all()}
    rows = []
    for row in plan.parts.select_related("part"):
        run = runs.get(row.part_id)
        starts = row.starts_on or (run.starts_on if run else group.starts_on)
        ends = row.ends_on or (run.ends_on if run else group.ends_on)
        credited = row.way == row.Way.CREDITED
        rows.append(
            {
                "title": row.part.title,
                "hours": row.hours or row.part.hours,
                "way": row.get_way_display(),
                "dates": "—" if credited else f"{_day(starts)}–{_day(ends)}",
            }
        )
    return {
        "organisation": _centre(organisation()),
        "number": plan.number,
        "date": _day(plan.date),
        "long_date": _long(plan.date),
        "learner": _learner(enrolment.learner),
        "group": group.code,
        "programme": programme.title,
        "programme_kind": programme.get_kind_display(),
        "hours": programme.hours,
        "plan": _numbered(rows),
        "individual_exam_prep": plan.individual_exam_prep,
        "signer": _head(on),
    }


def _learner(person: Person) -> dict[str, str]:
    return {
        "name": person.full_name,
        "short_name": short_name(person.last_name, person.first_name, person.middle_name),
        "born": _day(person.birth_date),
    }


def certificate_context(enrolment: Enrolment, on: date) -> dict[str, Any]:
    """Справка об обучении: for who did not finish, or asks (273-ФЗ ст. 60)."""
    group, programme = enrolment.group, enrolment.group.programme
    last = enrolment.left_on or min(on, group.ends_on)
    studied = GroupPart.objects.filter(group=group, ends_on__lte=last).select_related("part")
    return {
        "organisation": _centre(organisation()),
        "number": "",
        "date": _day(on),
        "long_date": _long(on),
        "learner": _learner(enrolment.learner),
        "group": group.code,
        "programme": programme.title,
        "programme_kind": programme.get_kind_display(),
        "hours": programme.hours,
        "starts": _day(enrolment.enrolled_on),
        "ends": _day(last),
        "order_in": _order(enrolment.order_in),
        "order_out": _order(enrolment.order_out),
        "studied": _numbered({"title": run.part.title, "hours": run.part.hours} for run in studied),
        "signer": _head(on),
    }


def _order(order: Any) -> dict[str, str] | None:
    return {"number": order.number, "date": _day(order.date)} if order else None


_CENTRE = dict.fromkeys(
    ("full_name", "short_name", "inn", "ogrn", "licence", "address", "city", "phone", "email", "details"),
    "Учебный центр",
)
_LEARNER = {"n": 1, "name": "Иванова Мария Петровна", "short_name": "Иванова М. П.", "born": "14.03.1987"}
_COMMON: dict[str, Any] = {
    "organisation": _CENTRE,
    "number": "12-у",
    "date": "20.11.2026",
    "long_date": "«20» ноября 2026 г.",
    "group": "ОТ-26/11-1",
    "programme": "Охрана труда",
    "programme_kind": "повышение квалификации",
    "hours": 40,
    "signer": {"position": "Директор", "name": "Н. В. Орлова"},
}


def sample_context(code: str) -> dict[str, Any]:
    """Everything a template of this paper may name, with made-up values: a new template is tried on it."""
    part = {"n": 1, "title": "Модуль 1", "hours": 8, "way": "осваивает", "dates": "09.11.2026–13.11.2026"}
    order = {"number": "12-у", "date": "20.11.2026"}
    if code == PLAN:
        return {**_COMMON, "learner": _LEARNER, "plan": [part], "individual_exam_prep": True}
    if code == CERTIFICATE:
        own = {"starts": "09.11.2026", "ends": "20.11.2026", "order_in": order, "order_out": order}
        return {**_COMMON, **own, "learner": _LEARNER, "studied": [part]}
    words = dict.fromkeys(
        (
            "title",
            "into",
            "starts",
            "ends",
            "until",
            "grounds",
            "form",
            "agreement",
            "parts",
            "refund_on",
            "curator",
        ),
        "образец",
    )
    return {**_COMMON, **words, "ends_contract": True, "learners": [_LEARNER]}
