"""The command line: ``opora КОМАНДА``; help and errors in Russian."""

from .main import main

__all__ = ["main"]
