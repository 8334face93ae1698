"""Shape of what is typed on the open site and about it."""

from .grafik import ChoiceForm

__all__ = ["ChoiceForm"]
