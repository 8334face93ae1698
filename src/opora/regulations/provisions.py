"""The registry of provisions: the kind of answer, what holds while an act is silent, where it acts.

Pure data: ``queries.in_force(Provision.X, on)`` reads the value of a date, ``read(provision, raw)`` checks
what was typed or proposed. A test finds the code that reads each; a provision nobody reads has no place here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opora.people.models import LoadBasis, Role

from .models import Body, Provision

Words = str | Promise
ORDER, STAMP = "order", "stamp"


class Answer(StrEnum):
    """What a provision is answered with."""

    BOOL = "bool"
    CHOICE = "choice"
    SET = "set"
    NUMBER = "number"
    TEXT = "text"
    STEPS = "steps"


class Topic(StrEnum):
    """Sections of the screen, in its order."""

    WHO = "who"
    MEETINGS = "meetings"
    EXAM = "exam"
    TERMS = "terms"
    HOURS = "hours"
    OPENNESS = "openness"
    ACTS = "acts"


TOPICS: dict[Topic, Words] = {
    Topic.WHO: _lazy("Кто получает и кто оказывает помощь"),
    Topic.MEETINGS: _lazy("Консультации"),
    Topic.EXAM: _lazy("Подготовка к аттестации"),
    Topic.TERMS: _lazy("Сроки"),
    Topic.HOURS: _lazy("Учёт часов"),
    Topic.OPENNESS: _lazy("График и сайт"),
    Topic.ACTS: _lazy("Сами акты"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """``requires``: a «yes» demands something, else it permits. ``where`` is where people meet it."""

    topic: Topic
    answer: Answer
    default: Any
    requirements: tuple[str, ...]
    where: Words
    rules: tuple[str, ...] = ()
    options: Mapping[str, Words] = field(default_factory=dict)
    requires: bool = False
    low: int = 0
    high: int = 0


_FORMS: dict[str, Words] = {
    "individual:online": _lazy("индивидуально онлайн"),
    "individual:offline": _lazy("индивидуально отложенно"),
    "individual:in_person": _lazy("индивидуально очно"),
    "group:online": _lazy("группой онлайн"),
    "group:offline": _lazy("группой отложенно"),
    "group:in_person": _lazy("группой очно"),
    "frontal:online": _lazy("фронтально онлайн"),
    "frontal:offline": _lazy("фронтально отложенно"),
    "frontal:in_person": _lazy("фронтально очно"),
}
_PATH: dict[str, Words] = {
    **dict(Body.choices),
    ORDER: _lazy("приказ руководителя"),
    STAMP: _lazy("гриф «УТВЕРЖДАЮ»"),
}
PAGE_TITLE = (
    "Реализация образовательных программ с использованием дистанционных образовательных технологий, "
    "электронного обучения (полезные ссылки, локальные акты)"
)

SPECS: dict[Provision, Spec] = {
    Provision.LEARNER_TERM: Spec(
        Topic.WHO,
        Answer.CHOICE,
        "слушатель",
        ("S0-1.5", "S1-1.2"),
        _lazy("Название графика на сайте и в печати"),
        options={"слушатель": _lazy("слушатель"), "обучающийся": _lazy("обучающийся")},
    ),
    Provision.LEGAL_REPS_ENABLED: Spec(
        Topic.WHO,
        Answer.BOOL,
        True,
        ("S1-3.1a",),
        _lazy("Родитель просит о консультации и записывает ребёнка"),
        ("ACC-05",),
    ),
    Provision.HELP_PROVIDERS: Spec(
        Topic.WHO,
        Answer.SET,
        ["pedagogical", "other"],
        ("S0-5.7", "S1-3.1b", "S2-9"),
        _lazy("Кого можно поставить в график и назначить на консультацию"),
        ("CON-08",),
        {
            "pedagogical": _lazy("педагогические работники"),
            "other": _lazy("иные работники"),
            "support": _lazy("служба психолого-педагогического сопровождения"),
        },
    ),
    Provision.HELP_WINDOW: Spec(
        Topic.WHO,
        Answer.CHOICE,
        "contract",
        ("S3-3.1b",),
        _lazy("Запись на консультацию и просьба о встрече"),
        ("ACC-02",),
        {
            "contract": _lazy("пока действует договор"),
            "training": _lazy("весь срок обучения по приказу"),
        },
    ),
    Provision.ACCESS_BEFORE_DAYS: Spec(
        Topic.WHO, Answer.NUMBER, 0, ("S3-3.1b",), _lazy("Вход в кабинет до первого дня договора"), high=60
    ),
    Provision.ACCESS_AFTER_DAYS: Spec(
        Topic.WHO,
        Answer.NUMBER,
        0,
        ("S3-3.1b",),
        _lazy("Вход в кабинет после последнего дня договора"),
        high=366,
    ),
    Provision.SUPPORT_WINDOW: Spec(
        Topic.WHO,
        Answer.CHOICE,
        "longer",
        ("S3-3.2",),
        _lazy("Заявка в поддержку из кабинета"),
        ("APL-11",),
        {
            "contract": _lazy("пока действует договор"),
            "training": _lazy("весь срок обучения по приказу"),
            "longer": _lazy("пока действует договор или идёт обучение"),
        },
    ),
    Provision.CONSULT_FORMS: Spec(
        Topic.MEETINGS,
        Answer.SET,
        list(_FORMS),
        ("S0-3.1a", "S0-3.1b", "S0-3.1c", "S1-3.2a", "S2-12a"),
        _lazy("Запись на консультацию, консультация вне графика"),
        ("CON-02",),
        _FORMS,
    ),
    Provision.GROUP_MEANS: Spec(
        Topic.MEETINGS,
        Answer.SET,
        ["webinar", "vks", "chat"],
        ("S0-3.1a", "S1-3.2a"),
        _lazy("Средство групповой консультации вне графика"),
        ("CON-07",),
        {"webinar": _lazy("вебинар"), "vks": _lazy("видеоконференция"), "chat": _lazy("чат")},
    ),
    Provision.CURRENT_WITHIN_PERIOD: Spec(
        Topic.MEETINGS,
        Answer.BOOL,
        True,
        ("S0-5.3a", "S1-3.5"),
        _lazy("Запись на текущую консультацию"),
        ("CON-03",),
        requires=True,
    ),
    Provision.TOPIC_BASIS_REQUIRED: Spec(
        Topic.MEETINGS,
        Answer.BOOL,
        True,
        ("S0-5.3b", "S1-3.5"),
        _lazy("Отметка о проведении"),
        ("CON-04",),
        requires=True,
    ),
    Provision.SCOPE_REQUIRED: Spec(
        Topic.MEETINGS,
        Answer.BOOL,
        True,
        ("S0-5.4", "S1-3.6"),
        _lazy("Отметка о проведении"),
        ("CON-05",),
        requires=True,
    ),
    Provision.EXAM_PREP_GROUP_ONLY: Spec(
        Topic.EXAM,
        Answer.BOOL,
        True,
        ("S0-5.5a", "S1-3.7"),
        _lazy("Запись и назначение консультации перед аттестацией"),
        ("EXP-01",),
        requires=True,
    ),
    Provision.EXAM_PREP_INDIVIDUAL_EXCEPTION: Spec(
        Topic.EXAM,
        Answer.BOOL,
        False,
        ("S0-5.5c", "S1-3.7"),
        _lazy("Запись слушателя с ОВЗ или инвалидностью перед аттестацией"),
        ("EXP-02",),
    ),
    Provision.EXAM_PREP_AT_END: Spec(
        Topic.EXAM,
        Answer.BOOL,
        True,
        ("S0-5.5b", "S1-3.7"),
        _lazy("Дата консультации перед аттестацией"),
        ("EXP-03",),
        requires=True,
    ),
    Provision.PREP_ITEMS: Spec(
        Topic.EXAM,
        Answer.SET,
        ["procedure_briefing", "hard_tasks", "criteria"],
        ("S0-5.6a", "S1-3.8a"),
        _lazy("Отметка о проведении консультации перед аттестацией"),
        ("EXP-04",),
        {
            "procedure_briefing": _lazy("инструктаж о процедуре"),
            "hard_tasks": _lazy("сложные задачи"),
            "criteria": _lazy("критерии оценивания"),
        },
    ),
    Provision.CANCEL_HOURS: Spec(
        Topic.TERMS, Answer.NUMBER, 2, ("S0-5.2",), _lazy("Отмена записи слушателем"), ("BOOK-04",), high=168
    ),
    Provision.NO_SHOW_MINUTES: Spec(
        Topic.TERMS, Answer.NUMBER, 15, ("S0-5.10a",), _lazy("Отметка «никто не пришёл»"), high=120
    ),
    Provision.QUESTION_DAYS: Spec(
        Topic.TERMS,
        Answer.NUMBER,
        2,
        ("S0-3.1c", "S1-4.1"),
        _lazy("Срок ответа на вопрос, напоминания и просрочка"),
        low=1,
        high=30,
    ),
    Provision.FOLLOW_UP_DAYS: Spec(
        Topic.TERMS,
        Answer.NUMBER,
        5,
        ("S0-3.1c",),
        _lazy("Сколько открыт вопрос после ответа"),
        low=1,
        high=60,
    ),
    Provision.LATE_TEACHER_MINUTES: Spec(
        Topic.TERMS,
        Answer.NUMBER,
        10,
        ("S0-5.2",),
        _lazy("Кнопка «Преподаватель не пришёл»"),
        ("ABS-01",),
        high=120,
    ),
    Provision.ANSWER_HOURS: Spec(
        Topic.TERMS,
        Answer.NUMBER,
        48,
        ("S0-5.2", "S2-4"),
        _lazy("Просьба без ответа уходит заместителю руководителя"),
        ("REQ-01",),
        low=1,
        high=720,
    ),
    Provision.OUTSIDE_LOAD_INDIVIDUAL: Spec(
        Topic.HOURS,
        Answer.BOOL,
        False,
        ("S0-5.9",),
        _lazy("Назначение консультации, предупреждение в учёте часов"),
        ("CON-09",),
        requires=True,
    ),
    Provision.LOAD_BASES: Spec(
        Topic.HOURS,
        Answer.SET,
        list(LoadBasis.values),
        ("S0-5.8a", "S1-3.3a"),
        _lazy("Предупреждение в учёте часов, если в договоре другое основание"),
        ("LOAD-20",),
        dict(LoadBasis.choices),
    ),
    Provision.LATE_ENTRY_DAYS: Spec(
        Topic.HOURS,
        Answer.NUMBER,
        3,
        ("S0-5.1",),
        _lazy("Запись о часах, внесённая позже, просит причину"),
        ("LOAD-07",),
        low=1,
        high=31,
    ),
    Provision.CONFIRM_WORKING_DAY: Spec(
        Topic.HOURS,
        Answer.NUMBER,
        3,
        ("S0-5.10a",),
        _lazy("Срок подтверждения на странице учёта часов"),
        ("LOAD-03",),
        low=1,
        high=10,
    ),
    Provision.ACADEMIC_HOUR: Spec(
        Topic.HOURS,
        Answer.NUMBER,
        45,
        ("S0-5.10a",),
        _lazy("Ведомость учёта нагрузки"),
        ("LOAD-01",),
        low=30,
        high=60,
    ),
    Provision.SCHEDULE_APPROVAL: Spec(
        Topic.OPENNESS,
        Answer.CHOICE,
        ORDER,
        ("S1-3.4a", "S0-5.8a"),
        _lazy("Утверждение графика"),
        ("SCH-05", "SCH-20"),
        {
            ORDER: _lazy("руководитель приказом"),
            "head": _lazy("руководитель без приказа"),
            "deputy": _lazy("заместитель руководителя без приказа"),
        },
    ),
    Provision.SCHEDULE_PUBLICATION: Spec(
        Topic.OPENNESS,
        Answer.SET,
        ["site"],
        ("S1-3.4b",),
        _lazy("Публикация графика, отметка о стенде"),
        ("SCH-09",),
        {"site": _lazy("официальный сайт"), "stand": _lazy("информационный стенд")},
    ),
    Provision.SCHEDULE_TITLE_PARENTS: Spec(
        Topic.OPENNESS,
        Answer.BOOL,
        True,
        ("S1-A-hdr",),
        _lazy("Название графика на сайте и в печати"),
        requires=True,
    ),
    Provision.PUBLIC_PAGE_TITLE: Spec(
        Topic.OPENNESS, Answer.TEXT, PAGE_TITLE, ("S2-14",), _lazy("Главная страница сайта"), high=300
    ),
    Provision.LMS_BASE: Spec(
        Topic.OPENNESS, Answer.TEXT, "", ("S3-2.1",), _lazy("Главная страница сайта"), high=120
    ),
    Provision.RESPONSIBLE_ROLE: Spec(
        Topic.OPENNESS,
        Answer.CHOICE,
        Role.SPECIALIST.value,
        ("S0-6.4", "S3-4.1", "S4-1.3"),
        _lazy("Контакты на главной странице сайта"),
        options={
            role.value: role.label
            for role in (Role.SPECIALIST, Role.TRAINING_HEAD, Role.DEPUTY, Role.CURATOR)
        },
    ),
    Provision.ACT_APPROVAL_PATH: Spec(
        Topic.ACTS,
        Answer.STEPS,
        [ORDER],
        ("S0-7.1", "S2-hdr", "S3-4.2b"),
        _lazy("Шаги согласования новой редакции"),
        ("ACT-01",),
        _PATH,
    ),
    Provision.ACQUAINTANCE_DAYS: Spec(
        Topic.ACTS,
        Answer.NUMBER,
        14,
        ("S3-1.4",),
        _lazy("Срок ознакомления, напоминания и список неознакомленных"),
        ("ACT-04",),
        low=1,
        high=90,
    ),
    Provision.ACQUAINTANCE_FIRST: Spec(
        Topic.ACTS,
        Answer.BOOL,
        False,
        ("S3-1.4",),
        _lazy("Слушатель записывается на консультацию"),
        ("ACQ-05",),
        requires=True,
    ),
    Provision.EDITION_EFFECT: Spec(
        Topic.ACTS,
        Answer.CHOICE,
        "on_date",
        ("S0-7.2b", "S3-V.3"),
        _lazy("Дата, с которой действует утверждённая редакция"),
        ("ACT-02",),
        {
            "on_date": _lazy("в день, названный при утверждении"),
            "on_approval": _lazy("в день утверждения"),
        },
    ),
}
DEFAULTS: dict[Provision, Any] = {provision: spec.default for provision, spec in SPECS.items()}


def read(provision: Provision, raw: Any) -> Any:
    """``raw`` as a value of the provision's kind. Raises ValueError with words for the person who typed."""
    spec = SPECS[provision]
    match spec.answer:
        case Answer.BOOL:
            return _bool(raw)
        case Answer.NUMBER:
            return _number(raw, spec)
        case Answer.TEXT:
            return _text(raw, spec)
        case Answer.CHOICE:
            return _choice(raw, spec)
        case Answer.SET:
            return _set(raw, spec)
        case Answer.STEPS:
            return _steps(raw, spec)


def _bool(raw: Any) -> bool:
    known = {True: True, False: False, "yes": True, "no": False}
    if not isinstance(raw, (bool, str)) or raw not in known:
        raise ValueError(_("Ответьте «да» или «нет»."))
    return known[raw]


def _number(raw: Any, spec: Spec) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise ValueError(_("Укажите целое число."))
    if not spec.low <= int(text) <= spec.high:
        raise ValueError(_("Укажите число от {low} до {high}.").format(low=spec.low, high=spec.high))
    return int(text)


def _text(raw: Any, spec: Spec) -> str:
    text = re.sub(r'"([^"]*)"', r"«\1»", " ".join(str(raw).split()))
    if len(text) > spec.high:
        raise ValueError(_("Не больше {high} знаков.").format(high=spec.high))
    return text


def _choice(raw: Any, spec: Spec) -> str:
    if raw not in spec.options:
        raise ValueError(_("Выберите один из ответов."))
    return str(raw)


def _set(raw: Any, spec: Spec) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else list(raw or [])
    if not chosen or set(chosen) - spec.options.keys():
        raise ValueError(_("Отметьте хотя бы один ответ."))
    return [option for option in spec.options if option in chosen]


def _steps(raw: Any, spec: Spec) -> list[str]:
    """Bodies in the order of the registry, then exactly one way to approve."""
    chosen = _set(raw, spec)
    if len({ORDER, STAMP} & set(chosen)) != 1:
        raise ValueError(_("Отметьте, чем утверждают: приказом или грифом «УТВЕРЖДАЮ»."))
    return chosen


def in_words(provision: Provision, value: Any) -> str:
    """«да», «2», «вебинар, чат»: a value for reading."""
    spec = SPECS[provision]
    if spec.answer is Answer.BOOL:
        return _("да") if value else _("нет")
    if spec.answer is Answer.CHOICE:
        return str(spec.options.get(value, value))
    if spec.answer in (Answer.STEPS, Answer.SET):
        between = " → " if spec.answer is Answer.STEPS else ", "
        return between.join(str(spec.options.get(option, option)) for option in value)
    return str(value) if value != "" else _("не названо")
