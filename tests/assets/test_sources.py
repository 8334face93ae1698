"""Small rules of the style sheets and templates that no tool checks."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import opora.assets

PACKAGE = Path(opora.assets.__file__).parents[1]
CSS = PACKAGE / "assets" / "css"
ICON = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([a-z][\w-]+)["']""")
HEX = re.compile(r":[^;{]*#[0-9a-f]{3,8}\b")


def templates() -> Iterator[Path]:
    return PACKAGE.rglob("templates/**/*.html")


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    known = set(json.loads((PACKAGE / "assets" / "icons.json").read_text(encoding="utf-8")))
    asked = {
        (file.name, a or b)
        for file in [*templates(), *PACKAGE.rglob("*.py")]
        for a, b in ICON.findall(file.read_text(encoding="utf-8"))
    }
    assert {(name, icon) for name, icon in asked if icon not in known} == set()


def test_colours_live_in_tokens_only() -> None:
    files = [file for file in (CSS / "components").glob("*.css") if file.name != "print.css"]
    assert [file.name for file in files if HEX.search(file.read_text(encoding="utf-8"))] == []


def test_every_component_is_imported() -> None:
    main = (CSS / "main.css").read_text(encoding="utf-8")
    assert [file.name for file in (CSS / "components").glob("*.css") if f"/{file.name}" not in main] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style\b|\son\w+=|<script(?![^>]*\bsrc=)")
    assert [file.name for file in templates() if inline.search(file.read_text(encoding="utf-8"))] == []
