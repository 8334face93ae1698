"""Numbers and tables of the generated pages, in Russian."""

from pathlib import Path


def number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return "—"
    if value >= 100:
        digits = 0
    return f"{value:.{digits}f}".replace(".", ",")


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put(page: Path, name: str, words: str) -> None:
    """In place of what stands between ``<!-- name … -->`` and ``<!-- /name -->``."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(f"<!-- {name}: ")
    command, _close, former = rest.partition(" -->")
    _former, end, after = former.partition(f"<!-- /{name} -->")
    if not end:
        raise SystemExit(f"{page}: нет места для «{name}»")
    page.write_text(f"{before}{begin}{command} -->\n{words}\n{end}{after}", encoding="utf-8")
