"""Each value of each provision in official Russian, in words that ``reading`` recognises.

A wording and the phrase in ``reading/areas`` that finds it belong together: the round-trip test writes every
value and reads it back, so one is not changed without the other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from opora.kernel.text import plural
from opora.people.models import LoadBasis, Role

from ..models import Body, Provision
from ..provisions import ORDER
from .terms import Itself, Term

P = Provision
Says = Callable[[Any, Term], str]
ATTESTATION = "промежуточной аттестации"
EXCEPTED = (
    "{one} с ограниченными возможностями здоровья или инвалидностью согласно индивидуальному учебному плану "
    "и (или) условиям договора"
)
FORMATS = {
    "individual": "индивидуальные консультации",
    "group": "групповые консультации",
    "frontal": "фронтальные консультации",
}
MODES = {
    "online": "в режиме онлайн (в реальном времени)",
    "offline": "в режиме офлайн (с отложенным ответом)",
    "in_person": "при личной встрече (очно)",
}
MEANS = {"webinar": "вебинара", "vks": "видеоконференции", "chat": "чата"}
ITEMS = {
    "procedure_briefing": (
        "провести инструктаж {of_many} о процедуре проведения промежуточной аттестации и правилах оформления "
        "аттестационной работы"
    ),
    "hard_tasks": "разобрать алгоритмы решения наиболее сложных задач (заданий)",
    "criteria": "разъяснить критерии оценивания аттестационной работы",
}
BASES = {
    LoadBasis.IN_TEACHING_LOAD: "в пределах учебной нагрузки",
    LoadBasis.HOURLY: "в рамках индивидуальной почасовой нагрузки",
    LoadBasis.WITHIN_WORKING_TIME: "в пределах установленного режима рабочего времени",
    LoadBasis.OUTSIDE_TEACHING_LOAD: "за счёт части рабочего времени за пределами учебной нагрузки",
}
PLACES = {"site": "на официальном сайте Организации", "stand": "на информационном стенде Организации"}
RESPONSIBLE = {
    Role.SPECIALIST: "ответственный специалист",
    Role.TRAINING_HEAD: "руководство управления по обучению",
    Role.DEPUTY: "заместитель руководителя",
    Role.CURATOR: "куратор группы",
}
HEARD = {
    Body.PARENTS: "родительского комитета",
    Body.LEARNERS: "совета обучающихся",
    Body.WORKERS: "представительного органа работников",
}


def listed(parts: Sequence[str], *, joint: str = " и ") -> str:
    """«а, б и в»."""
    *first, last = parts
    return f"{', '.join(first)}{joint}{last}" if first else last


def items(parts: Sequence[str]) -> str:
    """A list inside a clause."""
    *first, last = parts
    return "".join([*(f"\n– {part};" for part in first), f"\n– {last}."])


def _hours(n: int) -> str:
    """«в течение 2 часов»: the genitive."""
    return f"{n} {plural(n, 'часа', 'часов', 'часов')}"


def _minutes(n: int) -> str:
    """«через 1 минуту», «ожидает 2 минуты»: the accusative."""
    return f"{n} {plural(n, 'минуту', 'минуты', 'минут')}"


def _working_days(n: int) -> str:
    """«в течение 1 рабочего дня», «2 рабочих дней»: the genitive."""
    return f"{n} {plural(n, 'рабочего дня', 'рабочих дней', 'рабочих дней')}"


def _calendar_days(n: int) -> str:
    return f"{n} {plural(n, 'календарного дня', 'календарных дней', 'календарных дней')}"


def _learner(value: str, term: Term) -> str:
    return (
        f"Каждый {term.one} имеет право на получение учебно-методической помощи по освоению образовательной "
        "программы, на обучение по которой он зачислен в Организацию. Отказ в помощи допускается только "
        "с указанием причины."
    )


def _representatives(value: bool, term: Term) -> str:
    if value:
        return (
            f"Родители (законные представители) несовершеннолетних {term.of_many} имеют право на получение "
            "учебно-методической помощи."
        )
    return (
        f"Родители (законные представители) {term.of_many} не имеют права на самостоятельное получение "
        "учебно-методической помощи."
    )


def _window(value: str, term: Term) -> str:
    terms = {
        "contract": "в течение срока действия договора об образовании",
        "training": "в течение всего срока обучения, установленного приказом о зачислении",
    }
    return f"Право на получение помощи действует {terms[value]}."


def _opens(n: int, term: Term) -> str:
    when = (
        f"за {n} {plural(n, 'календарный день', 'календарных дня', 'календарных дней')} до начала"
        if n
        else "в день начала"
    )
    return f"Доступ к личному кабинету открывается {term.to_one} {when} действия договора об образовании."


def _closes(n: int, term: Term) -> str:
    when = (
        f"через {n} {plural(n, 'календарный день', 'календарных дня', 'календарных дней')} после окончания"
        if n
        else "по окончании"
    )
    return f"Доступ к личному кабинету закрывается {term.to_one} {when} действия договора об образовании."


def _support(value: str, term: Term) -> str:
    terms = {
        "contract": "в течение срока действия договора об образовании",
        "training": "на протяжении всего срока обучения",
        "longer": "до окончания обучения или действия договора об образовании, смотря что наступит позднее",
    }
    return f"Техническая поддержка принимает заявки {term.of_many} {terms[value]}."


def _providers(value: Sequence[str], term: Term) -> str:
    who = {
        "pedagogical": "педагогические работники",
        "other": "иные работники",
        "support": "работники службы психолого-педагогического сопровождения",
    }
    return f"Учебно-методическую помощь оказывают {listed([who[one] for one in value])} Организации."


def _responsible(value: str, term: Term) -> str:
    return (
        "Ответственным за сопровождение образовательного процесса с применением дистанционных "
        f"образовательных технологий является {RESPONSIBLE[Role(value)]}."
    )


def _forms(value: Sequence[str], term: Term) -> str:
    pairs = [form.split(":") for form in value]
    return "В Организации проводятся:" + items([f"{FORMATS[kind]} {MODES[mode]}" for kind, mode in pairs])


def _means(value: Sequence[str], term: Term) -> str:
    return (
        f"Групповые консультации в режиме онлайн проводятся в форме {listed([MEANS[one] for one in value])}."
    )


def _current(value: bool, term: Term) -> str:
    if value:
        return (
            "Текущие консультации по учебным предметам, курсам, дисциплинам (модулям) проводятся в течение "
            "всего периода их освоения."
        )
    period = "как в период освоения дисциплины (модуля), так и после его окончания"
    return f"Текущие консультации проводятся {period}."


def _topic(value: bool, term: Term) -> str:
    if value:
        return (
            "Тематику консультаций определяет педагогический работник на основе анализа результатов текущей "
            f"успеваемости, обращений {term.of_many}."
        )
    return (
        "Тематика консультаций выбирается участниками консультации, указывать основание её выбора "
        "не требуется."
    )


def _scope(value: bool, term: Term) -> str:
    if value:
        return (
            "В зависимости от объёма охватываемого учебного материала консультации могут быть обзорными "
            "или по отдельным темам."
        )
    return "Консультации на обзорные и по отдельным темам не разделяются."


def _at_end(value: bool, term: Term) -> str:
    start = f"Консультации по подготовке к {ATTESTATION}"
    if value:
        return (
            f"{start} проводятся по окончании освоения образовательной программы, в том числе отдельной "
            "части или всего объёма учебного предмета, курса, дисциплины (модуля)."
        )
    return f"{start} могут проводиться до окончания освоения дисциплины (модуля)."


def _items(value: Sequence[str], term: Term) -> str:
    named = items([ITEMS[one].format(of_many=term.of_many) for one in value])
    return f"На консультации по подготовке к {ATTESTATION} педагогическому работнику необходимо:{named}"


def _cancel(n: int, term: Term) -> str:
    hours = f"{n} {plural(n, 'час', 'часа', 'часов')}"
    when = f"не позднее чем за {hours} до её начала" if n else "в любое время до её начала"
    return f"{term.one.capitalize()} вправе отменить запись на консультацию {when}."


def _no_show(n: int, term: Term) -> str:
    if not n:
        return (
            "Если никто из записавшихся не подключился (не пришёл) к началу консультации, она считается "
            "не состоявшейся."
        )
    return (
        f"Если никто из записавшихся не подключился (не пришёл), работник ожидает их {_minutes(n)} "
        "после назначенного времени, затем отмечает, что консультация не состоялась."
    )


def _late_teacher(n: int, term: Term) -> str:
    when = f"через {_minutes(n)} после назначенного времени" if n else "сразу после назначенного времени"
    return f"Если работник не явился на консультацию, {term.one} вправе сообщить об этом {when}."


def _question(n: int, term: Term) -> str:
    return f"Ответ на вопрос даётся в течение {_working_days(n)} со дня его поступления."


def _follow_up(n: int, term: Term) -> str:
    return (
        f"{term.one.capitalize()} вправе продолжить обсуждение вопроса в течение {_calendar_days(n)} "
        "со дня последнего ответа."
    )


def _answer(n: int, term: Term) -> str:
    return (
        f"Ответ на просьбу о проведении консультации даётся в течение {_hours(n)}; просьба, оставшаяся "
        "без ответа, передаётся заместителю руководителя."
    )


def _acquaintance(n: int, term: Term) -> str:
    return (
        f"Работники и {term.many}, которых касается настоящий локальный нормативный акт, знакомятся с ним "
        f"в течение {_calendar_days(n)}."
    )


def _acquainted_first(value: bool, term: Term) -> str:
    if value:
        return (
            f"Запись на консультацию открывается {term.to_one} после ознакомления с настоящим локальным "
            "нормативным актом."
        )
    return "Запись на консультацию не зависит от ознакомления с настоящим локальным нормативным актом."


def _outside(value: bool, term: Term) -> str:
    start = (
        "Консультирование по видам учебно-методической помощи, не входящим в учебную нагрузку работников, "
        "осуществляется"
    )
    return f"{start} индивидуально." if value else f"{start} в любой форме из предусмотренных в Организации."


def _load(value: Sequence[str], term: Term) -> str:
    grounds = listed([BASES[LoadBasis(one)] for one in value], joint=", а также ")
    return f"Консультирование {term.of_many} осуществляется {grounds}."


def _late_entry(n: int, term: Term) -> str:
    return (
        f"Проведённая консультация вносится в журнал учёта не позднее {_working_days(n)} после дня "
        "её проведения; при внесении позже указывается причина."
    )


def _confirm(n: int, term: Term) -> str:
    return f"Часы за месяц подтверждаются не позднее {n}-го рабочего дня следующего месяца."


def _hour(n: int, term: Term) -> str:
    return f"Академический час составляет {_minutes(n)}."


def _schedule_approval(value: str, term: Term) -> str:
    by = {
        ORDER: "приказом руководителя Организации",
        "head": "руководителем Организации без издания приказа",
        "deputy": "заместителем руководителя Организации без издания приказа",
    }
    return f"График консультаций утверждается {by[value]}."


def _publication(value: Sequence[str], term: Term) -> str:
    return f"График консультаций размещается {listed([PLACES[one] for one in value])}."


def _parents(value: bool, term: Term) -> str:
    if value:
        return f"В названии графика указываются родители (законные представители) {term.of_many}."
    return "В названии графика родители (законные представители) не указываются."


def _page(value: str, term: Term) -> str:
    return (
        f"На официальном сайте Организации ведётся страница «{quoted(value)}», которая своевременно "
        "обновляется."
    )


def _platform(value: str, term: Term) -> str:
    return (
        "Обучение с применением электронного обучения, дистанционных образовательных технологий ведётся "
        f"на платформе «{quoted(value)}»."
    )


def quoted(words: str) -> str:
    """What stands inside «ёлочки»."""
    return words.replace("«", "„").replace("»", "“")


WORDINGS: Mapping[Provision, Says] = {
    P.LEARNER_TERM: _learner,
    P.LEGAL_REPS_ENABLED: _representatives,
    P.HELP_PROVIDERS: _providers,
    P.HELP_WINDOW: _window,
    P.ACCESS_BEFORE_DAYS: _opens,
    P.ACCESS_AFTER_DAYS: _closes,
    P.SUPPORT_WINDOW: _support,
    P.CONSULT_FORMS: _forms,
    P.GROUP_MEANS: _means,
    P.CURRENT_WITHIN_PERIOD: _current,
    P.TOPIC_BASIS_REQUIRED: _topic,
    P.SCOPE_REQUIRED: _scope,
    P.EXAM_PREP_AT_END: _at_end,
    P.PREP_ITEMS: _items,
    P.CANCEL_HOURS: _cancel,
    P.NO_SHOW_MINUTES: _no_show,
    P.QUESTION_DAYS: _question,
    P.FOLLOW_UP_DAYS: _follow_up,
    P.LATE_TEACHER_MINUTES: _late_teacher,
    P.ANSWER_HOURS: _answer,
    P.OUTSIDE_LOAD_INDIVIDUAL: _outside,
    P.LOAD_BASES: _load,
    P.LATE_ENTRY_DAYS: _late_entry,
    P.CONFIRM_WORKING_DAY: _confirm,
    P.ACADEMIC_HOUR: _hour,
    P.SCHEDULE_APPROVAL: _schedule_approval,
    P.SCHEDULE_PUBLICATION: _publication,
    P.SCHEDULE_TITLE_PARENTS: _parents,
    P.PUBLIC_PAGE_TITLE: _page,
    P.LMS_BASE: _platform,
    P.RESPONSIBLE_ROLE: _responsible,
    P.ACQUAINTANCE_DAYS: _acquaintance,
    P.ACQUAINTANCE_FIRST: _acquainted_first,
}


def group_only(value: bool, *, excepted: bool, term: Term) -> str:
    """Group only and its exception are one clause: without the other neither is what it says."""
    start = f"Консультации по подготовке к {ATTESTATION}"
    whom = EXCEPTED.format(one=term.to_one)
    if value:
        end = f", за исключением возможности индивидуальной консультации {whom}" if excepted else ""
        return f"{start} проводятся только в групповой форме{end}."
    start += " проводятся в групповой и индивидуальной форме."
    if excepted:
        return f"{start} Допускается индивидуальная консультация {whom}."
    return (
        f"{start} Исключения для индивидуальных консультаций {term.to_many} с инвалидностью "
        "не предусматриваются."
    )


def approval(path: Sequence[str], act: Itself) -> str:
    """By whom the act is accepted and approved."""
    by = (
        "приказом руководителя Организации"
        if ORDER in path
        else "руководителем Организации грифом «УТВЕРЖДАЮ»"
    )
    words = [f"{act.name} {act.does('утверждается', 'утверждаются')} {by}."]
    if Body.PEDSOVET in path:
        words.append(
            f"До утверждения {act.name} {act.does('принимается', 'принимаются')} педагогическим советом."
        )
    if heard := [HEARD[Body(step)] for step in path if step in HEARD]:
        words.append(f"При утверждении учитывается мнение {listed(heard)}.")
    return " ".join(words)


def effect(value: str, act: Itself) -> str:
    start = f"{act.name} {act.does('вступает', 'вступают')} в силу"
    if value == "on_approval":
        return f"{start} со дня {act.own} утверждения."
    return f"{start} с даты, названной при {act.own} утверждении."
