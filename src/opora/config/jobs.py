"""The application of background jobs (procrastinate): rows in this database, one transaction with the data."""

from procrastinate.contrib.django import app

__all__ = ["app"]
