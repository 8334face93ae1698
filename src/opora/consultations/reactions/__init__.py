"""Who is told what happens with consultations, and what a newly published график does to them."""

from . import exam_prep, means, sessions, tabs, threads

__all__ = ["exam_prep", "means", "sessions", "tabs", "threads"]
