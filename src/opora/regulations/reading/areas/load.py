"""In what time help is given, how it is counted, who keeps the record."""

from ..reader import Names, Says

RULES = [
    Names(
        "load_basis",
        lead=("консультирование|консультация|консультировать",),
        whole=True,
        members={
            "hourly": ("почасовой нагрузка|оплата", "расчет|оплата почасовой", "платить за час"),
            "outside_teaching_load": ("за предел учебный нагрузка", "вне учебный нагрузка"),
            "in_teaching_load": (
                "в предел|рамка учебный|педагогический нагрузка",
                "входить в учебный нагрузка",
                "входить в их учебный нагрузка",
                "в предел его|ее|их учебный нагрузка",
            ),
            "within_working_time": ("в предел .. рабочий время",),
        },
    ),
    Says("outside_load_individual", True, when=("не входить в .. учебный нагрузка ... индивидуально",)),
    Says(
        "outside_load_individual",
        False,
        when=("не входить в .. учебный нагрузка ... любой форма",),
    ),
    Says("load_record", "actual", when=("фактически .. время",)),
    Says("load_keeper", "deputy", when=("учет ... вести .. заместитель",)),
    Says("planned_by", "pedagogical", when=("планироваться .. учитываться .. педагогический|преподаватель",)),
]
