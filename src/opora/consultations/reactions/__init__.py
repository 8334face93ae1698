"""Who is told what happens with consultations, and what a newly published график does to them."""

from . import sessions, threads

__all__ = ["sessions", "threads"]
