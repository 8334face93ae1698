"""What import-linter cannot say: the files of a domain, the way in, the size."""

import ast
from pathlib import Path

import grimp
import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "opora"
DOMAINS = [
    "people",
    "journal",
    "notifications",
    "files",
    "regulations",
    "channels",
    "studies",
    "acquaintance",
    "schedule",
    "consultations",
    "conversations",
    "webinars",
    "meetings",
    "moderation",
    "outside",
    "progress",
    "workload",
    "duties",
    "reports",
    "publications",
    "portal",
    "website",
    "api",
]
KERNEL = {
    "__init__",
    "actor",
    "apps",
    "bulk",
    "calendar",
    "clock",
    "counting",
    "errors",
    "events",
    "jobs",
    "middleware",
    "models",
    "outage",
    "prepared",
    "rules",
    "speech",
    "tables",
    "templatetags",
    "text",
    "times",
}
FILES = {
    "__init__",
    "access",
    "actions",
    "api",
    "apps",
    "context",
    "events",
    "forms",
    "middleware",
    "migrations",
    "models",
    "queries",
    "reactions",
    "rules",
    "tasks",
    "templates",
    "templatetags",
    "urls",
    "views",
}
OWN = {
    "people": {"backend", "native", "session_store"},
    "files": {"native", "store"},
    "journal": {"triggers"},
    "notifications": {"kinds", "live", "ways"},
    "outside": {"doors", "reading", "telling", "trying"},
    "channels": {"data", "ways"},
    "meetings": {
        "asking",
        "board",
        "captions",
        "choosing",
        "desk",
        "doctor",
        "engines",
        "janus",
        "minutes",
        "notes",
        "parts",
        "placing",
        "presence",
        "providers",
        "recording",
        "timer",
        "timing",
        "turn",
        "waking",
        "webinar",
    },
    "conversations": {"live"},
    "duties": {"data"},
    "moderation": {"words"},
    "regulations": {"data", "presets", "provisions", "reading", "writing"},
    "studies": {"papers"},
    "reports": {"papers"},
    "website": {"data"},
}
PUBLIC = {"actions", "access", "events", "forms", "models", "queries", "rules", "middleware", "templatetags"}


def stems(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
    }


def test_every_package_is_named_here() -> None:
    assert stems(PACKAGE) - {
        "__init__",
        "__main__",
        "assets",
        "config",
        "demo",
        "integrations",
        "kernel",
        "locale",
    } == set(DOMAINS)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_has_the_agreed_files_and_no_others(domain: str) -> None:
    assert stems(PACKAGE / domain) - FILES - OWN.get(domain, set()) == set()
    assert (PACKAGE / domain / "README.md").exists()


def test_the_kernel_is_a_closed_list() -> None:
    assert stems(PACKAGE / "kernel") - KERNEL == set()


def test_a_domain_is_entered_through_its_public_files() -> None:
    """Others may import models, events, queries, access, rules, actions, forms and the own extras."""
    graph = grimp.build_graph("opora")
    entered = set()
    for domain in DOMAINS:
        public = PUBLIC | OWN.get(domain, set())
        for module in graph.find_descendants(f"opora.{domain}"):
            if module.split(".")[2] in public:
                continue
            for importer in graph.find_modules_that_directly_import(module):
                other = importer.split(".")[1]
                if other not in (domain, "config", "demo"):
                    entered.add(f"{importer} → {module}")
    assert entered == set()


def test_no_file_is_longer_than_500_lines() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 500
    }
    assert long == {}


def test_views_write_nothing() -> None:
    """HTTP in, HTTP out: no ``.save()``, ``.create()``, ``.update()``, ``.delete()`` of rows in a view."""
    writers = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for domain in DOMAINS
        for path in [*(PACKAGE / domain).glob("views.py"), *(PACKAGE / domain).glob("views/*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writers
        and "session" not in ast.unparse(node.func.value)
    ]
    assert found == []
