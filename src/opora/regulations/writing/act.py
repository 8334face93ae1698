"""From the provisions of an edition to the text of an act: sections, numbered clauses, what each one sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..models import LocalAct, Provision
from ..presets import Provided
from ..provisions import DEFAULTS, SPECS, Answer, read
from ..reading.norms import Norm, shipped_norms
from ..reading.structure import ANNEX
from . import wordings
from .cases import declined
from .terms import TERMS, Itself, Term

P = Provision
# a text cannot be written without these, whatever the edition says
ALWAYS = (P.LEARNER_TERM, P.ACT_APPROVAL_PATH)
# who says the first has said something of the second
IMPLIED = {
    P.GROUP_MEANS: P.CONSULT_FORMS,
    P.EXAM_PREP_GROUP_ONLY: P.EXAM_PREP_INDIVIDUAL_EXCEPTION,
    P.EXAM_PREP_INDIVIDUAL_EXCEPTION: P.EXAM_PREP_GROUP_ONLY,
}
SCHEDULE = (P.SCHEDULE_APPROVAL, P.SCHEDULE_TITLE_PARENTS)  # no график is without these
NORMS = ("fz-273", "fz-152", "pp-1678", "prikaz-266", "prikaz-438")
FORM_COLUMNS = ("ФИО работника", "Должность", "День недели", "Время", "Средство коммуникации")
FORM_SECTIONS = ("Педагогические работники", "Иные работники")


@dataclass(frozen=True, slots=True)
class Facts:
    """Whose act it is; ``basis`` are citations of the norms it rests on."""

    kind: LocalAct.Kind
    title: str
    organisation: str
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A clause before it is numbered, with the provisions it sets and the rules it founds."""

    text: str
    sets: tuple[Provision, ...] = ()
    founds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenAct:
    """``clauses`` number → text in order, with headings of sections; the rest names clauses by number."""

    title: str
    clauses: dict[str, str] = field(default_factory=dict)
    provisions: dict[Provision, Provided] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)


def basis_on(day: date, norms: Mapping[str, Norm] | None = None) -> tuple[str, ...]:
    """Citations of what such an act rests on, as it stands on a day."""
    known = shipped_norms() if norms is None else norms
    return tuple(norm.citation for code in NORMS if (norm := known.get(code)) and not norm.has_lapsed(day))


def write(facts: Facts, values: Mapping[Provision, Any]) -> WrittenAct:
    """The whole act. What ``values`` do not name is left unsaid, but for what no text can do without."""
    said = _completed(values)
    act, term = Itself(LocalAct.Kind(facts.kind)), TERMS[said[P.LEARNER_TERM]]
    written = WrittenAct(facts.title)
    for title, clauses in _sections(facts, said, act, term):
        if not clauses:
            continue
        section = str(sum("." not in number for number in written.clauses) + 1)
        written.clauses[section] = title
        for place, clause in enumerate(clauses, 1):
            number = f"{section}.{place}"
            written.clauses[number] = clause.text
            for provision in clause.sets:
                written.provisions[provision] = Provided(said[provision], number)
            rules = [rule for provision in clause.sets for rule in SPECS[provision].rules]
            written.bases.update(dict.fromkeys((*clause.founds, *rules), number))
    if _has_schedule(said):
        written.clauses[ANNEX] = annex(act, term, parents=bool(said.get(P.SCHEDULE_TITLE_PARENTS)))
    return written


def _completed(values: Mapping[Provision, Any]) -> dict[Provision, Any]:
    known = {provision: read(provision, value) for provision, value in values.items()}
    said = {provision: value for provision, value in known.items() if not _is_silent(provision, value)}
    for provision in ALWAYS:
        said.setdefault(provision, DEFAULTS[provision])
    for provision, other in IMPLIED.items():
        if provision in said:
            said.setdefault(other, DEFAULTS[other])
    if _has_schedule(said):  # it is approved by somebody, and the title of its form names parents or not
        for provision in SCHEDULE:
            said.setdefault(provision, DEFAULTS[provision])
    return said


def _is_silent(provision: Provision, value: Any) -> bool:
    """A name that is not given cannot be written down."""
    return SPECS[provision].answer is Answer.TEXT and not value


def _has_schedule(said: Mapping[Provision, Any]) -> bool:
    return any(one in said for one in (P.CONSULT_FORMS, P.SCHEDULE_PUBLICATION, *SCHEDULE))


def _sections(
    facts: Facts, said: Mapping[Provision, Any], act: Itself, term: Term
) -> list[tuple[str, list[Written]]]:
    def told(*provisions: Provision) -> list[Written]:
        return [Written(wordings.WORDINGS[one](said[one], term), (one,)) for one in provisions if one in said]

    alone = []
    if any(form.startswith("individual:") for form in said.get(P.CONSULT_FORMS, ())):
        alone = [Written(f"В индивидуальной консультации участвует один {term.one}.", founds=("CON-06",))]
    hours = told(
        P.LOAD_BASES,
        P.OUTSIDE_LOAD_INDIVIDUAL,
        P.ACADEMIC_HOUR,
        P.LATE_ENTRY_DAYS,
        P.CONFIRM_WORKING_DAY,
    )
    return [
        ("Общие положения", _general(facts, act, term)),
        ("Основные понятия", _notions(said, term)),
        (
            "Участники, их права и обязанности",
            [
                Written(
                    wordings.WORDINGS[P.LEARNER_TERM](None, term), (P.LEARNER_TERM,), ("ACC-01", "CON-01")
                ),
                *told(P.HELP_WINDOW, P.LEGAL_REPS_ENABLED, P.HELP_PROVIDERS, P.RESPONSIBLE_ROLE),
                *told(P.ACCESS_BEFORE_DAYS, P.ACCESS_AFTER_DAYS, P.SUPPORT_WINDOW),
                Written(
                    "Участники консультаций общаются в вежливой форме, не допуская ненормативной лексики "
                    "и оскорблений.",
                    founds=("COM-01", "MOD-01"),
                ),
            ],
        ),
        (
            "Виды и формы учебно-методической помощи",
            [
                *told(P.CONSULT_FORMS),
                *alone,
                *told(
                    P.GROUP_MEANS,
                    P.CURRENT_WITHIN_PERIOD,
                    P.TOPIC_BASIS_REQUIRED,
                    P.SCOPE_REQUIRED,
                ),
            ],
        ),
        (
            "Подготовка к промежуточной аттестации",
            [*_attestation(said, term), *told(P.EXAM_PREP_AT_END, P.PREP_ITEMS)],
        ),
        ("График консультаций", _schedule(said, act, told)),
        (
            "Запись на консультации и сроки ответа",
            told(
                P.ACQUAINTANCE_FIRST,
                P.ANSWER_HOURS,
                P.CANCEL_HOURS,
                P.NO_SHOW_MINUTES,
                P.LATE_TEACHER_MINUTES,
                P.QUESTION_DAYS,
                P.FOLLOW_UP_DAYS,
            ),
        ),
        (
            "Учёт времени работников",
            [
                Written(
                    "Консультации учитываются по фактически затраченному времени, каждая минута "
                    "один раз. Превышение плана отмечается с указанием причины, закрытый месяц "
                    "не изменяется.",
                    founds=("LOAD-01", "LOAD-02", "LOAD-04", "LOAD-06", "CON-10"),
                ),
                *hours,
            ]
            if hours
            else [],
        ),
        ("Информационное обеспечение", told(P.LMS_BASE, P.PUBLIC_PAGE_TITLE)),
        ("Заключительные положения", _final(said, act, told(P.ACQUAINTANCE_DAYS))),
    ]


def _general(facts: Facts, act: Itself, term: Term) -> list[Written]:
    name = act.name
    basis = wordings.items([*facts.basis, "устав Организации"])
    return [
        Written(
            f"{act.this} {name} {act.does('является', 'являются')} локальным нормативным актом "
            f"{declined(facts.organisation)} (далее – Организация) и {act.does('определяет', 'определяют')} "
            f"правила оказания учебно-методической помощи {term.to_many} при реализации образовательных "
            "программ с применением электронного обучения, дистанционных образовательных технологий."
        ),
        Written(f"{name} {act.made} в соответствии со следующими актами:{basis}"),
    ]


def _notions(said: Mapping[Provision, Any], term: Term) -> list[Written]:
    help_is = Written(
        f"Под учебно-методической помощью понимается помощь {term.to_many} в освоении образовательных "
        "программ или их частей (учебных предметов, курсов, дисциплин (модулей), иных компонентов), "
        "в том числе в форме индивидуальных консультаций, с использованием информационных "
        "и телекоммуникационных технологий."
    )
    modes = {form.partition(":")[2] for form in said.get(P.CONSULT_FORMS, ())}
    if "offline" not in modes:
        return [help_is]
    return [
        help_is,
        Written(
            "Под режимом офлайн понимается взаимодействие участников образовательных отношений не в реальном "
            "времени, а через некоторые промежутки времени."
        ),
    ]


def _attestation(said: Mapping[Provision, Any], term: Term) -> list[Written]:
    if P.EXAM_PREP_GROUP_ONLY not in said:
        return []
    text = wordings.group_only(
        said[P.EXAM_PREP_GROUP_ONLY], excepted=said[P.EXAM_PREP_INDIVIDUAL_EXCEPTION], term=term
    )
    return [Written(text, (P.EXAM_PREP_GROUP_ONLY, P.EXAM_PREP_INDIVIDUAL_EXCEPTION))]


def _schedule(said: Mapping[Provision, Any], act: Itself, told: Any) -> list[Written]:
    if not _has_schedule(said):
        return []
    return [
        Written(
            "Консультации проводятся по графику, который составляется по форме согласно приложению "
            f"к {act.to}.",
            founds=("SCH-01", "SCH-03", "SCH-04", "SCH-06"),
        ),
        Written(
            "Работник указывается в графике на срок своего договора и не указывается дважды на одно и то же "
            "время.",
            founds=("SCH-02", "SCH-07"),
        ),
        *told(P.SCHEDULE_APPROVAL, P.SCHEDULE_TITLE_PARENTS, P.SCHEDULE_PUBLICATION),
    ]


def _final(said: Mapping[Provision, Any], act: Itself, acquaintance: list[Written]) -> list[Written]:
    clauses = [Written(wordings.approval(said[P.ACT_APPROVAL_PATH], act), (P.ACT_APPROVAL_PATH,))]
    if P.EDITION_EFFECT in said:
        clauses.append(Written(wordings.effect(said[P.EDITION_EFFECT], act), (P.EDITION_EFFECT,)))
    clauses += acquaintance
    clauses.append(
        Written(
            f"Изменения в {act.accusative(act.name)} вносятся новой редакцией. С началом её действия "
            "предыдущая редакция автоматически утрачивает силу.",
            founds=("ACT-02",),
        )
    )
    return clauses


def help_title(term: Term, *, parents: bool) -> str:
    """«График оказания учебно-методической помощи …» (S1-A-title)."""
    whom = f"{term.to_many}, родителям (законным представителям) {term.of_many}" if parents else term.to_many
    return (
        f"График оказания учебно-методической помощи {whom}, в том числе в форме индивидуальных "
        "консультаций, оказываемых дистанционно с использованием информационных и телекоммуникационных "
        "технологий"
    )


def annex(act: Itself, term: Term, *, parents: bool) -> str:
    """The form of the график as the annex tells it: title, columns, two sections (S1-A-cols)."""
    return "\n".join(
        [f"к {act.to}", help_title(term, parents=parents), " | ".join(FORM_COLUMNS), *FORM_SECTIONS]
    )
