"""What the documents name must exist: names in code, tests, ids of requirements."""

import ast
from functools import cache, reduce
from importlib import import_module
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]


def requirement_ids() -> list[str]:
    return (ROOT / "tests" / "requirement_ids.txt").read_text(encoding="utf-8").split()


def table_rows(markdown: str) -> list[list[str]]:
    """Cells of every row of every table in the text, headings left out."""
    lines = markdown.splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not line.startswith("|-") and not below.startswith("|-")
    ]


def resolve(name: str) -> object:
    """The object called ``people.Person.snils`` (a domain's models) or by its whole path inside ``opora``.

    Raises AssertionError when there is none.
    """
    domain, *rest = name.split(".")
    if rest[0][0].isupper():
        rest = ["models", *rest]
    path = ["opora", domain, *rest]
    for cut in range(len(path) - 1, 0, -1):
        try:
            module = import_module(".".join(path[:cut]))
            return reduce(getattr, path[cut:], module)
        except ModuleNotFoundError:
            continue
        except AttributeError:
            break
    raise AssertionError(name)


@cache
def url_names() -> frozenset[str]:
    """``schedule:show`` for every address."""

    def walk(resolver: URLResolver, prefix: str) -> set[str]:
        found = set()
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                found.add(f"{prefix}{entry.name}")
            else:
                found |= walk(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        return found

    return frozenset(walk(get_resolver(), ""))


@cache
def names_of_tests(path: str) -> frozenset[str]:
    """Functions of a test file; empty when there is no such file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
