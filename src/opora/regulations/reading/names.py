"""Provisions and their values in the words of a person; official texts are Russian, so these are too."""

from typing import Any

PROVISIONS = {
    "learner_term": "Как называется обучающийся",
    "legal_reps_enabled": "Имеют ли законные представители право на помощь",
    "legal_reps_portal": "Есть ли у законных представителей личный кабинет",
    "legal_reps_informed": "Где узнают о помощи законные представители",
    "network_learners": "Учатся ли по сетевой форме",
    "act_audience": "Кто руководствуется актом",
    "help_providers": "Кто оказывает помощь",
    "help_roles": "Какие работники названы",
    "role": "Кто участвует",
    "consult_forms": "Какие формы консультаций предусмотрены",
    "group_media": "В чём проходят групповые консультации",
    "deferred_interaction": "В чём состоит отложенное взаимодействие",
    "current_consultations": "Когда идут текущие консультации",
    "topics_set_by": "Кто определяет темы",
    "consult_scopes": "Какими бывают консультации по охвату",
    "exam_prep_group_only": "Перед аттестацией консультации только групповые",
    "exam_prep_individual_exception": "Исключение для ОВЗ и инвалидности перед аттестацией",
    "exam_prep_when": "Когда консультируют перед аттестацией",
    "exam_prep_items": "Что обязательно на консультации перед аттестацией",
    "load_basis": "За счёт какого времени консультируют",
    "outside_load_individual": "Вне учебной нагрузки только индивидуально",
    "load_record": "По какому времени считают нагрузку",
    "load_keeper": "Кто ведёт учёт нагрузки",
    "planned_by": "Кто планирует и учитывает помощь",
    "schedule_required": "Нужен ли график",
    "schedule_approval": "Кто утверждает график",
    "schedule_publication": "Где размещается график",
    "schedule_form": "Какие графы в форме графика",
    "schedule_sections": "Какие разделы в форме графика",
    "schedule_title_parents": "В названии графика упомянуты родители",
    "channels": "Средства коммуникации",
    "appeal_ways": "Как можно обратиться",
    "appeal_addressees": "К кому обращаются",
    "material_access": "К чему открыт доступ",
    "paper_materials": "Выдаются ли бумажные материалы",
    "public_page_title": "Как называется страница сайта",
    "public_page_updated": "Обновляется ли страница сайта",
    "portal_url": "Адрес портала",
    "lms_base": "На какой системе построен портал",
    "portal_only": "Общение только через портал",
    "chats_by": "Кто создаёт учебные чаты",
    "polite_communication": "Требуется ли вежливое общение",
    "responsible_person": "Как назначается ответственный",
    "specialist_duties": "Сколько обязанностей у специалиста",
    "specialist_reports_to": "Кому подчиняется специалист",
    "specialist_not_liable": "За что специалист не отвечает",
    "identity_check_by": "Кто удостоверяет личность",
    "staff_training": "Учат ли работников работать с сервисами",
    "access_hours": "Когда открыт кабинет",
    "access_window": "Как долго открыт кабинет",
    "access_before_days": "За сколько дней до начала договора открывается кабинет",
    "access_after_days": "Сколько дней после окончания договора открыт кабинет",
    "support_window": "Как долго отвечает поддержка",
    "sign_in": "Как входят в кабинет",
    "role_model": "Доступ по ролям",
    "proctoring_interval": "Когда наблюдает проктор",
    "help_scope": "По какой программе помогают",
    "act_approval_path": "Кто утверждает акт",
    "effective_on": "С чего начинает действовать акт",
    "amendments_by": "Как меняют акт",
    "edition_effect": "Когда прежняя редакция теряет силу",
    "order_control": "Кто следит за исполнением приказа",
    "cancel_hours": "За сколько часов можно отменить запись",
    "no_show_minutes": "Сколько минут ждать слушателей",
    "late_entry_days": "Через сколько рабочих дней запись считается поздней",
    "academic_hour": "Академический час, минут",
    "answer_days": "За сколько дней отвечают на обращение",
    "acquaintance_days": "За сколько дней знакомятся с актом",
    "acquaintance_first": "Запись только после ознакомления с актом",
    "help_window": "До какого дня есть право на помощь",
    "late_teacher_minutes": "Через сколько минут сообщают, что работник не пришёл",
    "question_days": "За сколько рабочих дней отвечают на вопрос",
    "follow_up_days": "Сколько дней можно продолжать вопрос",
    "answer_hours": "За сколько часов отвечают на просьбу о консультации",
    "confirm_working_day": "К какому рабочему дню подтверждают часы",
    "responsible_role": "Кто отвечает за сопровождение ДОТ",
}

_COMMON = {
    "teacher": "преподаватель",
    "industrial_master": "мастер производственного обучения",
    "psych_service": "психолого-педагогическая служба",
    "administration": "администрация",
    "pedagogical": "педагогические работники",
    "other": "иные работники",
    "deputy": "заместитель руководителя",
    "curator": "куратор группы",
    "coordinator": "ответственный за помощь",
    "director": "руководитель",
    "representative": "законный представитель",
    "other_staff": "иной работник",
    "specialist": "ответственный специалист",
    "training_head": "управление по обучению",
    "support": "техническая поддержка",
    "proctor": "проктор",
    "staff": "работники",
    "signer": "подписавший приказ",
    "site": "сайт",
    "stand": "информационный стенд",
    "platform": "образовательная платформа",
    "email": "электронная почта",
    "voicemail": "голосовая почта",
    "phone": "телефон",
    "chat": "чат",
    "forum": "форум",
    "vks": "видеоконференция",
    "webinar": "вебинар",
    "skype": "Skype",
    "messenger": "мессенджер",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "viber": "Viber",
    "cloud": "облачный сервис",
    "lms": "СДО организации",
    "portals": "образовательные порталы",
    "social": "социальная сеть",
    "teacher_site": "сайт преподавателя",
    "form": "форма обратной связи",
    "in_person": "лично",
    "library": "библиотека",
    "open_resources": "открытые ресурсы интернета",
    "federal": "федеральные платформы",
    "task": "задание",
    "seminar": "семинар",
    "glossary": "глоссарий",
    "whole_period": "весь период изучения",
    "any_time": "в любое время",
    "anyone": "участники консультации",
    "undivided": "не делятся",
    "contract": "пока действует договор",
    "training": "весь срок обучения",
    "overview": "обзорные",
    "topic": "по темам",
    "after_part": "по окончании освоения",
    "briefing": "инструктаж о процедуре",
    "tasks": "разбор сложных задач",
    "criteria": "критерии оценивания",
    "in_teaching_load": "в учебной нагрузке",
    "hourly": "почасовая",
    "within_working_time": "в пределах рабочего времени",
    "outside_teaching_load": "вне учебной нагрузки",
    "actual": "по фактически затраченному",
    "approved": "утверждается, кем — не названо",
    "order": "приказом руководителя",
    "head": "руководителем, без приказа",
    "name": "ФИО",
    "position": "должность",
    "weekday": "день недели",
    "time": "время",
    "means": "средство коммуникации",
    "moodle": "Moodle",
    "getcourse": "GetCourse",
    "ispring": "iSpring",
    "canvas": "Canvas",
    "by_order": "приказом руководителя",
    "by_director": "решением руководителя",
    "training_department": "управлением по обучению",
    "outages": "технические работы",
    "backup": "резервное копирование",
    "failures": "сбои",
    "24/7": "круглосуточно",
    "staff:labour_contract": "работникам на срок трудового договора",
    "learners:paid_contract": "обучающимся на срок договора об обучении",
    "whole_training": "весь срок обучения",
    "longer": "пока действует договор или идёт обучение",
    "login_password": "по логину и паролю",
    "identifiers": "по уникальному идентификатору",
    "sign_in_to_sign_out": "от входа до выхода",
    "enrolled_programme": "по той, на которую зачислен",
    "pedagogical_council": "педагогический совет",
    "parents_committee": "родительский комитет",
    "learners_council": "совет обучающихся",
    "workers_council": "представительный орган работников",
    "director_stamp": "руководитель, гриф «УТВЕРЖДАЮ»",
    "director_order": "руководитель, приказом",
    "approval": "со дня утверждения",
    "new_edition": "новой редакцией",
    "automatic": "сама, с принятием новой",
    "until_new": "с принятием нового акта",
}
_FORMATS = {"individual": "индивидуально", "group": "в группе", "frontal": "фронтально"}
_MODES = {"online": "онлайн", "offline": "с отложенным ответом", "in_person": "очно"}


def provision_words(provision: str) -> str:
    return PROVISIONS.get(provision, provision)


def value_words(provision: str, value: Any) -> str:
    """«в группе онлайн; индивидуально очно», «да», «45»."""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        if provision == "consult_forms":
            return "; ".join(_form(form) for form in value)
        mark = "; " if provision == "act_approval_path" else ", "
        return mark.join(value_words(provision, one) for one in value)
    return _COMMON.get(value, value) if isinstance(value, str) else str(value)


_ROLES = (
    "teacher industrial_master other_staff curator deputy coordinator specialist director training_head"
    " support proctor representative"
)
_WAYS = (
    "site platform lms email voicemail phone chat forum vks webinar skype messenger whatsapp telegram viber"
    " cloud portals social teacher_site"
)
ONE = {
    "legal_reps_informed": "site stand",
    "act_audience": "staff",
    "role": _ROLES,
    "current_consultations": "whole_period any_time",
    "topics_set_by": "teacher anyone",
    "exam_prep_when": "after_part any_time",
    "load_record": "actual",
    "load_keeper": "deputy specialist",
    "planned_by": "pedagogical",
    "schedule_approval": "order head deputy approved",
    "chats_by": "teacher curator",
    "responsible_person": "by_order by_director training_department",
    "specialist_reports_to": "deputy director",
    "identity_check_by": "specialist proctor",
    "access_hours": "24/7",
    "support_window": "whole_training contract longer",
    "sign_in": "login_password identifiers",
    "proctoring_interval": "sign_in_to_sign_out",
    "help_scope": "enrolled_programme",
    "effective_on": "order approval",
    "amendments_by": "order new_edition",
    "edition_effect": "automatic until_new",
    "order_control": "signer deputy",
    "help_window": "contract training",
    "responsible_role": "specialist training_head deputy curator",
}
MANY = {
    "help_providers": "pedagogical other support",
    "help_roles": "teacher industrial_master psych_service administration",
    "group_media": "webinar vks chat",
    "deferred_interaction": "task seminar glossary forum",
    "consult_scopes": "overview topic undivided",
    "exam_prep_items": "briefing tasks criteria",
    "load_basis": "in_teaching_load hourly within_working_time outside_teaching_load",
    "schedule_publication": "site stand",
    "schedule_form": "name position weekday time means",
    "schedule_sections": "pedagogical other",
    "channels": _WAYS,
    "appeal_ways": "in_person phone email form messenger social chat skype",
    "appeal_addressees": "deputy curator teacher",
    "material_access": "lms site library open_resources federal teacher_site",
    "lms_base": "moodle getcourse ispring canvas",
    "specialist_not_liable": "outages backup failures",
    "access_window": "staff:labour_contract learners:paid_contract",
    "act_approval_path": (
        "pedagogical_council parents_committee learners_council workers_council director_stamp director_order"
    ),
}


def choices(provision: str) -> list[tuple[str, str]]:
    """Values a person may choose instead of what was read, with their words; empty: the value is typed."""
    if provision == "consult_forms":
        return [(f"{form}:{mode}", _form(f"{form}:{mode}")) for form in _FORMATS for mode in _MODES]
    if provision == "learner_term":
        return [(term, term) for term in ("слушатель", "обучающийся")]
    codes = (ONE.get(provision) or MANY.get(provision) or "").split()
    return [(code, value_words(provision, code)) for code in codes]


def _form(form: str) -> str:
    kind, mode = form.split(":")
    return f"{_FORMATS[kind]} {_MODES[mode]}"
