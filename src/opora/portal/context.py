"""What every page of the cabinet and of the site needs around its own content."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Look settings, navigation, unread count, clock; read by ``base.html`` and ``shell.html``."""
    return {"look": {"theme": "auto", "contrast": "", "size": "", "images": ""}}
