"""Templates and Word. Its libraries are loaded with the first paper, not with the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a template and where: the words of its paragraph."""

    words: str
    place: str = ""


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The paper. The template was tried when it was uploaded; a failure here is a defect of ours."""
    from . import filling  # noqa: PLC0415 -- docxtpl and jinja2 are large

    return filling.fill(template, context)


def troubles_of(template: bytes, sample: Mapping[str, Any]) -> list[Trouble]:
    """Everything that keeps a template from being taken; empty when it may be used."""
    from . import filling  # noqa: PLC0415 -- docxtpl and jinja2 are large

    return filling.troubles_of(template, sample)


def shipped(code: str) -> bytes:
    """The template that comes with the product."""
    from .samples import shipped as made  # noqa: PLC0415 -- python-docx is large

    return made(code)
