"""What of a letter is new: the history below it and the signature are cut off.

Phrases are those of Outlook, Thunderbird, Gmail, Mail.ru, Yandex and iOS in Russian and in English.
"""

import re

MONTHS = r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\s+({MONTHS})|({MONTHS})\w*\.?\s+\d{{1,2}}",
    re.IGNORECASE,
)
SPEAKS = re.compile(
    r"(пишет|пишут|написал|написала|написал\(а\)|писал|писала|писал\(а\)|wrote|writes|schrieb)\s*:\s*$"
    r"|<[^<>\s]+@[^<>\s]+>\s*:\s*$"
    r"|\s(от|from)\s.+:\s*$",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"^\W*-{2,}\s*(исходное сообщение|пересылаемое сообщение|пересланное сообщение|"
    r"конец пересылаемого сообщения|"
    r"original message|forwarded message|original appointment|переадресованное сообщение)\s*-{2,}\W*$"
    r"|^(begin forwarded message|начало переадресованного сообщения):?\s*$",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"^\W{0,3}(от|отправлено|дата|кому|копия|тема|from|sent|date|to|cc|subject)\W{0,3}:\s*\S", re.IGNORECASE
)
FIRST_FIELD = re.compile(r"^\W{0,3}(от|from)\W{0,3}:\s*\S", re.IGNORECASE)
RULE = re.compile(r"^[_=]{10,}$")
SIGNED = re.compile(r"^(--|—|––)\s*$")
DEVICE = re.compile(
    r"^(отправлено (с|из|от|при помощи)\b.*|отправлено с моего.*|sent from (my|the|mail|yahoo|outlook)\b.*|"
    r"get outlook for\b.*|скачать outlook для\b.*|получить outlook для\b.*|послано из\b.*)$",
    re.IGNORECASE,
)
FAREWELL = re.compile(
    r"^(с\s+(глубоким\s+|искренним\s+)?уважением|с наилучшими пожеланиями|всего доброго|хорошего дня|"
    r"best regards|kind regards|regards|sincerely)[\s,.!]*", re.IGNORECASE,
)  # fmt: skip
LONGEST_SIGNATURE = 7


def new_words(text: str) -> str:
    """The person's own words. Of answers between quoted lines the answers; of a letter all quoted nothing."""
    lines = [line.rstrip() for line in text.replace("\u200b", "").replace("\ufeff", "").split("\n")]
    lines = _without_quotes(lines)
    return _without_signature(lines).strip()


def _without_quotes(lines: list[str]) -> list[str]:
    at, after = _beginning_of_history(lines)
    head = [line for line in lines[:at] if _is_own(line) or not line.strip()]
    if any(head) or not after:
        return head
    return [line for line in lines[after:] if _is_own(line) or not line.strip()]


def _is_own(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith((">", "|"))


def _beginning_of_history(lines: list[str]) -> tuple[int, int]:
    """The first line of the history, and the first after its heading; (all of them, 0) when there is none.

    After «Исходное сообщение» nothing is the writer's; below «… пишет:» he may answer between the lines.
    """
    for n, line in enumerate(lines):
        if BORDER.match(line.strip()) or _is_block_of_fields(lines, n):
            return n, 0
        if end := _end_of_attribution(lines, n):
            return n, end
    return len(lines), 0


def _is_block_of_fields(lines: list[str], n: int) -> bool:
    """«От: … Отправлено: … Кому: …» of Outlook, below a rule or not."""
    start = n
    if RULE.match(lines[n].strip()):
        start = n + 1
    if start >= len(lines) or not FIRST_FIELD.match(lines[start].strip()):
        return False
    return sum(bool(FIELD.match(line.strip())) for line in lines[start : start + 6]) >= 3


def _end_of_attribution(lines: list[str], n: int) -> int:
    """«20 нояб. 2026 г., в 10:00, Опора <…> написал(а):» of up to three lines; 0 when it is not one."""
    if not _is_own(lines[n]):
        return 0
    words = ""
    for more in range(min(3, len(lines) - n)):
        line = lines[n + more].strip()
        if more and not line:
            return 0
        words = f"{words} {line}".strip()
        if len(words) < 400 and SPEAKS.search(words) and DATE.search(words):
            return n + more + 1
    return 0


def _without_signature(lines: list[str]) -> str:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for n, line in enumerate(lines):
        words = line.strip()
        last = len(lines) - n <= LONGEST_SIGNATURE
        if SIGNED.match(words) or (last and DEVICE.match(words)) or (last and n and FAREWELL.match(words)):
            return "\n".join(lines[:n])
    return "\n".join(lines)
