"""The график: whether it is required, who approves it, where it is shown, what its form is."""

from ..reader import FORM, Names, Says

SHOWN = (
    "размещаться|публиковаться|вывешиваться|размещать|публиковать|опубликовать|разместить|вывесить|висеть"
    "|выкладывать|лежать"
)
TABLE = "график|расписание"
HEAD = "руководитель|директор|ректор|начальник|заведующий"
WITHOUT_ORDER = "без .. приказ"

RULES = [
    Says(
        "schedule_required",
        True,
        when=(
            "консультирование|консультация|помощь ... по график|расписание",
            "консультирование|консультация|помощь ... по утвержденный график",
            f"{TABLE} .. консультация ... утверждаться|утверждать|{SHOWN}",
        ),
    ),
    Says("schedule_approval", "approved", when=("утвержденный график",), unless=("приказ",)),
    Says(
        "schedule_approval",
        "approved",
        when=(f"{TABLE} .. консультация утверждать|утверждаться",),
        unless=("приказ", "заместитель", "гриф|подпись"),
    ),
    Says(
        "schedule_approval",
        "order",
        when=(f"{TABLE} ... утверждать|утверждаться|утвержденный ... приказ",),
        unless=(WITHOUT_ORDER,),
    ),
    Says(
        "schedule_approval",
        "head",
        when=(
            f"{TABLE} ... утверждать|утверждаться .. {HEAD} .. {WITHOUT_ORDER}",
            f"{TABLE} ... утверждать|утверждаться .. гриф|подпись .. {HEAD}",
            f"{TABLE} ... утверждать|утверждаться .. {HEAD} .. гриф|подпись",
        ),
        unless=("заместитель",),
    ),
    Says(
        "schedule_approval",
        "deputy",
        when=(
            f"{TABLE} ... утверждать|утверждаться заместитель",
            f"заместитель .. утверждать {TABLE}",
        ),
        unless=("не утверждать|утверждаться",),
    ),
    Names(
        "schedule_publication",
        lead=(f"{TABLE} ... {SHOWN}",),
        listed=False,
        members={"site": ("сайт",), "stand": ("стенд", "на доска")},
    ),
    Names(
        "schedule_form",
        lead=("должность ... день неделя",),
        listed=False,
        where=FORM,
        at_least=3,
        members={
            "name": ("фио", "фамилия"),
            "position": ("должность",),
            "weekday": ("день неделя",),
            "time": ("время",),
            "means": ("средство коммуникация|связь",),
        },
    ),
    Names(
        "schedule_sections",
        lead=("должность ... день неделя",),
        listed=False,
        where=FORM,
        at_least=2,
        members={"pedagogical": ("педагогический работник",), "other": ("иной работник",)},
    ),
    Says("schedule_title_parents", True, when=("название график .. указываться .. родитель",), denied=False),
    Says("schedule_title_parents", False, when=("название график ... родитель .. не указываться",)),
    Says("schedule_title_parents", True, when=(f"{TABLE} .. помощь .. родитель",), where=FORM),
]
