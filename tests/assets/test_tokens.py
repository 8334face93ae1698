"""The contrast table of the look, computed from the tokens: AA usually, AAA in high contrast."""

import re
from pathlib import Path

import pytest

import opora.assets

TOKENS = (Path(opora.assets.__file__).parent / "css" / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")

TEXT_PAIRS = [
    ("text", "surface"), ("text", "bg"), ("text", "sunken"), ("text", "hover"), ("text", "weekend"),
    ("muted", "surface"), ("muted", "bg"), ("muted", "hover"), ("muted", "sunken"), ("muted", "weekend"),
    ("accent", "surface"), ("accent", "bg"), ("accent", "accent-soft"), ("text", "accent-soft"),
    ("accent-hover", "surface"), ("on-accent", "accent"), ("on-accent", "accent-hover"),
    ("success", "success-soft"), ("warning", "warning-soft"), ("danger", "danger-soft"),
    ("info", "info-soft"), ("text", "success-soft"), ("text", "warning-soft"),
    ("text", "danger-soft"), ("text", "info-soft"),
    ("warning", "surface"), ("danger", "surface"), ("surface", "danger"), ("bg", "text"),
    ("exam", "exam-soft"), ("org", "org-soft"),
]  # fmt: skip
SHAPE_PAIRS = [("control", "surface"), ("focus", "bg"), ("focus", "surface")]


def block(selector: str) -> dict[str, str]:
    found = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", TOKENS, re.MULTILINE | re.DOTALL)
    assert found, selector
    return dict(COLOUR.findall(found.group(1)))


LIGHT = block('[data-theme="light"]')
SETS = {
    "light": (LIGHT, 4.5),
    "dark": (block('[data-theme="dark"]'), 4.5),
    "high contrast": (block('[data-contrast="high"]'), 7.0),
    "high contrast, dark": (block('[data-contrast="high"][data-theme="dark"]'), 7.0),
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert round(ratio("#000000", "#ffffff"), 1) == 21.0
    assert round(ratio(LIGHT["text"], LIGHT["surface"]), 1) == 16.3


@pytest.mark.parametrize("name", SETS)
def test_text_is_readable(name: str) -> None:
    colours, least = SETS[name]
    poor = {pair: round(ratio(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert {pair: found for pair, found in poor.items() if found < least} == {}


@pytest.mark.parametrize("name", SETS)
def test_edges_and_focus_are_visible(name: str) -> None:
    colours, _ = SETS[name]
    poor = {pair: round(ratio(colours[pair[0]], colours[pair[1]]), 2) for pair in SHAPE_PAIRS}
    assert {pair: found for pair, found in poor.items() if found < 3} == {}


@pytest.mark.parametrize("name", SETS)
def test_every_set_names_every_colour(name: str) -> None:
    assert set(SETS[name][0]) == set(LIGHT)
