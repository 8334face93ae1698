"""When a token or a webhook is given."""

import ipaddress
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from opora.kernel.errors import Refusal
from opora.kernel.rules import rule
from opora.people.models import Role

from .access import scopes_of

LONGEST = timedelta(days=366)
MOST_TOKENS = 20


@rule("API-01")
def token_is_within_role(role: Role, scopes: Iterable[str]) -> Refusal | None:
    """A token never may more than its owner."""
    if not set(scopes) - {scope.value for scope in scopes_of(role)}:
        return None
    return Refusal(
        "API-01",
        _("Роль «{role}» не даёт таких прав.").format(role=role.label),
        next_step=_("Снимите отметки с лишних прав или выберите другую роль."),
        field="scopes",
    )


@rule("API-02")
def token_ends_in_a_year(expires_on: date, on: date) -> Refusal | None:
    """A forgotten token dies by itself."""
    if on <= expires_on <= on + LONGEST:
        return None
    return Refusal(
        "API-02",
        _("Ключ действует не дольше года."),
        next_step=_("Выберите день с {since} по {until}.").format(
            since=f"{on:%d.%m.%Y}", until=f"{on + LONGEST:%d.%m.%Y}"
        ),
        field="expires_on",
    )


@rule("API-03")
def tokens_are_few(live: int) -> Refusal | None:
    if live < MOST_TOKENS:
        return None
    return Refusal(
        "API-03",
        _("У вас уже {n} действующих ключей.").format(n=live),
        next_step=_("Отзовите те, которыми никто не пользуется."),
    )


@rule("API-04")
def address_is_outside(url: str, *, loopback: bool) -> Refusal | None:
    """http(s) without a password inside; this very server is not called back."""
    parts = urlsplit(url)
    words = ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        words = _("Адрес начинается с https:// или http:// и называет сервер.")
    elif parts.username or parts.password:
        words = _("Пароль в адресе не нужен: письма подписаны секретом.")
    elif not loopback and _is_this_machine(parts.hostname):
        words = _("Это адрес самого сервера Опоры.")
    if not words:
        return None
    return Refusal("API-04", words, next_step=_("Исправьте адрес системы, которой сообщать."), field="url")


def _is_this_machine(host: str) -> bool:
    if host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast
