"""A clause of another own act that a text cites is looked up in the edition of its day (S1-O-0)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from opora.regulations.reading.actions import begin_reading
from opora.regulations.reading.citations import OwnAct, OwnEdition, written_on
from opora.regulations.reading.lint import lint
from opora.regulations.reading.queries import own_acts
from opora.regulations.reading.source import read_text
from tests import make

Login = Callable[..., Client]
ON = date(2026, 11, 26)
HELP = OwnAct(
    ("Порядок оказания учебно-методической помощи слушателям", "Порядок помощи"),
    (
        OwnEdition(date(2025, 4, 15), None, frozenset({"1.1", "3.4"})),
        OwnEdition(date(2026, 9, 2), None, frozenset({"1.1", "3.4", "3.5"})),
    ),
)
BRANCH = OwnAct(
    ("Положение о филиале", "Положение о филиале"),
    (OwnEdition(date(2024, 1, 1), date(2026, 1, 1), frozenset({"2.1"})),),
)
ORDER = (
    "ПРИКАЗ\n\n«{day}» {month} 2026 г. № 50\n\nО назначении\n\n"
    "В соответствии с {what} п р и к а з ы в а ю:\n\n1. Назначить ответственным Цоя М.В."
)


def words(
    what: str, *, day: str = "01", month: str = "10", own: tuple[OwnAct, ...] = (HELP, BRANCH)
) -> list[str]:
    text = read_text(ORDER.format(what=what, day=day, month=month))
    return [finding.words for finding in lint(text, ON, own=own) if finding.kind == "cross_reference"]


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("пунктом 9.9 Порядка оказания учебно-методической помощи слушателям", "9.9"),
        ("п. 9.9 Порядка оказания учебно-методической помощи", "9.9"),
        ("п. 9.9 Порядка помощи", "9.9"),
        ("п. 9.9 Порядка,", "9.9"),
        ("пунктами 1.1, 3.4 и 9.9 Порядка оказания учебно-методической помощи", "9.9"),
        ("подпунктом 3.4.2 пункта 3.4 Порядка оказания учебно-методической помощи", "3.4.2"),
        ("разделом 8 Порядка помощи", "8"),
    ],
)
def test_s1_o_0_a_clause_that_the_other_act_has_not_is_found(what: str, number: str) -> None:
    (found,) = words(what)
    assert f"пункта {number} нет" in found
    assert "ред. от 02.09.2026" in found


@pytest.mark.parametrize(
    "what",
    [
        "пунктом 3.5 Порядка оказания учебно-методической помощи слушателям",
        "пунктами 1.1 и 3.4 Порядка помощи",
        "п. 9.9 Порядка проведения аттестации",  # not in the register
        "п. 9.9 Положения об оплате труда",
        "п. 9.9 Порядка приёма и отчисления слушателей, утверждённого приказом от 01.02.2025 № 3",
        "п. 9.9 Правил внутреннего распорядка,",
        "п. 9.9 Порядка, утверждённого приказом Минобрнауки от 01.07.2013 № 499,",
        "п. 7.7 Положения о филиале",  # ended before the order
    ],
)
def test_nothing_is_said_of_a_clause_that_is_there_or_of_an_act_that_is_not(what: str) -> None:
    assert words(what) == []


def test_a_clause_is_looked_for_in_the_edition_of_the_day_of_the_order() -> None:
    cited = "п. 3.5 Порядка оказания учебно-методической помощи"
    assert words(cited, day="15", month="09") == []
    assert len(words(cited, day="15", month="08")) == 1
    assert words(cited, day="15", month="03", own=(BRANCH,)) == []


def test_an_act_does_not_cite_its_own_former_edition() -> None:
    text = read_text(
        "ПОРЯДОК оказания учебно-методической помощи слушателям\n\n1.1. Помощь.\n\n1.2. Кроме случаев "
        "пункта 9.9 Порядка оказания учебно-методической помощи слушателям."
    )
    assert lint(text, ON, own=[HELP]) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ПРИКАЗ\n\n«15»  01  2024 г.   № 10\n\n1. Утвердить.", date(2024, 1, 15)),
        ("ПРИКАЗ\n\n15 января 2024 года № 10\n\n1. Утвердить.", date(2024, 1, 15)),
        ("ПРИКАЗ\n\nот 15.01.2024 № 10\n\n1. Утвердить.", date(2024, 1, 15)),
        ("УТВЕРЖДЕНО\nприказом от 14.01.2026 № 7\n\nПОРЯДОК\n\n1.1. Помощь.", date(2026, 1, 14)),
        ("ПОРЯДОК\n\n1.1. Помощь с 01.02.2026.", None),
        ("ПРИКАЗ\n\nот 45.13.2024\n\n1. Утвердить.", None),
    ],
)
def test_the_day_of_a_text_stands_in_its_head(text: str, day: date | None) -> None:
    assert written_on(read_text(text)) == day


@pytest.mark.django_db
def test_the_check_page_looks_into_the_register(cast: make.Cast, login: Login) -> None:
    old = make.edition(clauses={"5.5": "Отменить запись можно за 2 часа."})
    assert [act.titles[0] for act in own_acts()] == [old.act.title]
    text = ORDER.format(what=f"п. 9.9 {old.act.title.replace('Порядок', 'Порядка')}", day="23", month="11")
    reading = begin_reading(text.encode(), "приказ.txt", by=cast.specialist)
    page = login(cast.account("specialist")).get(f"/acts-register/read/{reading.pk}/").content.decode()
    assert "пункта 9.9 нет" in page.replace("\N{NO-BREAK SPACE}", " ")
