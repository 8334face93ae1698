"""Addresses of REST, under ``/api/v1/``; loaded with the first request to them."""

from . import api

urlpatterns, APP, NAMESPACE = api.urls
for pattern in urlpatterns:
    vars(pattern.callback)["access"] = None  # a token opens them, not a log-in: tests/api/test_rest.py
