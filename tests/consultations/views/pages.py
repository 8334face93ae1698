"""Asking a page of consultations as somebody, and reading what it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from opora.people.models import Account, Person
from tests import make

from ..world import TOMORROW, flat

Login = Callable[..., Client]
END = TOMORROW + timedelta(minutes=90)


def page(client: Client, name: str, *args: Any, query: str = "") -> Any:
    return client.get(reverse(f"consultations:{name}", args=args) + query)


def post(client: Client, name: str, *args: Any, query: str = "", **data: Any) -> Any:
    return client.post(reverse(f"consultations:{name}", args=args) + query, data)


def text(response: Any) -> str:
    return flat(response.content.decode())


def said(response: Any) -> list[str]:
    return [flat(str(message)) for message in get_messages(response.wsgi_request)]


def enter(login: Login, cast: make.Cast, who: str) -> Client:
    return login(cast.account(who))


def enter_as(login: Login, person: Person, role: str = "") -> Client:
    return login(Account.objects.get(person=person), role)
