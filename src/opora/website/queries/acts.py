"""The page of an act: the edition in force, or the asked one, a page of its text at a time."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from opora.people.queries import home_day
from opora.regulations.models import ActEdition, Clause, LocalAct
from opora.regulations.queries import (
    CLAUSES_ON_PAGE,
    Standing,
    clauses_of,
    editions_with_standing,
    page_of,
    published_act,
)

from .state import kept_by_state


@dataclass(frozen=True, slots=True)
class ActPage:
    """``editions``: all approved, the latest first, each with how it stands."""

    act: LocalAct
    edition: ActEdition
    standing: Standing
    page: Page[Clause]
    editions: list[tuple[ActEdition, Standing]]

    @property
    def nothing_in_force(self) -> bool:
        return all(standing != Standing.IN_FORCE for _edition, standing in self.editions)


@kept_by_state
def act_page(_state: str, code: str, number: str, page: str, clause: str) -> ActPage | None:
    """None: no such act or edition. The page of the text is asked by its number, or by a clause on it."""
    act = published_act(code)
    editions = editions_with_standing(act, home_day()) if act else []
    asked = asked_edition(editions, number)
    if act is None or asked is None:
        return None
    edition, standing = asked
    where = page or (page_of(edition, clause) if clause else 1)
    clauses = Paginator(clauses_of(edition), CLAUSES_ON_PAGE).get_page(where)
    clauses.object_list = list(clauses.object_list)
    return ActPage(act, edition, standing, clauses, editions)


def asked_edition(
    editions: list[tuple[ActEdition, Standing]], number: str
) -> tuple[ActEdition, Standing] | None:
    """The one with the number; without a number the one in force, else the latest."""
    if number:
        return next((row for row in editions if str(row[0].number) == number), None)
    current = next((row for row in editions if row[1] is Standing.IN_FORCE), None)
    return current or next(iter(editions), None)
