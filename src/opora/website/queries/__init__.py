"""What the open site shows, and how it stands."""

from .grafik import board

__all__ = ["board"]
