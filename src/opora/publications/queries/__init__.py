"""The register of publications, and what the site and the boards showed at a moment."""

from .content import act_content, board_content, grafik_content
from .moment import ActShown, Shown, shown_at
from .papers import document_paper, moment_paper
from .register import about, checked, facts, known_content

__all__ = [
    "ActShown",
    "Shown",
    "about",
    "act_content",
    "board_content",
    "checked",
    "document_paper",
    "facts",
    "grafik_content",
    "known_content",
    "moment_paper",
    "shown_at",
]
