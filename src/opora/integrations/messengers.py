"""Bots of Telegram, VK and MAX by their published formats: say a text, hear what was written to the bot.

Telegram: core.telegram.org/bots/api. VK: dev.vk.com (messages, Bots Long Poll). MAX: dev.max.ru/docs-api.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .outward import Unreachable, call

VK_VERSION = "5.199"
MARGIN_SECONDS = 10


class NotSaid(Exception):  # noqa: N818 -- it says what happened
    """It may be tried again later."""


class Blocked(Exception):  # noqa: N818
    """The person stopped the bot or never spoke to it: it cannot write to him."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``who`` is where to answer; ``text`` is empty when the person stopped the bot (``stopped``)."""

    who: str
    text: str = ""
    stopped: bool = False


class Messenger(Protocol):
    """One messenger. ``hear`` waits ``wait`` s for what came after ``cursor``, answers the next cursor."""

    def say(self, who: str, text: str) -> None: ...

    def hear(self, cursor: str, *, wait: int = 0) -> tuple[Sequence[Heard], str]: ...

    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Telegram:
    """``token`` of @BotFather."""

    token: str
    base: str

    def _ask(self, method: str, *, wait: int = 0, **given: Any) -> Any:
        answer = _asked("POST", f"{self.base}/bot{self.token}/{method}", wait=wait, json=given)
        if answer.get("ok"):
            return answer["result"]
        words = str(answer.get("description", ""))
        if answer.get("error_code") == 403 or "chat not found" in words or "user is deactivated" in words:
            raise Blocked(words)
        raise NotSaid(words or "непонятный ответ")

    def say(self, who: str, text: str) -> None:
        self._ask("sendMessage", chat_id=int(who), text=text, link_preview_options={"is_disabled": True})

    def hear(self, cursor: str, *, wait: int = 0) -> tuple[Sequence[Heard], str]:
        given: dict[str, Any] = {"timeout": wait, "allowed_updates": ["message", "my_chat_member"]}
        if cursor:
            given["offset"] = int(cursor)
        updates = self._ask("getUpdates", wait=wait, **given)
        heard = [one for update in updates if (one := self._heard(update))]
        last = max((int(update["update_id"]) for update in updates), default=-1)
        return heard, str(last + 1) if last >= 0 else cursor

    @staticmethod
    def _heard(update: dict[str, Any]) -> Heard | None:
        if message := update.get("message"):
            if message["chat"].get("type") != "private":
                return None
            return Heard(str(message["chat"]["id"]), str(message.get("text", "")))
        member = update.get("my_chat_member") or {}
        if member.get("new_chat_member", {}).get("status") in ("kicked", "left"):
            return Heard(str(member["chat"]["id"]), stopped=True)
        return None

    def name(self) -> str:
        return f"@{self._ask('getMe')['username']}"


@dataclass(frozen=True, slots=True)
class Vk:
    """``group`` is the number of the community whose key ``token`` is."""

    group: str
    token: str
    base: str

    def _ask(self, method: str, **given: Any) -> Any:
        sent = {**given, "access_token": self.token, "v": VK_VERSION}
        answer = _asked("POST", f"{self.base}/method/{method}", data=sent)
        if "response" in answer:
            return answer["response"]
        error = answer.get("error", {})
        words = str(error.get("error_msg", "непонятный ответ"))
        if error.get("error_code") in (7, 900, 901, 902):  # 901: he has not let the community write to him
            raise Blocked(words)
        raise NotSaid(words)

    def say(self, who: str, text: str) -> None:
        self._ask("messages.send", peer_id=who, random_id=secrets.randbelow(2**31), message=text)

    def hear(self, cursor: str, *, wait: int = 0) -> tuple[Sequence[Heard], str]:
        server = self._ask("groups.getLongPollServer", group_id=self.group)
        asked = {"act": "a_check", "key": server["key"], "ts": cursor or server["ts"], "wait": wait}
        answer = _asked("GET", server["server"], wait=wait, params=asked)
        if answer.get("failed"):  # 1: the cursor is too old, go on from the one given; 2, 3: begin anew
            return [], str(answer.get("ts") or server["ts"])
        return [one for update in answer["updates"] if (one := self._heard(update))], str(answer["ts"])

    @staticmethod
    def _heard(update: dict[str, Any]) -> Heard | None:
        told = update.get("object", {})
        if update.get("type") == "message_deny":
            return Heard(str(told["user_id"]), stopped=True)
        message = told.get("message", {})
        if update.get("type") != "message_new" or message.get("peer_id") != message.get("from_id"):
            return None
        return Heard(str(message["peer_id"]), str(message.get("text", "")))

    def name(self) -> str:
        found = self._ask("groups.getById", group_id=self.group)
        groups = found["groups"] if isinstance(found, dict) else found
        return f"vk.com/{groups[0]['screen_name']}"


@dataclass(frozen=True, slots=True)
class Max:
    """``token`` of the bot from business.max.ru."""

    token: str
    base: str

    def _ask(self, method: str, path: str, *, wait: int = 0, **sent: Any) -> Any:
        headers = {"Authorization": self.token}
        answer = _asked(method, f"{self.base}{path}", wait=wait, headers=headers, **sent)
        if code := answer.get("code"):
            words = str(answer.get("message") or code)
            if code in ("chat.denied", "dialog.not.found", "error.dialog.suspended", "not.found"):
                raise Blocked(words)
            raise NotSaid(words)
        return answer

    def say(self, who: str, text: str) -> None:
        self._ask("POST", "/messages", params={"user_id": who}, json={"text": text})

    def hear(self, cursor: str, *, wait: int = 0) -> tuple[Sequence[Heard], str]:
        asked = {"timeout": wait, "types": "message_created,bot_started,bot_stopped"}
        if cursor:
            asked["marker"] = cursor
        answer = self._ask("GET", "/updates", wait=wait, params=asked)
        heard = [one for update in answer.get("updates", []) if (one := self._heard(update))]
        marker = answer.get("marker")
        return heard, cursor if marker is None else str(marker)

    @staticmethod
    def _heard(update: dict[str, Any]) -> Heard | None:
        kind = update.get("update_type")
        if kind == "bot_started":
            return Heard(str(update["user"]["user_id"]), f"/start {update.get('payload') or ''}".strip())
        if kind == "bot_stopped":
            return Heard(str(update["user"]["user_id"]), stopped=True)
        message = update.get("message") or {}
        if kind != "message_created" or message.get("recipient", {}).get("chat_type") != "dialog":
            return None
        return Heard(str(message["sender"]["user_id"]), str(message["body"].get("text") or ""))

    def name(self) -> str:
        return f"@{self._ask('GET', '/me')['username']}"


@dataclass(frozen=True, slots=True)
class Console:
    """Prints what would leave; hears nothing."""

    code: str
    out: Callable[[str], object]

    def say(self, who: str, text: str) -> None:
        self.out(f"[{self.code} → {who}] {text}\n")

    def hear(self, cursor: str, *, wait: int = 0) -> tuple[Sequence[Heard], str]:
        return [], cursor

    def name(self) -> str:
        return "консоль"


def made(code: str, token: str, base: str, out: Callable[[str], object]) -> Messenger | None:
    """The messenger by its settings; None while it is off. ``token`` of VK is «community:token»."""
    if not token:
        return None
    if token == "console":  # noqa: S105 -- a word instead of a token
        return Console(code, out)
    if code == "vk":
        group, _colon, key = token.partition(":")
        return Vk(group, key, base)
    return Telegram(token, base) if code == "telegram" else Max(token, base)


def _asked(method: str, url: str, *, wait: int = 0, **sent: Any) -> dict[str, Any]:
    """The JSON object of an answer, an error of the service in it or not. Raises :class:`NotSaid`."""
    try:
        answer = call(method, url, timeout=wait + MARGIN_SECONDS, **sent)
        found = answer.json()
    except Unreachable as error:
        raise NotSaid(str(error)) from error
    except ValueError as error:
        raise NotSaid(f"HTTP {answer.status_code}") from error
    if not isinstance(found, dict) or answer.status_code >= 500 or answer.status_code == 429:
        raise NotSaid(f"HTTP {answer.status_code}")
    return found
