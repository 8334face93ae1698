"""What news and «Сведения» showed is kept as facts with snapshots, in the transaction that shows it."""

from opora.people.models import Person
from opora.publications.actions import page_on_site, page_taken_off

from ..models import NewsItem
from ..queries import sveden
from ..queries.sveden import Section

BY_CONSENT = {"degree", "teachingLevel"}  # told by a consent that may be taken back: no snapshot holds it


def prove_news(item: NewsItem, *, by: Person | None = None) -> None:
    """On the site as it reads now, or taken off it."""
    page, place = f"news/{item.pk}", f"официальный сайт, /news/{item.pk}/"
    if item.state != NewsItem.State.PUBLISHED:
        page_taken_off(page, place=place, by=by)
        return
    content = {"what": "page", "heading": item.title, "lead": item.lead, "text": item.text}
    page_on_site(page, place=place, content=content, by=by)


def prove_section(section: Section, *, by: Person | None = None) -> None:
    """A sub-section of «Сведения»: its rows, and the table made of what the domains know."""
    table = sveden.table_of(section)
    rows = [
        [row.title, row.value or row.link or (row.file.name if row.file else "")]
        for row in sveden.visible(section)
    ]
    content = {
        "what": "page",
        "heading": section.title,
        "rows": rows,
        "table": _plain(table) if table else None,
    }
    page_on_site(
        f"sveden/{section.code}", place=f"официальный сайт, /sveden/{section.code}/", content=content, by=by
    )


def prove_sections() -> None:
    """Every hour: what the domains changed in a sub-section without a word of its keeper."""
    for section in sveden.layout().values():
        prove_section(section)


def _plain(table: sveden.Table) -> dict[str, list[str] | list[list[str]]]:
    hidden = {
        place
        for row in table.rows
        for place, (_words, itemprop, _link) in enumerate(row)
        if itemprop in BY_CONSENT
    }
    heads = [head for place, head in enumerate(table.heads) if place not in hidden]
    rows = [
        [words for place, (words, _itemprop, _link) in enumerate(row) if place not in hidden]
        for row in table.rows
    ]
    return {"heads": heads, "rows": rows}
