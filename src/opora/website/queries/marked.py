"""Plain text with marks: Markdown without HTML and pictures."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from opora.kernel.text import typo

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}


@cache
def _reader() -> "MarkdownIt":
    """No pictures: they would be asked from other servers; no HTML: text is typed, not programmed."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- loaded with the first text, not with the server

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


@lru_cache(maxsize=256)
def to_html(text: str) -> SafeString:
    """Markup safe to show: headings begin below those of the page, links lead out without a referrer."""
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        for inner in token.children or ():
            if inner.type == "text":
                inner.content = typo(inner.content)
            elif inner.type == "link_open" and "://" in str(inner.attrGet("href")):
                inner.attrSet("rel", "noopener noreferrer")
    html: str = reader.renderer.render(tokens, reader.options, {})
    html = html.replace("<table>", '<div class="table-wrap"><table>').replace("</table>", "</table></div>")
    return mark_safe(html)
