"""Local acts: the order of help in two editions, and the titles beside it."""

from pathlib import Path

from opora.regulations.actions import adopt_edition, issue_order, register_act
from opora.regulations.models import LocalAct, Order
from opora.regulations.presets import Preset, load_preset, read_preset
from opora.regulations.queries import HELP_ACT

from .world import World

SECOND_EDITION = Path(__file__).parents[1] / "data" / "poryadok-2.toml"
GENITIVE = (
    "Автономной некоммерческой организации дополнительного профессионального образования "
    "«Учебный центр „Балтийский вектор“»"
)
Kind = LocalAct.Kind

# code, kind, title, short title, genitive, order, its date, clauses
OTHER_ACTS = (
    (
        "poryadok-proktoringa",
        Kind.ORDER_OF_WORK,
        "Порядок применения прокторинга при проведении аттестации с использованием ДОТ",
        "Порядок прокторинга",
        "Порядка прокторинга",
        "4-о",
        (12, 1, 2026),
        {
            "1.1": "Прокторинг ведется от авторизации слушателя до завершения им испытания.",
            "1.2": "Нарушение считается установленным после подтверждения проктором.",
            "1.3": "Отказ от видеозаписи не лишает права на аттестацию: она проводится очно или по видеосвязи.",
        },
    ),
    (
        "polozhenie-specialist-dot",
        Kind.STATUTE,
        "Положение о специалисте, ответственном за сопровождение дистанционных образовательных технологий",
        "Положение о специалисте ДОТ",
        "Положения о специалисте ДОТ",
        "38-о",
        (1, 9, 2025),
        {
            "1.1": "Специалист подчиняется заместителю директора по учебно-методической работе.",
            "2.1": "Специалист обеспечивает санкционированный доступ к СДО и идентификацию слушателей, "
            "наблюдает за активностью преподавателей и сроками выхода на итоговую аттестацию.",
        },
    ),
    (
        "polozhenie-identifikatsiya",
        Kind.STATUTE,
        "Положение об идентификации личности обучающихся при применении электронного обучения и ДОТ",
        "Положение об идентификации",
        "Положения об идентификации",
        "39-о",
        (1, 9, 2025),
        {
            "1.1": "Способ подтверждения личности слушатель выбирает сам из перечня, установленного Организацией.",
            "1.2": "Автоматическое сравнение лиц не применяется.",
        },
    ),
    (
        "pravila-obshcheniya",
        Kind.RULES,
        "Правила общения участников образовательных отношений в дистанционно-образовательной среде",
        "Правила общения",
        "Правил общения",
        "5-о",
        (12, 1, 2026),
        {
            "1.1": "В сообщениях соблюдается вежливый тон, ненормативная лексика и оскорбления не допускаются.",
            "1.2": "Персональные данные через иностранные сервисы не передаются.",
        },
    ),
)  # fmt: skip


def make_acts(world: World) -> None:
    """Edition 1 cites an order that has lapsed since, edition 2 gives parents their right and the form."""
    register_act(
        HELP_ACT,
        kind=Kind.ORDER_OF_WORK,
        title=read_second_edition().title,
        short_title="Порядок",
        genitive="Порядка",
    )
    _adopt(world, 1, load_preset("S0", organisation_genitive=GENITIVE), "3", (15, 4, 2025))
    _adopt(world, 2, read_second_edition(), "41-о", (2, 9, 2026))
    for code, kind, title, short, genitive, number, on, clauses in OTHER_ACTS:
        register_act(code, kind=kind, title=title, short_title=short, genitive=genitive)
        order = _order(world, number, on, title)
        adopt_edition(code, number=1, order=order, effective_from=order.date, clauses=clauses)


def read_second_edition() -> Preset:
    return read_preset(SECOND_EDITION, organisation_genitive=GENITIVE)


def _adopt(world: World, number: int, text: Preset, order_number: str, on: tuple[int, int, int]) -> None:
    order = _order(world, order_number, on, text.title)
    adopt_edition(
        HELP_ACT,
        number=number,
        order=order,
        effective_from=order.date,
        clauses=text.clauses,
        provisions=text.provisions,
        bases=text.bases,
        preset="S0",
    )


def _order(world: World, number: str, on: tuple[int, int, int], title: str) -> Order:
    return issue_order(
        number=number,
        on=world.days.of(*on),
        kind=Order.Kind.ACT,
        title=f"Об утверждении локального нормативного акта «{title}»",
        signer=world.people["orlova"],
        position="директор",
    )
