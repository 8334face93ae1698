"""Public addresses as browsers send them: «https://учебный-центр.рф» is xn--….xn--p1ai on the wire."""

from urllib.parse import urlsplit


def read(text: str) -> list[str]:
    """Addresses separated by commas, in ASCII, without a slash at the end."""
    return [_ascii(address.strip()) for address in text.split(",") if address.strip()]


def hosts(origins: list[str]) -> list[str]:
    return [urlsplit(origin).hostname or "" for origin in origins]


def _ascii(address: str) -> str:
    """Raises ValueError for what is not an address with a scheme."""
    parts = urlsplit(address)
    if not parts.scheme or not parts.hostname:
        raise ValueError(f"OPORA_ORIGINS: {address!r} is not an address like https://учебный-центр.рф")
    host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
