"""HTML of a letter as plain text: paragraphs are lines, what is quoted begins with «>»."""

import re
from html.parser import HTMLParser

BLOCK_TAGS = "p div tr table ul ol h1 h2 h3 h4 h5 h6 pre section article header footer hr"
BLOCKS = frozenset(BLOCK_TAGS.split())
HIDDEN = frozenset(["style", "script", "head", "title", "template"])
QUOTES = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|OLK_SRC_BODY_SECTION|mail-?quote|"
    r"js-helper js-readmsg-msg|reply-new-signature-quote",
    re.IGNORECASE,
)
VOID_TAGS = "br hr img meta link input area base col embed source track wbr"
VOID = frozenset(VOID_TAGS.split())


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.open: list[tuple[str, bool]] = []
        self.depth = 0
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        quoted = tag == "blockquote" or bool(QUOTES.search(f"{given.get('class', '')} {given.get('id', '')}"))
        if tag in BLOCKS or tag in ("br", "li", "blockquote"):
            self._line(force=tag == "br")
        if tag == "li":
            self.lines[-1] = "• "
        if tag in VOID:
            return
        self.open.append((tag, quoted))
        self.hidden += tag in HIDDEN
        self.depth += quoted

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _quoted in self.open):
            return
        while self.open:
            name, quoted = self.open.pop()
            self.hidden -= name in HIDDEN
            if name in BLOCKS or name == "blockquote":
                self._line()
            self.depth -= quoted
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        words = re.sub(r"[ \t\r\n\u00a0]+", " ", data)
        if not self.lines[-1]:
            words = words.lstrip()
            if words:
                self.lines[-1] = "> " if self.depth else ""
        self.lines[-1] += words

    def _line(self, *, force: bool = False) -> None:
        if self.hidden:
            return
        if force or self.lines[-1].strip("> "):
            self.lines.append("")


def plain_of_html(html: str) -> str:
    """Lines of text; tags, scripts and styles are left out, links keep their words."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in parser.lines)).strip()
