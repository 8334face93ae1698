"""Background jobs (procrastinate): rows in this database, in one transaction with the data."""

from procrastinate.contrib.django import app

__all__ = ["app"]
