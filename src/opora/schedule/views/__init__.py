"""Pages of the график: list, editor, decisions, import, calendar."""

from . import calendar, editions, imports, lines

__all__ = ["calendar", "editions", "imports", "lines"]
